//! Sessions.

use cleat_api_macros::{operations, wire};

use crate::scalar::Success;
use crate::user::UserIdType;

operations! {
    kickUsers = POST "/api/v3/kick-users"
        by Management, audits Call,
        KickUsers -> Success,
        errors [UserNotFound];
}

/// End the sessions of a user in some applications.
#[wire(request, "KickUsersDto")]
pub struct KickUsers {
    /// Application ids.
    pub app_ids: Vec<String>,
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Options.
    pub options: Option<KickUsersOptions>,
}

/// Options of ending sessions.
#[wire(request, "KickUsersOptionsDto")]
pub struct KickUsersOptions {
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
}
