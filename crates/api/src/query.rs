//! Requests as addresses and as the pairs of a query or a form.

use serde::Serialize;

use crate::endpoint::Operation;
use crate::path;
use crate::scalar::{Object, Value};

/// A request as an object, without what is not set.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn object(request: &impl Serialize) -> Result<Object, serde_json::Error> {
    let mut value = serde_json::to_value(request)?;
    strip(&mut value);
    match value {
        Value::Object(object) => Ok(object),
        _ => Ok(Object::new()),
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|_, value| !value.is_null());
            object.values_mut().for_each(strip);
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

/// The path of a call. The fields that stand in it are escaped and taken out of the request.
///
/// # Errors
/// When a field is missing or cannot stand in a path; the sentence names it.
pub fn address(operation: &Operation, request: &mut Object) -> Result<String, String> {
    let mut segments = Vec::new();
    for declared in operation.path.split('/') {
        let Some(name) = path::name(declared) else {
            segments.push(declared.to_owned());
            continue;
        };
        let value = request.shift_remove(name).unwrap_or_default();
        let written = match &value {
            Value::String(_) | Value::Number(_) | Value::Bool(_) => text(&value),
            _ => String::new(),
        };
        // An HTTP client would shorten the path by the dots, escaped or not.
        if matches!(written.as_str(), "" | "." | "..") {
            return Err(format!("{name} must not be empty, `.` or `..`"));
        }
        segments.push(path::encoded(&written));
    }
    Ok(segments.join("/"))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Parameters as a query has them: texts, and lists of texts. `null` is left out, an object is its
/// JSON, and so is the empty list, which no repeated name could say.
pub fn as_text(params: Object) -> Object {
    let said = params.into_iter().filter(|(_, value)| !value.is_null());
    said.map(|(name, value)| match value {
        Value::Array(list) if !list.is_empty() => (name, list.iter().map(text).collect()),
        one => (name, text(&one).into()),
    })
    .collect()
}

/// Parameters as pairs; a list repeats its name.
pub fn pairs(params: &Object) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in params {
        match value {
            Value::Array(list) => pairs.extend(list.iter().map(|item| (name.clone(), text(item)))),
            one => pairs.push((name.clone(), text(one))),
        }
    }
    pairs
}
