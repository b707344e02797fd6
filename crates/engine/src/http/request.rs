//! From the parameters of a request to its type.

use axum::body::Body;
use cleat_api::endpoint::Wire;
use cleat_api::{Endpoint, ErrorCode, Object, Operation};
use http::{HeaderValue, header, request};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::query;
use super::shape::Shape;
use crate::kernel::{Error, Result};

/// Largest body, in bytes.
const LARGEST_BODY: usize = 1 << 20;

/// The parameters of a request, from its query, form or body.
///
/// # Errors
/// When they are too large or cannot be read.
pub(super) async fn received(
    operation: &Operation,
    shape: &Shape,
    parts: &request::Parts,
    body: Body,
) -> Result<Object> {
    let is_oauth = operation.wire() == Wire::OAuth;
    if !operation.has_body() && is_oauth {
        return query::once(shape, parts.uri.query().unwrap_or_default());
    }
    if !operation.has_body() {
        return query::object(shape, parts.uri.query().unwrap_or_default());
    }
    let too_large = |_| Error::from(ErrorCode::PayloadTooLarge);
    let bytes = axum::body::to_bytes(body, LARGEST_BODY)
        .await
        .map_err(too_large)?;
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.map(HeaderValue::as_bytes).unwrap_or(b"");
    let is_json = begins_with(kind, "application/json");
    if is_oauth && !is_json {
        let text = std::str::from_utf8(&bytes).map_err(|_| Error::field("body", "is not UTF-8"))?;
        return query::once(shape, text);
    }
    if !kind.is_empty() && !is_json {
        return Err(Error::field("content-type", "must be application/json"));
    }
    if bytes.is_empty() {
        return Ok(Object::new());
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(mut object)) => {
            // As in a form.
            object.retain(|_, value| !is_oauth || value != "");
            Ok(object)
        }
        Ok(_) => Err(Error::field("body", "must be a JSON object")),
        Err(error) => Err(Error::field("body", format_args!("is not JSON: {error}"))),
    }
}

fn begins_with(kind: &[u8], name: &str) -> bool {
    let start = kind.get(..name.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
}

/// Refuses the character NUL, which not every database can keep; the error names the field.
///
/// # Errors
/// The field that has one.
pub(super) fn without_nul(place: &str, object: &Object) -> Result<()> {
    fn look(place: &str, value: &Value) -> Result<()> {
        match value {
            Value::String(text) if text.contains('\0') => {
                Err(Error::field(place, "must not contain NUL"))
            }
            Value::Array(list) => list.iter().try_for_each(|item| look(place, item)),
            Value::Object(object) => without_nul(place, object),
            _ => Ok(()),
        }
    }
    object.iter().try_for_each(|(name, value)| {
        if name.contains('\0') {
            return Err(Error::field(place, "must not contain NUL in a name"));
        }
        let dot = if place.is_empty() { "" } else { "." };
        look(&format!("{place}{dot}{name}"), value)
    })
}

/// Reads a request type from its parameters and those in its path; the error names the field.
///
/// # Errors
/// The field that is missing or wrong.
pub(super) fn read<E: Endpoint>(shape: &Shape, mut params: Object, in_path: Object) -> Result<E> {
    shape.tidy(&mut params);
    params.extend(in_path);
    typed(params)
}

/// Reads the parameters of a call that is no operation of its own; the error names the field.
///
/// # Errors
/// The field that is missing or wrong.
pub fn params<T: DeserializeOwned>(params: Object) -> Result<T> {
    without_nul("", &params)?;
    typed(params)
}

fn typed<T: DeserializeOwned>(params: Object) -> Result<T> {
    serde_path_to_error::deserialize(Value::Object(params)).map_err(|error| {
        let path = error.path().to_string();
        let why = error.into_inner().to_string();
        let field = match (path.as_str(), missing(&why)) {
            (".", missing) => missing.unwrap_or("body").to_owned(),
            (_, Some(missing)) => format!("{path}.{missing}"),
            (_, None) => path,
        };
        Error::field(&field, plain(&why))
    })
}

/// The name in "missing field `name`".
fn missing(why: &str) -> Option<&str> {
    why.strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next())
}

/// Shortens what would repeat the caller's own value: it may be a secret.
fn plain(why: &str) -> &str {
    if why.starts_with("missing field") {
        "is missing"
    } else if let Some((_, expected)) = why.split_once(", expected ") {
        expected_type(expected)
    } else {
        "is not valid"
    }
}

fn expected_type(expected: &str) -> &str {
    if expected.starts_with("a string") {
        "must be a string"
    } else if expected.starts_with("a boolean") {
        "must be true or false"
    } else if expected.starts_with('i') || expected.starts_with('u') || expected.starts_with('f') {
        "must be a number"
    } else if expected.starts_with("a sequence") {
        "must be a list"
    } else if expected.starts_with("struct") || expected.starts_with("a map") {
        "must be an object"
    } else {
        "is not one of the allowed values"
    }
}
