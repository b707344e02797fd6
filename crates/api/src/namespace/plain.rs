//! Namespaces by their older name.

use cleat_api_macros::wire;

use crate::page::Page;
use crate::patch::Patch;

/// Create a namespace.
#[wire(request, fields, "CreateNamespaceDto")]
pub struct CreateNamespace {
    /// Code, unique in the pool: 1 to 64 letters, digits and `_-.:`.
    pub code: String,
    /// Name for people, up to 256 characters; the code when absent.
    pub name: Option<String>,
    /// Description for people, up to 2048 characters.
    pub description: Option<String>,
}

/// Create up to 50 namespaces, all or none.
#[wire(request, "CreateNamespacesBatchDto")]
pub struct CreateNamespacesBatch {
    /// The namespaces.
    pub list: Vec<CreateNamespace>,
}

/// Get one namespace.
#[wire(request)]
pub struct GetNamespace {
    /// Code of the namespace.
    pub code: String,
}

/// Get up to 50 namespaces; unknown codes are left out.
#[wire(request)]
pub struct GetNamespacesBatch {
    /// Codes of the namespaces.
    pub code_list: Vec<String>,
}

/// List the namespaces of the pool, newest first, a page at a time.
#[wire(request)]
pub struct ListNamespaces {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
    /// Part of the code or the name.
    pub keywords: Option<String>,
}

/// Change a namespace. With a new code its roles go along; `default` cannot be changed.
#[wire(request, fields, "UpdateNamespaceDto")]
pub struct UpdateNamespace {
    /// Code of the namespace.
    pub code: String,
    /// Description for people, up to 2048 characters.
    pub description: Patch,
    /// Name for people, up to 256 characters.
    pub name: Option<String>,
    /// New code, unique in the pool: 1 to 64 letters, digits and `_-.:`.
    pub new_code: Option<String>,
}

/// Delete a namespace with its roles and their assignments; `default` cannot be deleted.
#[wire(request, "DeleteNamespaceDto")]
pub struct DeleteNamespace {
    /// Code of the namespace.
    pub code: String,
}

/// Delete up to 50 namespaces with all that is in them, all or none.
#[wire(request, "DeleteNamespacesBatchDto")]
pub struct DeleteNamespacesBatch {
    /// Codes of the namespaces.
    pub code_list: Vec<String>,
}

/// A namespace.
#[wire("NamespaceDto")]
pub struct Namespace {
    with: CreateNamespace![],
}

/// A namespace after a change.
#[wire("UpdateNamespaceRespDataDto")]
pub struct UpdatedNamespace {
    with: CreateNamespace![],
    /// The new code, where it was changed.
    pub new_code: Option<String>,
}

/// A namespace in a list.
#[wire("NamespacesListRespDto")]
pub struct ListedNamespace {
    /// Name for people.
    pub name: String,
    /// Code of the namespace.
    pub code: String,
    /// Description for people, up to 2048 characters.
    pub description: Option<String>,
    /// State; always 1, on.
    pub status: Option<i64>,
}

/// A page of namespaces.
#[wire("NamespaceListPagingDto")]
pub type NamespacePage = Page<ListedNamespace>;
