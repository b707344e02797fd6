//! Deleting roles with their assignments.

use cleat_api::role::{DeleteRoles, DeleteRolesBatch};
use cleat_api::{ErrorCode, Success};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Outcome, entries};
use cleat_store::Tx;

use super::named::ordinary;
use super::store;

/// `deleteRolesBatch`
pub async fn delete_roles_batch(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &DeleteRolesBatch,
) -> Outcome<Success> {
    let namespace = ordinary(req.namespace.as_ref())?;
    delete_all(tx, pool, namespace, &req.code_list).await
}

/// `deleteRoles`
pub async fn delete_roles(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &DeleteRoles,
) -> Outcome<Success> {
    entries("roleList", &req.role_list)?;
    for (place, role) in req.role_list.iter().enumerate() {
        let deleted = match ordinary(role.namespace.as_ref()) {
            Ok(namespace) => delete(tx, pool, namespace, &role.code).await,
            Err(refusal) => Err(refusal.into()),
        };
        deleted.map_err(|stop| stop.of_entry("roleList", place))?;
    }
    Ok(Success::DONE)
}

/// Deletes all these roles of a namespace, or none.
pub async fn delete_all(
    tx: &mut Tx,
    pool: &Management,
    namespace: &str,
    codes: &[String],
) -> Outcome<Success> {
    entries("codeList", codes)?;
    for (place, code) in codes.iter().enumerate() {
        let deleted = delete(tx, pool, namespace, code).await;
        deleted.map_err(|stop| stop.of_entry("codeList", place))?;
    }
    Ok(Success::DONE)
}

async fn delete(tx: &mut Tx, pool: &Management, namespace: &str, code: &str) -> Outcome<()> {
    audit::note(tx).target(code);
    let role = store::lock(tx, &pool.pool_id, namespace, code).await?;
    Ok(store::delete(tx, &role.ok_or(ErrorCode::RoleNotFound)?).await?)
}
