//! What is taken out of one account.

use cleat_api::ErrorCode;
use cleat_store::Tx;

use super::policy::Policy;
use crate::account::{Account, identity};
use crate::kernel::{Cx, Outcome, Stop};

/// Refuses a change that would take the last login method. The transaction must hold the user's
/// row.
///
/// # Errors
/// `LastLoginMethod`.
pub async fn keep_one(tx: &mut Tx, cx: &Cx, before: &Account, after: &Account) -> Outcome<()> {
    if credentials(before) == credentials(after) {
        return Ok(());
    }
    let names = cx.app.settings.username_password_counts;
    let policy = Policy::held(tx, &cx.app, &before.pool_id).await?;
    let mut after = after.clone();
    if after.e164() != before.e164() {
        // Whoever puts a number in without a code vouches for it.
        after.phone_verified = true;
    }
    let had = policy.signs_in(before, names);
    let has = policy.signs_in(&after, names);
    let loses = (had && !has) || (has_any(before) && !has_any(&after));
    if loses && !by_identity(tx, before, &policy).await? {
        return Err(ErrorCode::LastLoginMethod.into());
    }
    Ok(())
}

/// Refuses the removal of external identities at a source, already written, after which nothing is
/// left: the transaction is undone. It must hold the user's row. An identity that signed nobody in
/// goes while there is anything else at all.
///
/// # Errors
/// `LastLoginMethod`.
pub async fn keep_one_after_unlinking(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    (ext_idp_id, kind): (&str, Option<&str>),
) -> Outcome<()> {
    let names = cx.app.settings.username_password_counts;
    let policy = Policy::held(tx, &cx.app, &account.pool_id).await?;
    let others = identity::kinds_of(tx, account).await?;
    let is_left = policy.signs_in(account, names) || signs_in(&policy, &others);
    let has_something = has_any(account) || !others.is_empty();
    match is_left || (has_something && !policy.takes(ext_idp_id, kind)) {
        true => Ok(()),
        false => Err(Stop::Undone(ErrorCode::LastLoginMethod.into())),
    }
}

/// What an account is signed in by.
fn credentials(account: &Account) -> impl PartialEq + '_ {
    (
        account.e164(),
        account.phone_verified,
        &account.email_key,
        account.email_verified,
        &account.claimed_email_key,
        &account.username,
        &account.password_hash,
    )
}

/// Whether there is anything in an account that may be a login method one day.
fn has_any(account: &Account) -> bool {
    let named = account.username.is_some() && account.password_hash.is_some();
    account.phone.is_some() || account.shown_email().is_some() || named
}

async fn by_identity(tx: &mut Tx, account: &Account, policy: &Policy) -> Outcome<bool> {
    Ok(signs_in(policy, &identity::kinds_of(tx, account).await?))
}

/// Whether one of those identities, by source and kind, signs its user in.
fn signs_in(policy: &Policy, identities: &[(String, String)]) -> bool {
    let mut all = identities.iter();
    all.any(|(source, kind)| policy.takes(source, Some(kind)))
}
