//! Issuing and recognising tokens.

use std::sync::Arc;

use aws_lc_rs::digest;
use cleat_api::signin::LoginTokens;
use cleat_api::{Secret, Value};
use cleat_protocol::jose::{self, Algorithm};
use cleat_protocol::seal;
use cleat_store::Tx;
use serde_json::json;

use crate::application::Application;
use crate::core::{Cx, Error, Result};
use crate::user::{Account, claims};

/// Life of a management or machine token, in seconds.
const MANAGEMENT_LIFE: i64 = 7200;
/// Tokens remembered as verified.
const REMEMBERED: usize = 100_000;

/// Lives of an application's tokens, in seconds.
pub struct Lifetimes {
    /// Access token.
    pub access: i64,
    /// ID token.
    pub id: i64,
    /// Refresh token, and with it the session.
    pub refresh: i64,
}

/// The lives an application asks for, or the defaults of the real service.
pub fn lifetimes(app: &Application) -> Lifetimes {
    let config = &app.document.oidc_config;
    let life = |set: Option<i64>, default: i64| set.filter(|life| *life > 0).unwrap_or(default);
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
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert(
        &self,
        tx: &mut Tx,
        account: &Account,
        now: i64,
    ) -> cleat_store::Result<()> {
        super::store::insert(tx, self, &account.pool_id, &account.id, now).await?;
        if let Some(token) = &self.refresh_token {
            let digest = seal::sha256(token);
            super::store::insert_refresh(tx, self, &digest, &account.pool_id, &account.id).await?;
        }
        Ok(())
    }
}

/// Tokens of a session.
pub struct Issued {
    /// Access token.
    pub access_token: String,
    /// ID token.
    pub id_token: String,
    /// Life of the access token, in seconds.
    pub expires_in: i64,
}

impl Issued {
    /// Signs the tokens of a session.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub fn sign(
        cx: &Cx,
        app: &Application,
        account: &Account,
        session_id: &str,
        scope: &str,
    ) -> Result<Self> {
        let lives = lifetimes(app);
        let now = cx.now() / 1000;
        let issuer = cx.app.settings.issuer();
        let algorithm = app.algorithm();
        let keys = cx.app.keys.ring();
        let signer = keys
            .signer(algorithm, cx.now())
            .ok_or_else(|| Error::internal("no key"))?;
        let access = json!({
            "jti": cx.app.random.secret(), "sub": account.id, "iat": now, "exp": now + lives.access,
            "scope": scope, "iss": issuer, "aud": app.id, "sid": session_id,
            "pool": account.pool_id, "token_use": "access",
        });
        let access_token = signer.sign(&access)?;
        let mut id = claims::of(account, scope)?;
        let fixed = json!({
            "sub": account.id, "aud": app.id, "iat": now, "exp": now + lives.id, "iss": issuer,
            "jti": cx.app.random.secret(), "sid": session_id, "pool": account.pool_id,
            "token_use": "id", "at_hash": at_hash(&access_token),
        });
        id.extend(fixed.as_object().cloned().unwrap_or_default());
        let id_token = if app.signs_with_secret() {
            jose::sign_hs256(&app.secret, &id)?
        } else {
            signer.sign(&id)?
        };
        Ok(Self {
            access_token,
            id_token,
            expires_in: lives.access,
        })
    }

    /// As `signInByCredentials` answers.
    pub fn into_login(self, session: NewSession) -> LoginTokens {
        LoginTokens {
            scope: Some(session.scope),
            access_token: Some(self.access_token.into()),
            id_token: Some(self.id_token.into()),
            refresh_token: session.refresh_token.map(Secret),
            token_type: "bearer".into(),
            expire_in: self.expires_in,
            expires_in: self.expires_in,
        }
    }
}

/// Left half of the digest of an access token (OpenID Connect Core 1.0 section 3.1.3.6).
fn at_hash(token: &str) -> String {
    use base64::Engine as _;
    let digest = digest::digest(&digest::SHA256, token.as_bytes());
    let half = digest.as_ref().get(..16).unwrap_or_default();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(half)
}

/// A management token. Its claims hold no `>`, `?` or `~`: the official Python SDK decodes the
/// payload with plain base64, which drops `-` and `_`, and only these three bring them forth.
///
/// # Errors
/// When the cryptographic module fails.
pub fn management_token(cx: &Cx, pool_id: &str) -> Result<(String, i64)> {
    let claims = json!({
        "scoped_userpool_id": pool_id, "access_key_id": pool_id, "access_key_type": "userpool",
        "token_type": "management_token", "token_use": "management",
        "iss": cx.app.settings.issuer(), "iat": cx.now() / 1000,
        "exp": cx.now() / 1000 + MANAGEMENT_LIFE,
    });
    Ok((sign_default(cx, &claims)?, MANAGEMENT_LIFE))
}

/// A token of a machine (RFC 6749 section 4.4); it signs nobody in.
///
/// # Errors
/// When the cryptographic module fails.
pub fn m2m_token(cx: &Cx, client_id: &str, scope: &str) -> Result<(String, i64)> {
    let claims = json!({
        "jti": cx.app.random.secret(), "iss": cx.app.settings.issuer(), "aud": client_id,
        "azp": client_id, "scope": scope, "token_use": "m2m", "iat": cx.now() / 1000,
        "exp": cx.now() / 1000 + MANAGEMENT_LIFE,
    });
    Ok((sign_default(cx, &claims)?, MANAGEMENT_LIFE))
}

fn sign_default(cx: &Cx, claims: &Value) -> Result<String> {
    let keys = cx.app.keys.ring();
    let signer = keys
        .signer(Algorithm::Rs256, cx.now())
        .ok_or_else(|| Error::internal("no key"))?;
    Ok(signer.sign(claims)?)
}

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
        })
    }
}

/// Tokens whose signature was verified, by digest. Whether their session stands is asked of the
/// database each time.
pub struct VerifiedTokens {
    cache: quick_cache::sync::Cache<[u8; 32], Arc<Verified>>,
}

impl Default for VerifiedTokens {
    fn default() -> Self {
        Self {
            cache: quick_cache::sync::Cache::new(REMEMBERED),
        }
    }
}

impl VerifiedTokens {
    /// Digest of a token.
    pub fn key(token: &str) -> [u8; 32] {
        let digest = digest::digest(&digest::SHA256, token.as_bytes());
        digest.as_ref().try_into().unwrap_or_default()
    }

    /// The token, if it was verified before.
    pub fn get(&self, key: &[u8; 32]) -> Option<Arc<Verified>> {
        self.cache.get(key)
    }

    /// Forgets all.
    pub fn forget(&self) {
        self.cache.clear();
    }

    /// Remembers a token.
    pub fn insert(&self, key: [u8; 32], verified: Verified) -> Arc<Verified> {
        let verified = Arc::new(verified);
        self.cache.insert(key, verified.clone());
        verified
    }
}
