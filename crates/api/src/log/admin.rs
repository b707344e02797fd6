//! What was done for a pool: by its key, by operators on the console, on the machine.

use cleat_api_macros::wire;

use super::actions::LogPagination;
use super::device::{GeoIp, ParsedUserAgent};
use crate::page::Page;

/// List what was done for the pool: by its key, by operators on the console and on the machine of
/// the server, newest first.
#[wire(request, "GetAdminAuditLogsDto")]
pub struct GetAdminAuditLogs {
    /// Id of the request; also in the log.
    pub request_id: Option<String>,
    /// Address that the request came from.
    pub client_ip: Option<String>,
    /// Kind of operation.
    pub operation_type: Option<String>,
    /// Kind of what it was done to.
    pub resource_type: Option<String>,
    /// Id of the operator.
    pub user_id: Option<String>,
    /// Whether it was done.
    pub success: Option<bool>,
    /// From when, milliseconds since 1970-01-01 UTC.
    pub start: Option<i64>,
    /// Until when, milliseconds since 1970-01-01 UTC.
    pub end: Option<i64>,
    /// Which page.
    pub pagination: Option<LogPagination>,
}

/// One thing that was done for the pool.
#[wire("AdminAuditLogDto")]
pub struct AdminAuditLog {
    /// Id of the operator; empty where the key of the pool or somebody on the machine did it.
    pub admin_user_id: String,
    /// Picture of the operator.
    pub admin_user_avatar: String,
    /// Name of the operator for people; `management` for the key of the pool, `command line` for
    /// the machine.
    pub admin_user_display_name: String,
    /// Address that the request came from.
    pub client_ip: Option<String>,
    /// Kind of operation.
    pub operation_type: AdminOperationType,
    /// Kind of what it was done to.
    pub resource_type: AdminResourceType,
    /// What happened, as JSON.
    pub event_details: Option<String>,
    /// Name of the operation.
    pub operation_param: Option<String>,
    /// What it was before, as JSON, masked.
    pub origin_value: Option<String>,
    /// What it is now, as JSON, masked.
    pub target_value: Option<String>,
    /// Whether it was done.
    pub success: bool,
    /// `user-agent` header of the request.
    pub user_agent: String,
    /// Device, browser and system read off `userAgent`.
    pub ua: ParsedUserAgent,
    /// Place of the address, when a geo database is configured.
    pub geoip: GeoIp,
    /// When, ISO 8601 UTC.
    pub timestamp: String,
    /// Id of the request; also in the log.
    pub request_id: String,
}

/// A page of what was done for the pool.
#[wire("AdminAuditLogRespData")]
pub type AdminAuditLogPage = Page<AdminAuditLog>;

/// Kind of operation.
#[wire]
pub enum AdminOperationType {
    All = "all",
    Create = "create",
    Delete = "delete",
    Import = "import",
    Export = "export",
    Update = "update",
    Refresh = "refresh",
    Sync = "sync",
    Invite = "invite",
    Resign = "resign",
    Recover = "recover",
    Disable = "disable",
    Enable = "enable",
    Activate = "activate",
    Deactivate = "deactivate",
    Add = "add",
    Remove = "remove",
    Query = "query",
    SendInvitation = "sendInvitation",
    RevertInvitation = "revertInvitation",
    Approval = "approval",
    Reject = "reject",
}

/// Kind of what it was done to.
#[wire]
pub enum AdminResourceType {
    All = "all",
    User = "user",
    Userpool = "userpool",
    Tenant = "tenant",
    UserLoginState = "userLoginState",
    UserAccountState = "userAccountState",
    UserGroup = "userGroup",
    FieldEncryptState = "fieldEncryptState",
    SyncTask = "syncTask",
    SocialConnection = "socialConnection",
    EnterpriseConnection = "enterpriseConnection",
    CustomDatabase = "customDatabase",
    Org = "org",
    Cooperator = "cooperator",
    Application = "application",
    ResourceNamespace = "resourceNamespace",
    Resource = "resource",
    Role = "role",
    RoleAssign = "roleAssign",
    Policy = "policy",
    CustomDomain = "customDomain",
    PermitSpace = "permitSpace",
    GeneralResource = "generalResource",
    GeneralResourceAuthorization = "generalResourceAuthorization",
    RoleSubject = "roleSubject",
    SubjectOfRole = "subjectOfRole",
    DataResource = "dataResource",
    DataPolicy = "dataPolicy",
    Authorization = "authorization",
    UserAuthorization = "userAuthorization",
    AdminPermissionRole = "adminPermissionRole",
    AdminPermissionAdmin = "adminPermissionAdmin",
    AdminPermissionPolicy = "adminPermissionPolicy",
    UniversalInvitation = "universalInvitation",
    PolicyInvitation = "policyInvitation",
    InvitationRoster = "invitationRoster",
    InvitationUser = "invitationUser",
    InvitationPolicy = "invitationPolicy",
    Applicant = "applicant",
}
