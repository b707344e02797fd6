//! Namespaces by their newer name, permission namespaces.

use cleat_api_macros::wire;

use super::plain::UpdateNamespace;
use crate::patch::Patch;

/// Create a namespace. The same as `createNamespace`, but with a name.
#[wire(request, fields, "CreatePermissionNamespaceDto")]
pub struct CreatePermissionNamespace {
    /// Name for people, up to 256 characters.
    pub name: String,
    /// Code, unique in the pool: 1 to 64 letters, digits and `_-.:`.
    pub code: String,
    /// Description for people, up to 2048 characters.
    pub description: Option<String>,
}

/// Create up to 50 namespaces, all or none. The same as `createNamespacesBatch`, but with names.
#[wire(request, "CreatePermissionNamespacesBatchDto")]
pub struct CreatePermissionNamespacesBatch {
    /// The namespaces.
    pub list: Vec<CreatePermissionNamespace>,
}

/// Get one namespace. The same as `getNamespace`.
#[wire(request)]
pub struct GetPermissionNamespace {
    /// Code of the namespace.
    pub code: String,
}

/// Get up to 50 namespaces. The same as `getNamespacesBatch`.
#[wire(request)]
pub struct GetPermissionNamespacesBatch {
    /// Codes of the namespaces.
    pub codes: Vec<String>,
}

/// List the namespaces of the pool. The same as `listNamespaces`.
#[wire(request)]
pub struct ListPermissionNamespaces {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
    /// Part of the code or the name.
    pub query: Option<String>,
}

/// Change a namespace. The same as `updateNamespace`.
#[wire(request, "UpdatePermissionNamespaceDto")]
pub struct UpdatePermissionNamespace {
    with: UpdateNamespace![],
}

/// Delete a namespace. The same as `deleteNamespace`.
#[wire(request, "DeletePermissionNamespaceDto")]
pub struct DeletePermissionNamespace {
    /// Code of the namespace.
    pub code: String,
}

/// Delete up to 50 namespaces. The same as `deleteNamespacesBatch`.
#[wire(request, "DeletePermissionNamespacesBatchDto")]
pub struct DeletePermissionNamespacesBatch {
    /// Codes of the namespaces.
    pub codes: Vec<String>,
}

/// Ask whether a code and a name are free for a new namespace.
#[wire(request, "CheckPermissionNamespaceExistsDto")]
pub struct CheckPermissionNamespaceExists {
    /// Code to look for.
    pub code: Option<String>,
    /// Name to look for.
    pub name: Option<String>,
}

/// Whether code and name are free.
#[wire("CheckPermissionNamespaceExistsRespDto")]
pub struct NamespaceCheck {
    /// Whether both are free and allowed.
    pub is_valid: bool,
    /// Why not, in English.
    pub message: Option<String>,
}

/// A namespace that has a name.
#[wire("GetPermissionNamespaceRespDto")]
pub struct PermissionNamespace {
    with: CreatePermissionNamespace![],
}
