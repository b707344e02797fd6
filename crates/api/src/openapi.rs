//! The OpenAPI 3.1 document of the declarations.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::bounds;
use crate::endpoint::{CallerKind, Operation, Origin, Wire};
use crate::scalar::{Language, Object};

const USER_TOKEN: &str = "Access token or ID token of a signed-in user, bare or as Bearer.";
const MANAGEMENT: &str = "Management token; or a request signed with HMAC-SHA1.";
const APPLICATION: &str =
    "Application id; or x-authing-userpool-id. The prefix x-genauth- works as well.";
const WHAT_HAPPENED: &str = "What happened, in the caller's language";

/// The whole document.
pub fn document(operations: &[&Operation]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| {
        s.definitions_path = "/components/schemas".into();
        s.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Object::new();
    for operation in operations {
        let entry = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(methods) = entry.as_object_mut() {
            let method = operation.method.as_str().to_lowercase();
            methods.insert(method, describe(operation, &mut generator));
        }
    }
    let mut schemas = generator.take_definitions(true);
    let inputs = paths
        .values()
        .filter_map(Value::as_object)
        .flat_map(Object::values);
    let inputs = inputs.flat_map(|method| [method.get("requestBody"), method.get("parameters")]);
    for name in bounds::reachable(inputs.flatten(), &schemas) {
        schemas.get_mut(&name).map(bounds::write);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cleat",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The GenAuth V3 API as Cleat speaks it.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "userToken": { "type": "apiKey", "in": "header", "name": "authorization",
                    "description": USER_TOKEN },
                "management": { "type": "http", "scheme": "bearer", "description": MANAGEMENT },
                "application": { "type": "apiKey", "in": "header", "name": "x-authing-app-id",
                    "description": APPLICATION },
            },
        },
    })
}

fn describe(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let request = (operation.request)(generator);
    let resolved = bounded(resolve(&request, generator));
    let request = Schema::from(bounded(request.as_object().cloned().unwrap_or_default()));
    let doc = resolved
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let errors = operation.errors.iter().map(|code| {
        json!({
            "name": code.name(),
            "statusCode": code.status_code(),
            "apiCode": code.api_code(),
            "message": code.message(Language::EnUs),
        })
    });
    let mut out = json!({
        "operationId": operation.id,
        "tags": [operation.noun.replace('_', "-")],
        "summary": title(doc).replace('`', ""),
        "description": doc,
        "x-client": operation.client(),
        "x-errors": errors.collect::<Vec<_>>(),
        "responses": responses(operation, generator),
        "security": security(operation.caller),
    });
    if let Some(fields) = out.as_object_mut() {
        if operation.origin == Origin::Cleat {
            fields.insert("x-cleat-extension".into(), true.into());
        }
        fields.extend(inputs(operation, &request, resolved));
    }
    out
}

fn bounded(schema: Object) -> Object {
    let mut schema = Value::Object(schema);
    bounds::write(&mut schema);
    match schema {
        Value::Object(schema) => schema,
        _ => Object::new(),
    }
}

fn security(caller: CallerKind) -> Value {
    match caller {
        CallerKind::Public => json!([]),
        CallerKind::Visitor | CallerKind::Client => json!([{ "application": [] }]),
        CallerKind::User => json!([{ "userToken": [] }]),
        CallerKind::Management => json!([{ "management": [] }]),
    }
}

/// Where the fields of a request travel: `parameters`, `requestBody` or both.
fn inputs(operation: &Operation, request: &Schema, resolved: Object) -> Object {
    let mut inputs = Object::new();
    let of_path: Vec<&str> = operation.path_names().collect();
    let mut parameters = parameters(&resolved, &of_path);
    if operation.has_body() {
        parameters.retain(|parameter| parameter.get("in") == Some(&json!("path")));
    }
    if !parameters.is_empty() || !operation.has_body() {
        inputs.insert("parameters".into(), parameters.into());
    }
    if operation.has_body() {
        let media = match operation.wire() {
            Wire::OAuth => "application/x-www-form-urlencoded",
            _ => "application/json",
        };
        let schema = match of_path.is_empty() {
            true => request.as_value().clone(),
            false => without(resolved, &of_path).into(),
        };
        let body = json!({ "required": true, "content": { media: { "schema": schema } } });
        inputs.insert("requestBody".into(), body);
    }
    inputs
}

