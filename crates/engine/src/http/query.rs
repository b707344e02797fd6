//! Parameters of a query or a form as the JSON object that a request type is read from.

use cleat_api::Object;
use serde_json::Value;

use super::shape::{Kind, Shape};
use crate::kernel::{Error, Result};

/// The query as an object. Lists are written `a=1&a=2`, `a[]=1`, `a=1,2` or `a=[1, 2]`; a value
/// that does not fit its field stays text, so that reading it names the field.
///
/// # Errors
/// A list that is written in a way nobody can read.
pub fn object(shape: &Shape, query: &str) -> Result<Object> {
    let mut object = Object::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let (name, alone) = match name.strip_suffix("[]") {
            Some(name) => (name, false),
            None => (name.as_ref(), true),
        };
        let kind = shape.field(name).map(|field| &field.kind);
        let Some(Kind::List(_)) = kind else {
            object.insert(name.to_owned(), scalar(kind, &value));
            continue;
        };
        let list = object
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Some(list) = list.as_array_mut() {
            list.push(value.into());
            if !alone {
                // What is marked as one of a list is no list itself.
                list.push(Value::Null);
            }
        }
    }
    for (name, value) in &mut object {
        if let Some(list) = value.as_array_mut() {
            *list = listed(name, std::mem::take(list))?;
        }
    }
    Ok(object)
}

/// One value for all of a list is taken apart.
fn listed(name: &str, mut given: Vec<Value>) -> Result<Vec<Value>> {
    let text = match given.as_slice() {
        [Value::String(text)] => text.clone(),
        _ => {
            given.retain(|value| !value.is_null());
            return Ok(given);
        }
    };
    if let Ok(list) = serde_json::from_str(&text) {
        return Ok(list);
    }
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let inner = bare.unwrap_or(&text);
    // Go writes a list so, and nobody can tell where one value ends.
    if bare.is_some() && !inner.contains(',') && inner.trim().contains(' ') {
        return Err(Error::field(
            name,
            "must be written a=1&a=2, a=1,2 or a=[1, 2]",
        ));
    }
    let parts = inner
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    Ok(parts.map(Value::from).collect())
}

/// Parameters of OAuth (RFC 6749 section 3.2): one without a value is none, one of ours comes once,
/// and others are ignored.
///
/// # Errors
/// The one that comes twice.
pub fn once(shape: &Shape, text: &str) -> Result<Object> {
    let mut object = Object::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        if shape.field(&name).is_none() || value.is_empty() {
            continue;
        }
        let twice = object.insert(name.clone().into_owned(), value.into());
        if twice.is_some() {
            return Err(Error::field(&name, "must be given once"));
        }
    }
    Ok(object)
}

fn scalar(kind: Option<&Kind>, text: &str) -> Value {
    let number = || text.parse::<i64>().ok().map(Value::from);
    let truth = || match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Some(Value::Bool(true)),
        "false" | "0" => Some(Value::Bool(false)),
        _ => None,
    };
    let read = match kind {
        // Go writes so what is not there.
        Some(_) if text == "<nil>" => Some(Value::Null),
        Some(Kind::Number) => number(),
        Some(Kind::Truth) => truth(),
        _ => None,
    };
    read.unwrap_or_else(|| text.into())
}

/// The query as it was signed: every value as text, lists as arrays.
pub fn as_signed(query: &str) -> Object {
    let mut object = Object::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let listed = name.strip_suffix("[]");
        let name = listed.unwrap_or(&name);
        match object.get_mut(name) {
            Some(Value::Array(list)) => list.push(value.into()),
            Some(other) => *other = Value::Array(vec![other.take(), value.into()]),
            None if listed.is_some() => {
                object.insert(name.to_owned(), Value::Array(vec![value.into()]));
            }
            None => {
                object.insert(name.to_owned(), value.into());
            }
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_clients_write_them() {
        let list = |text: &[&str]| Some(text.iter().map(|text| Value::from(*text)).collect());
        for (values, expected) in [
            (vec!["a"], list(&["a"])),
            (vec!["a,b"], list(&["a", "b"])),
            (vec!["[a, b]"], list(&["a", "b"])),
            (vec!["[a,b]"], list(&["a", "b"])),
            (vec!["[a]"], list(&["a"])),
            (vec!["[\"a\",\"b, c\"]"], list(&["a", "b, c"])),
            (vec!["[]"], list(&[])),
            (vec![""], list(&[])),
            (vec!["a,b", "c"], list(&["a,b", "c"])),
            (vec!["[a b]"], None),
            (vec!["[a b c]"], None),
        ] {
            let given = values.iter().map(|value| Value::from(*value)).collect();
            assert_eq!(listed("ids", given).ok(), expected, "{values:?}");
        }
        // Marked as one of a list.
        let marked = listed("ids", vec!["a,b".into(), Value::Null]);
        assert_eq!(marked.ok(), list(&["a,b"]));
    }
}
