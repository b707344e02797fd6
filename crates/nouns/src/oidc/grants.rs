//! The grants that an application may use.

use cleat_api::ErrorCode;
use cleat_engine::kernel::Result;
use cleat_engine::tenancy::Application;

/// The grant of codes.
pub const CODE: &str = "authorization_code";
/// The grant of refresh tokens.
pub const REFRESH: &str = "refresh_token";
/// The grant of machines.
pub const MACHINE: &str = "client_credentials";

/// Whether an application may use a grant: any, unless its settings name some.
pub fn allows(app: &Application, grant: &str) -> bool {
    let named = app.document.oidc_config.grant_types.as_ref();
    named.is_none_or(|named| named.iter().any(|own| own == grant))
}

/// Refuses an application that may not use a grant.
///
/// # Errors
/// `ClientNotAllowed`.
pub fn require(app: &Application, grant: &str) -> Result<()> {
    match allows(app, grant) {
        true => Ok(()),
        false => Err(ErrorCode::ClientNotAllowed.into()),
    }
}

/// Whether its settings name that grant.
pub fn names(app: &Application, grant: &str) -> bool {
    app.document.oidc_config.grant_types.is_some() && allows(app, grant)
}
