//! Trying a password: the failure is counted first and taken back when the password is right.

use cleat_api::ErrorCode;
use cleat_store::Tx;

use super::verify;
use crate::account::Account;
use crate::failures::{self, Subjects, Wait};
use crate::kernel::{Cx, Outcome, Result};

/// Whose password is tried.
#[derive(Clone)]
struct Tried {
    pool_id: String,
    name: String,
    user_id: Option<String>,
}

/// Tries a password for an account, or for a name nobody has, which takes as long. Whether it
/// is right.
///
/// # Errors
/// `AccountLocked` after too many failures in a row.
pub async fn try_password(
    cx: &Cx,
    pool_id: &str,
    name: &str,
    account: Option<&Account>,
    plain: String,
) -> Result<bool> {
    let tried = Tried {
        pool_id: pool_id.to_owned(),
        name: name.to_owned(),
        user_id: account.map(|account| account.id.clone()),
    };
    cx.beside(tried.clone(), count).await?;
    let hash = account.and_then(|account| account.password_hash.clone());
    let right = verify(cx, plain, hash).await?;
    if right {
        cx.beside(tried, clear).await?;
    }
    Ok(right)
}

async fn count(tx: &mut Tx, cx: &Cx, tried: &Tried) -> Outcome<()> {
    let subjects = Subjects::of(cx, &tried.name, tried.user_id.as_deref());
    if failures::wait(tx, &tried.pool_id, &subjects, cx.now()).await? != Wait::Nobody
        || !failures::add(tx, &tried.pool_id, &subjects, cx.now()).await?
    {
        return Err(ErrorCode::AccountLocked.into());
    }
    Ok(())
}

async fn clear(tx: &mut Tx, cx: &Cx, tried: &Tried) -> Outcome<()> {
    let subjects = Subjects::of(cx, &tried.name, tried.user_id.as_deref());
    Ok(failures::clear(tx, &tried.pool_id, &subjects).await?)
}
