//! Trying a password: the failure is counted first and taken back when the password is right.

use cleat_api::ErrorCode;

use super::verify;
use crate::core::{Cx, Result};
use crate::passcode::failures::{self, Subjects, Wait};
use crate::user::Account;

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
    let user_id = account.map(|account| account.id.clone());
    let key = (cx.clone(), pool_id.to_owned(), name.to_owned(), user_id);
    let counted = key.clone();
    cx.one_trip(counted, |tx, (cx, pool_id, name, user_id)| {
        Box::pin(async move {
            let subjects = Subjects::of(cx, name, user_id.as_deref());
            if failures::wait(tx, pool_id, &subjects, cx.now()).await? != Wait::Nobody {
                return Ok(Err(ErrorCode::AccountLocked.into()));
            }
            let counted = failures::add(tx, pool_id, &subjects, cx.now()).await?;
            Ok(counted
                .then_some(())
                .ok_or_else(|| ErrorCode::AccountLocked.into()))
        })
    })
    .await?;
    let hash = account.and_then(|account| account.password_hash.clone());
    let right = verify(cx, plain, hash).await?;
    if right {
        cx.one_trip(key, |tx, (cx, pool_id, name, user_id)| {
            Box::pin(async move {
                let subjects = Subjects::of(cx, name, user_id.as_deref());
                failures::clear(tx, pool_id, &subjects).await?;
                Ok(Ok(()))
            })
        })
        .await?;
    }
    Ok(right)
}
