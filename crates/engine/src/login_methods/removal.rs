//! What is taken out of one account.

use cleat_api::ErrorCode;
use cleat_store::Tx;

use super::policy::{BY_IDENTITY, Policy};
use crate::account::Account;
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
    if (had && !has && !by_identity(tx, before).await?) || (has_any(before) && !has_any(&after)) {
        return Err(ErrorCode::LastLoginMethod.into());
    }
    Ok(())
}

/// Refuses the removal of external identities, already written, after which nothing is left: the
/// transaction is undone. It must hold the user's row.
///
/// # Errors
/// `LastLoginMethod`.
pub async fn keep_one_after_unlinking(tx: &mut Tx, cx: &Cx, account: &Account) -> Outcome<()> {
    let names = cx.app.settings.username_password_counts;
    let left = if BY_IDENTITY {
        let policy = Policy::held(tx, &cx.app, &account.pool_id).await?;
        policy.signs_in(account, names) || identities(tx, account).await? > 0
    } else {
        has_any(account) || identities(tx, account).await? > 0
    };
    if left {
        Ok(())
    } else {
        Err(Stop::Undone(ErrorCode::LastLoginMethod.into()))
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

async fn by_identity(tx: &mut Tx, account: &Account) -> cleat_store::Result<bool> {
    Ok(BY_IDENTITY && identities(tx, account).await? > 0)
}

async fn identities(tx: &mut Tx, account: &Account) -> cleat_store::Result<i64> {
    let (count,): (i64,) = tx
        .sql("SELECT COUNT(*) FROM identity WHERE pool_id = $1 AND user_id = $2")
        .bind(&account.pool_id)
        .bind(&account.id)
        .one()
        .await?;
    Ok(count)
}
