//! Connections to sources: how an application reaches one.

use cleat_api_macros::wire;

use super::{ConnectionType, ExtIdpType, Provider};
use crate::scalar::{Object, Value};

/// List the types of connections that this server builds, with their settings.
#[wire(request)]
pub struct GetExtIdpConnTypes {}

/// The types of connections.
#[wire("ExtIdpConnTypesDto")]
pub struct ExtIdpConnTypes {
    /// The types, those of one kind of source one after another.
    pub types: Vec<ExtIdpConnType>,
}

/// A type of connections.
#[wire("ExtIdpConnTypeDto")]
pub struct ExtIdpConnType {
    /// The type.
    pub r#type: ConnectionType,
    /// Kind of the source.
    pub provider: Provider,
    /// Name of the source for people.
    pub title: String,
    /// Whether people know the source from elsewhere, or their organisation runs it.
    pub ext_idp_type: ExtIdpType,
    /// Whether it stands on sign-in pages; otherwise apps alone bring codes.
    pub has_page: bool,
    /// JSON Schema of `fields`. Secrets are `writeOnly`.
    pub schema: Value,
}

/// Create a connection to a source of external identities.
#[wire(request, "CreateExtIdpConnDto")]
pub struct CreateExtIdpConn {
    /// Id of the source.
    pub ext_idp_id: String,
    /// Type of the connection.
    pub r#type: ConnectionType,
    /// Name of the connection in addresses: lower-case letters, digits and hyphens; unique in the
    /// pool.
    pub identifier: String,
    /// Name of the connection that people see.
    pub display_name: String,
    /// Settings of the connection, such as `clientId` and `clientSecret`.
    pub fields: Object,
    /// Whether it signs in those alone who are linked already.
    pub login_only: Option<bool>,
    /// Address of the connection's logo.
    pub logo: Option<String>,
    /// Tenant id.
    pub tenant_id: Option<String>,
}

/// A connection to a source of external identities.
#[wire("ExtIdpConnDetail")]
pub struct ExtIdpConn {
    /// Id of the connection.
    pub id: String,
    /// Type of the connection.
    pub r#type: ConnectionType,
    /// Id of the source.
    pub ext_idp_id: String,
    /// Address of the connection's logo.
    pub logo: String,
    /// Name of the connection in addresses.
    pub identifier: Option<String>,
    /// Name of the connection that people see.
    pub display_name: Option<String>,
    /// Whether it signs in those alone who are linked already.
    pub login_only: bool,
    /// What becomes of an identity that nobody is linked with.
    pub association_mode: AssociationMode,
    /// Ways to prove an existing account when it is linked.
    pub challenge_binding_methods: Vec<String>,
    /// Settings of the connection, secrets masked. Only this server has it.
    pub fields: Option<Object>,
}

/// What becomes of an identity that nobody is linked with.
#[wire]
pub enum AssociationMode {
    None = "none",
    Field = "field",
    Challenge = "challenge",
}

/// A way to prove an existing account when it is linked.
#[wire]
pub enum ChallengeBindingMethod {
    PhoneCode = "phone-code",
    EmailCode = "email-code",
    Password = "password",
    PhonePassword = "phone-password",
    EmailPassword = "email-password",
}

/// Change a connection to a source of external identities.
#[wire(request, "UpdateExtIdpConnDto")]
pub struct UpdateExtIdpConn {
    /// Id of the connection.
    pub id: String,
    /// Name of the connection that people see.
    pub display_name: String,
    /// Settings of the connection. A secret that is absent or masked stays as it is.
    pub fields: Object,
    /// Address of the connection's logo.
    pub logo: Option<String>,
    /// Whether it signs in those alone who are linked already.
    pub login_only: Option<bool>,
    /// Tenant id.
    pub tenant_id: Option<String>,
}

/// Delete a connection to a source of external identities.
#[wire(request, "DeleteExtIdpConnDto")]
pub struct DeleteExtIdpConn {
    /// Id of the connection.
    pub id: String,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}

/// Show a connection on the sign-in pages of applications, or no longer.
#[wire(request, "ChangeExtIdpConnStateDto")]
pub struct ChangeExtIdpConnState {
    /// Id of the connection.
    pub id: String,
    /// Whether the applications show it.
    pub enabled: bool,
    /// Application id.
    pub app_id: String,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Ids of more applications.
    pub app_ids: Option<Vec<String>>,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}

/// Associate a connection with the pool, or no longer: then no application signs in by it.
#[wire(request, "ChangeExtIdpAssociationStateDto")]
pub struct ChangeExtIdpConnAssociationState {
    /// Id of the connection.
    pub id: String,
    /// Whether it is associated.
    pub association: bool,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}
