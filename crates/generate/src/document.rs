//! The OpenAPI document with what came back, and what a declaration must not leave out.

use cleat_api::schema::entries;
use cleat_api::{Object, Operation, Value};
use serde_json::json;

use crate::catalogue::Tongue;
use crate::pages::{address, place};
use crate::record::Record;

/// The document of the mounted operations with the recorded calls as its examples.
pub fn document(records: &[Record]) -> Value {
    let operations: Vec<&Operation> = records
        .iter()
        .map(|record| record.example.operation)
        .collect();
    let mut document = cleat_api::openapi::document(&operations);
    let every = &mut document;
    if let Some(schemas) = every.pointer_mut("/components/schemas") {
        each_object(schemas, &mut add_default);
    }
    for record in records {
        let operation = record.example.operation;
        let method = operation.method.as_str().to_lowercase();
        let Some(own) = document
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(operation.path))
            .and_then(|path| path.get_mut(method))
        else {
            continue;
        };
        each_object(own, &mut add_default);
        set(
            own,
            "externalDocs",
            json!({
                "description": "Its page: samples in four languages, and its errors.",
                "url": address(Tongue::En, &place(operation)),
            }),
        );
        if let Some(parameters) = own.get_mut("parameters").and_then(Value::as_array_mut) {
            for parameter in parameters {
                let name = parameter.get("name").and_then(Value::as_str);
                let value = name.and_then(|name| record.request.get(name)).cloned();
                if let (Some(value), Some(fields)) = (value, parameter.as_object_mut()) {
                    fields.insert("example".into(), value);
                }
            }
        }
        let body = own.pointer_mut("/requestBody/content");
        let media = body.and_then(Value::as_object_mut);
        for (_, media) in media.into_iter().flatten() {
            set(media, "example", record.request.clone().into());
        }
        if let Some(media) = own.pointer_mut("/responses/200/content/application~1json")
            && !record.answer.is_null()
        {
            set(media, "example", record.answer.clone());
        }
    }
    document
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

/// "…; `X` when absent." in a description is the default X.
fn add_default(object: &mut Object) {
    let said = object.get("description").and_then(Value::as_str);
    let default = said.and_then(|said| {
        let (_, value) = said.strip_suffix(" when absent.")?.rsplit_once("; ")?;
        let text = value.trim_matches('`');
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| text.parse::<i64>().ok()).flatten();
        Some(number.map_or_else(|| json!(text), |number| json!(number)))
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

/// What the document leaves unsaid: operations, parameters and fields without prose, calls
/// without an example.
pub fn faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let said = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    for (path, methods) in entries(&document["paths"]) {
        for (method, operation) in entries(methods) {
            let id = operation["operationId"].as_str().unwrap_or(path);
            if !said(&operation["summary"]) {
                faults.push(format!("{id} has no prose"));
            }
            if operation["x-errors"].as_array().is_none() {
                faults.push(format!("{id} has no list of errors"));
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if !said(&parameter["description"]) {
                    faults.push(format!("{id}: {} has no prose", parameter["name"]));
                }
            }
            let body = entries(&operation["requestBody"]["content"]).next();
            if method != "get" && body.is_none_or(|(_, media)| media["example"].is_null()) {
                faults.push(format!("{id} has no example"));
            }
            let answer = &operation["responses"]["200"]["content"]["application/json"];
            let empty = entries(&answer["schema"]).next().is_none();
            if answer["example"].is_null() && !empty {
                faults.push(format!("{id} has no example of its answer"));
            }
        }
    }
    for (name, schema) in entries(&document["components"]["schemas"]) {
        if !said(&schema["description"]) {
            faults.push(format!("{name} has no prose"));
        }
        for (field, schema) in entries(&schema["properties"]) {
            if !said(&schema["description"]) {
                faults.push(format!("{name}.{field} has no prose"));
            }
        }
    }
    faults
}
