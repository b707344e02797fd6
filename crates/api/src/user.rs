//! Users, as the pool manages them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ext_idp::{Identity, Provider};
use crate::password::{PasswordEncryptType};
use crate::scalar::{Success, Patch, Object, Secret, Value};

endpoints! {
    POST "/api/v3/create-user" createUser Management Free CreateUser => User, [UserExists, PhoneTaken, EmailTaken, UsernameTaken, ExternalIdTaken, IdentityTaken, PasswordTooWeak, PasswordDecryptFailed];
    POST "/api/v3/create-users-batch" createUsersBatch Management Free CreateUsersBatch => Vec<User>, [UserExists, PhoneTaken, EmailTaken, UsernameTaken, ExternalIdTaken, IdentityTaken, PasswordTooWeak, PasswordDecryptFailed];
    GET "/api/v3/get-user" getUser Management Free GetUser => User, [UserNotFound];
    GET "/api/v3/get-user-batch" getUserBatch Management Free GetUserBatch => Vec<User>, [];
    POST "/api/v3/list-users" listUsers Management Free ListUsers => UserPage, [];
    POST "/api/v3/update-user" updateUser Management Free UpdateUser => User, [UserNotFound, PhoneTaken, EmailTaken, UsernameTaken, ExternalIdTaken, LastLoginMethod, PasswordTooWeak, PasswordDecryptFailed];
    POST "/api/v3/update-user-batch" updateUserBatch Management Free UpdateUserBatch => Vec<User>, [UserNotFound, PhoneTaken, EmailTaken, UsernameTaken, ExternalIdTaken, LastLoginMethod, PasswordTooWeak, PasswordDecryptFailed];
    POST "/api/v3/delete-users-batch" deleteUsersBatch Management Free DeleteUsersBatch => Success, [UserNotFound];
    POST "/api/v3/is-user-exists" isUserExists Management Free IsUserExists => UserExists, [];
}

/// Get one user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetUser {
    /// User id, of the kind `userIdType`.
    pub user_id: String,
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
    /// Whether custom data is merged into the user itself.
    pub flat_custom_data: Option<bool>,
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
}

/// Get up to 50 users; unknown ids are left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetUserBatch {
    /// User ids.
    pub user_ids: Vec<String>,
    /// Kind of the user ids; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
    /// Whether custom data is merged into the user itself.
    pub flat_custom_data: Option<bool>,
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
}

/// A user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UserDto")]
pub struct User {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// When it was created, ISO 8601 UTC.
    pub created_at: String,
    /// When it last changed, ISO 8601 UTC.
    pub updated_at: String,
    /// State of the account.
    pub status: UserStatus,
    /// Whether the user works here.
    pub work_status: WorkStatus,
    /// Id of the user in another system; unique in the pool.
    pub external_id: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Nickname.
    pub nickname: Option<String>,
    /// Address of a picture.
    pub photo: Option<String>,
    /// How many times the user has signed in.
    pub logins_count: Option<i64>,
    /// When the user last signed in, ISO 8601 UTC.
    pub last_login: Option<String>,
    /// Address of the last sign-in.
    pub last_ip: Option<String>,
    /// Gender.
    pub gender: Gender,
    /// Whether the e-mail address is proven.
    pub email_verified: bool,
    /// Whether the number is proven.
    pub phone_verified: bool,
    /// When the password was last set, ISO 8601 UTC.
    pub password_last_set_at: Option<String>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Province or state.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal address as one string.
    pub address: Option<String>,
    /// Street and house number.
    pub street_address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Browser named at sign-up.
    pub browser: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Profile page, or the fields of a new profile.
    pub profile: Option<String>,
    /// Name the user likes to be called.
    pub preferred_username: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Time zone, IANA name.
    pub zoneinfo: Option<String>,
    /// Preferred locale, BCP 47.
    pub locale: Option<String>,
    /// Full address, formatted for display.
    pub formatted: Option<String>,
    /// State or province of the address.
    pub region: Option<String>,
    /// How the user came to be.
    pub user_source_type: UserSourceType,
    /// Id of the source.
    pub user_source_id: Option<String>,
    /// Application of the last sign-in.
    pub last_login_app: Option<String>,
    /// Main department.
    pub main_department_id: Option<String>,
    /// When a second factor was last checked, ISO 8601 UTC.
    pub last_mfa_time: Option<String>,
    /// Strength of the password: 1 low, 2 middle, 3 high.
    pub password_security_level: Option<i64>,
    /// Whether the next sign-in asks for a new password.
    pub reset_password_on_next_login: Option<bool>,
    /// How the user came to be.
    pub register_source: Option<Vec<String>>,
    /// Departments of the user.
    pub department_ids: Option<Vec<String>>,
    /// External identities linked to the user.
    pub identities: Option<Vec<Identity>>,
    /// Number of an identity document.
    pub identity_number: Option<String>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    /// Values of metadata models.
    pub metadata_source: Option<Object>,
    /// Posts of the user.
    pub post_id_list: Option<Vec<String>>,
    /// When the state changed, ISO 8601 UTC.
    pub status_changed_at: Option<String>,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// When the user signed up, ISO 8601 UTC.
    pub signed_up: Option<String>,
}

