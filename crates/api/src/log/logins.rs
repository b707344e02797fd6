//! Sign-ins of users.

use cleat_api_macros::wire;

use crate::page::Page;
use crate::user::UserIdType;

/// List the sign-ins of a user, newest first.
#[wire(request)]
pub struct GetUserLoginHistory {
    /// User id, of the kind `userIdType`.
    pub user_id: String,
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
    /// Only this application.
    pub app_id: Option<String>,
    /// Only this address.
    pub client_ip: Option<String>,
    /// From when, milliseconds since 1970-01-01 UTC.
    pub start: Option<i64>,
    /// Until when, milliseconds since 1970-01-01 UTC.
    pub end: Option<i64>,
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
}

/// One sign-in of a user.
#[wire("UserLoginHistoryDto")]
pub struct UserLoginHistoryEntry {
    /// Application id.
    pub app_id: String,
    /// Name of the application for people.
    pub app_name: String,
    /// Address of the application's logo.
    pub app_logo: String,
    /// Address of the application's sign-in page.
    pub app_login_url: String,
    /// Address of the end user's device.
    pub client_ip: String,
    /// `user-agent` header of the request.
    pub user_agent: Option<String>,
    /// When, ISO 8601 UTC.
    pub time: String,
}

/// A page of sign-ins.
#[wire("UserLoginHistoryPagingDto")]
pub type UserLoginHistoryPage = Page<UserLoginHistoryEntry>;
