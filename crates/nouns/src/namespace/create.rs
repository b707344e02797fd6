//! Creating namespaces, one or many.

use cleat_api::namespace as api;
use cleat_api::{ErrorCode, Success};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, entries};
use cleat_store::Tx;

use super::codes::{DEFAULT, SYSTEM};
use super::store::Row;

/// `createNamespace`
pub async fn create_namespace(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::CreateNamespace,
) -> Outcome<api::Namespace> {
    Ok(insert(tx, cx, pool, req).await?.into())
}

/// `createPermissionNamespace`
pub async fn create_permission_namespace(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::CreatePermissionNamespace,
) -> Outcome<api::PermissionNamespace> {
    Ok(insert(tx, cx, pool, &plain(req)).await?.into())
}

/// `createNamespacesBatch`
pub async fn create_namespaces_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::CreateNamespacesBatch,
) -> Outcome<Success> {
    entries("list", &req.list)?;
    for (place, new) in req.list.iter().enumerate() {
        let added = insert(tx, cx, pool, new).await;
        added.map_err(|stop| stop.of_entry("list", place))?;
    }
    audit::note(tx).differs(&(), &req.list);
    Ok(Success::DONE)
}

/// `createPermissionNamespacesBatch`
pub async fn create_permission_namespaces_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::CreatePermissionNamespacesBatch,
) -> Outcome<Success> {
    let list = req.list.iter().map(plain).collect();
    create_namespaces_batch(tx, cx, pool, &api::CreateNamespacesBatch { list }).await
}

fn plain(new: &api::CreatePermissionNamespace) -> api::CreateNamespace {
    api::CreateNamespace {
        code: new.code.clone(),
        name: Some(new.name.clone()),
        description: new.description.clone(),
    }
}

async fn insert(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    new: &api::CreateNamespace,
) -> Outcome<Row> {
    audit::note(tx).target(&new.code);
    let row = Row::new(cx, &pool.pool_id, new)?;
    let reserved = [DEFAULT, SYSTEM].contains(&row.code.as_str());
    if reserved || !row.insert_free(tx).changes(1).await? {
        return Err(Error::from(ErrorCode::Conflict).about("code").into());
    }
    audit::note(tx).differs(&(), &api::Namespace::from(row.clone()));
    Ok(row)
}
