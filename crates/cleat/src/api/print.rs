//! Errors, for programs.

use cleat_api::Value;
use cleat_client::Error;
use serde_json::json;

/// An error as JSON.
pub fn described(error: &Error) -> Value {
    json!({
        "statusCode": error.status_code(),
        "apiCode": error.api_code(),
        "message": error.to_string(),
        "requestId": error.refusal().map(|refusal| &refusal.request_id),
    })
}
