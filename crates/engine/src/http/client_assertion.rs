//! Applications that prove themselves by what they sign (RFC 7523 section 3, OpenID Connect Core
//! 1.0 section 9).

use cleat_api::application::ClientAuthMethod;
use cleat_api::oidc::ExchangeToken;
use cleat_api::{Endpoint, ErrorCode, Object, Value};
use cleat_protocol::jose::{self, PublicKey};
use cleat_protocol::seal;

use super::incoming::Incoming;
use super::once::Once;
use crate::kernel::{Cx, Error, Result};
use crate::session::nonce::is_forgotten;
use crate::tenancy::Application;

/// The parameter that carries it.
pub(super) const PARAMETER: &str = "client_assertion";
/// The parameter that says what it is, and what that says.
const TYPE: (&str, &str) = (
    "client_assertion_type",
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
);
/// Longest time until it ends, in seconds.
const LONGEST: i64 = 3600;
/// How far the clock of an application may be ahead, in seconds.
const AHEAD: i64 = 60;
/// Longest `jti`, in bytes.
const JTI: usize = 256;

/// What an application signed, as it came.
pub(super) struct Assertion {
    text: String,
    /// Path of the endpoint that it came to.
    path: String,
}

impl Assertion {
    /// Reads it; `None` where there is none of the type that is known.
    pub(super) fn of(from: &Incoming<'_>) -> Option<Self> {
        let text = from.param(PARAMETER)?;
        let (name, known) = TYPE;
        (from.param(name) == Some(known)).then(|| Self {
            text: text.to_owned(),
            path: from.path.trim_end_matches('/').to_owned(),
        })
    }

    /// Whom it says it is of.
    pub(super) fn subject(&self) -> Option<String> {
        let claims = jose::unverified_claims(&self.text)?;
        Some(claims.get("sub")?.as_str()?.to_owned())
    }

    /// Whether it is of that application, for this server, and new.
    ///
    /// # Errors
    /// `ClientAuthFailed`, with what is wrong; or when the database fails.
    pub(super) async fn proves(
        &self,
        cx: &Cx,
        app: &Application,
        method: ClientAuthMethod,
    ) -> Result<()> {
        let claims = self
            .verified(app, method)
            .ok_or_else(|| wrong("has no signature of the application"))?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("iss") != Some(&app.id) || text("sub") != Some(&app.id) {
            return Err(wrong("must name the application as iss and sub"));
        }
        if !self.is_for_us(cx, claims.get("aud")) {
            return Err(wrong("must name this server as aud"));
        }
        let ends = in_time(cx, &claims)?;
        let jti = text("jti").filter(|jti| !jti.is_empty() && jti.len() <= JTI);
        let jti = jti.ok_or_else(|| wrong(&format!("must have a jti of 1 to {JTI} characters")))?;
        let once = Once {
            pool_id: app.pool_id.clone(),
            value: seal::sha256(&format!("{PARAMETER}\n{}\n{jti}", app.id)),
            until: (ends + 1) * 1000,
            used: wrong("was used before"),
        };
        once.spend(cx).await
    }

    fn verified(&self, app: &Application, method: ClientAuthMethod) -> Option<Value> {
        match method {
            ClientAuthMethod::ClientSecretJwt => jose::verify_hs256(&self.text, &app.secret),
            ClientAuthMethod::PrivateKeyJwt => {
                let keys = keys(app.document.oidc_config.jwks.as_ref()?);
                jose::verify_by(&self.text, &keys.collect::<Vec<_>>())
            }
            _ => None,
        }
    }

    /// Whether the audience is the issuer, the endpoint, or the one that tokens come from.
    fn is_for_us(&self, cx: &Cx, audience: Option<&Value>) -> bool {
        let base = cx.app.settings.base_url();
        let ours = [
            cx.app.settings.issuer(),
            format!("{base}{}", self.path),
            format!("{base}{}", ExchangeToken::operation().path),
        ];
        let is_ours = |one: &Value| {
            one.as_str()
                .is_some_and(|one| ours.iter().any(|own| own == one))
        };
        match audience {
            Some(Value::Array(all)) => all.iter().any(is_ours),
            Some(one) => is_ours(one),
            None => false,
        }
    }
}

/// The keys of a set that are good for signatures.
pub fn keys(set: &Object) -> impl Iterator<Item = PublicKey> {
    let keys = set.get("keys").and_then(Value::as_array);
    let keys = keys.into_iter().flatten().filter_map(Value::as_object);
    keys.filter_map(PublicKey::from_jwk)
}

/// When it ends, in seconds, where it counts now.
fn in_time(cx: &Cx, claims: &Value) -> Result<i64> {
    let now = cx.now() / 1000;
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    let ends = number("exp").ok_or_else(|| wrong("must have an exp"))?;
    if ends <= now {
        return Err(wrong("has expired"));
    }
    if ends > now + LONGEST + AHEAD {
        return Err(wrong("must end within an hour"));
    }
    let begins = number("nbf").max(number("iat"));
    if begins.is_some_and(|begins| begins > now + AHEAD) {
        return Err(wrong("is not valid yet"));
    }
    let made = number("iat").unwrap_or(ends - LONGEST);
    if is_forgotten(cx, made.saturating_mul(1000), AHEAD * 1000) {
        return Err(wrong("is older than the last restore"));
    }
    Ok(ends)
}

fn wrong(why: &str) -> Error {
    Error::from(ErrorCode::ClientAuthFailed).about(format!("{PARAMETER}: {why}"))
}
