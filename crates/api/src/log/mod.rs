//! What users did.

mod actions;
mod device;
mod event;
mod logins;

use cleat_api_macros::operations;

pub use actions::*;
pub use device::*;
pub use event::*;
pub use logins::*;

operations! {
    getUserActionLogs = POST "/api/v3/get-user-action-logs"
        by Management,
        GetUserActionLogs -> UserActionLogPage;
    getUserLoginHistory = GET "/api/v3/get-user-login-history"
        by Management,
        GetUserLoginHistory -> UserLoginHistoryPage,
        errors [UserNotFound];
}
