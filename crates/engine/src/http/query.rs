//! Parameters of a GET as the JSON object its request type is read from.

use cleat_api::Object;
use serde_json::Value;

use crate::kernel::{Error, Result};

/// Kinds of a request type's fields, read off its schema once.
pub struct Fields(Vec<(String, Kind)>);

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Number,
    Boolean,
    List,
}

impl Fields {
    /// Reads them off a resolved schema.
    pub fn of(schema: &Object) -> Self {
        let properties = schema.get("properties").and_then(Value::as_object);
        let fields = properties.into_iter().flatten().map(|(name, schema)| {
            let has = |kind: &str| match schema.get("type") {
                Some(Value::String(name)) => name == kind,
                Some(Value::Array(names)) => names.iter().any(|name| name == kind),
                _ => false,
            };
            let kind = if has("integer") || has("number") {
                Kind::Number
            } else if has("boolean") {
                Kind::Boolean
            } else if has("array") {
                Kind::List
            } else {
                Kind::Text
            };
            (name.clone(), kind)
        });
        Self(fields.collect())
    }

    /// The query as an object. Lists are written `a=1&a=2` or `a[]=1`; a value that does not
    /// fit its field stays text, so that reading it names the field.
    pub fn object(&self, query: &str) -> Object {
        let mut object = Object::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let name = name.strip_suffix("[]").unwrap_or(&name);
            let kind = self
                .0
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, kind)| *kind);
            match kind {
                Some(Kind::List) => {
                    let list = object
                        .entry(name)
                        .or_insert_with(|| Value::Array(Vec::new()));
                    if let Some(list) = list.as_array_mut() {
                        list.push(value.into());
                    }
                }
                _ => drop(object.insert(name.to_owned(), scalar(kind, &value))),
            }
        }
        object
    }
}

impl Fields {
    /// Parameters of OAuth (RFC 6749 section 3.2): one without a value is none, one of ours comes
    /// once, and others are ignored.
    ///
    /// # Errors
    /// The one that comes twice.
    pub fn once(&self, text: &str) -> Result<Object> {
        let mut object = Object::new();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            let is_ours = self.0.iter().any(|(field, _)| *field == name);
            if !is_ours || value.is_empty() {
                continue;
            }
            let twice = object.insert(name.clone().into_owned(), value.into());
            if twice.is_some() {
                return Err(Error::field(&name, "must be given once"));
            }
        }
        Ok(object)
    }
}

fn scalar(kind: Option<Kind>, text: &str) -> Value {
    let number = || text.parse::<i64>().ok().map(Value::from);
    let boolean = || match text.to_ascii_lowercase().as_str() {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => None,
    };
    let read = match kind {
        Some(Kind::Number) => number(),
        Some(Kind::Boolean) => boolean(),
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
