//! One call of the V2 API, and the operations of the V3 API beneath it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use axum::RequestPartsExt as _;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use cleat_api::endpoint::Wire;
use cleat_api::{Endpoint, ErrorCode, Object, Operation, Secret, Value, query};
use cleat_engine::http::{
    Routes, at_application, brand, context, cors, default_to, params, serve_request,
};
use cleat_engine::kernel::{App, Cx, Error, Result};
use cleat_engine::session;
use cleat_engine::tenancy::{Application, applications};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::answer::{Answer, Refusal};

/// Largest body of a call, in bytes.
const LARGEST: usize = 1 << 20;
/// What a page writes that has no token.
const NO_TOKEN: [&str; 3] = ["", "undefined", "null"];

/// What calls are answered by.
#[derive(Clone)]
pub struct Shell {
    /// The server.
    pub app: Arc<App>,
    /// Its operations.
    pub routes: Arc<Routes>,
}

/// One call.
pub struct Call {
    /// Context of what is read alone.
    pub cx: Cx,
    /// Its head.
    pub parts: Parts,
    peer: IpAddr,
    routes: Arc<Routes>,
    params: Object,
}

/// The page that a call comes from, where it comes from one.
pub struct FromPage {
    is_one: bool,
    allowed: Option<cors::Allowed>,
}

impl FromPage {
    /// Lets the page read an answer, where a pool names its origin.
    pub fn may_read(self, mut response: Response<Body>) -> Response<Body> {
        if self.is_one {
            cors::allow(response.headers_mut(), self.allowed);
        }
        response
    }
}

/// What an operation of the V3 API answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    status_code: u16,
    message: String,
    api_code: Option<u32>,
    request_id: String,
    #[serde(default)]
    data: Value,
}

impl Call {
    /// Reads a call. What is wrong with its parameters is told apart, so that it can be answered.
    pub(super) async fn begin(
        shell: Shell,
        peer: IpAddr,
        request: Request<Body>,
    ) -> (Self, Result<()>) {
        let (mut parts, body) = request.into_parts();
        let in_path = parts.extract::<Path<HashMap<String, String>>>().await;
        let headers = &mut parts.headers;
        if token(headers).is_none_or(|token| NO_TOKEN.contains(&token)) {
            headers.remove(header::AUTHORIZATION);
        }
        let read = received(&parts, body).await;
        let mut call = Self {
            cx: context(shell.app, peer, &parts, None, None),
            parts,
            peer,
            routes: shell.routes,
            params: Object::new(),
        };
        let read = read.map(|params| {
            call.params = params;
            let in_path = in_path.into_iter().flat_map(|Path(named)| named);
            let in_path = in_path.map(|(name, value)| (name, Value::from(value)));
            call.params.extend(in_path);
        });
        (call, read)
    }

    /// The page that it comes from.
    pub async fn page(&self) -> FromPage {
        FromPage {
            is_one: self.parts.headers.contains_key(header::ORIGIN),
            allowed: cors::allowed(&self.cx.app, &self.parts).await,
        }
    }

    /// Its parameters.
    pub fn params<T: DeserializeOwned>(&self) -> Answer<T> {
        params(self.params.clone()).map_err(|error| self.refuse(error))
    }

    /// The same call with other parameters.
    pub fn with(self, params: Object) -> Self {
        Self { params, ..self }
    }

    /// Whether it names a user by a token.
    pub fn token(&self) -> Option<&str> {
        token(&self.parts.headers)
    }

    /// What the caller is told of an error.
    pub fn refuse(&self, error: impl Into<Error>) -> Refusal {
        let error = error.into();
        if error.code.status_code() >= 500 {
            let cause = error.cause.as_deref().unwrap_or_default();
            tracing::error!(
                request_id = self.cx.request.id,
                code = error.code.name(),
                cause
            );
        }
        Refusal {
            status_code: error.code.status_code(),
            api_code: error.code.api_code(),
            message: error.message(self.cx.request.language()),
            request_id: self.cx.request.id.clone(),
            data: Box::new(Value::Null),
            retry_after: None,
        }
    }

    /// The application that it names in its head.
    pub async fn named(&self) -> Answer<Arc<Application>> {
        self.application(brand(&self.parts.headers, "app-id").unwrap_or_default())
            .await
    }

    /// The application of that id.
    pub async fn application(&self, id: &str) -> Answer<Arc<Application>> {
        let found = async {
            let row = applications::find(&mut *self.cx.read().await?, id).await?;
            Application::open(&self.cx, row.ok_or(ErrorCode::AppNotFound)?)
        };
        let app = found.await.map_err(|error| self.refuse(error))?;
        default_to(&self.cx, &app);
        Ok(app)
    }

