//! What a page of development mode says of a failure.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cleat_engine::kernel::Error;

/// The answer; the cause is for the log.
pub fn failed(error: &Error) -> Response {
    tracing::error!(cause = error.cause.as_deref().unwrap_or_default(), "dev");
    let kind = [(header::CONTENT_TYPE, "text/plain")];
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        kind,
        "failed; see the log",
    )
        .into_response()
}
