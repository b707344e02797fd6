//! Sign-ins of the signed-in user, and where they are signed in.

use cleat_api_macros::wire;

use crate::log::{GeoIp, ParsedUserAgent};
use crate::page::Page;

/// List the sign-ins of the signed-in user, newest first.
#[wire(request)]
pub struct GetLoginHistory {
    /// Only this application.
    pub app_id: Option<String>,
    /// Only this address.
    pub client_ip: Option<String>,
    /// Only successful or only failed ones.
    pub success: Option<bool>,
    /// From when, milliseconds since 1970-01-01 UTC.
    pub start: Option<i64>,
    /// Until when, milliseconds since 1970-01-01 UTC.
    pub end: Option<i64>,
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50; 10 when absent.
    pub limit: Option<i64>,
}

/// A page of sign-ins.
#[wire("LoginHistoryPaginatedRespDto")]
pub type LoginHistory = Page<LoginHistoryEntry>;

/// One sign-in of the user.
#[wire("LoginHistoryDto")]
pub struct LoginHistoryEntry {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Application id.
    pub app_id: String,
    /// Name of the application for people.
    pub app_name: String,
    /// Address of the application's sign-in page.
    pub app_login_url: String,
    /// Address of the application's logo.
    pub app_logo: String,
    /// When, ISO 8601 UTC.
    pub login_at: String,
    /// Address of the end user's device.
    pub client_ip: String,
    /// Whether it was done.
    pub success: bool,
    /// Why it failed.
    pub error_message: Option<String>,
    /// `user-agent` header of the request.
    pub user_agent: String,
    /// Device, browser and system read off `userAgent`.
    pub parsed_user_agent: ParsedUserAgent,
    /// How the user signed in.
    pub login_method: String,
    /// Place of the address, when a geo database is configured.
    pub geoip: Option<GeoIp>,
    /// Tenant id.
    pub tenant_id: Option<String>,
}

/// List the applications the user is signed in to.
#[wire(request)]
pub struct GetLoggedInApps {}

/// An application the user is signed in to.
#[wire("LoggedInAppsDto")]
pub struct LoggedInApp {
    /// Application id.
    pub app_id: String,
    /// Name of the application for people.
    pub app_name: String,
    /// Address of the application's sign-in page.
    pub app_login_url: String,
    /// Address of the application's logo.
    pub app_logo: String,
    /// Whether the user still has a live session in this application.
    pub active: bool,
}
