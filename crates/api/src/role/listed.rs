//! What is listed of a role, and the roles of a namespace.

use cleat_api_macros::wire;

use super::assign::TargetType;
use crate::page::Page;

/// List the users who have a role now, newest first, a page at a time.
#[wire(request)]
pub struct ListRoleMembers {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
    /// Code of the role.
    pub code: String,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}

/// List the assignments of a role, ended ones too, newest first, a page at a time.
#[wire(request)]
pub struct ListRoleAssignments {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
    /// Part of the role's code or name; nothing is listed where it is in neither.
    pub query: Option<String>,
    /// Code of the role.
    pub role_code: String,
    /// Code of the namespace; `default` when absent.
    pub namespace_code: Option<String>,
    /// Only these kinds of target.
    pub target_type: Option<Vec<TargetType>>,
}

/// Assignments of a role.
// Not a `Page`: the contract calls the rows `data`.
#[wire("RoleListPageDto")]
pub struct RoleAssignmentPage {
    /// Rows in all pages.
    pub total_count: Option<i64>,
    /// The rows.
    pub data: Vec<RoleAssignment>,
}

/// An assignment of a role.
#[wire("RolePermissionListDto")]
pub struct RoleAssignment {
    /// Role id.
    pub role_id: String,
    /// `ENABLE` where it counts now, else `DISABLE`.
    pub status: String,
    /// From when it counts, milliseconds since 1970-01-01 UTC. Without it, it counts at once.
    pub enable_time: Option<i64>,
    /// Until when it counts, milliseconds since 1970-01-01 UTC. Without it, it does not end.
    pub end_time: Option<i64>,
    /// User pool id.
    pub user_pool_id: String,
    /// Name of the role.
    pub role_name: String,
    /// Code of the role.
    pub role_code: String,
    /// Description of the role.
    pub description: Option<String>,
    /// When the role was assigned, ISO 8601 UTC.
    pub created_at: String,
    /// When the assignment last changed, ISO 8601 UTC.
    pub updated_at: String,
}

/// List the resources that a role may use. There are no resources yet: the page is empty.
#[wire(request)]
pub struct GetRoleAuthorizedResources {
    /// Code of the role.
    pub code: String,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
    /// Only this kind of resource.
    pub resource_type: Option<ResourceType>,
}

/// A resource that a role may use.
#[wire("RoleAuthorizedResourcesRespDto")]
pub struct RoleResource {
    /// Code of the resource.
    pub resource_code: String,
    /// Kind of resource.
    pub resource_type: ResourceType,
    /// What may be done with it.
    pub actions: Vec<String>,
    /// Address of an API resource.
    pub api_identifier: String,
}

/// A page of resources.
#[wire("RoleAuthorizedResourcePagingDto")]
pub type RoleResourcePage = Page<RoleResource>;

/// Kind of resource.
#[wire]
pub enum ResourceType {
    Data = "DATA",
    Api = "API",
    Menu = "MENU",
    Button = "BUTTON",
    Ui = "UI",
}

/// List the roles of a namespace by its code, newest first, a page at a time.
#[wire(request)]
pub struct ListNamespaceRoles {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
    /// Code of the namespace.
    pub code: String,
    /// Part of the code or the name.
    pub keywords: Option<String>,
}

/// List the roles of a namespace by its code. The same as `listNamespaceRoles`.
#[wire(request)]
pub struct ListPermissionNamespaceRoles {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
    /// Code of the namespace.
    pub code: String,
    /// Part of the code or the name.
    pub query: Option<String>,
}

/// A role in the list of a namespace.
#[wire("NamespaceRolesListRespDto")]
pub struct NamespaceRole {
    /// Role id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Code of the role.
    pub code: String,
    /// Description of the role.
    pub description: Option<String>,
    /// Code of the namespace.
    pub namespace: String,
    /// When it last changed, ISO 8601 UTC.
    pub updated_at: String,
}

/// A page of roles of a namespace.
#[wire("PermissionNamespaceRolesListPagingDto")]
pub type NamespaceRolePage = Page<NamespaceRole>;
