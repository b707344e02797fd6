//! Roles of administrators.

use cleat_api::Success;
use cleat_api::role::{CreateAdminRole, CreateRole, DeleteAdminRolesBatch, RoleCheck};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Outcome};
use cleat_store::Tx;

use super::named::SYSTEM;
use super::{create, delete};

/// `createAdminRole`
pub async fn create_admin_role(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &CreateAdminRole,
) -> Outcome<RoleCheck> {
    audit::note(tx).target(&req.code);
    let new = CreateRole {
        code: req.code.clone(),
        name: Some(req.name.clone()),
        namespace: Some(SYSTEM.into()),
        description: req.description.clone(),
        disable_time: None,
    };
    create::insert(tx, cx, pool, &new).await?;
    Ok(RoleCheck {
        is_valid: true,
        message: false,
    })
}

/// `deleteAdminRolesBatch`
pub async fn delete_admin_roles_batch(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &DeleteAdminRolesBatch,
) -> Outcome<Success> {
    delete::delete_all(tx, pool, SYSTEM, &req.code_list).await
}
