//! One call of the console: its context, its cookie, what its body says.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use cleat_api::signin::SignInByCredentials;
use cleat_api::{Endpoint as _, ErrorCode, Object, Operation, Value};
use cleat_engine::http::{Routes, context, params};
use cleat_engine::kernel::{Acting, Actor, App, Cx, Error, Result, usage};
use cleat_engine::operators::{self, Operator};
use http::request::Parts;
use http::{Method, header};
use serde::de::DeserializeOwned;

use crate::signin::cookies::Cookies;

/// The console, as all its paths share it.
#[derive(Clone)]
pub struct Console {
    /// The server.
    pub app: Arc<App>,
    /// The operations.
    pub routes: Arc<Routes>,
}

/// Longest body that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// A call of the console.
pub struct Asked {
    /// The console.
    pub console: Console,
    /// Address that it came from.
    pub peer: IpAddr,
    /// Its head.
    pub parts: Parts,
    cookies: Cookies,
    /// What its answer and its rows are known by.
    id: String,
}

impl Asked {
    /// A call that came from there.
    pub fn new(console: Console, peer: SocketAddr, parts: Parts) -> Self {
        Self {
            id: console.app.random.uuid(),
            console,
            peer: peer.ip(),
            cookies: Cookies::of(&parts.headers),
            parts,
        }
    }

    /// The context of what is counted nowhere.
    pub fn cx(&self) -> Cx {
        self.doing(None, None)
    }

    /// The context of what an operator does.
    pub fn acting(&self, operator: &Operator) -> Cx {
        self.doing(None, Some(operator))
    }

    /// The context of whoever tries a password or a link: it is counted as a sign-in is.
    ///
    /// # Errors
    /// `TooManyRequests`.
    pub fn guessing(&self, operator: Option<&Operator>) -> Result<Cx> {
        let cx = self.doing(Some(SignInByCredentials::operation()), operator);
        usage::refuse_early(&cx)?;
        Ok(cx)
    }

    fn doing(&self, operation: Option<&'static Operation>, operator: Option<&Operator>) -> Cx {
        let app = self.console.app.clone();
        let mut cx = context(app, self.peer, &self.parts, operation, None);
        if let Some(request) = Arc::get_mut(&mut cx.request) {
            request.id.clone_from(&self.id);
        }
        cx.actor = Some(Arc::new(Actor {
            pool_id: operators::POOL.to_owned(),
            app_id: Some(operators::CONSOLE.to_owned()),
            is_management: false,
            operator: operator.map(|operator| Acting {
                id: operator.account.id.clone(),
                sees_masked: operator.role.sees_masked(),
            }),
        }));
        cx
    }

    /// The cookie of the console.
    pub fn cookie(&self) -> Option<&str> {
        self.cookies.console()
    }

    /// Who calls.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub async fn operator(&self) -> Result<Operator> {
        let cookie = self.cookie().ok_or(ErrorCode::NotSignedIn)?;
        let found = operators::signed_in(&self.cx(), cookie).await?;
        found.ok_or_else(|| ErrorCode::NotSignedIn.into())
    }

    /// Who calls, where they may do more than to change their password.
    ///
    /// # Errors
    /// `NotSignedIn`, `PasswordChangeRequired`.
    pub async fn working(&self) -> Result<Operator> {
        let operator = self.operator().await?;
        operator.may_work()?;
        Ok(operator)
    }

    /// Whether it changes nothing.
    pub fn reads(&self) -> bool {
        matches!(self.parts.method, Method::GET | Method::HEAD)
    }

    /// Refuses what a form of another site could send.
    ///
    /// # Errors
    /// The header that is wrong.
    pub fn require_json(&self) -> Result<()> {
        let kind = self.parts.headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        match kind.eq_ignore_ascii_case("application/json") {
            true => Ok(()),
            false => Err(Error::field("content-type", "must be application/json")),
        }
    }

    /// What the body says.
    ///
    /// # Errors
    /// The field that is missing or wrong.
    pub async fn object(&self, body: Body) -> Result<Object> {
        self.require_json()?;
        let bytes = axum::body::to_bytes(body, LONGEST).await;
        let bytes = bytes.map_err(|_| Error::from(ErrorCode::PayloadTooLarge))?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Error::field("body", "must be a JSON object")),
            Err(_) => Err(Error::field("body", "is not JSON")),
        }
    }

    /// What the body says, by its type.
    ///
    /// # Errors
    /// As [`Asked::object`].
    pub async fn read<T: DeserializeOwned>(&self, body: Body) -> Result<T> {
        params(self.object(body).await?)
    }
}
