//! A session before it is written.

use cleat_api::{Object, Value};

use super::{Acr, NewBrowserSession, logout};
use crate::kernel::Cx;
use crate::tenancy::Application;

/// Longest life of a token, in seconds: ten years.
pub const LONGEST_LIFE: i64 = 315_360_000;

/// Lives of an application's tokens, in seconds.
pub(super) struct Lifetimes {
    /// Access token.
    pub access: i64,
    /// ID token.
    pub id: i64,
    /// Refresh token, and with it the session.
    pub refresh: i64,
}

/// The lives an application asks for, or the defaults of the real service.
pub(super) fn lifetimes(app: &Application) -> Lifetimes {
    let config = &app.document.oidc_config;
    let life = |set: Option<i64>, default: i64| {
        let life = set.filter(|life| *life > 0).unwrap_or(default);
        life.min(LONGEST_LIFE)
    };
    Lifetimes {
        access: life(config.access_token_expire, 1_209_600),
        id: life(config.id_token_expire, 1_209_600),
        refresh: life(config.refresh_token_expire, 2_592_000),
    }
}

/// A session to be written.
#[derive(Clone)]
pub struct NewSession {
    /// Session.
    pub id: String,
    /// Application.
    pub app_id: String,
    /// Scope asked for.
    pub scope: String,
    /// When the session ends, in milliseconds.
    pub expires_at: i64,
    /// Refresh token, where the scope asks for one.
    pub refresh_token: Option<String>,
    /// When the refresh token ends, in milliseconds.
    pub refresh_expires_at: i64,
    /// The key that the refresh token is bound to, where it is (RFC 9449 section 5).
    pub refresh_key: Option<String>,
    /// The browser's session that it begins by, and ends with.
    pub browser_session_id: Option<String>,
    /// How its user was authenticated.
    pub authentication: Authentication,
    /// Claims that `/oidc/me` tells besides those of the scope, separated by spaces.
    pub claims: Option<String>,
    /// Whether its application is told when it is ended.
    pub tells_end: bool,
}

/// When and how a user was authenticated, as ID tokens tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authentication {
    /// When, in milliseconds.
    pub at: i64,
    /// By what (RFC 8176), separated by spaces; empty where that was not kept.
    pub amr: String,
}

impl Authentication {
    /// Its claims in an ID token (OpenID Connect Core 1.0 section 2).
    pub(super) fn claims(&self) -> Object {
        let mut claims = Object::new();
        claims.insert("auth_time".into(), (self.at / 1000).into());
        if !self.amr.is_empty() {
            let methods: Vec<Value> = self.amr.split(' ').map(Value::from).collect();
            claims.insert("amr".into(), methods.into());
        }
        if let Some(acr) = Acr::of(&self.amr) {
            claims.insert("acr".into(), acr.as_str().into());
        }
        claims
    }
}

/// What a sign-in begins.
#[derive(Clone)]
pub enum Start {
    /// The session of an application, which asked for the sign-in itself.
    Application(NewSession),
    /// The session of a browser, whose user signed in on a page.
    Browser(NewBrowserSession),
}

impl NewSession {
    /// A session of that application.
    pub fn new(cx: &Cx, app: &Application, scope: &str) -> Self {
        let lives = lifetimes(app);
        let offline = scope.split(' ').any(|part| part == "offline_access");
        let longest = lives.access.max(lives.id).max(lives.refresh);
        Self {
            id: cx.new_id(),
            app_id: app.id.clone(),
            scope: scope.to_owned(),
            expires_at: cx.now() + longest * 1000,
            refresh_token: offline.then(|| cx.app.random.secret()),
            refresh_expires_at: cx.now() + lives.refresh * 1000,
            refresh_key: None,
            browser_session_id: None,
            authentication: Authentication {
                at: cx.now(),
                amr: String::new(),
            },
            claims: None,
            tells_end: logout::is_wanted(&app.document.oidc_config),
        }
    }
}
