//! `updateRole`

use cleat_api::role::UpdateRole;
use cleat_api::{ErrorCode, Patch, Success};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_store::Tx;

use super::create::{time, within_limits};
use super::named::{ordinary, status};
use super::store::{self, Row};

/// Changes what the request names; assignments stay.
pub async fn update_role(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &UpdateRole,
) -> Outcome<Success> {
    audit::note(tx).target(&req.code);
    let namespace = ordinary(req.namespace.as_ref())?;
    let before = store::lock(tx, &pool.pool_id, namespace, &req.code).await?;
    let before = before.ok_or(ErrorCode::RoleNotFound)?;
    let row = changed(cx, before.clone(), req)?;
    let moves = row.code != req.code;
    if moves
        && store::find(tx, &pool.pool_id, namespace, &row.code)
            .await?
            .is_some()
    {
        return Err(Error::from(ErrorCode::Conflict).about("newCode").into());
    }
    let [old, new] = [&before, &row].map(|row| row.to_role(namespace, cx.now()));
    audit::note(tx).differs(&old, &new);
    row.update(tx).run().await?;
    Ok(Success::DONE)
}

fn changed(cx: &Cx, mut row: Row, req: &UpdateRole) -> Result<Row> {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    row.code = given(&req.new_code).unwrap_or(row.code);
    row.name = given(&req.name).unwrap_or(row.name);
    if let Patch::Set(_) | Patch::Clear = req.description {
        row.description = req.description.value().cloned().unwrap_or_default();
    }
    if let Patch::Set(_) | Patch::Clear = req.disable_time {
        row.disable_time = time(req.disable_time.value())?;
    }
    if let Some(wanted) = &req.status {
        row.disabled = *wanted == status(false);
        if !row.disabled && *wanted != status(true) {
            return Err(Error::field("status", "must be ENABLE or DISABLE"));
        }
    }
    let apply = req.enable_permission_apply;
    row.enable_permission_apply = apply.unwrap_or(row.enable_permission_apply);
    row.updated_at = cx.now();
    within_limits(&row, "newCode")?;
    Ok(row)
}
