//! Changing namespaces.

use cleat_api::namespace as api;
use cleat_api::{ErrorCode, Patch};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome};
use cleat_store::Tx;

use super::codes::{DEFAULT, SYSTEM};
use super::store::{self, Row};

/// `updateNamespace`
pub async fn update_namespace(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::UpdateNamespace,
) -> Outcome<api::UpdatedNamespace> {
    let row = change(tx, cx, pool, req).await?;
    Ok(api::UpdatedNamespace {
        new_code: (row.code != req.code).then(|| row.code.clone()),
        code: row.code,
        name: Some(row.name),
        description: row.description,
    })
}

/// `updatePermissionNamespace`
pub async fn update_permission_namespace(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::UpdatePermissionNamespace,
) -> Outcome<api::PermissionNamespace> {
    let req = api::UpdateNamespace {
        code: req.code.clone(),
        name: req.name.clone(),
        new_code: req.new_code.clone(),
        description: req.description.clone(),
    };
    Ok(change(tx, cx, pool, &req).await?.into())
}

async fn change(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &api::UpdateNamespace,
) -> Outcome<Row> {
    audit::note(tx).target(&req.code);
    if req.code == DEFAULT {
        return Err(Error::field("code", "default cannot be changed").into());
    }
    let row = store::lock(tx, &pool.pool_id, &req.code).await?;
    let before = row.ok_or(ErrorCode::NamespaceNotFound)?;
    let row = changed(cx, before.clone(), req);
    row.within_limits("newCode")?;
    if row.code != req.code {
        let taken = store::find(tx, &pool.pool_id, &row.code).await?;
        if taken.is_some() || row.code == SYSTEM {
            return Err(Error::from(ErrorCode::Conflict).about("newCode").into());
        }
    }
    let [old, new] = [&before, &row].map(|row| api::Namespace::from(row.clone()));
    audit::note(tx).differs(&old, &new);
    store::update(tx, &req.code, &row).await?;
    let modules = cx.app.modules.iter();
    for sql in modules.flat_map(|module| module.moved_with_namespace) {
        let moved = tx.sql(*sql).bind(&row.code).bind(&pool.pool_id);
        moved.bind(&req.code).run().await?;
    }
    Ok(row)
}

fn changed(cx: &Cx, mut row: Row, req: &api::UpdateNamespace) -> Row {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    row.name = given(&req.name).unwrap_or(row.name);
    row.code = given(&req.new_code).unwrap_or(row.code);
    row.description = match &req.description {
        Patch::Keep => row.description,
        patch => patch.value().cloned(),
    };
    row.updated_at = cx.now();
    row
}