    /// The context of what an operation does too, at an application.
    pub fn acting(&self, operation: &'static Operation, app: &Application) -> Answer<Cx> {
        let cx = context(
            self.cx.app.clone(),
            self.peer,
            &self.parts,
            Some(operation),
            Some(self.cx.request.language()),
        );
        at_application(cx, app).map_err(|error| self.refuse(error))
    }

    /// Calls an operation as whoever called.
    pub async fn v3<E: Endpoint>(&self, request: &E) -> Answer<E::Response> {
        self.dispatch(request, self.parts.headers.clone()).await
    }

    /// Calls an operation for the user of that token.
    pub async fn v3_for<E: Endpoint>(&self, token: &Secret, request: &E) -> Answer<E::Response> {
        let mut headers = self.parts.headers.clone();
        let token = HeaderValue::try_from(token.expose());
        let token = token.map_err(|error| self.refuse(Error::internal(error)))?;
        headers.insert(header::AUTHORIZATION, token);
        self.dispatch(request, headers).await
    }

    async fn dispatch<E: Endpoint>(&self, request: &E, headers: HeaderMap) -> Answer<E::Response> {
        let request = written(request, headers).map_err(|error| self.refuse(error))?;
        let (app, routes) = (self.cx.app.clone(), self.routes.clone());
        let response = serve_request(app, routes, self.peer, request).await;
        let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
        let read = read::<E>(response)
            .await
            .map_err(|error| self.refuse(error));
        match read? {
            Ok(data) => Ok(data),
            Err(envelope) => Err(Refusal {
                status_code: envelope.status_code,
                api_code: envelope.api_code,
                message: envelope.message,
                request_id: envelope.request_id,
                data: Box::new(envelope.data),
                retry_after,
            }),
        }
    }
}

/// The token of whoever is signed in.
fn token(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    Some(session::bare(header))
}

/// The parameters of a call, from its query or its body.
async fn received(parts: &Parts, body: Body) -> Result<Object> {
    if parts.method != Method::POST {
        let text = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(text.as_bytes());
        return Ok(pairs
            .map(|(name, value)| (name.into(), (*value).into()))
            .collect());
    }
    let bytes = to_bytes(body, LARGEST).await;
    let bytes = bytes.map_err(|_| ErrorCode::PayloadTooLarge)?;
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.map_or("", |kind| kind.to_str().unwrap_or("?"));
    if !kind.is_empty() && !kind.to_ascii_lowercase().starts_with("application/json") {
        return Err(Error::field("content-type", "must be application/json"));
    }
    if bytes.is_empty() {
        return Ok(Object::new());
    }
    serde_json::from_slice(&bytes).map_err(|_| Error::field("body", "must be a JSON object"))
}

/// The request of an operation as it comes by HTTP.
fn written<E: Endpoint>(request: &E, mut headers: HeaderMap) -> Result<Request<Body>> {
    let operation = E::operation();
    let mut object = query::object(request).map_err(Error::internal)?;
    let path = query::address(operation, &mut object).map_err(Error::internal)?;
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::ORIGIN] {
        headers.remove(name);
    }
    let (uri, body) = if operation.has_body() {
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        (path, Body::from(Value::from(object).to_string()))
    } else {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(query::pairs(&query::as_text(object)));
        (format!("{path}?{}", query.finish()), Body::empty())
    };
    let mut request = Request::new(body);
    *request.method_mut() = operation.method.clone();
    *request.uri_mut() = uri.parse().map_err(Error::internal)?;
    *request.headers_mut() = headers;
    Ok(request)
}

/// What an operation answered.
async fn read<E: Endpoint>(response: Response<Body>) -> Result<Result<E::Response, Envelope>> {
    let is_done = response.status().is_success();
    let bytes = to_bytes(response.into_body(), usize::MAX).await;
    let bytes = bytes.map_err(Error::internal)?;
    let data = match E::operation().wire() {
        Wire::Envelope => {
            let envelope: Envelope = serde_json::from_slice(&bytes).map_err(Error::internal)?;
            if envelope.status_code != 200 {
                return Ok(Err(envelope));
            }
            envelope.data
        }
        _ if !is_done => return Err(ErrorCode::TokenInvalid.into()),
        _ if bytes.is_empty() => Value::Null,
        _ => serde_json::from_slice(&bytes).map_err(Error::internal)?,
    };
    serde_json::from_value(data)
        .map(Ok)
        .map_err(Error::internal)
}
