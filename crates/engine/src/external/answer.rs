//! What the answer of a source says, whatever its protocol.

use cleat_api::Value;

use super::fault::Fault;

/// Reads an answer: JSON of success.
pub fn read(status: u16, body: &[u8]) -> Result<Value, Fault> {
    let value: Option<Value> = serde_json::from_slice(body).ok();
    let names_error = value.as_ref().is_some_and(has_error);
    match (status, value) {
        (200..300, Some(value)) if !names_error => Ok(value),
        (200..300, Some(_)) => Err(Fault::Unbelievable("it answers with an error")),
        (200..300, None) => Err(Fault::Unbelievable("its answer is no JSON")),
        (status, _) => Err(of_status(status)),
    }
}

/// What a status says that is none of success.
pub fn of_status(status: u16) -> Fault {
    match status {
        300..400 => Fault::Unbelievable("it sends elsewhere"),
        429 | 500.. => Fault::Down,
        _ => Fault::Unbelievable("it refuses the request"),
    }
}

/// Whether an answer tells of a fault in that member.
pub fn tells(value: &Value, name: &str) -> bool {
    match value.get(name) {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(Value::String(text)) => !text.is_empty() && text != "0",
        Some(_) => true,
    }
}

/// Vendors tell of errors with the status of success.
fn has_error(value: &Value) -> bool {
    tells(value, "error") || tells(value, "errcode") || value.get("ok") == Some(&Value::Bool(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_is_what_it_looks_like() {
        for (status, body) in [
            (200, r#"{"error":"bad_verification_code"}"#),
            (200, r#"{"errcode":40029,"errmsg":"invalid code"}"#),
            (200, r#"{"errcode":"40029"}"#),
            (200, r#"{"ok":false}"#),
            (200, "access_token=1"),
            (200, "<html>"),
            (200, ""),
            (302, "{}"),
            (400, r#"{"error":"invalid_grant"}"#),
            (500, "{}"),
            (503, ""),
            (429, "{}"),
        ] {
            assert!(read(status, body.as_bytes()).is_err(), "{status} {body}");
        }
        for body in [
            r#"{"errcode":0,"openid":"1"}"#,
            r#"{"error":null}"#,
            r#"{"ok":true}"#,
            "[]",
        ] {
            assert!(read(200, body.as_bytes()).is_ok(), "{body}");
        }
    }
}
