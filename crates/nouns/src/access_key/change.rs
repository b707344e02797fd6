//! Enabling, disabling and deleting access keys.

use cleat_api::access_key as api;
use cleat_api::{ErrorCode, Success};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::tenancy::access_keys::{self, Row};
use cleat_store::Tx;

use super::shown::shown;

/// Enables or disables a key. A disabled one and its tokens are refused from the commit on; the tokens
/// stay so when it is enabled again.
pub async fn update_access_key(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &api::UpdateAccessKey,
) -> Outcome<Success> {
    audit::note(tx).target(&req.access_key_id);
    not_own(pool, &req.access_key_id)?;
    let before = access_keys::lock(tx, &pool.pool_id, &req.access_key_id).await?;
    let before = before.ok_or(ErrorCode::AccessKeyNotFound)?;
    let ends = before.enabled && !req.enable;
    let after = Row {
        enabled: req.enable,
        revision: before.revision + i64::from(ends),
        ..before.clone()
    };
    audit::note(tx).differs(&shown(&before), &shown(&after));
    after.update(tx).run().await?;
    Ok(Success::DONE)
}

/// Deletes a key; its tokens end with it.
pub async fn delete_access_key(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &api::DeleteAccessKey,
) -> Outcome<()> {
    audit::note(tx).target(&req.access_key_id);
    not_own(pool, &req.access_key_id)?;
    match access_keys::delete(tx, &pool.pool_id, &req.access_key_id).await? {
        true => Ok(()),
        false => Err(ErrorCode::AccessKeyNotFound.into()),
    }
}

/// Refuses the pool's own key: whoever has lost every other one gets in by it.
fn not_own(pool: &Management, key_id: &str) -> Result<()> {
    if key_id == pool.pool_id {
        let why = "must not be that of the user pool, whose own key stays";
        return Err(Error::field("accessKeyId", why));
    }
    Ok(())
}
