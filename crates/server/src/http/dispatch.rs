//! From a request to a story and back: routes, limits, the envelope.

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use cleat_api::endpoint::Wire;
use cleat_api::{Endpoint, ErrorCode, Language, Object, Operation};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header, request};
use schemars::SchemaGenerator;
use serde::Serialize;
use serde_json::Value;
use tracing::Instrument as _;

use super::address;
use super::caller::{CallerType, Incoming};
use super::cors;
use super::query::Fields;
use crate::core::{App, Cx, Error, RequestInfo, Result};

/// Largest body, in bytes.
const LARGEST_BODY: usize = 1 << 20;

type Answer = Pin<Box<dyn Future<Output = Result<Vec<u8>>> + Send>>;
type Story = Box<dyn Fn(Cx, request::Parts, Body) -> Answer + Send + Sync>;

struct Route {
    operation: &'static Operation,
    story: Story,
}

/// The mounted operations.
#[derive(Default)]
pub struct Routes {
    routes: HashMap<(Method, &'static str), Route>,
}

impl Routes {
    /// Mounts a story; what it answers to is read off its argument types.
    #[must_use]
    pub fn mount<E, C, F, A>(mut self, story: F) -> Self
    where
        E: Endpoint,
        C: CallerType<Kind = E::Caller>,
        F: Fn(Cx, C, E) -> A + Copy + Send + Sync + 'static,
        A: Future<Output = Result<E::Response>> + Send + 'static,
    {
        let operation = E::operation();
        let mut generator = SchemaGenerator::default();
        let schema = (operation.request)(&mut generator);
        let fields = Arc::new(Fields::of(&cleat_api::openapi::resolve(
            &schema, &generator,
        )));
        let boxed: Story = Box::new(move |cx, parts, body| {
            let fields = fields.clone();
            Box::pin(async move {
                C::early(&parts.headers)?;
                let params = params(operation, &fields, &parts, body).await?;
                without_nul("", &params)?;
                let incoming = Incoming {
                    method: parts.method.as_str(),
                    path: parts.uri.path(),
                    query: parts.uri.query().unwrap_or_default(),
                    headers: &parts.headers,
                    params: &params,
                };
                let caller = C::identify(&cx, &incoming).await?;
                let request = read(params)?;
                let answer = story(cx.clone(), caller, request).await?;
                success(operation.wire(), &cx, &answer)
            })
        });
        let key = (operation.method.clone(), operation.path);
        self.routes.insert(
            key,
            Route {
                operation,
                story: boxed,
            },
        );
        self
    }

    /// Mounts the stories of a noun.
    #[must_use]
    pub fn noun(self, mount: impl FnOnce(Self) -> Self) -> Self {
        mount(self)
    }

    /// The operations that are mounted.
    pub fn operations(&self) -> Vec<&'static Operation> {
        self.routes.values().map(|route| route.operation).collect()
    }
}

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
    let route = routes.routes.get(&(parts.method.clone(), path.as_str()));
    let operation = route.map(|route| route.operation);
    let cx = context(app, peer, &parts, operation);
    let result = match route {
        Some(route) => {
            let span = tracing::trace_span!(
                target: crate::SPANS, "request",
                otel.name = route.operation.id, request_id = cx.request.id
            );
            (route.story)(cx.clone(), parts, body)
                .instrument(span)
                .await
        }
        None => Err(ErrorCode::RouteNotFound.into()),
    };
    let mut response = answer(&cx, operation, result);
    if is_of_page {
        cors::allow(response.headers_mut(), origin);
    }
    response
}

fn context(
    app: Arc<App>,
    peer: IpAddr,
    parts: &request::Parts,
    operation: Option<&'static Operation>,
) -> Cx {
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let language = ["x-authing-lang", "x-genauth-lang"]
        .into_iter()
        .find_map(|name| header(name).and_then(Language::parse))
        .unwrap_or_default();
    let request = RequestInfo {
        id: app.random.uuid(),
        at: app.clock.now(),
        begun: app.clock.instant(),
        ip: address::client(peer, &parts.headers, &app.settings.trusted_proxies).to_string(),
        user_agent: header("user-agent")
            .unwrap_or_default()
            .chars()
            .take(512)
            .collect(),
        language,
        limit: operation.map_or(cleat_api::endpoint::Limit::Free, |operation| {
            operation.limit
        }),
        counted: AtomicBool::new(false),
    };
    Cx {
        app,
        request: Arc::new(request),
    }
}