/// A page of users.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UserPagingDto")]
pub struct UserPage {
    /// Rows in all pages.
    pub total_count: i64,
    /// The rows.
    pub list: Vec<User>,
}

/// Create a user; no code is needed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateUserReqDto")]
pub struct CreateUser {
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
    /// Full name.
    pub name: Option<String>,
    /// Nickname.
    pub nickname: Option<String>,
    /// Address of a picture.
    pub photo: Option<String>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Whether the e-mail address is proven.
    pub email_verified: Option<bool>,
    /// Whether the number is proven.
    pub phone_verified: Option<bool>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Province or state.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal address as one string.
    pub address: Option<String>,
    /// Street and house number.
    pub street_address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Browser named at sign-up.
    pub browser: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Profile page, or the fields of a new profile.
    pub profile: Option<String>,
    /// Name the user likes to be called.
    pub preferred_username: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Time zone, IANA name.
    pub zoneinfo: Option<String>,
    /// Preferred locale, BCP 47.
    pub locale: Option<String>,
    /// Full address, formatted for display.
    pub formatted: Option<String>,
    /// State or province of the address.
    pub region: Option<String>,
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
    /// Number of an identity document.
    pub identity_number: Option<String>,
    /// Options.
    pub options: Option<CreateUserOptions>,
}

/// A user to create.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateUserInfoDto")]
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
    /// Full name.
    pub name: Option<String>,
    /// Nickname.
    pub nickname: Option<String>,
    /// Address of a picture.
    pub photo: Option<String>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Whether the e-mail address is proven.
    pub email_verified: Option<bool>,
    /// Whether the number is proven.
    pub phone_verified: Option<bool>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Province or state.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal address as one string.
    pub address: Option<String>,
    /// Street and house number.
    pub street_address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Browser named at sign-up.
    pub browser: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Profile page, or the fields of a new profile.
    pub profile: Option<String>,
    /// Name the user likes to be called.
    pub preferred_username: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Time zone, IANA name.
    pub zoneinfo: Option<String>,
    /// Preferred locale, BCP 47.
    pub locale: Option<String>,
    /// Full address, formatted for display.
    pub formatted: Option<String>,
    /// State or province of the address.
    pub region: Option<String>,
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
    /// Number of an identity document.
    pub identity_number: Option<String>,
}

/// Options of creating users.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateUserOptionsDto")]
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
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// A one-time password secret.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateUserOtpDto")]
pub struct CreateUserOtp {
    /// The secret.
    pub secret: Secret,
    /// Code that replaces a lost second factor.
    pub recovery_code: Option<Secret>,
}

/// Who is told of a new account.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SendCreateAccountNotificationDto")]
pub struct CreateAccountNotification {
    /// Whether an e-mail tells the user.
    pub send_email_notification: Option<bool>,
    /// Whether an SMS tells the user.
    pub send_phone_notification: Option<bool>,
    /// Application id.
    pub app_id: Option<String>,
}

/// An external identity of a new user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateIdentityDto")]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateUserBatchReqDto")]
pub struct CreateUsersBatch {
    /// The rows.
    pub list: Vec<CreateUserInfo>,
    /// Options.
    pub options: Option<CreateUserOptions>,
}

/// Change a user; no code is needed. A value of `null` clears phone, e-mail, user name or external id.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdateUserReqDto")]
pub struct UpdateUser {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Nickname.
    pub nickname: Option<String>,
    /// Address of a picture.
    pub photo: Option<String>,
    /// Id of the user in another system; unique in the pool.
    #[builder(default)]
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub external_id: Patch,
    /// State of the account.
    pub status: Option<UserStatus>,
    /// Whether the e-mail address is proven.
    pub email_verified: Option<bool>,
    /// Whether the number is proven.
    pub phone_verified: Option<bool>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Province or state.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal address as one string.
    pub address: Option<String>,
    /// Street and house number.
    pub street_address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Gender.
    pub gender: Option<Gender>,
    /// User name; case matters; unique in the pool.
    #[builder(default)]
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub username: Patch,
    /// E-mail address; case does not matter.
    #[builder(default)]
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub email: Patch,
    /// Phone number without country calling code.
    #[builder(default)]
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub phone: Patch,
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Option<Secret>,
    /// Company.
    pub company: Option<String>,
    /// Browser named at sign-up.
    pub browser: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Profile page, or the fields of a new profile.
    pub profile: Option<String>,
    /// Name the user likes to be called.
    pub preferred_username: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Time zone, IANA name.
    pub zoneinfo: Option<String>,
    /// Preferred locale, BCP 47.
    pub locale: Option<String>,
    /// Full address, formatted for display.
    pub formatted: Option<String>,
    /// State or province of the address.
    pub region: Option<String>,
    /// Number of an identity document.
    pub identity_number: Option<String>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    /// Values of metadata models.
    pub metadata: Option<Object>,
    /// Options.
    pub options: Option<UpdateUserOptions>,
}

