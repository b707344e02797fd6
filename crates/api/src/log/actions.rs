//! What users did.

use cleat_api_macros::wire;

use super::device::{GeoIp, ParsedUserAgent};
use super::event::EventType;
use crate::page::Page;
use crate::scalar::Value;

/// List what users did.
#[wire(request, "GetUserActionLogsDto")]
pub struct GetUserActionLogs {
    /// Id of the request; also in the log.
    pub request_id: Option<String>,
    /// Address of the end user's device.
    pub client_ip: Option<String>,
    /// Kind of event.
    pub event_type: Option<String>,
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: Option<String>,
    /// Application id.
    pub app_id: Option<String>,
    /// From when, milliseconds since 1970-01-01 UTC.
    pub start: Option<i64>,
    /// Until when, milliseconds since 1970-01-01 UTC.
    pub end: Option<i64>,
    /// Whether it was done.
    pub success: Option<bool>,
    /// Which page.
    pub pagination: Option<LogPagination>,
}

/// Which page.
#[wire(request, "ListWebhooksDto")]
pub struct LogPagination {
    /// Page number, from 1.
    pub page: Option<Value>,
    /// Rows a page, or failures allowed; at least 1.
    pub limit: Option<Value>,
}

/// One thing a user did.
#[wire("UserActionLogDto")]
pub struct UserActionLog {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Picture of the user.
    pub user_avatar: String,
    /// Name of the user for people.
    pub user_display_name: String,
    /// How many times the user has signed in.
    pub user_logins_count: i64,
    /// Application id.
    pub app_id: String,
    /// Name of the application for people.
    pub app_name: String,
    /// Address of the end user's device.
    pub client_ip: Option<String>,
    /// Kind of event.
    pub event_type: EventType,
    /// What happened, in words.
    pub event_detail: Option<String>,
    /// Whether it was done.
    pub success: bool,
    /// Address of the application's sign-in page.
    pub app_login_url: String,
    /// Address of the application's logo.
    pub app_logo: String,
    /// `user-agent` header of the request.
    pub user_agent: String,
    /// Device, browser and system read off `userAgent`.
    pub parsed_user_agent: ParsedUserAgent,
    /// Place of the address, when a geo database is configured.
    pub geoip: Option<GeoIp>,
    /// When, ISO 8601 UTC.
    pub timestamp: String,
    /// Id of the request; also in the log.
    pub request_id: String,
}

/// A page of what users did.
#[wire("UserActionLogRespData")]
pub type UserActionLogPage = Page<UserActionLog>;
