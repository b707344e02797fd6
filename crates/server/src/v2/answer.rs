//! Answers of the V2 API: `{code, statusCode, apiCode?, message, data, uniqueId}`, HTTP 200
//! whatever happened.

use axum::body::Body;
use cleat_api::{ErrorCode, Value};
use cleat_engine::kernel::{Cx, Error};
use http::{HeaderMap, HeaderValue, Response, header};
use serde::Serialize;
use serde_json::json;

/// What a call answers.
pub type Answer<T> = Result<T, Refusal>;

/// Why a call is refused: what the operation beneath it said.
#[derive(Debug)]
pub struct Refusal {
    /// `statusCode` of the envelope.
    pub status_code: u16,
    /// `apiCode` of the envelope.
    pub api_code: Option<u32>,
    /// What happened, in the caller's language.
    pub message: String,
    /// Id of the request, as in the log.
    pub request_id: String,
    /// What goes with it.
    pub data: Box<Value>,
    /// Seconds after which it may be asked again.
    pub retry_after: Option<HeaderValue>,
}

impl Refusal {
    /// What the caller of a request is told of an error.
    pub fn of(cx: &Cx, error: &Error) -> Self {
        Self {
            status_code: error.code.status_code(),
            api_code: error.code.api_code(),
            message: error.message(cx.request.language()),
            request_id: cx.request.id.clone(),
            data: Box::new(Value::Null),
            retry_after: None,
        }
    }

    /// The one code of older clients: what happened, where that has a code of its own.
    pub fn code(&self) -> u32 {
        self.api_code.unwrap_or_else(|| self.status_code.into())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    code: u32,
    status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_code: Option<u32>,
    message: &'a str,
    data: Value,
    request_id: &'a str,
    unique_id: &'a str,
}

/// An answer as it stands in the body.
pub fn envelope(cx: &Cx, answer: &Answer<Value>) -> Value {
    let envelope = match answer {
        Ok(data) => Envelope {
            code: 200,
            status_code: 200,
            api_code: None,
            message: ErrorCode::success_message(cx.request.language()),
            data: data.clone(),
            request_id: &cx.request.id,
            unique_id: &cx.request.id,
        },
        Err(refusal) => Envelope {
            code: refusal.code(),
            status_code: refusal.status_code,
            api_code: refusal.api_code,
            message: &refusal.message,
            data: Value::clone(&refusal.data),
            request_id: &refusal.request_id,
            unique_id: &refusal.request_id,
        },
    };
    json!(envelope)
}

/// Writes an answer.
pub fn answered(cx: &Cx, answer: Answer<Value>) -> Response<Body> {
    let mut response = written(&envelope(cx, &answer));
    let retry_after = answer.err().and_then(|refusal| refusal.retry_after);
    let retry_after = retry_after.map(|seconds| (header::RETRY_AFTER, seconds));
    response.headers_mut().extend(retry_after);
    response
}

/// Writes an answer that stands without its envelope.
pub fn bare(cx: &Cx, answer: Answer<Value>) -> Response<Body> {
    match answer {
        Ok(data) => written(&data),
        refused => answered(cx, refused),
    }
}

/// JSON that nobody keeps.
pub fn written(body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    let headers: &mut HeaderMap = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}
