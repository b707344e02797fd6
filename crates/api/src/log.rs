//! What users did.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scalar::{Value};
use crate::user::{UserIdType};

endpoints! {
    POST "/api/v3/get-user-action-logs" getUserActionLogs Management Free GetUserActionLogs => UserActionLogPage, [];
    GET "/api/v3/get-user-login-history" getUserLoginHistory Management Free GetUserLoginHistory => UserLoginHistoryPage, [UserNotFound];
}

/// List the sign-ins of a user, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
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

/// List what users did.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "GetUserActionLogsDto")]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ListWebhooksDto")]
pub struct LogPagination {
    /// Page number, from 1.
    pub page: Option<Value>,
    /// Rows a page, or failures allowed; at least 1.
    pub limit: Option<Value>,
}

/// One thing a user did.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UserActionLogDto")]
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
    pub geoip: GeoIp,
    /// When, ISO 8601 UTC.
    pub timestamp: String,
    /// Id of the request; also in the log.
    pub request_id: String,
}

/// A page of what users did.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UserActionLogRespData")]
pub struct UserActionLogPage {
    /// Rows in all pages.
    pub total_count: i64,
    /// The rows.
    pub list: Vec<UserActionLog>,
}

/// Place of an address.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GeoIp {
    /// Coordinates.
    pub location: GeoIpLocation,
    /// Country.
    #[serde(rename = "country_name")]
    pub country_name: String,
    /// ISO 3166-1 alpha-2 code.
    #[serde(rename = "country_code2")]
    pub country_code2: String,
    /// ISO 3166-1 alpha-3 code.
    #[serde(rename = "country_code3")]
    pub country_code3: String,
    /// Region.
    #[serde(rename = "region_name")]
    pub region_name: String,
    /// Region code.
    #[serde(rename = "region_code")]
    pub region_code: String,
    /// City.
    #[serde(rename = "city_name")]
    pub city_name: String,
    /// Continent code.
    #[serde(rename = "continent_code")]
    pub continent_code: String,
    /// Time zone.
    pub timezone: String,
}

/// Coordinates.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GeoIpLocation {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
}

/// What a `user-agent` header says.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParsedUserAgent {
    /// Device.
    pub device: String,
    /// Full name.
    pub name: String,
    /// Operating system.
    pub os: String,
}

/// One sign-in of a user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UserLoginHistoryDto")]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UserLoginHistoryPagingDto")]
pub struct UserLoginHistoryPage {
    /// Rows in all pages.
    pub total_count: i64,
    /// The rows.
    pub list: Vec<UserLoginHistoryEntry>,
}

wire_enum! {
    /// What a user did. `updateUserPrefile` is spelled so on the wire.
    EventType {
        Login = "login",
        Logout = "logout",
        Register = "register",
        VerifyMfa = "verifyMfa",
        UpdateUserPrefile = "updateUserPrefile",
        UpdateUserPassword = "updateUserPassword",
        UpdateUserEmail = "updateUserEmail",
        UpdateUserPhone = "updateUserPhone",
        BindMfa = "bindMfa",
        BindEmail = "bindEmail",
        BindPhone = "bindPhone",
        UnbindPhone = "unbindPhone",
        UnbindEmail = "unbindEmail",
        UnbindMfa = "unbindMFA",
        RefreshUserTokenBySelf = "refreshUserTokenBySelf",
        DeleteAccount = "deleteAccount",
        VerifyFirstLogin = "verifyFirstLogin",
        SecurityResourceAccess = "securityResourceAccess",
    }
}

