//! From a request to its handler and back.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Body;
use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::{ErrorCode, Language, Object, Operation, Value};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header, request};
use tracing::Instrument as _;

use super::address;
use super::cors;
use super::dpop;
use super::envelope::{failure, refusal, success};
use super::incoming;
use super::language;
use super::provoked;
use super::routes::{Route, Routes};
use super::standard;
use crate::kernel::{Actor, App, Cx, Error, RequestInfo, Result, usage};
use crate::operators::Operator;
use crate::tenancy::Application;

/// Answers one request.
pub async fn serve_request(
    app: Arc<App>,
    routes: Arc<Routes>,
    peer: IpAddr,
    request: Request<Body>,
) -> Response<Body> {
    let _in_flight = app.metrics.begin();
    let (parts, body) = request.into_parts();
    let origin = cors::allowed(&app, &parts).await;
    if cors::is_preflight(&parts) {
        return cors::preflight(origin);
    }
    let is_of_page = parts.headers.contains_key(header::ORIGIN);
    let path = parts.uri.path().to_owned();
    let route = routes.find(&parts.method, &path);
    let operation = route.as_ref().map(|(route, _)| route.operation);
    if operation.is_none() && standard::applies(&path) && parts.method == Method::OPTIONS {
        return standard::options(&routes.methods(&path));
    }
    let cx = context(app, peer, &parts, operation, None);
    let app_id = incoming::brand(&parts.headers, "app-id").map(str::to_owned);
    let result = match route {
        Some(route) => handled(&cx, route, parts, body).await,
        None => Err(unknown(&path, &routes)),
    };
    if let (Err(_), Some(app_id)) = (&result, &app_id) {
        language::default_to_that_of(&cx, app_id).await;
    }
    let mut response = answer(&cx, operation, &path, result);
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        standard::allow(response.headers_mut(), &routes.methods(&path));
    }
    if is_of_page {
        cors::allow(response.headers_mut(), origin);
    }
    response
}

/// Answers a call of management that an operator makes on the console: by the same handlers, for
/// another caller. Pages of other origins are told nothing of it.
pub async fn serve_operator(
    app: Arc<App>,
    routes: Arc<Routes>,
    peer: IpAddr,
    operator: Operator,
    request: Request<Body>,
) -> Response<Body> {
    let _in_flight = app.metrics.begin();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(Arc::new(operator));
    let path = parts.uri.path().to_owned();
    let route = routes.find(&parts.method, &path);
    let route = route.filter(|(route, _)| route.operation.caller == CallerKind::Management);
    let operation = route.as_ref().map(|(route, _)| route.operation);
    let cx = context(app, peer, &parts, operation, None);
    let result = match route {
        Some(route) => handled(&cx, route, parts, body).await,
        None => Err(ErrorCode::RouteNotFound.into()),
    };
    answer(&cx, operation, &path, result)
}

/// What the console itself answers, in the envelope of the API; a refusal may tell more.
pub fn answered(cx: &Cx, result: Result<Value>, besides: Option<&Value>) -> Response<Body> {
    let refused = result.as_ref().err().zip(besides);
    let refused = refused.map(|(error, data)| refusal(cx, error, false, Some(data)));
    let result = result.and_then(|data| success(Wire::Envelope, cx, &data));
    let mut response = answer(cx, None, standard::V3, result);
    if let Some(body) = refused {
        *response.body_mut() = Body::from(body);
    }
    response
}

async fn handled(
    cx: &Cx,
    (route, in_path): (&Route, Object),
    parts: request::Parts,
    body: Body,
) -> Result<Vec<u8>> {
    let span = tracing::trace_span!(
        target: crate::kernel::SPANS, "request",
        otel.name = route.operation.id, request_id = cx.request.id
    );
    let answer = (route.handler)(cx.clone(), parts, body, in_path);
    answer.instrument(span).await
}

/// Why there is no operation.
fn unknown(path: &str, routes: &Routes) -> Error {
    let known = standard::applies(path) && !routes.methods(path).is_empty();
    let code = match known {
        true => ErrorCode::MethodNotAllowed,
        false => ErrorCode::RouteNotFound,
    };
    code.into()
}

