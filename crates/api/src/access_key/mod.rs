//! Access keys of the pool.

use cleat_api_macros::{operations, wire};

use crate::scalar::{Secret, Success};

operations! {
    getManagementToken = POST "/api/v3/get-management-token"
        by Public, counts Guess, client Management,
        GetManagementToken -> ManagementToken,
        errors [ClientAuthFailed];
    createAccessKey = POST "/api/v3/create-access-key"
        by Management, audits Call,
        CreateAccessKey -> Vec<AccessKey>,
        errors [TooManyAccessKeys];
    getAccessKey = GET "/api/v3/get-access-key"
        by Management,
        GetAccessKey -> Vec<AccessKey>,
        errors [AccessKeyNotFound];
    getAccessKeyList = GET "/api/v3/list-access-key"
        by Management,
        GetAccessKeyList -> Vec<AccessKey>;
    updateAccessKey = POST "/api/v3/update-access-key"
        by Management, audits Call,
        UpdateAccessKey -> Success,
        errors [AccessKeyNotFound];
    deleteAccessKey = POST "/api/v3/delete-access-key"
        by Management, audits Call,
        DeleteAccessKey -> (),
        errors [AccessKeyNotFound];
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

/// Create an access key of the user pool, with all rights of the pool's own key; a pool has up to 20.
/// The answer alone tells its secret.
#[wire(request, "CreateAccessKeyDto")]
pub struct CreateAccessKey {
    /// Kind of key: `userpool`.
    pub r#type: String,
    /// User that the key belongs to; not supported, must be absent.
    pub user_id: Option<String>,
    /// Tenant that the key belongs to; not supported, must be absent.
    pub tenant_id: Option<String>,
}

/// Get one access key, in a list of one.
#[wire(request)]
pub struct GetAccessKey {
    /// `userId` of the key, which is empty.
    pub user_id: String,
    /// Access key id.
    pub access_key_id: String,
}

/// List the access keys of the user pool beside its own, oldest first.
#[wire(request)]
pub struct GetAccessKeyList {
    /// Only the keys of this user; there are none.
    pub user_id: Option<String>,
    /// Only keys of this kind; all are `userpool`.
    pub r#type: Option<String>,
    /// Only keys in one of these states: `activated`, `staging`, `revoked`.
    pub status: Option<Vec<String>>,
}

/// Enable or disable an access key. Its tokens end when it is disabled, for good.
#[wire(request, "UpdateAccessKeyDto")]
pub struct UpdateAccessKey {
    /// Whether the key works.
    pub enable: bool,
    /// Access key id.
    pub access_key_id: String,
}

/// Delete an access key. Its tokens end at once.
#[wire(request, "DeleteAccessKeyDto")]
pub struct DeleteAccessKey {
    /// Access key id.
    pub access_key_id: String,
}

/// An access key.
#[wire("GetAccessKeyRespDto")]
pub struct AccessKey {
    /// Access key id.
    pub access_key_id: String,
    /// The secret where the key was just created, else `••••`.
    pub access_key_secret: Secret,
    /// Empty: the key belongs to the user pool.
    pub user_id: String,
    /// When it was created, ISO 8601 UTC.
    pub created_at: String,
    /// `activated` where it is enabled, else `revoked`.
    pub status: String,
    /// When it last bought a token or signed a call, ISO 8601 UTC, up to an hour behind; empty where it
    /// never did.
    pub last_date: String,
    /// User pool id.
    pub user_pool_id: String,
    /// Whether the key works.
    pub enable: bool,
}
