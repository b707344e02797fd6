//! The roles that a user has now.

use std::collections::BTreeSet;

use cleat_api::role::{GetRoleList, GetUserRoles, HasAnyRole, HasRole, Role, RolePage};
use cleat_api::{ErrorCode, Value};
use cleat_engine::account;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, entries};
use cleat_engine::session::SignedInUser;
use cleat_store::Tx;

use super::named::{DEFAULT, namespace_of};
use super::store;

/// `getUserRoles`
pub async fn get_user_roles(cx: Cx, pool: Management, req: GetUserRoles) -> Result<RolePage> {
    pool.looks_up(&cx, ("userId", req.user_id_type), 1).await?;
    let mut tx = cx.read().await?;
    let user = account::resolve(&mut tx, &pool.pool_id, &req.user_id, req.user_id_type).await?;
    let list = held(&mut tx, &cx, &pool.pool_id, &user, req.namespace.as_ref()).await?;
    Ok(RolePage {
        total_count: i64::try_from(list.len()).unwrap_or(i64::MAX),
        list,
    })
}

/// `getRoleList`
pub async fn get_role_list(cx: Cx, me: SignedInUser, req: GetRoleList) -> Result<Vec<Role>> {
    let mut tx = cx.read().await?;
    held(
        &mut tx,
        &cx,
        &me.pool_id,
        &me.user_id,
        req.namespace.as_ref(),
    )
    .await
}

async fn held(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    user_id: &str,
    namespace: Option<&String>,
) -> Result<Vec<Role>> {
    let namespace = namespace_of(namespace);
    let name = store::namespace_name(tx, pool_id, namespace).await?;
    let name = name.ok_or(ErrorCode::NamespaceNotFound)?;
    let all = store::held(tx, pool_id, user_id, cx.now()).await?;
    let own = all.iter().filter(|row| row.namespace == namespace);
    Ok(own.map(|row| row.to_role(&name, cx.now())).collect())
}

/// `hasAnyRole`
pub async fn has_any_role(cx: Cx, pool: Management, req: HasAnyRole) -> Result<HasRole> {
    entries("roles", &req.roles)?;
    let kind = req.options.and_then(|options| options.user_id_type);
    pool.looks_up(&cx, ("userId", kind), 1).await?;
    let mut tx = cx.read().await?;
    let user = account::resolve(&mut tx, &pool.pool_id, &req.user_id, kind).await?;
    let held = store::held(&mut tx, &pool.pool_id, &user, cx.now()).await?;
    let has_any_role = req.roles.iter().any(|role| {
        let namespace = namespace_of(role.namespace.as_ref());
        held.iter()
            .any(|row| row.namespace == namespace && row.code == role.code)
    });
    Ok(HasRole { has_any_role })
}

/// The claim `roles`: codes of the namespace `default`. A bare code of another namespace could be
/// taken for one of these.
pub async fn claim(tx: &mut Tx, pool_id: &str, user_id: &str, now: i64) -> Result<Value> {
    let held = store::held(tx, pool_id, user_id, now).await?;
    let own = held.into_iter().filter(|row| row.namespace == DEFAULT);
    let codes: BTreeSet<String> = own.map(|row| row.code).collect();
    Ok(codes.into_iter().map(Value::from).collect())
}
