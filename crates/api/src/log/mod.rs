//! What users did, and what was done for the pool.

mod actions;
mod admin;
mod device;
mod event;
mod logins;

use cleat_api_macros::operations;

pub use actions::*;
pub use admin::*;
pub use device::*;
pub use event::*;
pub use logins::*;

operations! {
    getUserActionLogs = POST "/api/v3/get-user-action-logs"
        by Management,
        GetUserActionLogs -> UserActionLogPage;
    getAdminAuditLogs = POST "/api/v3/get-admin-audit-logs"
        by Management,
        GetAdminAuditLogs -> AdminAuditLogPage;
    getUserLoginHistory = GET "/api/v3/get-user-login-history"
        by Management,
        GetUserLoginHistory -> UserLoginHistoryPage,
        errors [UserNotFound];
}