/// The schema of a body: the request without what stands in the path.
fn without(mut request: Object, of_path: &[&str]) -> Object {
    let is_of_path = |name: &Value| name.as_str().is_some_and(|name| of_path.contains(&name));
    if let Some(properties) = request.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|name, _| !of_path.contains(&name.as_str()));
    }
    if let Some(required) = request.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !is_of_path(name));
    }
    request
}

/// What stands before the first stop of a description, in English or Chinese.
pub fn title(doc: &str) -> &str {
    let stops = [". ", "; ", ", ", ": ", " (", "。", "；", "，", "：", "（"];
    let end = stops.iter().filter_map(|stop| doc.find(stop)).min();
    doc.get(..end.unwrap_or(doc.len()))
        .unwrap_or(doc)
        .trim_end_matches(['.', '。'])
}

fn responses(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let said = match operation.wire() {
        Wire::Envelope => "The outcome; see statusCode.",
        Wire::Bare | Wire::OAuth => "What was asked for.",
    };
    let schema = answer(operation, generator);
    let content = json!({ "application/json": { "schema": schema } });
    let mut responses = Object::new();
    responses.insert(
        operation.status.code().as_str().into(),
        json!({ "description": said, "content": content }),
    );
    if operation.wire() == Wire::OAuth {
        let error = json!({
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": { "type": "string", "description": "Name of the error" },
                "error_description": { "type": "string", "description": WHAT_HAPPENED },
            },
        });
        let content = json!({ "application/json": { "schema": error } });
        let said = "An error (RFC 6749 section 5.2).";
        let response = json!({ "description": said, "content": content });
        responses.insert("default".into(), response);
    }
    responses.into()
}

fn answer(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let data = (operation.response)(generator);
    let empty = data.get("type").and_then(Value::as_str) == Some("null");
    match operation.wire() {
        Wire::Envelope => {
            let data = (!empty).then(|| data.to_value());
            let success = envelope(&json!({ "type": "integer", "const": 200 }), data);
            let failure = envelope(&json!({ "type": "integer", "minimum": 300 }), None);
            json!({ "anyOf": [success, failure] })
        }
        // An empty answer (RFC 7009 section 2.2) has no schema.
        _ if empty => json!({}),
        _ => data.to_value(),
    }
}

fn envelope(status_code: &Value, data: Option<Value>) -> Value {
    let mut required = vec!["statusCode", "message"];
    let mut properties = json!({
        "statusCode": status_code,
        "message": { "type": "string", "description": WHAT_HAPPENED },
        "apiCode": { "type": "integer", "description": "Error code, where the error has one" },
        "requestId": { "type": "string", "description": "Id of the request" },
    });
    if let (Some(data), Some(properties)) = (data, properties.as_object_mut()) {
        required.push("data");
        properties.insert("data".into(), data);
    }
    json!({ "type": "object", "required": required, "properties": properties })
}

/// The schema a `$ref` stands for.
pub fn resolve(schema: &Schema, generator: &SchemaGenerator) -> Object {
    let name = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.rsplit('/').next());
    let target = name.and_then(|name| generator.definitions().get(name));
    target
        .or(Some(schema.as_value()))
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

fn parameters(request: &Object, of_path: &[&str]) -> Vec<Value> {
    let required: Vec<&str> = request
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let properties = request
        .get("properties")
        .and_then(Value::as_object)
        .cloned();
    let list = properties
        .unwrap_or_default()
        .into_iter()
        .map(|(name, mut schema)| {
            let doc = schema.as_object_mut().and_then(|s| s.remove("description"));
            let in_path = of_path.contains(&name.as_str());
            json!({
                "name": name,
                "in": if in_path { "path" } else { "query" },
                "required": in_path || required.contains(&name.as_str()),
                "description": doc, "schema": schema,
            })
        });
    list.collect()
}