/// The context of a request, which does what an operation does. A page may name the language that
/// it is written in.
pub fn context(
    app: Arc<App>,
    peer: IpAddr,
    parts: &request::Parts,
    operation: Option<&'static Operation>,
    language: Option<Language>,
) -> Cx {
    let user_agent = incoming::text(&parts.headers, "user-agent").unwrap_or_default();
    let (trusted, named) = (
        &app.settings.trusted_proxies,
        &app.settings.client_address_header,
    );
    let request = RequestInfo {
        id: app.random.uuid(),
        operation,
        at: app.clock.now(),
        begun: app.clock.instant(),
        ip: address::client(peer, &parts.headers, trusted, named).to_string(),
        told_by: None,
        user_agent: user_agent.chars().take(512).collect(),
        device: incoming::brand(&parts.headers, "device-id").map(str::to_owned),
        proof: incoming::brand(&parts.headers, "proof-of-work").map(str::to_owned),
        language: language.or_else(|| language::asked(&parts.headers)),
        default_language: OnceLock::new(),
        speaks_v3: standard::speaks_v3(&parts.headers),
        shows_key: parts.headers.contains_key(dpop::HEADER),
        on_page: false,
        counted: AtomicBool::new(false),
        audited: AtomicBool::new(false),
    };
    Cx {
        app,
        request: Arc::new(request),
        actor: None,
    }
}

/// The context of what an operation does at an application beside its own route. It is refused where
/// its limit is reached already.
///
/// # Errors
/// `TooManyRequests`.
pub fn at_application(mut cx: Cx, app: &Application) -> Result<Cx> {
    cx.actor = Some(Arc::new(Actor {
        pool_id: app.pool_id.clone(),
        app_id: Some(app.id.clone()),
        ..Actor::default()
    }));
    usage::refuse_early(&cx)?;
    Ok(cx)
}

fn answer(
    cx: &Cx,
    operation: Option<&'static Operation>,
    path: &str,
    result: Result<Vec<u8>>,
) -> Response<Body> {
    let took = cx.app.clock.instant() - cx.request.begun;
    let error = result.as_ref().err().map(|error| error.code);
    cx.app.metrics.answered(operation, error, took);
    log(cx, operation, error, took);
    provoked::note(operation, error);
    let mut told = None;
    let retry_after = result.as_ref().err().and_then(retry_after);
    let (status, body) = match result {
        Ok(body) => {
            let status = operation.map(|operation| operation.status.code());
            (status.unwrap_or(StatusCode::OK), body)
        }
        Err(error) => {
            look_at(cx, operation, &error);
            told = standard::challenge(cx, operation, &error);
            failure(cx, operation, path, &error)
        }
    };
    let is_empty = body.is_empty();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers: &mut HeaderMap = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    headers.extend(told.map(|told| (header::WWW_AUTHENTICATE, told)));
    if is_empty {
        headers.remove(header::CONTENT_TYPE);
    }
    standard::keep(headers, operation, status);
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if cx.app.draining.load(Ordering::Relaxed) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Seconds after which a request that came too often may come again (RFC 9110 section 10.2.3).
fn retry_after(error: &Error) -> Option<u64> {
    let limited = error.code.status_code() == 429;
    let milliseconds = error.retry_after.or(limited.then_some(1000))?;
    u64::try_from(milliseconds.saturating_add(999) / 1000).ok()
}

/// Logs the cause of a fault, and in debug builds panics at an error that the declaration of the
/// operation does not list.
fn look_at(cx: &Cx, operation: Option<&Operation>, error: &Error) {
    let id = operation.map_or("", |operation| operation.id);
    if error.code.status_code() >= 500 {
        let cause = error.cause.as_deref().unwrap_or_default();
        tracing::error!(
            request_id = cx.request.id,
            operation = id,
            code = error.code.name(),
            cause
        );
    }
    debug_assert!(
        error.code.is_of_console()
            || operation.is_none_or(|operation| operation.may_answer(error.code)),
        "{id} answered {}, which its declaration does not list",
        error.code.name()
    );
}

/// One line a request: at level `debug` what went well, at `info` what was refused.
fn log(cx: &Cx, operation: Option<&Operation>, error: Option<ErrorCode>, took: Duration) {
    let id = operation.map_or("", |operation| operation.id);
    let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let request_id = cx.request.id.as_str();
    match error {
        None => tracing::debug!(request_id, operation = id, microseconds, "answered"),
        Some(code) => tracing::info!(
            request_id,
            operation = id,
            microseconds,
            code = code.name(),
            "refused"
        ),
    }
}
