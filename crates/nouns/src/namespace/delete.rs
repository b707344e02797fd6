//! Deleting namespaces and what is in them.

use cleat_api::namespace as api;
use cleat_api::{ErrorCode, Success};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, entries};
use cleat_store::Tx;

use super::codes::DEFAULT;
use super::store;

/// `deleteNamespace`
pub async fn delete_namespace(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::DeleteNamespace,
) -> Outcome<Success> {
    delete(tx, cx, pool, &req.code).await
}

/// `deletePermissionNamespace`
pub async fn delete_permission_namespace(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::DeletePermissionNamespace,
) -> Outcome<Success> {
    delete(tx, cx, pool, &req.code).await
}

/// `deleteNamespacesBatch`
pub async fn delete_namespaces_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::DeleteNamespacesBatch,
) -> Outcome<Success> {
    delete_all(tx, cx, pool, "codeList", &req.code_list).await
}

/// `deletePermissionNamespacesBatch`
pub async fn delete_permission_namespaces_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::DeletePermissionNamespacesBatch,
) -> Outcome<Success> {
    delete_all(tx, cx, pool, "codes", &req.codes).await
}

async fn delete_all(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    field: &str,
    codes: &[String],
) -> Outcome<Success> {
    entries(field, codes)?;
    for (place, code) in codes.iter().enumerate() {
        let deleted = delete(tx, cx, pool, code).await;
        deleted.map_err(|stop| stop.of_entry(field, place))?;
    }
    Ok(Success::DONE)
}

/// The row goes first: who adds to the namespace meanwhile waits for its lock, and finds it gone.
async fn delete(tx: &mut Tx, cx: &Cx, pool: &Management, code: &str) -> Outcome<Success> {
    audit::note(tx).target(code);
    if code == DEFAULT {
        return Err(Error::field("code", "default cannot be deleted").into());
    }
    if !store::delete(tx, &pool.pool_id, code).await? {
        return Err(ErrorCode::NamespaceNotFound.into());
    }
    let modules = cx.app.modules.iter();
    for sql in modules.flat_map(|module| module.owned_by_namespace) {
        tx.sql(*sql).bind(&pool.pool_id).bind(code).run().await?;
    }
    Ok(Success::DONE)
}
