//! The OpenAPI document with what came back, and what a declaration must not leave out.

mod faults;
mod lines;

use cleat_api::{ErrorCode, Language, Object, Operation, Value};
use cleat_render::names::snake_case;
use cleat_render::schema::member;
use cleat_render::{Tongue, address};
use serde_json::json;

pub use faults::faults;
pub use lines::lines;

use crate::names::rust_types;
use crate::record::Record;

/// The document of the mounted operations with the recorded calls as its examples, and with all
/// that pages, samples and clients are made of (`x-…`). `python` lists the methods of the official
/// Python package, one a line: `ManagementClient.get_user`.
///
/// # Errors
/// When the Rust types of the declarations cannot be read.
pub fn document(records: &[Record], python: &str) -> Result<Value, String> {
    let operations: Vec<&Operation> = records
        .iter()
        .map(|record| record.example.operation)
        .collect();
    let mut document = messages(cleat_api::openapi::document(&operations));
    if let Some(schemas) = document.pointer_mut("/components/schemas") {
        each_object(schemas, &mut add_default);
        name_types(schemas)?;
    }
    for record in records {
        let operation = record.example.operation;
        let method = operation.method.as_str().to_lowercase();
        let own = document
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(operation.path)?.get_mut(method));
        if let Some(own) = own {
            each_object(own, &mut add_default);
            columns(own, operation);
            let method = format!("{}.{}", operation.client(), snake_case(operation.id));
            set(
                own,
                "x-python",
                python.lines().any(|line| line == method).into(),
            );
            examples(own, record);
        }
    }
    Ok(document)
}

/// Adds what answers say, in every language.
fn messages(document: Value) -> Value {
    let in_all = |say: &dyn Fn(Language) -> &'static str| {
        let each = Language::ALL.iter().map(|one| (one.as_str(), say(*one)));
        each.collect::<std::collections::BTreeMap<_, _>>()
    };
    let errors = ErrorCode::ALL.iter().map(|code| {
        json!({
            "name": code.name(),
            "statusCode": code.status_code(),
            "apiCode": code.api_code(),
            "oauthError": code.oauth_error(),
            "common": code.is_common(),
            "messages": in_all(&|language| code.message(language)),
        })
    });
    let mut all = Object::new();
    for (name, value) in document.as_object().into_iter().flatten() {
        if name == "paths" {
            let success = in_all(&ErrorCode::success_message);
            all.insert("x-success".into(), json!(success));
            all.insert("x-errors".into(), errors.clone().collect());
        }
        all.insert(name.clone(), value.clone());
    }
    all.into()
}

/// Adds the Rust name of every data structure and of the values of enums.
fn name_types(schemas: &mut Value) -> Result<(), String> {
    let types = rust_types()?;
    for (name, schema) in schemas.as_object_mut().into_iter().flatten() {
        let own = types
            .get(name)
            .ok_or_else(|| format!("no Rust type of {name} is known"))?;
        let values = cleat_render::schema::values(schema);
        let variants = values.iter().map(|value| own.variants.get(value));
        let variants: Option<Vec<&String>> = variants.collect();
        let variants = variants.ok_or_else(|| format!("{name} has a value without a variant"))?;
        set(
            schema,
            "x-rust",
            format!("{}::{}", own.module, own.name).into(),
        );
        if !variants.is_empty() {
            set(schema, "x-enum-varnames", json!(variants));
        }
    }
    Ok(())
}

/// Adds the columns of the declaration that decide how the operation is called.
fn columns(own: &mut Value, operation: &Operation) {
    set(own, "x-caller", format!("{:?}", operation.caller).into());
    set(own, "x-wire", format!("{:?}", operation.wire()).into());
    if operation.proves_application() {
        set(own, "x-proof", true.into());
    }
    let rust = format!("{}::{}", operation.noun, operation.request_type);
    set(own, "x-rust", rust.into());
}

/// Adds the recorded call, and where its page is.
fn examples(own: &mut Value, record: &Record) {
    let mut request = record.request.clone();
    let parameters = own.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let name = cleat_render::schema::text(parameter, "name");
        if let Some(value) = request.shift_remove(name) {
            set(parameter, "example", value);
        }
    }
    let body = own.pointer_mut("/requestBody/content");
    for (_, media) in body.and_then(Value::as_object_mut).into_iter().flatten() {
        set(media, "example", request.clone().into());
    }
    let status = record.example.operation.status.code();
    let place = format!("/responses/{}/content/application~1json", status.as_str());
    if let Some(media) = own.pointer_mut(&place)
        && !record.answer.is_null()
    {
        set(media, "example", record.answer.clone());
    }
    let page = own_page(own);
    let said = "Its page: samples in four languages, and its errors.";
    set(
        own,
        "externalDocs",
        json!({ "description": said, "url": page }),
    );
}

fn own_page(own: &Value) -> String {
    let noun = member(own, "tags").get(0).and_then(Value::as_str);
    let page = cleat_render::document::page(
        noun.unwrap_or_default(),
        cleat_render::schema::text(own, "operationId"),
    );
    address(Tongue::En, &page)
}

fn set(target: &mut Value, name: &str, value: Value) {
    if let Some(fields) = target.as_object_mut() {
        fields.insert(name.into(), value);
    }
}

fn each_object(value: &mut Value, visit: &mut impl FnMut(&mut Object)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object
                .values_mut()
                .for_each(|inner| each_object(inner, visit));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| each_object(inner, visit)),
        _ => {}
    }
}

/// "…; `X` when absent." in a description is the default X; so is a number. What else happens is
/// no value: "…; never when absent."
fn add_default(object: &mut Object) {
    let said = object.get("description").and_then(Value::as_str);
    let default = said.and_then(|said| {
        let (_, value) = said.strip_suffix(" when absent.")?.rsplit_once("; ")?;
        let quoted = value
            .strip_prefix('`')
            .and_then(|text| text.strip_suffix('`'));
        let text = quoted.unwrap_or(value);
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<u64>().ok().filter(|_| digits).map(Value::from);
        number.or_else(|| quoted.map(Value::from))
    });
    if let Some(default) = default {
        let at = if object.contains_key("in") {
            object.get_mut("schema").and_then(Value::as_object_mut)
        } else {
            Some(object)
        };
        if let Some(schema) = at {
            schema.insert("default".into(), default);
        }
    }
}
