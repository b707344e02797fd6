//! The profile of the signed-in user, and how well the account is protected.

use cleat_api_macros::wire;

use crate::scalar::Object;
use crate::user::{Home, Names, Profile};

/// Get the profile of the signed-in user.
#[wire(request)]
pub struct GetProfile {
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
}

/// Change the profile of the signed-in user; phone, e-mail and password have operations of their
/// own.
#[wire(request, "UpdateUserProfileDto")]
pub struct UpdateProfile {
    with: Names![],
    /// Id of the user in another system; unique in the pool.
    pub external_id: Option<String>,
    with: Home![],
    with: Profile![gender],
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    with: Profile![company],
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    with: Profile![identity_number],
}

/// Ask how well the account of the signed-in user is protected.
#[wire(request)]
pub struct GetSecurityLevel {}

/// How well the account is protected.
#[wire("GetSecurityInfoDto")]
pub struct SecurityLevel {
    /// Strength of the password: 1 low, 2 middle, 3 high.
    pub password_security_level: i64,
    /// Whether a second factor is set up.
    pub mfa_enrolled: bool,
    /// Whether there is a password.
    pub password_set: bool,
    /// Whether an e-mail address is bound.
    pub email_binded: bool,
    /// Whether a phone is bound.
    pub phone_binded: bool,
    /// Sum of what protects the account, 0 to 100.
    pub security_score: i64,
}
