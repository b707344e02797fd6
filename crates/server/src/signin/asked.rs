//! One request to a page: its context, its cookies, its form.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequest, Request};
use cleat_api::{Endpoint, Language, Operation};
use cleat_engine::http::{CallerType, Routes, at_application, context, of_tag};
use cleat_engine::kernel::{App, Cx, Result};
use cleat_engine::tenancy::Application;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::cookies::{self, Cookies};
use super::forms;
use super::paths::CALLBACKS;
use super::render::Page;

/// Longest form that is read, in bytes.
const LONGEST: usize = 64 * 1024;
/// Longest form that a source answers by, in bytes.
const LONGEST_ANSWER: usize = 512 * 1024;

/// A request to a page.
pub struct Asked {
    /// The server.
    pub app: Arc<App>,
    /// Its head.
    pub parts: Parts,
    /// Its cookies.
    pub cookies: Cookies,
    /// Its form; empty where there is none.
    pub form: String,
    peer: IpAddr,
    routes: Arc<Routes>,
}

impl FromRequest<Arc<App>> for Asked {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        let refused = |status: StatusCode| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = status;
            response
        };
        // What stands in a path is looked for, and not every database can look for NUL.
        if parts.uri.path().contains("%00") {
            return Err(refused(StatusCode::BAD_REQUEST));
        }
        let peer = peer.ok_or_else(|| refused(StatusCode::INTERNAL_SERVER_ERROR))?;
        let routes = parts.extensions.get::<Arc<Routes>>().cloned();
        let routes = routes.ok_or_else(|| refused(StatusCode::INTERNAL_SERVER_ERROR))?;
        let longest = match parts.uri.path().starts_with(CALLBACKS) {
            true => LONGEST_ANSWER,
            false => LONGEST,
        };
        let bytes = axum::body::to_bytes(body, longest).await;
        let bytes = bytes.map_err(|_| refused(StatusCode::PAYLOAD_TOO_LARGE))?;
        let form = String::from_utf8(bytes.into());
        Ok(Self {
            app: app.clone(),
            cookies: Cookies::of(&parts.headers),
            form: form.map_err(|_| refused(StatusCode::BAD_REQUEST))?,
            parts,
            peer,
            routes,
        })
    }
}

impl Asked {
    /// Its headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Its query.
    pub fn query(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// What binds pages to the browser; for one that has nothing yet, the cookie that keeps it.
    pub fn browser(&self, cx: &Cx) -> (String, Option<HeaderValue>) {
        match self.cookies.browser() {
            Some(known) => (known.to_owned(), None),
            None => {
                let fresh = cx.app.random.secret();
                let cookie = cookies::set_browser(&fresh);
                (fresh, cookie)
            }
        }
    }

    /// A field of its form.
    pub fn field(&self, name: &str) -> Option<String> {
        of(&self.form, name)
    }

    /// All values of a field of its form.
    pub fn fields(&self, name: &str) -> Vec<String> {
        let pairs = url::form_urlencoded::parse(self.form.as_bytes());
        let own = pairs.filter(|(own, _)| own == name);
        own.map(|(_, value)| value.into_owned()).collect()
    }

    /// A parameter of its query.
    pub fn param(&self, name: &str) -> Option<String> {
        of(self.query(), name)
    }

    /// The context of what is read alone, in the language of the page: the one that somebody chose,
    /// or that the application asks for.
    pub fn cx(&self, wanted: Option<Language>) -> Cx {
        let chosen = self.cookies.language().and_then(Language::parse);
        let language = chosen.or(wanted);
        context(self.app.clone(), self.peer, &self.parts, None, language)
    }

    /// The context of what an operation does too, at an application. It is refused where its limit
    /// is reached already.
    ///
    /// # Errors
    /// `TooManyRequests`.
    pub fn acting(&self, operation: &'static Operation, app: &Application, cx: &Cx) -> Result<Cx> {
        at_application(self.doing(operation, cx), app)
    }

    fn doing(&self, operation: &'static Operation, cx: &Cx) -> Cx {
        let language = Some(cx.request.language());
        let app = self.app.clone();
        let cx = context(app, self.peer, &self.parts, Some(operation), language);
        cx.on_page().bringing(self.field(forms::PROOF))
    }

    /// Does what an operation does, for a caller who is known.
    ///
    /// # Errors
    /// As the operation.
    pub async fn call<C, E>(&self, cx: &Cx, caller: C, request: E) -> Result<E::Response>
    where
        C: CallerType<Kind = E::Caller>,
        E: Endpoint,
    {
        let doing = self.doing(E::operation(), cx);
        self.routes.call(doing, caller, request).await
    }

    /// The languages that the browser names.
    pub fn languages(&self) -> &str {
        let named = self.headers().get(header::ACCEPT_LANGUAGE);
        named
            .and_then(|named| named.to_str().ok())
            .unwrap_or_default()
    }
}

/// The language of a list of tags that is known here first.
pub fn language_of(tags: &str) -> Option<Language> {
    tags.split(' ').find_map(of_tag)
}

/// The value of a field, where it is there and not empty.
fn of(text: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(text.as_bytes());
    let found = pairs
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.into_owned());
    found.filter(|value| !value.trim().is_empty() && !value.contains('\0'))
}

/// Adds a cookie to an answer.
pub fn with_cookie(mut response: Response<Body>, cookie: Option<HeaderValue>) -> Response<Body> {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What a browser gets, whatever went wrong. A fault of the server is logged.
pub fn answered(cx: &Cx, result: Result<Response<Body>>) -> Response<Body> {
    let error = match result {
        Ok(response) => return response,
        Err(error) => error,
    };
    let language = cx.request.language();
    let status = match error.code.status_code() {
        429 => StatusCode::TOO_MANY_REQUESTS,
        503 => StatusCode::SERVICE_UNAVAILABLE,
        500 => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    };
    if status.is_server_error() {
        let cause = error.cause.as_deref().unwrap_or_default();
        tracing::error!(request_id = cx.request.id, code = error.code.name(), cause);
    }
    let page = Page {
        values: minijinja::context! { words => error.message(language) },
        status,
        ..Page::new("words.html", "title.fault", language)
    };
    page.answer().unwrap_or_else(|error| {
        tracing::error!(
            cause = error.cause.unwrap_or_default(),
            "a page cannot be written"
        );
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
