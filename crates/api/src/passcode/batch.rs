//! Messages to many administrators of tenants at once.

use cleat_api_macros::wire;

/// Tell users by e-mail that they administer a tenant: all of them or nobody. An import that was
/// told already is not told again.
#[wire(request, "SendManyTenantEmailDto")]
pub struct SendEmailBatch {
    /// Name of the administrator who imports.
    pub admin_name: String,
    /// Id of the import. Who was told of it once is not told again.
    pub import_id: i64,
    /// The users to tell, 1 to 50.
    pub users: Vec<TenantEmail>,
}

/// A user to tell by e-mail.
#[wire(request, "SendTenantEmailDto")]
pub struct TenantEmail {
    /// Name of the administrator who made the user one, too.
    pub admin_name: String,
    /// Name of the user.
    pub user_name: String,
    /// E-mail address; case does not matter.
    pub email: String,
    /// Identifier of the tenant, by which its members sign in.
    pub identifier: String,
    /// Id of the tenant.
    pub tenant_id: String,
    /// Name of the tenant.
    pub tenant_name: String,
}

/// Tell users by SMS that they administer a tenant: all of them or nobody. An import that was told
/// already is not told again.
#[wire(request, "SendManyTenantSmsDto")]
pub struct SendSmsBatch {
    /// Name of the administrator who imports.
    pub admin_name: String,
    /// Id of the import. Who was told of it once is not told again.
    pub import_id: i64,
    /// The users to tell, 1 to 50.
    pub users: Vec<TenantSms>,
}

/// A user to tell by SMS.
#[wire(request, "SendTenantSmsDto")]
pub struct TenantSms {
    /// Name of the administrator who made the user one, too.
    pub admin_name: String,
    /// Name of the user.
    pub user_name: String,
    /// Identifier of the tenant, by which its members sign in.
    pub identifier: String,
    /// Phone number without country calling code.
    pub phone: String,
    /// Country calling code with `+`.
    pub phone_country_code: String,
    /// Id of the tenant.
    pub tenant_id: String,
    /// Name of the tenant.
    pub tenant_name: String,
}