/// Changes to one user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdateUserInfoDto")]
pub struct UpdateUserInfo {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Nickname.
    pub nickname: Option<String>,
    /// Address of a picture.
    pub photo: Option<String>,
    /// Id of the user in another system; unique in the pool.
    #[builder(default)]
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub external_id: Patch,
    /// State of the account.
    pub status: Option<UserStatus>,
    /// Whether the e-mail address is proven.
    pub email_verified: Option<bool>,
    /// Whether the number is proven.
    pub phone_verified: Option<bool>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Province or state.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal address as one string.
    pub address: Option<String>,
    /// Street and house number.
    pub street_address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Gender.
    pub gender: Option<Gender>,
    /// User name; case matters; unique in the pool.
    #[builder(default)]
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub username: Patch,
    /// E-mail address; case does not matter.
    #[builder(default)]
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub email: Patch,
    /// Phone number without country calling code.
    #[builder(default)]
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub phone: Patch,
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Option<Secret>,
    /// Company.
    pub company: Option<String>,
    /// Browser named at sign-up.
    pub browser: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Profile page, or the fields of a new profile.
    pub profile: Option<String>,
    /// Name the user likes to be called.
    pub preferred_username: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Time zone, IANA name.
    pub zoneinfo: Option<String>,
    /// Preferred locale, BCP 47.
    pub locale: Option<String>,
    /// Full address, formatted for display.
    pub formatted: Option<String>,
    /// State or province of the address.
    pub region: Option<String>,
    /// Number of an identity document.
    pub identity_number: Option<String>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    /// Values of metadata models.
    pub metadata: Option<Object>,
}

/// Options of changing a user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdateUserOptionsDto")]
pub struct UpdateUserOptions {
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
    /// Whether the first sign-in asks for a new password.
    pub reset_password_on_first_login: Option<bool>,
    /// Whether the next sign-in asks for a new password.
    pub reset_password_on_next_login: Option<bool>,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
    /// Whether the server makes up a password.
    pub auto_generate_password: Option<bool>,
    /// Whether the user is told.
    pub send_password_reseted_notification: Option<ResetPasswordNotification>,
}

/// Change up to 50 users, all or none.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdateUserBatchReqDto")]
pub struct UpdateUserBatch {
    /// The rows.
    pub list: Vec<UpdateUserInfo>,
    /// Options.
    pub options: Option<UpdateUserBatchOptions>,
}

/// Options of changing users.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdateUserBatchOptionsDto")]
pub struct UpdateUserBatchOptions {
    /// Whether the next sign-in asks for a new password.
    pub reset_password_on_next_login: Option<bool>,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
    /// Whether the server makes up a password.
    pub auto_generate_password: Option<bool>,
    /// Whether the user is told.
    pub send_password_reseted_notification: Option<ResetPasswordNotification>,
}

/// Who is told of a new password.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SendResetPasswordNotificationDto")]
pub struct ResetPasswordNotification {
    /// Whether the user's own e-mail address is told.
    pub send_default_email_notification: Option<bool>,
    /// Whether the user's own number is told.
    pub send_default_phone_notification: Option<bool>,
    /// Another e-mail address to tell.
    pub input_send_email_notification: Option<String>,
    /// Another phone number to tell.
    pub input_send_phone_notification: Option<String>,
    /// Application id.
    pub app_id: Option<String>,
}

/// Delete up to 50 users for good.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DeleteUsersBatchDto")]
pub struct DeleteUsersBatch {
    /// User ids.
    pub user_ids: Vec<String>,
    /// Options.
    pub options: Option<DeleteUsersBatchOptions>,
}

/// Options of deleting users.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DeleteUsersBatchOptionsDto")]
pub struct DeleteUsersBatchOptions {
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
}

/// Ask whether a user with any of these exists.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "IsUserExistsReqDto")]
pub struct IsUserExists {
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Id of the user in another system; unique in the pool.
    pub external_id: Option<String>,
}

/// Whether such a user exists.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "IsUserExistsDto")]
pub struct UserExists {
    /// Whether such a user exists.
    pub exists: bool,
}

