//! ID tokens of sources, verified (OpenID Connect Core 1.0 section 3.1.3.7).

use cleat_api::Value;
use cleat_protocol::jose::{self, PublicKey};
use cleat_protocol::seal;

use super::calls::Fault;

/// What stands for the tenant in the issuer of Microsoft.
pub const TENANT: &str = "{tenantid}";
/// What the clocks of two servers may differ by, in seconds.
const SKEW: i64 = 60;

/// What an ID token must say.
pub struct Expected<'a> {
    /// Issuer; one of many tenants has a place for the tenant in it.
    pub issuer: &'a str,
    /// Id of the application at the source.
    pub audience: &'a str,
    /// Nonce; what an app brought has none.
    pub nonce: Option<&'a str>,
    /// Now, in seconds.
    pub now: i64,
}

/// The claims of a token, where it is one of those keys and says what it must.
pub fn verified(token: &str, keys: &[PublicKey], expected: &Expected<'_>) -> Result<Value, Fault> {
    let find = |kid: &str| keys.iter().find(|key| key.kid.as_deref() == Some(kid));
    let claims = jose::verify(token, find);
    let claims = claims.ok_or(Fault::Unbelievable("its ID token is not signed by it"))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let tenant = text("tid").filter(|id| !id.is_empty()).unwrap_or(TENANT);
    let issuer = expected.issuer.replace(TENANT, tenant);
    if issuer.contains(TENANT) || text("iss") != Some(&issuer) {
        return Err(Fault::Unbelievable("its ID token is another issuer's"));
    }
    if !is_for(&claims, expected.audience) {
        return Err(Fault::Unbelievable("its ID token is for somebody else"));
    }
    let time = |name: &str| claims.get(name).and_then(Value::as_i64);
    let ends = time("exp").unwrap_or_default();
    let begins = match is_said(&claims, "nbf") {
        true => time("iat").zip(time("nbf")).map(|(iat, nbf)| iat.max(nbf)),
        false => time("iat"),
    };
    let begins = begins.unwrap_or(i64::MAX);
    if ends <= expected.now - SKEW || begins > expected.now + SKEW {
        return Err(Fault::Unbelievable("its ID token is not of now"));
    }
    let same = |nonce: &str| text("nonce").is_some_and(|own| seal::equal(own, nonce));
    if !expected.nonce.is_none_or(same) {
        return Err(Fault::Unbelievable("its ID token is of another sign-in"));
    }
    Ok(claims)
}

/// Whether a token has a claim, of whatever type.
fn is_said(claims: &Value, name: &str) -> bool {
    claims.get(name).is_some_and(|value| !value.is_null())
}

/// Whether a token is for that application. One for several names the one it was given to.
fn is_for(claims: &Value, audience: &str) -> bool {
    let party = claims.get("azp").and_then(Value::as_str);
    let (is_named, is_one) = match claims.get("aud") {
        Some(Value::String(one)) => (one == audience, true),
        Some(Value::Array(all)) => (all.iter().any(|one| one == audience), all.len() == 1),
        _ => (false, false),
    };
    is_named
        && match is_said(claims, "azp") {
            true => party == Some(audience),
            false => is_one,
        }
}
