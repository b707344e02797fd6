//! Login methods: nobody removes the last one.
//!
//! A login method is a phone, a verified e-mail address or a linked external identity; a user name
//! with a password where the setting `username_password_counts` says so.

use cleat_api::ErrorCode;
use cleat_store::Tx;

use crate::account::Account;
use crate::kernel::{Cx, Outcome, Stop};

/// How many login methods an account has, with this many external identities.
fn count(cx: &Cx, account: &Account, identities: i64) -> i64 {
    let by_name = cx.app.settings.username_password_counts
        && account.username.is_some()
        && account.password_hash.is_some();
    let verified_email = account.email.is_some() && account.email_verified;
    i64::from(account.phone.is_some()) + i64::from(verified_email) + i64::from(by_name) + identities
}

/// Refuses a change that would take the last login method. The transaction must hold the user's
/// row.
///
/// # Errors
/// `LastLoginMethod`.
pub async fn keep_one(tx: &mut Tx, cx: &Cx, before: &Account, after: &Account) -> Outcome<()> {
    let identities = identities(tx, before).await?;
    let had = count(cx, before, identities) > 0;
    let has = count(cx, after, identities) > 0;
    if had && !has {
        return Err(ErrorCode::LastLoginMethod.into());
    }
    Ok(())
}

/// Refuses the removal of external identities, already written, that took the last login method:
/// the transaction is undone. It must hold the user's row.
///
/// # Errors
/// `LastLoginMethod`.
pub async fn keep_one_after_unlinking(tx: &mut Tx, cx: &Cx, account: &Account) -> Outcome<()> {
    let left = count(cx, account, identities(tx, account).await?);
    if left == 0 {
        return Err(Stop::Undone(ErrorCode::LastLoginMethod.into()));
    }
    Ok(())
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
