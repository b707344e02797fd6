//! Secrets of applications.

use cleat_api_macros::wire;

use crate::scalar::Secret;

/// Get the secret of an application.
#[wire(request)]
pub struct GetApplicationSecret {
    /// Application id.
    pub app_id: String,
}

/// Replace the secret of an application at once.
#[wire(request, "RefreshApplicationSecretDto")]
pub struct RefreshApplicationSecret {
    /// Application id.
    pub app_id: String,
}

/// Secret of an application.
#[wire("GetApplicationSecretDataDto")]
pub struct ApplicationSecret {
    /// The secret.
    pub secret: Secret,
}
