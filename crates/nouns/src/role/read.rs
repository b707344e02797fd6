//! Reading roles.

use cleat_api::ErrorCode;
use cleat_api::role as api;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Result, code, entries, iso, page, within};
use cleat_store::Tx;

use super::named::{namespace_of, ordinary};
use super::store::{self, Row};

/// `getRole`
pub async fn get_role(cx: Cx, pool: Management, req: api::GetRole) -> Result<api::Role> {
    let mut tx = cx.read().await?;
    let role = find(&mut tx, &pool.pool_id, &req.code, req.namespace.as_ref()).await?;
    let name = store::namespace_name(&mut tx, &pool.pool_id, &role.namespace).await?;
    Ok(role.to_role(&name.unwrap_or_default(), cx.now()))
}

/// The role that is meant.
pub async fn find(
    tx: &mut Tx,
    pool_id: &str,
    code: &str,
    namespace: Option<&String>,
) -> Result<Row> {
    let row = store::find(tx, pool_id, namespace_of(namespace), code).await?;
    Ok(row.ok_or(ErrorCode::RoleNotFound)?)
}

/// `listRoles`
pub async fn list_roles(cx: Cx, pool: Management, req: api::ListRoles) -> Result<api::RolePage> {
    let place = page(req.page, req.limit)?;
    let namespace = namespace_of(req.namespace.as_ref());
    let mut tx = cx.scan().await?;
    let name = store::namespace_name(&mut tx, &pool.pool_id, namespace).await?;
    let name = name.ok_or(ErrorCode::NamespaceNotFound)?;
    let found = store::search(&mut tx, &pool.pool_id, namespace, req.keywords, place).await?;
    let (total_count, rows) = found;
    let list = rows
        .iter()
        .map(|row| row.to_role(&name, cx.now()))
        .collect();
    Ok(api::RolePage { total_count, list })
}

/// `listNamespaceRoles`
pub async fn list_namespace_roles(
    cx: Cx,
    pool: Management,
    req: api::ListNamespaceRoles,
) -> Result<api::NamespaceRolePage> {
    let place = page(req.page, req.limit)?;
    let mut tx = cx.scan().await?;
    let name = store::namespace_name(&mut tx, &pool.pool_id, &req.code).await?;
    name.ok_or(ErrorCode::NamespaceNotFound)?;
    let found = store::search(&mut tx, &pool.pool_id, &req.code, req.keywords, place).await?;
    let (total_count, rows) = found;
    let list = rows.into_iter().map(|row| api::NamespaceRole {
        id: row.id,
        name: row.name,
        code: row.code,
        description: Some(row.description),
        namespace: row.namespace,
        updated_at: iso(row.updated_at),
    });
    Ok(api::NamespaceRolePage {
        total_count,
        list: list.collect(),
    })
}

/// `listPermissionNamespaceRoles`
pub async fn list_permission_namespace_roles(
    cx: Cx,
    pool: Management,
    req: api::ListPermissionNamespaceRoles,
) -> Result<api::NamespaceRolePage> {
    let req = api::ListNamespaceRoles {
        page: req.page,
        limit: req.limit,
        code: req.code,
        keywords: req.query,
    };
    list_namespace_roles(cx, pool, req).await
}

/// `checkParamsNamespace`
pub async fn check_params_namespace(
    cx: Cx,
    pool: Management,
    req: api::CheckParamsNamespace,
) -> Result<api::RoleCheck> {
    let mut tx = cx.read().await?;
    let named = Some(&req.namespace);
    let namespace = namespace_of(named);
    let name = req.name.unwrap_or_default();
    let allowed = ordinary(named).is_ok()
        && code("code", &req.code).is_ok()
        && within("name", &name, 256).is_ok();
    let exists = store::namespace_name(&mut tx, &pool.pool_id, namespace).await?;
    let taken = store::find(&mut tx, &pool.pool_id, namespace, &req.code).await?;
    let name_taken = store::name_taken(&mut tx, &pool.pool_id, namespace, &name).await?;
    let is_valid = allowed && exists.is_some() && taken.is_none() && !name_taken;
    Ok(api::RoleCheck {
        is_valid,
        message: !is_valid,
    })
}

/// `checkMutualExclusion`: the roles must exist; no rule makes any exclude another.
pub async fn check_mutual_exclusion(
    cx: Cx,
    pool: Management,
    req: api::CheckMutualExclusion,
) -> Result<api::MutualExclusion> {
    entries("roles", &req.roles)?;
    let mut tx = cx.read().await?;
    for (place, role) in req.roles.iter().enumerate() {
        let namespace = namespace_of(role.namespace.as_ref());
        let found = store::find(&mut tx, &pool.pool_id, namespace, &role.code).await?;
        let missing = || Error::from(ErrorCode::RoleNotFound).about(format!("roles[{place}].code"));
        found.ok_or_else(missing)?;
    }
    Ok(api::MutualExclusion::default())
}
