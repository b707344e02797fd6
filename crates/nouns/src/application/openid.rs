//! OpenID Connect settings that are refused: those that nothing here would heed.

use cleat_api::application::{ClientAuthMethod, OidcConfig};
use cleat_api::{Object, Value};
use cleat_engine::http::assertion_keys;
use cleat_engine::kernel::{Error, Result};
use cleat_engine::session::LONGEST_LIFE;
use cleat_protocol::jose;
use url::Url;

/// Most keys of an application.
const MOST: usize = 20;

/// Settings of the real service that promise what this server does not do.
const REFUSED: [&str; 8] = [
    "jwks_uri",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "userinfo_signed_response_alg",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
];

/// Refuses what would be kept and not heeded, and keys that cannot be read.
///
/// # Errors
/// The setting at fault.
pub(super) fn valid(config: Option<&OidcConfig>) -> Result<()> {
    let Some(config) = config else { return Ok(()) };
    for name in REFUSED {
        if config.other.get(name).is_some_and(is_set) {
            return Err(wrong(name, "is not supported here"));
        }
    }
    lives(config)?;
    let address = config.backchannel_logout_uri.as_deref();
    if !address.is_none_or(|address| address.is_empty() || is_page(address)) {
        return Err(wrong("backchannel_logout_uri", "is not an address of http"));
    }
    if config.default_max_age.is_some_and(|seconds| seconds < 0) {
        return Err(wrong("default_max_age", "must not be negative"));
    }
    if let Some(jwks) = &config.jwks {
        readable(jwks)?;
    }
    let methods = [
        config.token_endpoint_auth_method,
        config.introspection_endpoint_auth_method,
        config.revocation_endpoint_auth_method,
    ];
    if config.jwks.is_none() && methods.contains(&Some(ClientAuthMethod::PrivateKeyJwt)) {
        return Err(wrong("jwks", "is missing"));
    }
    Ok(())
}

/// Refuses lives that no token has; 0 is the default.
fn lives(config: &OidcConfig) -> Result<()> {
    let given = [
        ("access_token_expire", config.access_token_expire),
        ("id_token_expire", config.id_token_expire),
        ("refresh_token_expire", config.refresh_token_expire),
    ];
    let has = |life: Option<i64>| life.is_none_or(|life| (0..=LONGEST_LIFE).contains(&life));
    match given.into_iter().find(|(_, life)| !has(*life)) {
        Some((name, _)) => Err(wrong(name, format!("must be 0 to {LONGEST_LIFE}"))),
        None => Ok(()),
    }
}

fn is_page(address: &str) -> bool {
    let url = Url::parse(address).ok();
    url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.fragment().is_none())
}

fn is_set(value: &Value) -> bool {
    !value.is_null() && value != "" && value != false
}

fn readable(jwks: &Object) -> Result<()> {
    let keys = jwks.get("keys").and_then(Value::as_array);
    let keys = keys.ok_or_else(|| wrong("jwks.keys", "must be a list"))?;
    if keys.is_empty() || keys.len() > MOST {
        return Err(wrong("jwks.keys", format!("must have 1 to {MOST} entries")));
    }
    let mut members = keys.iter().filter_map(Value::as_object);
    if members.any(jose::is_private) {
        return Err(wrong("jwks.keys", "must not hold private keys"));
    }
    match assertion_keys(jwks).count() == keys.len() {
        true => Ok(()),
        false => Err(wrong("jwks.keys", "must be keys for RS256, ES256 or EdDSA")),
    }
}

fn wrong(name: &str, why: impl std::fmt::Display) -> Error {
    Error::field(&format!("oidcConfig.{name}"), why)
}
