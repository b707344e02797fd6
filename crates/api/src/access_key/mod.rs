//! Access keys of the pool.

use cleat_api_macros::{operations, wire};

use crate::scalar::Secret;

operations! {
    getManagementToken = POST "/api/v3/get-management-token"
        by Public, counts Guess, client Management,
        GetManagementToken -> ManagementToken,
        errors [ClientAuthFailed];
}

/// Exchange an access key for a management token.
#[wire(request)]
pub struct GetManagementToken {
    /// Access key id; the id of the user pool for its own key.
    pub access_key_id: String,
    /// Access key secret.
    pub access_key_secret: Secret,
}

/// A management token.
#[wire(snake_case)]
pub struct ManagementToken {
    /// The token, a JWT with the claim `scoped_userpool_id`.
    pub access_token: Secret,
    /// Its life, in seconds.
    pub expires_in: i64,
}
