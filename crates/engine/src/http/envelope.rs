//! Answers as they are written: the envelope, the bare answer, the error of RFC 6749.

use cleat_api::endpoint::Wire;
use cleat_api::{ErrorCode, Operation};
use http::StatusCode;
use serde::Serialize;

use super::masked::mask_all;
use super::standard;
use crate::kernel::{Cx, Error, Next, Result, Task};
use crate::operators::reveals;

/// `{statusCode, message, apiCode?, requestId, data?}`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a, T> {
    /// `statusCode` by its name in the V2 API.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u16>,
    status_code: u16,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_code: Option<u32>,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a T>,
}

/// What goes with a refusal.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    proof_of_work: Option<&'a Task>,
    #[serde(flatten)]
    next: Option<&'a Next>,
}

impl<'a> Told<'a> {
    fn of(error: &'a Error) -> Option<Self> {
        let told = Self {
            proof_of_work: error.task.as_deref(),
            next: error.next.as_deref(),
        };
        let is_some = told.proof_of_work.is_some() || told.next.is_some();
        is_some.then_some(told)
    }
}

/// What a call answers that succeeded.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn success<T: Serialize>(wire: Wire, cx: &Cx, data: &T) -> Result<Vec<u8>> {
    let empty = std::mem::size_of::<T>() == 0;
    let acting = cx
        .actor
        .as_deref()
        .and_then(|actor| actor.operator.as_ref());
    let is_masked = acting.is_some_and(|operator| operator.sees_masked);
    if !empty && is_masked && !cx.request.operation.is_some_and(reveals) {
        let mut data = serde_json::to_value(data).map_err(Error::internal)?;
        mask_all(&mut data);
        return written(wire, cx, &data, false);
    }
    written(wire, cx, data, empty)
}

fn written<T: Serialize>(wire: Wire, cx: &Cx, data: &T, empty: bool) -> Result<Vec<u8>> {
    let written = if wire == Wire::Envelope {
        serde_json::to_vec(&Envelope {
            code: None,
            status_code: 200,
            message: ErrorCode::success_message(cx.request.language()),
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
    path: &str,
    error: &Error,
) -> (StatusCode, Vec<u8>) {
    let is_oauth = operation.map(|operation| operation.wire() == Wire::OAuth);
    if is_oauth.unwrap_or(!path.starts_with("/api/")) {
        let (status, body) = standard::failure(operation, error);
        return (status, body.to_string().into_bytes());
    }
    let is_v2 = standard::applies(path);
    let body = refusal(cx, error, is_v2, Told::of(error).as_ref());
    let status = if is_v2 {
        standard::status(error.code)
    } else {
        StatusCode::OK
    };
    (status, body)
}

/// The envelope of a refusal, and what it tells besides.
pub(super) fn refusal<T: Serialize>(
    cx: &Cx,
    error: &Error,
    is_v2: bool,
    data: Option<&T>,
) -> Vec<u8> {
    let status = error.code.status_code();
    let envelope = Envelope {
        code: is_v2.then_some(status),
        status_code: status,
        message: &error.message(cx.request.language()),
        api_code: error.code.api_code(),
        request_id: &cx.request.id,
        data,
    };
    serde_json::to_vec(&envelope).unwrap_or_default()
}
