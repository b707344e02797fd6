//! Creating users.

use cleat_api_macros::wire;

use super::profile::{Details, Home, Names, Profile};
use super::read::UserStatus;
use crate::ext_idp::Provider;
use crate::password::PasswordEncryptType;
use crate::scalar::{Object, Secret, Value};

/// Create a user; no code is needed.
#[wire(request, "CreateUserReqDto")]
pub struct CreateUser {
    with: CreateUserInfo![],
    /// Options.
    pub options: Option<CreateUserOptions>,
}

/// A user to create.
#[wire(request, fields, "CreateUserInfoDto")]
pub struct CreateUserInfo {
    /// State of the account.
    pub status: Option<UserStatus>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    /// Id of the user in another system; unique in the pool.
    pub external_id: Option<String>,
    with: Names![],
    with: Profile![gender],
    /// Whether the e-mail address is proven.
    pub email_verified: Option<bool>,
    /// Whether the number is proven.
    pub phone_verified: Option<bool>,
    with: Home![],
    with: Details![],
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Option<Secret>,
    /// Salt of an imported password hash.
    pub salt: Option<Secret>,
    /// Tenants of the user.
    pub tenant_ids: Option<Vec<String>>,
    /// One-time password secret to import.
    pub otp: Option<CreateUserOtp>,
    /// Departments of the user.
    pub department_ids: Option<Vec<String>>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    /// Values of metadata models.
    pub metadata_source: Option<Object>,
    /// External identities linked to the user.
    pub identities: Option<Vec<CreateIdentity>>,
    with: Profile![identity_number],
}

/// Options of creating users.
#[wire(request, "CreateUserOptionsDto")]
pub struct CreateUserOptions {
    /// Whether a password hash is taken as it is.
    pub keep_password: Option<bool>,
    /// Whether the server makes up a password.
    pub auto_generate_password: Option<bool>,
    /// Whether the first sign-in asks for a new password.
    pub reset_password_on_first_login: Option<bool>,
    /// Kind of the department ids.
    pub department_id_type: Option<DepartmentIdType>,
    /// Whether the user is told.
    pub send_notification: Option<CreateAccountNotification>,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2);
    /// keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// A one-time password secret.
#[wire(request, "CreateUserOtpDto")]
pub struct CreateUserOtp {
    /// The secret.
    pub secret: Secret,
    /// Code that replaces a lost second factor.
    pub recovery_code: Option<Secret>,
}

/// Who is told of a new account.
#[wire(request, "SendCreateAccountNotificationDto")]
pub struct CreateAccountNotification {
    /// Whether an e-mail tells the user.
    pub send_email_notification: Option<bool>,
    /// Whether an SMS tells the user.
    pub send_phone_notification: Option<bool>,
    /// Application id.
    pub app_id: Option<String>,
}

/// An external identity of a new user.
#[wire(request, "CreateIdentityDto")]
pub struct CreateIdentity {
    /// External identity provider id.
    pub ext_idp_id: String,
    /// Kind of the external identity provider.
    pub provider: Provider,
    /// Kind of the identity inside its provider, such as `openid` or `unionid`.
    pub r#type: String,
    /// Id of the user at the external provider.
    pub user_id_in_idp: String,
    /// What the external provider said of the user.
    pub user_info_in_idp: Value,
    /// Access token of the external identity provider.
    pub access_token: Option<Secret>,
    /// Refresh token of the external identity provider.
    pub refresh_token: Option<Secret>,
    /// Connections the identity came through.
    pub origin_conn_ids: Vec<String>,
}

/// Create up to 50 users, all or none.
#[wire(request, "CreateUserBatchReqDto")]
pub struct CreateUsersBatch {
    /// The rows.
    pub list: Vec<CreateUserInfo>,
    /// Options.
    pub options: Option<CreateUserOptions>,
}

/// Kind of a department id.
#[wire]
pub enum DepartmentIdType {
    DepartmentId = "department_id",
    OpenDepartmentId = "open_department_id",
    SyncRelation = "sync_relation",
    CustomField = "custom_field",
    Code = "code",
}
