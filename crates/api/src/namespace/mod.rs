//! Namespaces group roles by a code. Plain and permission namespaces are two names of one thing.

mod permission;
mod plain;

use cleat_api_macros::operations;

use crate::scalar::Success;

pub use permission::*;
pub use plain::*;

operations! {
    createNamespace = POST "/api/v3/create-namespace"
        by Management, audits Call,
        CreateNamespace -> Namespace,
        errors [Conflict];
    createNamespacesBatch = POST "/api/v3/create-namespaces-batch"
        by Management, audits Call,
        CreateNamespacesBatch -> Success,
        errors [Conflict];
    getNamespace = GET "/api/v3/get-namespace"
        by Management,
        GetNamespace -> Namespace,
        errors [NamespaceNotFound];
    getNamespacesBatch = GET "/api/v3/get-namespaces-batch"
        by Management,
        GetNamespacesBatch -> Vec<Namespace>;
    listNamespaces = GET "/api/v3/list-namespaces"
        by Management,
        ListNamespaces -> NamespacePage;
    updateNamespace = POST "/api/v3/update-namespace"
        by Management, audits Call,
        UpdateNamespace -> UpdatedNamespace,
        errors [NamespaceNotFound, Conflict];
    deleteNamespace = POST "/api/v3/delete-namespace"
        by Management, audits Call,
        DeleteNamespace -> Success,
        errors [NamespaceNotFound];
    deleteNamespacesBatch = POST "/api/v3/delete-namespaces-batch"
        by Management, audits Call,
        DeleteNamespacesBatch -> Success,
        errors [NamespaceNotFound];
    createPermissionNamespace = POST "/api/v3/create-permission-namespace"
        by Management, audits Call,
        CreatePermissionNamespace -> PermissionNamespace,
        errors [Conflict];
    createPermissionNamespacesBatch = POST "/api/v3/create-permission-namespaces-batch"
        by Management, audits Call,
        CreatePermissionNamespacesBatch -> Success,
        errors [Conflict];
    getPermissionNamespace = GET "/api/v3/get-permission-namespace"
        by Management,
        GetPermissionNamespace -> PermissionNamespace,
        errors [NamespaceNotFound];
    getPermissionNamespacesBatch = GET "/api/v3/get-permission-namespaces-batch"
        by Management,
        GetPermissionNamespacesBatch -> Vec<PermissionNamespace>;
    listPermissionNamespaces = GET "/api/v3/list-permission-namespaces"
        by Management,
        ListPermissionNamespaces -> NamespacePage;
    updatePermissionNamespace = POST "/api/v3/update-permission-namespace"
        by Management, audits Call,
        UpdatePermissionNamespace -> PermissionNamespace,
        errors [NamespaceNotFound, Conflict];
    deletePermissionNamespace = POST "/api/v3/delete-permission-namespace"
        by Management, audits Call,
        DeletePermissionNamespace -> Success,
        errors [NamespaceNotFound];
    deletePermissionNamespacesBatch = POST "/api/v3/delete-permission-namespaces-batch"
        by Management, audits Call,
        DeletePermissionNamespacesBatch -> Success,
        errors [NamespaceNotFound];
    checkPermissionNamespaceExists = POST "/api/v3/check-permission-namespace-exists"
        by Management,
        CheckPermissionNamespaceExists -> NamespaceCheck;
}
