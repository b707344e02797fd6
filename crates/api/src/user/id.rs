//! How a user is named.

use cleat_api_macros::wire;

/// Kind of a user id.
#[wire]
pub enum UserIdType {
    UserId = "user_id",
    ExternalId = "external_id",
    Phone = "phone",
    Email = "email",
    Username = "username",
    Identity = "identity",
    SyncRelation = "sync_relation",
    CustomField = "custom_field",
}
