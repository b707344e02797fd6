//! The sources there are, and one leg of an external sign-in.

use cleat_api::ext_idp::{ConnectionType, Provider};
use url::Url;

use super::calls::{Caller, Fault};
use super::connection::Opened;
use super::fields::Fields;
use super::profile::{External, OPENID};
use super::{apple, github, oauth2, oidc, wechat};
use crate::kernel::{Cx, Result};

/// A kind of connection as data.
pub struct Source {
    /// Kind of the source.
    pub provider: Provider,
    /// Type of the connection.
    pub connection: ConnectionType,
    /// Its name in English.
    pub name: &'static str,
    /// Whether people know it from elsewhere; otherwise their organisation runs it.
    pub is_social: bool,
    /// Whether a browser is sent there; otherwise apps alone bring codes.
    pub has_page: bool,
    /// Settings that it needs.
    pub required: &'static [&'static str],
    /// Refuses settings that cannot be used.
    pub check: fn(&Fields) -> Result<()>,
    /// How it is spoken to.
    pub protocol: Protocol,
}

/// How a source is spoken to.
pub enum Protocol {
    /// OAuth 2.0 with a profile of its own.
    OAuth2(oauth2::Preset),
    /// OpenID Connect.
    Oidc(oidc::Preset),
    /// The dialect of WeChat.
    Wechat(wechat::Preset),
}

/// Settings that need no closer look.
pub fn any(_: &Fields) -> Result<()> {
    Ok(())
}

impl Source {
    /// The kinds of ids that it gives.
    pub fn kinds(&self) -> &'static [&'static str] {
        match self.protocol {
            Protocol::Wechat(_) => &[OPENID, wechat::UNIONID],
            Protocol::OAuth2(_) | Protocol::Oidc(_) => &[OPENID],
        }
    }
}

static SOURCES: &[&Source] = &[
    &oidc::GENERIC,
    &oauth2::GENERIC,
    &github::WEB,
    &github::MOBILE,
    &oidc::GOOGLE,
    &oidc::GOOGLE_MOBILE,
    &oidc::MICROSOFT,
    &oidc::GITLAB,
    &oidc::GITLAB_MOBILE,
    &apple::WEB,
    &apple::MOBILE,
    &wechat::PC,
    &wechat::IN_APP,
    &wechat::MOBILE,
    &wechat::MINI_PROGRAM,
];

/// The source of a type of connection, where it is built.
pub fn find(connection: ConnectionType) -> Option<&'static Source> {
    let mut all = SOURCES.iter().copied();
    all.find(|source| source.connection == connection)
}

/// What a source tells the callback.
#[derive(Default)]
pub struct Told {
    /// Code.
    pub code: String,
    /// Issuer (RFC 9207), where it says so.
    pub issuer: Option<String>,
}

/// One sign-in at one connection.
pub struct Leg<'a> {
    /// The request.
    pub cx: &'a Cx,
    /// The connection.
    pub conn: &'a Opened,
    /// What binds a browser to it; an app that brings a code has none.
    pub state: Option<&'a str>,
}

impl Leg<'_> {
    /// Where the source sends the browser.
    pub fn redirect_uri(&self) -> String {
        let base = self.cx.app.settings.base_url();
        format!("{base}{}", self.conn.callback_path())
    }

    /// What only this server can make of the state, for that purpose.
    fn derived(&self, purpose: &str) -> Option<String> {
        Some(
            self.cx
                .app
                .vault
                .digest(&["external", purpose, self.state?]),
        )
    }

    /// Verifier of PKCE.
    pub(super) fn verifier(&self) -> Option<String> {
        self.derived("verifier")
    }

    /// Nonce of the ID token.
    pub(super) fn nonce(&self) -> Option<String> {
        self.derived("nonce")
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.conn.fields
    }

    pub(super) fn caller(&self) -> Caller<'_> {
        Caller::of(self.cx)
    }

    /// What the browser is sent to the source with.
    pub(super) fn request<'r>(&'r self, scope: &'r str) -> oauth2::Request<'r> {
        oauth2::Request {
            client_id: &self.fields().client_id,
            redirect_uri: self.redirect_uri(),
            scope: self.fields().scopes.as_deref().unwrap_or(scope),
            state: self.state.unwrap_or_default(),
            verifier: self.verifier().unwrap_or_default(),
            nonce: self.nonce(),
        }
    }

    /// Where the browser goes.
    ///
    /// # Errors
    /// What is wrong with the source.
    pub async fn authorization(&self) -> Result<Url, Fault> {
        match &self.conn.source.protocol {
            Protocol::OAuth2(preset) => oauth2::authorization(self, preset),
            Protocol::Oidc(preset) => oidc::authorization(self, preset).await,
            Protocol::Wechat(preset) => wechat::authorization(self, preset),
        }
    }

    /// Who it is that came back.
    ///
    /// # Errors
    /// Why nobody.
    pub async fn external(&self, told: &Told) -> Result<External, Fault> {
        match &self.conn.source.protocol {
            Protocol::OAuth2(preset) => oauth2::external(self, preset, told).await,
            Protocol::Oidc(preset) => oidc::external(self, preset, told).await,
            Protocol::Wechat(preset) => wechat::external(self, preset, told).await,
        }
    }
}
