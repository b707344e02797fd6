//! How an application proves who it is (RFC 6749 section 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_api::application::ClientAuthMethod;
use cleat_api::oidc::{IntrospectToken, RevokeToken};
use cleat_api::{Endpoint as _, Object, Operation};

/// How an application is authenticated at each endpoint, as its own settings say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AuthMethods {
    /// Where tokens are issued.
    pub token: ClientAuthMethod,
    /// Where tokens are asked about.
    pub introspection: ClientAuthMethod,
    /// Where tokens are revoked.
    pub revocation: ClientAuthMethod,
}

impl AuthMethods {
    /// The same everywhere.
    pub fn all(method: ClientAuthMethod) -> Self {
        Self {
            token: method,
            introspection: method,
            revocation: method,
        }
    }

    fn of(self, operation: &Operation) -> ClientAuthMethod {
        if operation.id == IntrospectToken::operation().id {
            self.introspection
        } else if operation.id == RevokeToken::operation().id {
            self.revocation
        } else {
            self.token
        }
    }
}

/// Adds the proof of an application, its id and its secret, to the fields of a call, or returns it
/// as a header. A call that names a client already gets none, for two are refused.
pub(crate) fn prove(
    operation: &Operation,
    methods: AuthMethods,
    (id, secret): (&str, &str),
    params: &mut Object,
) -> Option<String> {
    let named = |name: &str| params.get(name).is_some_and(|value| value != "");
    if !operation.proves_application() || id.is_empty() {
        return None;
    }
    if named("client_id") || named("client_secret") {
        return None;
    }
    let method = methods.of(operation);
    if method == ClientAuthMethod::ClientSecretBasic && !secret.is_empty() {
        let pair = format!("{}:{}", form_encoded(id), form_encoded(secret));
        return Some(format!("Basic {}", STANDARD.encode(pair)));
    }
    params.insert("client_id".into(), id.into());
    if method != ClientAuthMethod::None && !secret.is_empty() {
        params.insert("client_secret".into(), secret.into());
    }
    None
}

/// A text as a form has it: so it travels in the header (RFC 6749 section 2.3.1).
fn form_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
