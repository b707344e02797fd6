//! Sessions and their tokens.

mod kick;
pub mod store;
mod tokens;

use cleat_api::{ErrorCode, Value};
use cleat_protocol::jose;
use cleat_store::Tx;
use http::{HeaderMap, header};

use crate::application::{self, Application};
use crate::audit::Head;
use crate::core::{Cx, Outcome, Result};
use crate::http::Routes;
use crate::user::{self, Account};

pub use tokens::{Issued, NewSession, Verified, VerifiedTokens, m2m_token, management_token};

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes.mount(kick::kick_users)
}

/// A user with a live session: the token was genuine and the session and account stood when
/// the request was read. Transactions check again.
#[derive(Clone)]
pub struct SignedInUser {
    /// Pool.
    pub pool_id: String,
    /// User.
    pub user_id: String,
    /// Application the session belongs to.
    pub app_id: String,
    /// Session.
    pub session_id: String,
    /// Scope of the token.
    pub scope: String,
    /// The account, as it was then.
    pub account: Account,
    /// End of its audit chain, then.
    pub head: Head,
}

/// The token of a header, with or without `Bearer`.
pub fn token_of(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let basic = header
        .get(..6)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic "));
    let token = bare(header);
    (!basic && !token.is_empty()).then_some(token)
}

/// A header's value without `Bearer`.
pub fn bare(header: &str) -> &str {
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => header.trim(),
    }
}

/// The user a token signs in: an access token or an ID token.
///
/// # Errors
/// `TokenInvalid`, `TokenExpired`, `NotSignedIn` when the session has ended, `UserDisabled`.
pub async fn signed_in(cx: &Cx, token: &str) -> Result<SignedInUser> {
    let verified = verified(cx, token).await?;
    if verified.expires_at <= cx.now() {
        return Err(ErrorCode::TokenExpired.into());
    }
    let mut tx = cx.read().await?;
    let standing = store::standing(
        &mut tx,
        &verified.pool_id,
        &verified.session_id,
        &verified.jti,
    )
    .await?;
    let standing = standing.ok_or(ErrorCode::NotSignedIn)?;
    if standing.ended_at.is_some() || standing.expires_at <= cx.now() || standing.revoked {
        return Err(ErrorCode::NotSignedIn.into());
    }
    let account = standing.account;
    if account.id != verified.user_id || standing.app_id != verified.audience {
        return Err(ErrorCode::TokenInvalid.into());
    }
    if account.status != "Activated" {
        return Err(ErrorCode::UserDisabled.into());
    }
    Ok(SignedInUser {
        pool_id: verified.pool_id.clone(),
        user_id: account.id.clone(),
        app_id: standing.app_id,
        session_id: verified.session_id.clone(),
        scope: verified.scope.clone(),
        account,
        head: standing.head,
    })
}

/// The user a token signs in, if it does; that the database is not there is no answer.
///
/// # Errors
/// When the database fails.
pub async fn signed_in_if(cx: &Cx, token: &str) -> Result<Option<SignedInUser>> {
    match signed_in(cx, token).await {
        Ok(user) => Ok(Some(user)),
        Err(error) if error.code.status_code() >= 500 => Err(error),
        Err(_) => Ok(None),
    }
}

/// Verifies a user's token, or remembers that it did.
async fn verified(cx: &Cx, token: &str) -> Result<std::sync::Arc<Verified>> {
    let cache = &cx.app.tokens;
    let digest = VerifiedTokens::key(token);
    if let Some(known) = cache.get(&digest) {
        return Ok(known);
    }
    let keys = cx.app.keys.ring();
    let claims = match jose::verify(token, |kid| keys.find(kid)) {
        Some(claims) => claims,
        None => hs256_claims(cx, token)
            .await?
            .ok_or(ErrorCode::TokenInvalid)?,
    };
    let verified =
        Verified::of(&claims, &cx.app.settings.issuer()).ok_or(ErrorCode::TokenInvalid)?;
    Ok(cache.insert(digest, verified))
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
    let found = application::store::find(&mut *cx.read().await?, app_id).await?;
    let Some(row) = found else { return Ok(None) };
    let app = Application::open(cx, row)?;
    if !app.signs_with_secret() {
        return Ok(None);
    }
    let claims = jose::verify_hs256(token, &app.secret);
    Ok(claims.filter(|claims| claims.get("token_use").and_then(Value::as_str) == Some("id")))
}

/// The pool a management token speaks for.
///
/// # Errors
/// `TokenInvalid`, `TokenExpired`.
pub fn management_pool(cx: &Cx, token: &str) -> Result<String> {
    let claims = issued(cx, token, "management")?;
    let pool = claims.get("scoped_userpool_id").and_then(Value::as_str);
    pool.map(str::to_owned)
        .ok_or_else(|| ErrorCode::TokenInvalid.into())
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

/// The account of a signed-in user, locked, inside the transaction that acts for it: the
/// session must still live and the account be active at the commit.
///
/// # Errors
/// When the database refuses; `NotSignedIn` or `UserDisabled` are in the outcome.
pub async fn acting(tx: &mut Tx, cx: &Cx, me: &SignedInUser) -> Outcome<Account> {
    if !store::lives(tx, &me.pool_id, &me.session_id, cx.now()).await? {
        return Ok(Err(ErrorCode::NotSignedIn.into()));
    }
    if tx.is_hopeful() {
        // Whoever changes the account meanwhile changes its revision, which its update asks for.
        return Ok(Ok(me.account.clone()));
    }
    Ok(
        match user::store::lock(tx, &me.pool_id, &me.user_id).await? {
            None => Err(ErrorCode::NotSignedIn.into()),
            Some(account) if account.status != "Activated" => Err(ErrorCode::UserDisabled.into()),
            Some(account) => Ok(account),
        },
    )
}

/// Id and end (in milliseconds) of a genuine user token of that application.
///
/// # Errors
/// When the database fails.
pub async fn jti_of(cx: &Cx, token: &str, app: &Application) -> Result<Option<(String, i64)>> {
    let Ok(token) = verified(cx, token).await else {
        return Ok(None);
    };
    let own = token.audience == app.id;
    Ok(own.then(|| (token.jti.clone(), token.expires_at)))
}
