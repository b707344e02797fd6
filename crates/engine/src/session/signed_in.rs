//! Who a token signs in, and acting for that user.

use cleat_api::ErrorCode;
use cleat_store::Tx;
use http::{HeaderMap, header};

use super::store;
use super::verify::verified;
use crate::account::{self, Account};
use crate::audit::{self, Head};
use crate::kernel::{Cx, Outcome, Result};

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
    /// The key that the token is bound to, where it is (RFC 9449).
    pub key: Option<String>,
}

/// Who may hand in a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Whoever has it: it must not be bound to a key.
    Bearer,
    /// Anybody: the caller looks at the key, or only at the token.
    Anybody,
}

/// The name of the scheme of a header that carries a token.
pub fn scheme_of(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    header.split_once(' ').map(|(scheme, _)| scheme)
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

/// A header's value without `Bearer` or `DPoP`.
pub fn bare(header: &str) -> &str {
    match header.split_once(' ') {
        Some((scheme, token)) if is_of_tokens(scheme) => token.trim(),
        _ => header.trim(),
    }
}

fn is_of_tokens(scheme: &str) -> bool {
    ["bearer", "dpop"]
        .iter()
        .any(|own| scheme.eq_ignore_ascii_case(own))
}

/// The user a token signs in: an access token or an ID token that is bound to no key.
///
/// # Errors
/// `TokenInvalid`, `TokenExpired`, `NotSignedIn` when the session has ended, `UserDisabled`.
pub async fn signed_in(cx: &Cx, token: &str) -> Result<SignedInUser> {
    signed_in_as(cx, token, Holder::Bearer).await
}

/// The same for whoever hands it in.
///
/// # Errors
/// As [`signed_in`].
pub async fn signed_in_as(cx: &Cx, token: &str, holder: Holder) -> Result<SignedInUser> {
    let verified = verified(cx, token).await?;
    if holder == Holder::Bearer && verified.key.is_some() {
        return Err(ErrorCode::TokenInvalid.into());
    }
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
    if !account.is_active() {
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
        key: verified.key.clone(),
    })
}

/// The user of a token that stands, whoever may use it.
///
/// # Errors
/// When the database fails.
pub async fn user_of(cx: &Cx, token: &str) -> Result<Option<SignedInUser>> {
    user_if(signed_in_as(cx, token, Holder::Anybody).await)
}

/// The user who was found; what refuses the token is none.
///
/// # Errors
/// When the database fails.
pub fn user_if(found: Result<SignedInUser>) -> Result<Option<SignedInUser>> {
    match found {
        Ok(user) => Ok(Some(user)),
        Err(error) if error.code.status_code() >= 500 => Err(error),
        Err(_) => Ok(None),
    }
}

/// The account of a signed-in user, locked, inside the transaction that acts for it: the
/// session must still live and the account be active at the commit. The audit row will name it.
///
/// # Errors
/// `NotSignedIn`, `UserDisabled`.
pub async fn acting(tx: &mut Tx, cx: &Cx, me: &SignedInUser) -> Outcome<Account> {
    if !store::lives(tx, &me.pool_id, &me.session_id, cx.now()).await? {
        return Err(ErrorCode::NotSignedIn.into());
    }
    let account = if tx.is_optimistic() {
        // Whoever changes the account meanwhile changes its revision, which its update asks for.
        me.account.clone()
    } else {
        let locked = account::store::lock(tx, &me.pool_id, &me.user_id).await?;
        locked.ok_or(ErrorCode::NotSignedIn)?
    };
    if !account.is_active() {
        return Err(ErrorCode::UserDisabled.into());
    }
    audit::note(tx).at(&me.user_id, &me.head);
    Ok(account)
}
