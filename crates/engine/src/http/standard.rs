//! Outside the V3 API, answers are as HTTP (RFC 9110), OAuth 2.0 (RFC 6749 and 6750) and OpenID
//! Connect have them.

use axum::body::Body;
use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::{ErrorCode, Language, Operation};
use cleat_protocol::jose::Algorithm;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::incoming::BRANDS;
use crate::kernel::{Cx, Error, keys};

/// Where the paths of the V3 API begin.
pub const V3: &str = "/api/v3/";

/// Whether a path is outside the V3 API, where every answer is HTTP 200.
pub fn applies(path: &str) -> bool {
    !path.starts_with(V3)
}

/// Whether the request has a header of the V3 API.
pub fn speaks_v3(headers: &HeaderMap) -> bool {
    let mut names = headers.keys().map(http::HeaderName::as_str);
    names.any(|name| BRANDS.iter().any(|brand| name.starts_with(brand)))
}

/// The methods of a path that is asked for them.
pub fn options(methods: &[&str]) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = match methods {
        [] => StatusCode::NOT_FOUND,
        _ => StatusCode::NO_CONTENT,
    };
    allow(response.headers_mut(), methods);
    response
}

/// Names the methods of a path.
pub fn allow(headers: &mut HeaderMap, methods: &[&str]) {
    if methods.is_empty() {
        return;
    }
    let named = [methods, &["OPTIONS"]].concat().join(", ");
    if let Ok(named) = HeaderValue::try_from(named) {
        headers.insert(header::ALLOW, named);
    }
}

/// Says how long an answer may be kept.
pub fn keep(headers: &mut HeaderMap, operation: Option<&Operation>, status: StatusCode) {
    let Some(operation) = operation.filter(|operation| operation.wire() == Wire::OAuth) else {
        return;
    };
    if !operation.is_cacheable() || status != StatusCode::OK {
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        return;
    }
    // A key is in the set for so long before it signs.
    let seconds = keys::NOTICE / 1000;
    if let Ok(public) = HeaderValue::try_from(format!("public, max-age={seconds}")) {
        headers.insert(header::CACHE_CONTROL, public);
    }
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
}

/// Status and body of a failure.
pub fn failure(operation: Option<&Operation>, error: &Error) -> (StatusCode, Value) {
    let body = json!({
        "error": name(operation, error.code), "error_description": description(error),
    });
    (status_at(operation, error.code), body)
}

/// Status of an error of an operation. A proof that is not valid says who somebody is only where a
/// token comes along (RFC 9449 sections 5 and 7.1).
fn status_at(operation: Option<&Operation>, code: ErrorCode) -> StatusCode {
    let by_user = operation.is_none_or(|operation| operation.caller == CallerKind::User);
    match code {
        ErrorCode::DpopProofInvalid if !by_user => StatusCode::BAD_REQUEST,
        code => status(code),
    }
}

/// The schemes of tokens, with the algorithms of keys that they may be bound to.
fn scheme(cx: &Cx) -> (&'static str, String) {
    let algorithms = Algorithm::ALL.map(Algorithm::name).join(" ");
    match cx.request.shows_key {
        true => ("DPoP", format!(", algs=\"{algorithms}\"")),
        false => ("Bearer", String::new()),
    }
}

/// What a caller should prove itself by who did not (RFC 6749 section 5.2, RFC 6750 section 3).
pub fn challenge(cx: &Cx, operation: Option<&Operation>, error: &Error) -> Option<HeaderValue> {
    let operation = operation.filter(|operation| operation.wire() == Wire::OAuth)?;
    let realm = format!("realm=\"{}\"", cx.app.settings.issuer());
    let (scheme, more) = scheme(cx);
    let told = if operation.caller == CallerKind::User {
        let of_token = status(error.code).is_client_error() && error.code.status_code() != 429;
        match error.code {
            // No token at all: then nothing is said of an error.
            ErrorCode::NotSignedIn => format!("{scheme} {realm}{more}"),
            code if of_token => format!(
                "{scheme} {realm}, error=\"{}\", error_description=\"{}\"{more}",
                name(Some(operation), code),
                description(error)
            ),
            _ => return None,
        }
    } else if status_at(Some(operation), error.code) == StatusCode::UNAUTHORIZED {
        format!("Basic {realm}")
    } else {
        return None;
    };
    HeaderValue::try_from(told).ok()
}

/// Status of an error.
pub fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::UserDisabled => return StatusCode::UNAUTHORIZED,
        ErrorCode::InsufficientScope => return StatusCode::FORBIDDEN,
        ErrorCode::RouteNotFound => return StatusCode::NOT_FOUND,
        _ => {}
    }
    match code.status_code() {
        401 | 499 => StatusCode::UNAUTHORIZED,
        405 => StatusCode::METHOD_NOT_ALLOWED,
        413 => StatusCode::PAYLOAD_TOO_LARGE,
        429 => StatusCode::TOO_MANY_REQUESTS,
        500 => StatusCode::INTERNAL_SERVER_ERROR,
        503 => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Name of an error. A token is not valid, too, when its user may not sign in.
fn name(operation: Option<&Operation>, code: ErrorCode) -> &'static str {
    let of_user = operation.is_some_and(|operation| operation.caller == CallerKind::User);
    match code {
        ErrorCode::UserDisabled if of_user => ErrorCode::TokenInvalid.oauth_error(),
        code => code.oauth_error(),
    }
}

/// What happened, in the characters that RFC 6749 section 5.2 allows.
fn description(error: &Error) -> String {
    let told = error.message(Language::EnUs);
    let plain = told.chars().map(|character| match character {
        '"' | '\\' => '\'',
        ' '..='~' => character,
        _ => '?',
    });
    plain.collect()
}
