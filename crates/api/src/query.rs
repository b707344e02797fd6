//! Requests as the pairs of a query or a form.

use serde::Serialize;

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

/// Parameters as pairs; a list repeats its name.
pub fn pairs(params: &Object) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut pairs = Vec::new();
    for (name, value) in params {
        match value {
            Value::Array(list) => pairs.extend(list.iter().map(|item| (name.clone(), text(item)))),
            one => pairs.push((name.clone(), text(one))),
        }
    }
    pairs
}
