//! Access keys of the pool.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scalar::Secret;

endpoints! {
    POST "/api/v3/get-management-token" getManagementToken Public Guess GetManagementToken => ManagementToken, [ClientAuthFailed];
}

/// Exchange an access key for a management token.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetManagementToken {
    /// Access key id; the id of the user pool for its own key.
    pub access_key_id: String,
    /// Access key secret.
    pub access_key_secret: Secret,
}

/// A management token.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ManagementToken {
    /// The token, a JWT with the claim `scoped_userpool_id`.
    pub access_token: Secret,
    /// Its life, in seconds.
    pub expires_in: i64,
}
