//! Reading namespaces.

use cleat_api::ErrorCode;
use cleat_api::namespace as api;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, code, entries, page, within};

use super::codes::SYSTEM;
use super::store::{self, Row};

/// `getNamespace`
pub async fn get_namespace(
    cx: Cx,
    pool: Management,
    req: api::GetNamespace,
) -> Result<api::Namespace> {
    Ok(find(&cx, &pool, &req.code).await?.into())
}

/// `getPermissionNamespace`
pub async fn get_permission_namespace(
    cx: Cx,
    pool: Management,
    req: api::GetPermissionNamespace,
) -> Result<api::PermissionNamespace> {
    Ok(find(&cx, &pool, &req.code).await?.into())
}

async fn find(cx: &Cx, pool: &Management, code: &str) -> Result<Row> {
    let row = store::find(&mut *cx.read().await?, &pool.pool_id, code).await?;
    Ok(row.ok_or(ErrorCode::NamespaceNotFound)?)
}

/// `getNamespacesBatch`
pub async fn get_namespaces_batch(
    cx: Cx,
    pool: Management,
    req: api::GetNamespacesBatch,
) -> Result<Vec<api::Namespace>> {
    find_all(&cx, &pool, "codeList", &req.code_list).await
}

/// `getPermissionNamespacesBatch`
pub async fn get_permission_namespaces_batch(
    cx: Cx,
    pool: Management,
    req: api::GetPermissionNamespacesBatch,
) -> Result<Vec<api::PermissionNamespace>> {
    find_all(&cx, &pool, "codes", &req.codes).await
}

async fn find_all<T: From<Row>>(
    cx: &Cx,
    pool: &Management,
    field: &str,
    codes: &[String],
) -> Result<Vec<T>> {
    entries(field, codes)?;
    let mut tx = cx.read().await?;
    let mut found = Vec::new();
    for code in codes {
        let row = store::find(&mut tx, &pool.pool_id, code).await?;
        found.extend(row.map(T::from));
    }
    Ok(found)
}

/// `listNamespaces`
pub async fn list_namespaces(
    cx: Cx,
    pool: Management,
    req: api::ListNamespaces,
) -> Result<api::NamespacePage> {
    let page = page(req.page, req.limit)?;
    let mut tx = cx.scan().await?;
    let (total_count, rows) = store::search(&mut tx, &pool.pool_id, req.keywords, page).await?;
    let list = rows.into_iter().map(api::ListedNamespace::from).collect();
    Ok(api::NamespacePage { total_count, list })
}

/// `listPermissionNamespaces`
pub async fn list_permission_namespaces(
    cx: Cx,
    pool: Management,
    req: api::ListPermissionNamespaces,
) -> Result<api::NamespacePage> {
    let req = api::ListNamespaces {
        page: req.page,
        limit: req.limit,
        keywords: req.query,
    };
    list_namespaces(cx, pool, req).await
}

/// `checkPermissionNamespaceExists`
pub async fn check_permission_namespace_exists(
    cx: Cx,
    pool: Management,
    req: api::CheckPermissionNamespaceExists,
) -> Result<api::NamespaceCheck> {
    let mut tx = cx.read().await?;
    let mut message = None;
    if let Some(wanted) = &req.code {
        let taken = store::find(&mut tx, &pool.pool_id, wanted).await?;
        let wrong = code("code", wanted).err().and_then(|error| error.detail);
        let taken = (taken.is_some() || wanted == SYSTEM).then(|| "code: is taken".into());
        message = wrong.or(taken);
    }
    if let Some(wanted) = &req.name {
        let taken = store::name_taken(&mut tx, &pool.pool_id, wanted).await?;
        let wrong = within("name", wanted, 256)
            .err()
            .and_then(|error| error.detail);
        message = message.or(wrong).or(taken.then(|| "name: is taken".into()));
    }
    Ok(api::NamespaceCheck {
        is_valid: message.is_none(),
        message,
    })
}
