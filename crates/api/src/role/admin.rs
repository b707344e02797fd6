//! Roles of administrators, which have a namespace of their own, `system`.

use cleat_api_macros::wire;

/// Create a role of administrators, in the namespace `system`. It is assigned like any other role
/// and opens nothing by itself.
#[wire(request, "CreateAdminRoleDto")]
pub struct CreateAdminRole {
    /// Name for people, up to 256 characters.
    pub name: String,
    /// Code, unique in the namespace: 1 to 64 letters, digits and `_-.:`.
    pub code: String,
    /// Description for people, up to 2048 characters.
    pub description: Option<String>,
}

/// Delete up to 50 roles of administrators with their assignments, all or none.
#[wire(request, "DeleteAdminRoleDto")]
pub struct DeleteAdminRolesBatch {
    /// Codes of the roles.
    pub code_list: Vec<String>,
}
