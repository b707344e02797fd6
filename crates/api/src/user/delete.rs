//! Deleting users.

use cleat_api_macros::wire;

use super::id::UserIdType;

/// Delete up to 50 users for good.
#[wire(request, "DeleteUsersBatchDto")]
pub struct DeleteUsersBatch {
    /// User ids.
    pub user_ids: Vec<String>,
    /// Options.
    pub options: Option<DeleteUsersBatchOptions>,
}

/// Options of deleting users.
#[wire(request, "DeleteUsersBatchOptionsDto")]
pub struct DeleteUsersBatchOptions {
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
}