async fn params(
    operation: &Operation,
    fields: &Fields,
    parts: &request::Parts,
    body: Body,
) -> Result<Object> {
    if operation.method == Method::GET {
        return Ok(fields.object(parts.uri.query().unwrap_or_default()));
    }
    let too_large = |_| Error::from(ErrorCode::PayloadTooLarge);
    let bytes = axum::body::to_bytes(body, LARGEST_BODY)
        .await
        .map_err(too_large)?;
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes)
        .unwrap_or(b"");
    let is = |name: &str| {
        kind.len() >= name.len()
            && kind
                .iter()
                .zip(name.bytes())
                .all(|(a, b)| a.eq_ignore_ascii_case(&b))
    };
    if operation.wire() == Wire::OAuth && !is("application/json") {
        let text = std::str::from_utf8(&bytes).map_err(|_| Error::field("body", "is not UTF-8"))?;
        return Ok(fields.object(text));
    }
    if !kind.is_empty() && !is("application/json") {
        return Err(Error::field("content-type", "must be application/json"));
    }
    if bytes.is_empty() {
        return Ok(Object::new());
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Error::field("body", "must be a JSON object")),
        Err(error) => Err(Error::field("body", format_args!("is not JSON: {error}"))),
    }
}

/// Refuses the character NUL, which not every database can keep; the error names the field.
fn without_nul(place: &str, object: &Object) -> Result<()> {
    fn look(place: &str, value: &Value) -> Result<()> {
        match value {
            Value::String(text) if text.contains('\0') => {
                Err(Error::field(place, "must not contain NUL"))
            }
            Value::Array(list) => list.iter().try_for_each(|item| look(place, item)),
            Value::Object(object) => without_nul(place, object),
            _ => Ok(()),
        }
    }
    object.iter().try_for_each(|(name, value)| {
        if name.contains('\0') {
            return Err(Error::field(place, "must not contain NUL in a name"));
        }
        let dot = if place.is_empty() { "" } else { "." };
        look(&format!("{place}{dot}{name}"), value)
    })
}

/// Reads a request type; the error names the field.
fn read<E: Endpoint>(params: Object) -> Result<E> {
    serde_path_to_error::deserialize(Value::Object(params)).map_err(|error| {
        let path = error.path().to_string();
        let why = error.into_inner().to_string();
        let field = if path == "." {
            missing(&why).unwrap_or("body").to_owned()
        } else {
            path
        };
        Error::field(&field, plain(&why))
    })
}

/// The name in "missing field `name`".
fn missing(why: &str) -> Option<&str> {
    why.strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next())
}

/// Shortens what would repeat the caller's own value: it may be a secret.
fn plain(why: &str) -> &str {
    if why.starts_with("missing field") {
        "is missing"
    } else if let Some((_, expected)) = why.split_once(", expected ") {
        expected_type(expected)
    } else {
        "is not valid"
    }
}

fn expected_type(expected: &str) -> &str {
    if expected.starts_with("a string") {
        "must be a string"
    } else if expected.starts_with("a boolean") {
        "must be true or false"
    } else if expected.starts_with('i') || expected.starts_with('u') || expected.starts_with('f') {
        "must be a number"
    } else if expected.starts_with("a sequence") {
        "must be a list"
    } else if expected.starts_with("struct") || expected.starts_with("a map") {
        "must be an object"
    } else {
        "is not one of the allowed values"
    }
}

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

fn success<T: Serialize>(wire: Wire, cx: &Cx, data: &T) -> Result<Vec<u8>> {
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

fn answer(
    cx: &Cx,
    operation: Option<&'static Operation>,
    result: Result<Vec<u8>>,
) -> Response<Body> {
    let took = cx.app.clock.instant() - cx.request.begun;
    let error = result.as_ref().err().map(|error| error.code);
    cx.app.metrics.answered(operation, error, took);
    log(cx, operation, error, took);
    super::provoked::note(operation, error);
    let (status, body) = match result {
        Ok(body) => (StatusCode::OK, body),
        Err(error) => failure(cx, operation, &error),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if cx.app.draining.load(Ordering::Relaxed) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
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

fn failure(cx: &Cx, operation: Option<&Operation>, error: &Error) -> (StatusCode, Vec<u8>) {
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
        operation.is_none_or(|operation| operation.may_answer(error.code)),
        "{id} answered {}, which its declaration does not list",
        error.code.name()
    );
    let message = error.message(cx.request.language);
    if operation.is_some_and(|operation| operation.wire() == Wire::OAuth) {
        let status = match error.code.status_code() {
            401 | 499 => StatusCode::UNAUTHORIZED,
            429 => StatusCode::TOO_MANY_REQUESTS,
            500 => StatusCode::INTERNAL_SERVER_ERROR,
            503 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = serde_json::json!({
            "error": error.code.oauth_error(), "error_description": message,
        });
        return (status, body.to_string().into_bytes());
    }
    let envelope = Envelope::<()> {
        status_code: error.code.status_code(),
        message: &message,
        api_code: error.code.api_code(),
        request_id: &cx.request.id,
        data: None,
    };
    (
        StatusCode::OK,
        serde_json::to_vec(&envelope).unwrap_or_default(),
    )
}
