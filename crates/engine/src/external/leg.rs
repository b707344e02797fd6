//! One leg of an external sign-in: a connection, and what binds a browser to it.

use cleat_api::Value;

use super::calls::Caller;
use super::connection::Opened;
use super::fields::Fields;
use super::request::Request;
use super::tokens::Tokens;
use crate::kernel::Cx;

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

    /// Id of a request of SAML, which the response names.
    pub(super) fn request_id(&self) -> Option<String> {
        Some(format!("_{}", self.derived("saml")?))
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.conn.fields
    }

    /// The tokens of an answer, where the connection keeps them.
    pub(super) fn kept(&self, answer: &Value) -> Option<Tokens> {
        let keeps = self.fields().keep_tokens;
        keeps.then(|| Tokens::of(answer, self.cx.now(), None))?
    }

    pub(super) fn caller(&self) -> Caller<'_> {
        Caller::of(self.cx)
    }

    /// What the browser is sent to the source with.
    pub(super) fn request<'r>(&'r self, scope: &'r str) -> Request<'r> {
        Request {
            client_id: &self.fields().client_id,
            redirect_uri: self.redirect_uri(),
            scope: self.fields().scopes.as_deref().unwrap_or(scope),
            state: self.state.unwrap_or_default(),
            verifier: self.verifier().unwrap_or_default(),
            nonce: self.nonce(),
        }
    }
}
