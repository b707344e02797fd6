//! Roles: codes in a namespace that are assigned to users.

mod admin;
mod assign;
mod listed;
mod manage;

use cleat_api_macros::operations;

use crate::scalar::Success;
use crate::user::UserPage;

pub use admin::*;
pub use assign::*;
pub use listed::*;
pub use manage::*;

operations! {
    createRole = POST "/api/v3/create-role"
        by Management, audits Call,
        CreateRole -> Role,
        errors [NamespaceNotFound, Conflict];
    createRolesBatch = POST "/api/v3/create-roles-batch"
        by Management, audits Call,
        CreateRolesBatch -> Success,
        errors [NamespaceNotFound, Conflict];
    getRole = GET "/api/v3/get-role"
        by Management,
        GetRole -> Role,
        errors [RoleNotFound];
    listRoles = GET "/api/v3/list-roles"
        by Management,
        ListRoles -> RolePage,
        errors [NamespaceNotFound];
    updateRole = POST "/api/v3/update-role"
        by Management, audits Call,
        UpdateRole -> Success,
        errors [RoleNotFound, Conflict];
    deleteRolesBatch = POST "/api/v3/delete-roles-batch"
        by Management, audits Call,
        DeleteRolesBatch -> Success,
        errors [RoleNotFound];
    deleteRoles = POST "/api/v3/multiple-namespace-delete-roles-batch"
        by Management, audits Call,
        DeleteRoles -> Success,
        errors [RoleNotFound];
    checkParamsNamespace = POST "/api/v3/check-role-params"
        by Management,
        CheckParamsNamespace -> RoleCheck;
    checkMutualExclusion = POST "/api/v3/check-role-mutual-exclusion"
        by Management,
        CheckMutualExclusion -> MutualExclusion,
        errors [RoleNotFound];
    assignRole = POST "/api/v3/assign-role"
        by Management, audits Call,
        AssignRole -> Success,
        errors [RoleNotFound, UserNotFound];
    assignRoleBatch = POST "/api/v3/assign-role-batch"
        by Management, audits Call,
        AssignRoleBatch -> Success,
        errors [RoleNotFound, UserNotFound];
    revokeRole = POST "/api/v3/revoke-role"
        by Management, audits Call,
        RevokeRole -> Success,
        errors [RoleNotFound, UserNotFound];
    revokeRoleBatch = POST "/api/v3/revoke-role-batch"
        by Management, audits Call,
        RevokeRoleBatch -> Success,
        errors [RoleNotFound, UserNotFound];
    getUserRoles = GET "/api/v3/get-user-roles"
        by Management,
        GetUserRoles -> RolePage,
        errors [UserNotFound, NamespaceNotFound];
    hasAnyRole = POST "/api/v3/has-any-role"
        by Management,
        HasAnyRole -> HasRole,
        errors [UserNotFound];
    getRoleList = GET "/api/v3/get-my-role-list"
        by User,
        GetRoleList -> Vec<Role>,
        errors [NamespaceNotFound];
    listRoleMembers = GET "/api/v3/list-role-members"
        by Management,
        ListRoleMembers -> UserPage,
        errors [RoleNotFound];
    listRoleAssignments = GET "/api/v3/list-role-assignments"
        by Management,
        ListRoleAssignments -> RoleAssignmentPage,
        errors [RoleNotFound];
    getRoleAuthorizedResources = GET "/api/v3/get-role-authorized-resources"
        by Management,
        GetRoleAuthorizedResources -> RoleResourcePage,
        errors [RoleNotFound];
    listNamespaceRoles = GET "/api/v3/list-namespace-roles"
        by Management,
        ListNamespaceRoles -> NamespaceRolePage,
        errors [NamespaceNotFound];
    listPermissionNamespaceRoles = GET "/api/v3/list-permission-namespace-roles"
        by Management,
        ListPermissionNamespaceRoles -> NamespaceRolePage,
        errors [NamespaceNotFound];
    createAdminRole = POST "/api/v3/create-admin-role"
        by Management, audits Call,
        CreateAdminRole -> RoleCheck,
        errors [Conflict];
    deleteAdminRolesBatch = POST "/api/v3/delete-admin-roles"
        by Management, audits Call,
        DeleteAdminRolesBatch -> Success,
        errors [RoleNotFound];
}
