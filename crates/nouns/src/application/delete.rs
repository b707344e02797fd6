//! `deleteApplication`

use cleat_api::application as api;
use cleat_api::{ErrorCode, Success};
use cleat_delivery::text::PoolTexts;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Outcome};
use cleat_engine::login_methods::{Policy, keep_users};
use cleat_engine::tenancy::{applications, pool as pools};
use cleat_store::Tx;

/// Deletes an application and ends its sessions. The last one of a pool stays.
pub async fn delete_application(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::DeleteApplication,
) -> Outcome<Success> {
    audit::note(tx).target(&req.app_id);
    pools::lock(tx, &pool.pool_id).await?;
    let before = Policy::of(tx, &cx.app, &pool.pool_id).await?;
    let all = applications::all(tx, &pool.pool_id).await?;
    if !all.iter().any(|row| row.id == req.app_id) {
        return Err(ErrorCode::AppNotFound.into());
    }
    if all.len() == 1 {
        return Err(ErrorCode::AppIsLast.into());
    }
    applications::delete(tx, &pool.pool_id, &req.app_id, cx.now()).await?;
    PoolTexts::forget(tx, &pool.pool_id, &req.app_id).await?;
    keep_users(tx, cx, &pool.pool_id, &before, req.force).await?;
    Ok(Success::DONE)
}
