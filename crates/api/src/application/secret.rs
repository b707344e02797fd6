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

/// Ask whether an application has a secret. The official SDK for Go does so before anything else.
#[wire(request)]
pub struct CheckAppIdSecret {
    /// Application id.
    pub app_id: String,
    /// Secret to check.
    pub app_secret: Secret,
}

/// Whether an application has the secret.
#[wire]
pub struct SecretCheck {
    /// Whether the application exists and the secret is its own.
    pub valid: bool,
    /// What happened, in the caller's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}
