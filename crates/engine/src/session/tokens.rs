//! Issuing and recognising tokens.

use aws_lc_rs::digest;
use cleat_api::signin::LoginTokens;
use cleat_api::{Object, Secret, Value};
use cleat_protocol::jose::{self, Algorithm, SigningKey};
use serde_json::json;

use super::new_session::{Authentication, NewSession, lifetimes};
use crate::account::{Account, claims};
use crate::kernel::{Cx, Error, Result};
use crate::tenancy::Application;
use crate::tenancy::access_keys::Key;

/// The claim that binds a token to a key, and the member that names the key (RFC 9449 section 6.1).
pub const CONFIRMATION: &str = "cnf";
pub(super) const THUMBPRINT: &str = "jkt";
/// The claim of a management token that ends with the key that it was bought with.
pub(super) const KEY_REVISION: &str = "access_key_revision";
/// Life of a management or machine token, in seconds.
const MANAGEMENT_LIFE: i64 = 7200;

/// Tokens of a session.
pub struct Issued {
    /// Access token.
    pub access_token: String,
    /// ID token, where the scope asks who the user is.
    pub id_token: Option<String>,
    /// Life of the access token, in seconds.
    pub expires_in: i64,
}

/// What an ID token tells of the sign-in that it came from.
#[derive(Default)]
pub struct SignInFacts {
    /// When and how the user was authenticated.
    pub authentication: Authentication,
    /// Claims of this one token, such as `nonce`.
    pub extra: Object,
    /// The key that the tokens are bound to, where they are.
    pub key: Option<String>,
}

impl Issued {
    /// Signs the tokens of a session.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub async fn sign(
        cx: &Cx,
        app: &Application,
        account: &Account,
        (session_id, scope): (&str, &str),
        facts: SignInFacts,
    ) -> Result<Self> {
        let lives = lifetimes(app);
        let keys = cx.app.keys.ring();
        let signer = keys
            .signer(app.algorithm(), cx.now())
            .ok_or_else(|| Error::internal("no key"))?;
        let bound = bound_to(facts.key.as_deref());
        let mut access = common_claims(cx, app, account, session_id, "access", lives.access);
        access.insert("scope".into(), scope.into());
        access.extend(bound.clone());
        let access_token = signer.sign(&access)?;
        let id_token = if is_openid(scope) {
            let mut id = claims::of(cx, account, scope).await?;
            id.extend(facts.extra);
            id.extend(facts.authentication.claims());
            id.extend(common_claims(cx, app, account, session_id, "id", lives.id));
            // It signs in as well, and must not do so for whoever finds it.
            id.extend(bound);
            Some(sign_id(app, signer, id, &access_token)?)
        } else {
            None
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
            id_token: self.id_token.map(Secret),
            refresh_token: session.refresh_token.map(Secret),
            token_type: "bearer".into(),
            expire_in: self.expires_in,
            expires_in: self.expires_in,
        }
    }
}

/// Whether a scope asks who the user is (OpenID Connect Core 1.0 section 3.1.2.1).
pub fn is_openid(scope: &str) -> bool {
    scope.split(' ').any(|part| part == "openid")
}

/// Signs an ID token as its application asks for, tied to the access token beside it.
fn sign_id(
    app: &Application,
    signer: &SigningKey,
    mut claims: Object,
    access_token: &str,
) -> Result<String> {
    let hash = match (app.signs_with_secret(), app.algorithm()) {
        // Ed25519 hashes by SHA-512 (RFC 8032 section 5.1).
        (false, Algorithm::EdDsa) => &digest::SHA512,
        _ => &digest::SHA256,
    };
    claims.insert("at_hash".into(), at_hash(hash, access_token).into());
    Ok(match app.signs_with_secret() {
        true => jose::sign_hs256(&app.secret, &claims)?,
        false => signer.sign(&claims)?,
    })
}

/// The claim that binds a token to a key.
fn bound_to(key: Option<&str>) -> Object {
    let bound = key.map(|key| (CONFIRMATION.to_owned(), json!({ THUMBPRINT: key })));
    bound.into_iter().collect()
}

/// The claims that access tokens and ID tokens have in common; `life` is in seconds.
fn common_claims(
    cx: &Cx,
    app: &Application,
    account: &Account,
    session_id: &str,
    token_use: &str,
    life: i64,
) -> Object {
    let now = cx.now() / 1000;
    let claims = json!({
        "jti": cx.app.random.secret(), "sub": account.id, "iat": now, "exp": now + life,
        "iss": cx.app.settings.issuer(), "aud": app.id, "sid": session_id,
        "pool": account.pool_id, "token_use": token_use,
    });
    match claims {
        Value::Object(claims) => claims,
        _ => Object::new(),
    }
}

/// Left half of the digest of an access token, by the hash of the ID token's signature (OpenID
/// Connect Core 1.0 section 3.1.3.6).
fn at_hash(hash: &'static digest::Algorithm, token: &str) -> String {
    use base64::Engine as _;
    let digest = digest::digest(hash, token.as_bytes());
    let half = digest.as_ref().get(..hash.output_len() / 2);
    let half = half.unwrap_or_default();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(half)
}

/// The management token that a key buys. Its claims hold no `>`, `?` or `~`: the official Python SDK decodes the
/// payload with plain base64, which drops `-` and `_`, and only these three bring them forth.
///
/// # Errors
/// When the cryptographic module fails.
pub fn management_token(cx: &Cx, key: &Key) -> Result<(String, i64)> {
    let claims = json!({
        "scoped_userpool_id": key.pool_id, "access_key_id": key.id, "access_key_type": "userpool",
        KEY_REVISION: key.revision, "token_type": "management_token", "token_use": "management",
        "iss": cx.app.settings.issuer(), "iat": cx.now() / 1000,
        "exp": cx.now() / 1000 + MANAGEMENT_LIFE,
    });
    Ok((sign_default(cx, &claims)?, MANAGEMENT_LIFE))
}

/// A token of a machine (RFC 6749 section 4.4), bound to that key; it signs nobody in.
///
/// # Errors
/// When the cryptographic module fails.
pub fn m2m_token(
    cx: &Cx,
    client_id: &str,
    scope: &str,
    key: Option<&str>,
) -> Result<(String, i64)> {
    let mut claims = json!({
        "jti": cx.app.random.secret(), "iss": cx.app.settings.issuer(), "aud": client_id,
        "azp": client_id, "scope": scope, "token_use": "m2m", "iat": cx.now() / 1000,
        "exp": cx.now() / 1000 + MANAGEMENT_LIFE,
    });
    if let Some(claims) = claims.as_object_mut() {
        claims.extend(bound_to(key));
    }
    Ok((sign_default(cx, &claims)?, MANAGEMENT_LIFE))
}

fn sign_default(cx: &Cx, claims: &Value) -> Result<String> {
    let keys = cx.app.keys.ring();
    let signer = keys
        .signer(Algorithm::Rs256, cx.now())
        .ok_or_else(|| Error::internal("no key"))?;
    Ok(signer.sign(claims)?)
}
