//! `getUserLock` and `unlockUser`.

use cleat_api::user::{GetUserLock, UnlockUser, UserLock};
use cleat_api::{ErrorCode, Success};
use cleat_engine::account::find_by;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Outcome, Result, iso};
use cleat_engine::{account, audit, failures};
use cleat_store::Tx;

/// What keeps a user waiting.
pub async fn get_user_lock(cx: Cx, pool: Management, req: GetUserLock) -> Result<UserLock> {
    let mut tx = cx.read().await?;
    let found = find_by(&mut tx, &pool.pool_id, &req.user_id, None).await?;
    let account = found.ok_or(ErrorCode::UserNotFound)?;
    lock(&mut tx, &cx, &pool, &account.id).await
}

async fn lock(tx: &mut Tx, cx: &Cx, pool: &Management, id: &str) -> Result<UserLock> {
    let row = failures::of_account(tx, &pool.pool_id, id).await?;
    let waits = row.blocked_until.filter(|until| *until > cx.now());
    Ok(UserLock {
        failures: row.count,
        blocked_until: waits.map(iso),
    })
}

/// Forgets the failures that keep a user waiting.
pub async fn unlock_user(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &UnlockUser,
) -> Outcome<Success> {
    let id = account::resolve(tx, &pool.pool_id, &req.user_id, None).await?;
    audit::note(tx).user(&id);
    let before = lock(tx, cx, pool, &id).await?;
    failures::clear_account(tx, &pool.pool_id, &id).await?;
    let after = lock(tx, cx, pool, &id).await?;
    audit::note(tx).differs(&before, &after);
    Ok(Success::DONE)
}
