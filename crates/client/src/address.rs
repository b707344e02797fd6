//! Where a call goes: `cleat_api::query::address` and `Operation::has_body`, until they are there.

use cleat_api::{Object, Operation, Value};

/// Whether the request travels in a body; if not, in a query.
pub(crate) fn has_body(operation: &Operation) -> bool {
    operation.method == "POST" || operation.method == "PUT"
}

/// The path of a call. The fields that stand in it are escaped and taken out of the request.
///
/// # Errors
/// When a field is missing or cannot stand in a path; the sentence names it.
pub(crate) fn address(operation: &Operation, request: &mut Object) -> Result<String, String> {
    let mut segments = Vec::new();
    for declared in operation.path.split('/') {
        let name = declared
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let Some(name) = name else {
            segments.push(declared.to_owned());
            continue;
        };
        let written = match request.shift_remove(name).unwrap_or_default() {
            Value::String(text) => text,
            value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
            _ => String::new(),
        };
        // A client would shorten the path by the dots, escaped or not.
        if matches!(written.as_str(), "" | "." | "..") {
            return Err(format!(
                "{name} is needed in the path and must not be empty, . or .."
            ));
        }
        segments.push(encoded(&written));
    }
    Ok(segments.join("/"))
}

/// A segment with every character escaped that has a meaning there (RFC 3986 section 3.3).
fn encoded(segment: &str) -> String {
    let mut text = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}
