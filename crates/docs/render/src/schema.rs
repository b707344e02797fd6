//! Reading the schemas of the OpenAPI document.
#![expect(
    clippy::indexing_slicing,
    reason = "a document is walked by key, and a missing key reads as null"
)]

use serde_json::Value;

/// A member of an object; null where there is none.
pub fn member<'v>(value: &'v Value, name: &str) -> &'v Value {
    &value[name]
}

/// A member that is text; empty where there is none.
pub fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// The members of an array; none of anything else.
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The members of an object.
pub fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A field of a request or an answer.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// What it is, in words of TypeScript.
    pub kind: String,
    /// Name of the data structure it holds.
    pub structure: Option<String>,
    /// Whether it must be there.
    pub required: bool,
    /// Its default, as JSON.
    pub default: Option<String>,
    /// What it says of itself, in English.
    pub description: String,
    /// Its allowed values.
    pub values: Vec<String>,
}

/// The schema and the name that a `$ref`, perhaps one of `anyOf`, stands for.
pub fn target<'d>(document: &'d Value, schema: &'d Value) -> (Option<&'d str>, &'d Value) {
    if let Some(one) = list(&schema["anyOf"]).find(|option| option["type"] != "null") {
        return target(document, one);
    }
    let name = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next());
    match name {
        Some(name) => (Some(name), &document["components"]["schemas"][name]),
        None => (None, schema),
    }
}

/// What a schema is, in words of TypeScript, and the data structure in it.
pub fn kind(document: &Value, schema: &Value) -> (String, Option<String>) {
    let (name, schema) = target(document, schema);
    if let Some(name) = name {
        return (name.into(), Some(name.into()));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    match kinds.into_iter().find(|kind| *kind != "null") {
        Some("array") => {
            let (kind, inner) = kind(document, &schema["items"]);
            (format!("{kind}[]"), inner)
        }
        Some("integer" | "number") => ("number".into(), None),
        Some("object") => ("Record<string, any>".into(), None),
        Some(plain) => (plain.into(), None),
        None => ("any".into(), None),
    }
}

/// The fields of a schema.
pub fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let (_, schema) = target(document, schema);
    let required = |name: &str| list(&schema["required"]).any(|one| one == name);
    entries(&schema["properties"])
        .map(|(name, schema)| field(document, name, schema, required(name)))
        .collect()
}

/// The parameters of path and query as fields.
pub fn parameters(document: &Value, operation: &Value) -> Vec<Field> {
    list(&operation["parameters"])
        .map(|parameter| {
            let required = parameter["required"] == true;
            let name = text(parameter, "name");
            let mut field = field(document, name, &parameter["schema"], required);
            field.description = text(parameter, "description").into();
            field
        })
        .collect()
}

fn field(document: &Value, name: &str, schema: &Value, required: bool) -> Field {
    let (kind, structure) = kind(document, schema);
    let (_, inner) = target(document, schema);
    Field {
        name: name.into(),
        kind,
        structure,
        required,
        default: schema.get("default").map(plain),
        description: text(schema, "description").into(),
        values: values(inner),
    }
}

/// The allowed values of a schema.
pub fn values(schema: &Value) -> Vec<String> {
    list(&schema["enum"])
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// A value as a person writes it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The fields of a request, wherever they travel: in path, query or body.
pub fn request_fields(document: &Value, described: &Value) -> Vec<Field> {
    let mut all = parameters(document, described);
    for field in fields(document, body(described)) {
        if all.iter().all(|known| known.name != field.name) {
            all.push(field);
        }
    }
    all
}

/// The operation of that id.
pub fn operation<'d>(document: &'d Value, id: &str) -> &'d Value {
    entries(&document["paths"])
        .flat_map(|(_, methods)| entries(methods))
        .map(|(_, operation)| operation)
        .find(|operation| operation["operationId"] == id)
        .unwrap_or(&Value::Null)
}

/// The schema of a body.
pub fn body(operation: &Value) -> &Value {
    let media = entries(&operation["requestBody"]["content"]).next();
    media.map_or(&Value::Null, |(_, media)| &media["schema"])
}

/// What the document says of the answer of a success.
pub fn answer(operation: &Value) -> &Value {
    let mut responses = entries(&operation["responses"]);
    let success = responses.find(|(status, _)| status.starts_with('2'));
    success.map_or(
        &Value::Null,
        |(_, response)| &response["content"]["application/json"],
    )
}

/// The schema of what an answer carries: its `data`, or the bare answer.
pub fn data(operation: &Value) -> &Value {
    let schema = &answer(operation)["schema"];
    match &schema["anyOf"][0] {
        Value::Null => schema,
        envelope => &envelope["properties"]["data"],
    }
}

/// Whether the answer comes in the envelope.
pub fn is_enveloped(operation: &Value) -> bool {
    let schema = &answer(operation)["schema"];
    schema["anyOf"].is_array()
}
