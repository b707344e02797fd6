//! Answers as they are written: the envelope, the bare answer, the error of RFC 6749.

use cleat_api::endpoint::Wire;
use cleat_api::{ErrorCode, Operation};
use http::StatusCode;
use serde::Serialize;

use crate::kernel::{Cx, Error, Result};

/// `{statusCode, message, apiCode?, requestId, data?}`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a, T> {
    status_code: u16,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_code: Option<u32>,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a T>,
}

/// What a call answers that succeeded.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn success<T: Serialize>(wire: Wire, cx: &Cx, data: &T) -> Result<Vec<u8>> {
    let empty = std::mem::size_of::<T>() == 0;
    let written = if wire == Wire::Envelope {
        serde_json::to_vec(&Envelope {
            status_code: 200,
            message: ErrorCode::success_message(cx.request.language),
            api_code: None,
            request_id: &cx.request.id,
            data: (!empty).then_some(data),
        })
    } else if empty {
        return Ok(Vec::new());
    } else {
        serde_json::to_vec(data)
    };
    written.map_err(Error::internal)
}

/// What a call answers that failed.
pub(super) fn failure(
    cx: &Cx,
    operation: Option<&Operation>,
    error: &Error,
) -> (StatusCode, Vec<u8>) {
    let message = error.message(cx.request.language);
    if operation.is_some_and(|operation| operation.wire() == Wire::OAuth) {
        let body = serde_json::json!({
            "error": error.code.oauth_error(), "error_description": message,
        });
        return (oauth_status(error.code), body.to_string().into_bytes());
    }
    let envelope = Envelope::<()> {
        status_code: error.code.status_code(),
        message: &message,
        api_code: error.code.api_code(),
        request_id: &cx.request.id,
        data: None,
    };
    let body = serde_json::to_vec(&envelope).unwrap_or_default();
    (StatusCode::OK, body)
}

fn oauth_status(code: ErrorCode) -> StatusCode {
    match code.status_code() {
        401 | 499 => StatusCode::UNAUTHORIZED,
        429 => StatusCode::TOO_MANY_REQUESTS,
        500 => StatusCode::INTERNAL_SERVER_ERROR,
        503 => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}
