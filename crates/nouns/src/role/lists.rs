//! What is listed of a role.

use cleat_api::role as api;
use cleat_api::user::UserPage;
use cleat_engine::account::identity::with_identities;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, iso, page};
use cleat_store::select;

use super::named::status;
use super::read::find;
use super::store::{self, Assignment, Row};

/// `listRoleMembers`
pub async fn list_role_members(
    cx: Cx,
    pool: Management,
    req: api::ListRoleMembers,
) -> Result<UserPage> {
    let place = page(req.page, req.limit)?;
    let mut tx = cx.scan().await?;
    let role = find(&mut tx, &pool.pool_id, &req.code, req.namespace.as_ref()).await?;
    let (total_count, accounts) = store::members(&mut tx, &role, cx.now(), place).await?;
    let mut list = Vec::with_capacity(accounts.len());
    for account in accounts {
        let mut user = account.to_user(req.with_custom_data.unwrap_or_default())?;
        user.identities = with_identities(&mut tx, &account, req.with_identities).await?;
        list.push(user);
    }
    Ok(UserPage { total_count, list })
}

/// `listRoleAssignments`
pub async fn list_role_assignments(
    cx: Cx,
    pool: Management,
    req: api::ListRoleAssignments,
) -> Result<api::RoleAssignmentPage> {
    let place = page(req.page, req.limit)?;
    let mut tx = cx.scan().await?;
    let namespace = req.namespace_code.as_ref();
    let role = find(&mut tx, &pool.pool_id, &req.role_code, namespace).await?;
    let words = req.query.unwrap_or_default();
    let named = [&role.code, &role.name].map(|text| select::contains(text, words.trim()));
    let kinds = req.target_type.unwrap_or_default();
    let users = kinds.is_empty() || kinds.contains(&api::TargetType::User);
    if !users || named == [false; 2] {
        return Ok(api::RoleAssignmentPage {
            total_count: Some(0),
            data: Vec::new(),
        });
    }
    let (total, rows) = store::assignments(&mut tx, &role, place).await?;
    let row = |row: Assignment| assignment(&role, row, cx.now());
    Ok(api::RoleAssignmentPage {
        total_count: Some(total),
        data: rows.into_iter().map(row).collect(),
    })
}

fn assignment(role: &Row, row: Assignment, now: i64) -> api::RoleAssignment {
    api::RoleAssignment {
        role_id: row.role_id.clone(),
        status: status(role.counts(now) && row.counts(now)),
        enable_time: row.enable_time,
        end_time: row.end_time,
        role_name: role.name.clone(),
        role_code: role.code.clone(),
        description: Some(role.description.clone()),
        created_at: iso(row.created_at),
        updated_at: iso(row.updated_at),
        user_pool_id: row.pool_id,
    }
}

/// `getRoleAuthorizedResources`
pub async fn get_role_authorized_resources(
    cx: Cx,
    pool: Management,
    req: api::GetRoleAuthorizedResources,
) -> Result<api::RoleResourcePage> {
    let mut tx = cx.read().await?;
    find(&mut tx, &pool.pool_id, &req.code, req.namespace.as_ref()).await?;
    Ok(api::RoleResourcePage::default())
}
