//! What a token says, once its signature is verified.

use std::sync::Arc;

use aws_lc_rs::digest;
use cleat_api::{ErrorCode, Value};
use cleat_protocol::jose;

use super::tokens::{CONFIRMATION, KEY_REVISION, THUMBPRINT};
use crate::kernel::{Cached, Cx, Result};
use crate::tenancy::{Application, access_keys, applications};

/// What a genuine user token says.
#[derive(Debug)]
pub struct Verified {
    /// Pool.
    pub pool_id: String,
    /// User.
    pub user_id: String,
    /// Session.
    pub session_id: String,
    /// Application it was issued to.
    pub audience: String,
    /// Id of the token.
    pub jti: String,
    /// Scope.
    pub scope: String,
    /// When it ends, in milliseconds.
    pub expires_at: i64,
    /// The key that it is bound to, where it is (RFC 9449 section 6.1).
    pub key: Option<String>,
}

impl Verified {
    /// Reads the claims of a user token issued here.
    pub fn of(claims: &Value, issuer: &str) -> Option<Self> {
        let text = |name: &str| claims.get(name)?.as_str().map(str::to_owned);
        let user_token = matches!(text("token_use")?.as_str(), "access" | "id");
        if !user_token || text("iss")? != issuer {
            return None;
        }
        Some(Self {
            pool_id: text("pool")?,
            user_id: text("sub")?,
            session_id: text("sid")?,
            audience: text("aud")?,
            jti: text("jti")?,
            scope: text("scope").unwrap_or_default(),
            expires_at: claims.get("exp")?.as_i64()? * 1000,
            key: key_of(claims),
        })
    }
}

/// The thumbprint of the key that a token is bound to.
fn key_of(claims: &Value) -> Option<String> {
    let bound = claims.get(CONFIRMATION)?.get(THUMBPRINT)?;
    bound.as_str().map(str::to_owned)
}

/// Tokens whose signature was verified, by digest. Whether their session stands is asked of the
/// database each time.
struct VerifiedTokens;

impl Cached for VerifiedTokens {
    type Key = [u8; 32];
    type Value = Arc<Verified>;
    const CAPACITY: usize = 100_000;
}

fn digest_of(token: &str) -> [u8; 32] {
    let digest = digest::digest(&digest::SHA256, token.as_bytes());
    digest.as_ref().try_into().unwrap_or_default()
}

/// Verifies a user's token, or remembers that it did where a key of the server signed it.
pub(super) async fn verified(cx: &Cx, token: &str) -> Result<Arc<Verified>> {
    let keys = cx.app.keys.ring();
    let cache = cx.app.caches.of::<VerifiedTokens>();
    let digest = digest_of(token);
    if let Some(known) = cache.get(&digest, keys.generation) {
        return Ok(known);
    }
    let issuer = cx.app.settings.issuer();
    let read = |claims: Value| {
        let verified = Verified::of(&claims, &issuer).map(Arc::new);
        verified.ok_or(ErrorCode::TokenInvalid)
    };
    let Some(claims) = jose::verify(token, |kid| keys.find(kid)) else {
        // This verdict ends with the secret and the settings of the application, which may change
        // on any replica: it is given anew each time.
        let claims = hs256_claims(cx, token).await?;
        return Ok(read(claims.ok_or(ErrorCode::TokenInvalid)?)?);
    };
    let verified = read(claims)?;
    cache.insert(digest, keys.generation, verified.clone());
    Ok(verified)
}

/// Claims of an ID token signed with its application's secret, where the application asks for
/// that.
async fn hs256_claims(cx: &Cx, token: &str) -> Result<Option<Value>> {
    let Some(claims) = jose::unverified_claims(token) else {
        return Ok(None);
    };
    let Some(app_id) = claims.get("aud").and_then(Value::as_str) else {
        return Ok(None);
    };
    let found = applications::find(&mut *cx.read().await?, app_id).await?;
    let Some(row) = found else { return Ok(None) };
    let app = Application::open(cx, row)?;
    if !app.signs_with_secret() {
        return Ok(None);
    }
    let claims = jose::verify_hs256(token, &app.secret);
    Ok(claims.filter(|claims| claims.get("token_use").and_then(Value::as_str) == Some("id")))
}

/// What an ID token says that was issued here, however long ago. Whether its session stands is
/// another question.
///
/// # Errors
/// When the database fails.
pub async fn id_token(cx: &Cx, token: &str) -> Result<Option<Arc<Verified>>> {
    let claims = jose::unverified_claims(token).unwrap_or_default();
    if claims.get("token_use").and_then(Value::as_str) != Some("id") {
        return Ok(None);
    }
    match verified(cx, token).await {
        Ok(told) => Ok(Some(told)),
        Err(error) if error.code.status_code() >= 500 => Err(error),
        Err(_) => Ok(None),
    }
}

/// The pool a management token speaks for. It ends when its key is disabled or deleted; the pool's
/// own key is neither.
///
/// # Errors
/// `TokenInvalid`, `TokenExpired`, or when the database fails.
pub async fn management_pool(cx: &Cx, token: &str) -> Result<String> {
    let claims = issued(cx, token, "management")?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let pool_id = text("scoped_userpool_id").ok_or(ErrorCode::TokenInvalid)?;
    let key_id = text("access_key_id").unwrap_or(pool_id);
    if key_id != pool_id {
        let key = access_keys::find_in(&mut *cx.read().await?, pool_id, key_id).await?;
        let revision = claims.get(KEY_REVISION).and_then(Value::as_i64);
        let lives = key.is_some_and(|key| key.enabled && Some(key.revision) == revision);
        if !lives {
            return Err(ErrorCode::TokenInvalid.into());
        }
    }
    Ok(pool_id.to_owned())
}

/// The claims of a token that was issued here for this use, to no user.
///
/// # Errors
/// `TokenInvalid`, `TokenExpired`.
pub fn issued(cx: &Cx, token: &str, token_use: &str) -> Result<Value> {
    let keys = cx.app.keys.ring();
    let claims = jose::verify(token, |kid| keys.find(kid)).ok_or(ErrorCode::TokenInvalid)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let issued_here = text("iss") == Some(cx.app.settings.issuer().as_str());
    if text("token_use") != Some(token_use) || !issued_here {
        return Err(ErrorCode::TokenInvalid.into());
    }
    let expires = claims
        .get("exp")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    if expires * 1000 <= cx.now() {
        return Err(ErrorCode::TokenExpired.into());
    }
    Ok(claims)
}

/// Id and end (in milliseconds) of a genuine token of that application, a user's or its own.
///
/// # Errors
/// When the database fails.
pub async fn jti_of(cx: &Cx, token: &str, app: &Application) -> Result<Option<(String, i64)>> {
    if let Ok(token) = verified(cx, token).await {
        let own = token.audience == app.id;
        return Ok(own.then(|| (token.jti.clone(), token.expires_at)));
    }
    let Ok(claims) = issued(cx, token, "m2m") else {
        return Ok(None);
    };
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let expires = claims.get("exp").and_then(Value::as_i64);
    let own = text("jti").filter(|_| text("azp") == Some(app.id.as_str()));
    Ok(own.map(str::to_owned).zip(expires.map(|end| end * 1000)))
}
