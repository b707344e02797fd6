//! Roles, and creating, changing and deleting them.

use cleat_api_macros::wire;

use super::assign::RoleCode;
use crate::page::Page;
use crate::patch::Patch;

/// Create a role in a namespace.
#[wire(request, "CreateRoleDto")]
pub struct CreateRole {
    /// Code, unique in the namespace: 1 to 64 letters, digits and `_-.:`.
    pub code: String,
    /// Name for people, up to 256 characters; the code when absent.
    pub name: Option<String>,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
    /// Description for people, up to 2048 characters.
    pub description: Option<String>,
    /// When the role stops counting, milliseconds since 1970-01-01 UTC as text; never when absent.
    pub disable_time: Option<String>,
}

/// Create up to 50 roles, all or none.
#[wire(request, "CreateRolesBatch")]
pub struct CreateRolesBatch {
    /// The roles.
    pub list: Vec<CreateRole>,
}

/// Get one role.
#[wire(request)]
pub struct GetRole {
    /// Code of the role.
    pub code: String,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}

/// List the roles of a namespace, newest first, a page at a time.
#[wire(request)]
pub struct ListRoles {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
    /// Part of the code or the name.
    pub keywords: Option<String>,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}

/// Change a role. Its assignments stay, under a new code as well.
#[wire(request, "UpdateRoleDto")]
pub struct UpdateRole {
    /// Name for people, up to 256 characters.
    pub name: String,
    /// The code it has from now on; the present one where it stays.
    pub new_code: String,
    /// Code of the role.
    pub code: String,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
    /// Description for people, up to 2048 characters.
    pub description: Patch,
    /// `ENABLE` or `DISABLE`; a disabled role counts nowhere.
    pub status: Option<String>,
    /// When the role stops counting, milliseconds since 1970-01-01 UTC as text; `null` for never.
    pub disable_time: Patch,
    /// Whether users may ask for the role.
    pub enable_permission_apply: Option<bool>,
}

/// Delete up to 50 roles of one namespace with their assignments, all or none.
#[wire(request, "DeleteRoleDto")]
pub struct DeleteRolesBatch {
    /// Codes of the roles.
    pub code_list: Vec<String>,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}

/// Delete up to 50 roles of several namespaces with their assignments, all or none.
#[wire(request, "DeleteRoleBatchDto")]
pub struct DeleteRoles {
    /// The roles.
    pub role_list: Vec<RoleCode>,
}

/// Ask whether a code, and a name where one is given, are free for a new role.
#[wire(request, "CheckRoleParamsDto")]
pub struct CheckParamsNamespace {
    /// Code to look for.
    pub code: String,
    /// Code of the namespace.
    pub namespace: String,
    /// Name to look for.
    pub name: Option<String>,
}

/// Whether a role can be created.
#[wire("CheckRoleParamsRespDto")]
pub struct RoleCheck {
    /// Whether code and name are free and allowed, and the namespace exists.
    pub is_valid: bool,
    /// Whether something is wrong; the contract has a truth value here.
    pub message: bool,
}

/// A role.
#[wire("RoleDto")]
pub struct Role {
    /// Role id.
    pub id: String,
    /// Code of the role.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Description for people; empty where there is none.
    pub description: String,
    /// Code of the namespace.
    pub namespace: String,
    /// Name of the namespace.
    pub namespace_name: String,
    /// `ENABLE` or `DISABLE`; a disabled role counts nowhere.
    pub status: Option<String>,
    /// When the role stops counting, milliseconds since 1970-01-01 UTC.
    pub disable_time: Option<i64>,
    /// Whether users may ask for the role.
    pub enable_permission_apply: Option<bool>,
}

/// A page of roles.
#[wire("RolePagingDto")]
pub type RolePage = Page<Role>;
