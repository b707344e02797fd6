//! What keeps a user waiting, and its end.

use cleat_api_macros::wire;

/// Get whether a user has to wait after failed sign-ins.
#[wire(request, "GetUserLockDto")]
pub struct GetUserLock {
    /// Id of the user.
    pub user_id: String,
}

/// Whether a user has to wait after failed sign-ins.
#[wire("UserLockDto")]
pub struct UserLock {
    /// Failures in the longest row; passwords and codes, strangers and the user are counted apart.
    pub failures: i64,
    /// Until when somebody has to wait who tries to sign in as the user, ISO 8601 UTC.
    pub blocked_until: Option<String>,
}

/// Forget the failed sign-ins of a user, who then has to wait no more.
#[wire(request, "UnlockUserDto")]
pub struct UnlockUser {
    /// Id of the user.
    pub user_id: String,
}
