//! Sources of external identities, as the pool manages them.

use cleat_api_macros::wire;

use super::{ExtIdpConn, ExtIdpType, Provider};
use crate::page::Page;

/// Create a source of external identities.
#[wire(request, "CreateExtIdpDto")]
pub struct CreateExtIdp {
    /// Name of the source.
    pub name: String,
    /// Kind of the source.
    pub r#type: Provider,
    /// Tenant id.
    pub tenant_id: Option<String>,
}

/// A source of external identities.
#[wire("ExtIdpDto")]
pub struct ExtIdp {
    /// Id of the source.
    pub id: String,
    /// Name of the source.
    pub name: String,
    /// Address of the source's logo.
    pub logo: String,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Kind of the source.
    pub r#type: String,
}

/// Get a source of external identities with its connections.
#[wire(request)]
pub struct GetExtIdp {
    /// Id of the source.
    pub id: String,
    /// Application id: only the connections that it shows.
    pub app_id: Option<String>,
    /// Only connections to sources of this type.
    pub r#type: Option<ExtIdpType>,
}

/// A source of external identities with its connections.
#[wire("ExtIdpDetail")]
pub struct ExtIdpDetail {
    /// Id of the source.
    pub id: String,
    /// Name of the source.
    pub name: String,
    /// Address of the source's logo.
    pub logo: String,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Kind of the source.
    pub r#type: String,
    /// Its connections.
    pub connections: Vec<ExtIdpConn>,
    /// Whether its users join the tenant by themselves.
    pub auto_join: bool,
}

/// List the sources of external identities.
#[wire(request)]
pub struct ListExtIdp {
    /// Application id: only sources that it shows.
    pub app_id: Option<String>,
}

/// A page of sources of external identities.
#[wire("ExtIdpListPagingDto")]
pub type ExtIdpPage = Page<ExtIdp>;

/// Rename a source of external identities.
#[wire(request, "UpdateExtIdpDto")]
pub struct UpdateExtIdp {
    /// Name of the source.
    pub name: String,
    /// Id of the source.
    pub id: String,
    /// Tenant id.
    pub tenant_id: Option<String>,
}

/// Delete a source of external identities with its connections. The identities stay with their
/// users; nobody signs in by them any more.
#[wire(request, "DeleteExtIdpDto")]
pub struct DeleteExtIdp {
    /// Id of the source.
    pub id: String,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}
