//! What answers say, in the languages of the pages: `x-success` and `x-errors` of the document.

use serde_json::Value;

use crate::catalogue::Tongue;
use crate::schema::{list, member, plain, text};

/// Every error that the server knows.
pub fn errors(document: &Value) -> impl Iterator<Item = &Value> {
    list(member(document, "x-errors"))
}

/// The message of a success.
pub fn success(document: &Value, tongue: Tongue) -> &str {
    text(member(document, "x-success"), tongue.messages())
}

/// The message of an error.
pub fn message(error: &Value, tongue: Tongue) -> &str {
    text(member(error, "messages"), tongue.messages())
}

/// The message of the error of that name.
pub fn of_error<'d>(document: &'d Value, name: &str, tongue: Tongue) -> &'d str {
    let error = errors(document).find(|error| text(error, "name") == name);
    error.map_or("", |error| message(error, tongue))
}

/// The `apiCode` of an error, or a stroke.
pub fn api_code(error: &Value) -> String {
    match member(error, "apiCode") {
        Value::Null => "-".into(),
        code => plain(code),
    }
}