/// List users, a page at a time.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ListUsersRequestDto")]
pub struct ListUsers {
    /// Words to look for.
    pub keywords: Option<String>,
    /// Conditions that must all hold.
    pub advanced_filter: Option<Vec<UserFilter>>,
    /// Query of the search engine; not used here.
    pub search_query: Option<Value>,
    /// Options.
    pub options: Option<ListUsersOptions>,
}

/// Options of listing users.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ListUsersOptionsDto")]
pub struct ListUsersOptions {
    /// Which page.
    pub pagination: Option<Pagination>,
    /// Order of the rows.
    pub sort: Option<Vec<Sorting>>,
    /// Fields that `keywords` is looked for in.
    pub fuzzy_search_on: Option<Vec<FuzzyField>>,
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return posts.
    pub with_post: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
    /// Whether to return departments.
    pub with_department_ids: Option<bool>,
    /// Whether custom data is merged into the user itself.
    pub flat_custom_data: Option<bool>,
}

/// A condition on one field.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ListUsersAdvancedFilterItemDto")]
pub struct UserFilter {
    /// Field name.
    pub field: String,
    /// Comparison.
    pub operator: FilterOperator,
    /// Value.
    pub value: Option<Value>,
}

/// Order by one field.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SortingDto")]
pub struct Sorting {
    /// Field name.
    pub field: SortField,
    /// Direction.
    pub order: SortOrder,
}

/// Which page.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PaginationDto")]
pub struct Pagination {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, or failures allowed; at least 1.
    pub limit: Option<i64>,
}

wire_enum! {
    /// Gender: male, female or unknown.
    Gender {
        M = "M",
        F = "F",
        U = "U",
    }
}

wire_enum! {
    /// State of an account; only `Activated` may sign in.
    UserStatus {
        Suspended = "Suspended",
        Resigned = "Resigned",
        Activated = "Activated",
        Archived = "Archived",
        Deactivated = "Deactivated",
    }
}

wire_enum! {
    /// Whether the user works here.
    WorkStatus {
        Closed = "Closed",
        Active = "Active",
    }
}

wire_enum! {
    /// How a user came to be.
    UserSourceType {
        Excel = "excel",
        Register = "register",
        AdminCreated = "adminCreated",
        Sync = "sync",
    }
}

wire_enum! {
    /// Kind of a department id.
    DepartmentIdType {
        DepartmentId = "department_id",
        OpenDepartmentId = "open_department_id",
        SyncRelation = "sync_relation",
        CustomField = "custom_field",
        Code = "code",
    }
}

wire_enum! {
    /// Kind of a user id.
    UserIdType {
        UserId = "user_id",
        ExternalId = "external_id",
        Phone = "phone",
        Email = "email",
        Username = "username",
        Identity = "identity",
        SyncRelation = "sync_relation",
        CustomField = "custom_field",
    }
}

wire_enum! {
    /// Field that keywords are looked for in.
    FuzzyField {
        Id = "id",
        Phone = "phone",
        Email = "email",
        Name = "name",
        Username = "username",
        ExternalId = "externalId",
        Nickname = "nickname",
        Company = "company",
        GivenName = "givenName",
        FamilyName = "familyName",
        MiddleName = "middleName",
        Profile = "profile",
        PreferredUsername = "preferredUsername",
        Website = "website",
        Address = "address",
        Formatted = "formatted",
        StreetAddress = "streetAddress",
        PostalCode = "postalCode",
        IdentityNumber = "identityNumber",
    }
}

wire_enum! {
    /// Comparison.
    FilterOperator {
        Equal = "EQUAL",
        NotEqual = "NOT_EQUAL",
        Contains = "CONTAINS",
        NotContains = "NOT_CONTAINS",
        IsNull = "IS_NULL",
        NotNull = "NOT_NULL",
        In = "IN",
        Greater = "GREATER",
        Lesser = "LESSER",
        Between = "BETWEEN",
    }
}

wire_enum! {
    /// Field to order by.
    SortField {
        Id = "id",
        CreatedAt = "createdAt",
        UpdatedAt = "updatedAt",
        Email = "email",
        Username = "username",
        ExternalId = "externalId",
        Phone = "phone",
        Status = "status",
        StatusChangedAt = "statusChangedAt",
        PasswordLastSetAt = "passwordLastSetAt",
        LoginsCount = "loginsCount",
        Gender = "gender",
        LastLogin = "lastLogin",
        UserSourceType = "userSourceType",
        LastMfaTime = "lastMfaTime",
        PasswordSecurityLevel = "passwordSecurityLevel",
        PhoneCountryCode = "phoneCountryCode",
        LastIp = "lastIp",
    }
}

wire_enum! {
    /// Direction of an order.
    SortOrder {
        Desc = "desc",
        Asc = "asc",
    }
}

