//! Apple: OpenID Connect that answers by a form, and wants a signature for a secret.

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};
use cleat_protocol::jose::{Algorithm, SigningKey};
use serde_json::json;

use super::calls::Fault;
use super::fields::{Fields, key_of};
use super::known::OIDC;
use super::preset::{Oidc, Protocol, Source};
use crate::kernel::{Error, Result};

/// On a page.
pub const WEB: Source = Source {
    provider: Provider::Apple,
    connection: ConnectionType::AppleWeb,
    name: "Apple",
    r#type: ExtIdpType::Social,
    required: &["clientId", "teamId", "keyId", "privateKey"],
    check,
    protocol: Protocol::Oidc(Oidc {
        issuer: ISSUER,
        scope: "name email",
        proves: true,
        posts: true,
        signs: true,
    }),
    ..OIDC
};

/// In an app.
pub const MOBILE: Source = Source {
    connection: ConnectionType::Apple,
    has_page: false,
    ..WEB
};

const ISSUER: &str = "https://appleid.apple.com";
/// Life of a signature that stands for a secret, in seconds.
const LIFE: i64 = 300;

fn check(fields: &Fields) -> Result<()> {
    let key = key(fields).map(drop);
    key.ok_or_else(|| Error::field("fields.privateKey", "must be a private key as PEM"))
}

fn key(fields: &Fields) -> Option<SigningKey> {
    let der = key_of(fields.private_key.as_deref())?;
    SigningKey::from_pkcs8(fields.key_id.as_deref()?, Algorithm::Es256, &der).ok()
}

/// What stands for a secret.
pub fn client_secret(fields: &Fields, now: i64) -> std::result::Result<String, Fault> {
    let unusable = Fault::Unbelievable("the key of the connection cannot be used");
    let claims = json!({
        "iss": fields.team_id, "sub": fields.client_id, "iat": now, "exp": now + LIFE,
        "aud": fields.issuer_url.as_deref().unwrap_or(ISSUER),
    });
    let signed = key(fields).and_then(|key| key.sign(&claims).ok());
    signed.ok_or(unusable)
}
