//! What signed-in users see and change of themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::log::{GeoIp, ParsedUserAgent};
use crate::password::{PasswordEncryptType};
use crate::user::{User, Gender};
use crate::scalar::{Success, Object, PassCode, Secret};

endpoints! {
    GET "/api/v3/get-profile" getProfile User Free GetProfile => User, [];
    POST "/api/v3/update-profile" updateProfile User Free UpdateProfile => User, [UsernameTaken, ExternalIdTaken, LastLoginMethod];
    GET "/api/v3/get-security-info" getSecurityLevel User Free GetSecurityLevel => SecurityLevel, [];
    POST "/api/v3/verify-delete-account-request" verifyDeleteAccountRequest User Guess VerifyDeleteAccountRequest => DeleteAccountGrant, [CodeWrong, CodeUsed, CodeExhausted, CodeExpired, AccountLocked, PhoneNotBound, EmailNotBound, OldPhoneMismatch, OldEmailMismatch, DeleteByPasswordRefused, InvalidCredentials, PasswordDecryptFailed];
    POST "/api/v3/delete-account" deleteAccount User Guess DeleteAccount => Success, [GrantInvalid];
    GET "/api/v3/get-my-login-history" getLoginHistory User Free GetLoginHistory => LoginHistory, [];
    GET "/api/v3/get-my-logged-in-apps" getLoggedInApps User Free GetLoggedInApps => Vec<LoggedInApp>, [];
    GET "/api/v3/get-country-list" getCountryList Public Free GetCountryList => Vec<Country>, [];
}

/// Get the profile of the signed-in user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetProfile {
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
}

/// Ask how well the account of the signed-in user is protected.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetSecurityLevel {
}

/// List the sign-ins of the signed-in user, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
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

/// List the applications the user is signed in to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetLoggedInApps {
}

/// List all countries with their calling codes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetCountryList {
}

/// Change the profile of the signed-in user; phone, e-mail and password have operations of their own.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdateUserProfileDto")]
pub struct UpdateProfile {
    /// Full name.
    pub name: Option<String>,
    /// Nickname.
    pub nickname: Option<String>,
    /// Address of a picture.
    pub photo: Option<String>,
    /// Id of the user in another system; unique in the pool.
    pub external_id: Option<String>,
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
    pub username: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    /// Number of an identity document.
    pub identity_number: Option<String>,
}

/// How well the account is protected.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "GetSecurityInfoDto")]
pub struct SecurityLevel {
    /// Strength of the password: 1 low, 2 middle, 3 high.
    pub password_security_level: i64,
    /// Whether a second factor is set up.
    pub mfa_enrolled: bool,
    /// Whether there is a password.
    pub password_set: bool,
    /// Whether an e-mail address is bound.
    pub email_binded: bool,
    /// Whether a phone is bound.
    pub phone_binded: bool,
    /// Sum of what protects the account, 0 to 100.
    pub security_score: i64,
}

/// Prove who asks to delete the account, before `deleteAccount`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "VerifyDeleteAccountRequestDto")]
pub struct VerifyDeleteAccountRequest {
    /// How the request is proven.
    pub verify_method: DeleteAccountMethod,
    /// Proof by a code sent by SMS.
    pub phone_pass_code_payload: Option<DeleteAccountByPhone>,
    /// Proof by a code sent by e-mail.
    pub email_pass_code_payload: Option<DeleteAccountByEmail>,
    /// Credentials of `connection` or `verifyMethod` `PASSWORD`.
    pub password_payload: Option<DeleteAccountByPassword>,
}

/// The bound number and a code of `CHANNEL_DELETE_ACCOUNT`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DeleteAccountByPhonePassCodeDto")]
pub struct DeleteAccountByPhone {
    /// Phone number without country calling code.
    pub phone_number: String,
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// The bound address and a code of `CHANNEL_DELETE_ACCOUNT`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DeleteAccountByEmailPassCodeDto")]
pub struct DeleteAccountByEmail {
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
}

/// The password; only for an account with neither phone nor e-mail.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DeleteAccountByPasswordDto")]
pub struct DeleteAccountByPassword {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// Leave to delete the account.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "VerifyDeleteAccountRequestDataDto")]
pub struct DeleteAccountGrant {
    /// One-time token from `verifyDeleteAccountRequest`.
    pub delete_account_token: Secret,
    /// Life of the token, in seconds.
    pub token_expires_in: i64,
}

/// Delete the account of the signed-in user, with the token of `verifyDeleteAccountRequest`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DeleteAccounDto")]
pub struct DeleteAccount {
    /// One-time token from `verifyDeleteAccountRequest`.
    pub delete_account_token: Secret,
}

/// An application the user is signed in to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LoggedInAppsDto")]
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

/// One sign-in of the user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LoginHistoryDto")]
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
    pub geoip: GeoIp,
    /// Tenant id.
    pub tenant_id: Option<String>,
}

/// A page of sign-ins.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LoginHistoryPaginatedRespDto")]
pub struct LoginHistory {
    /// Rows in all pages.
    pub total_count: i64,
    /// The rows.
    pub list: Vec<LoginHistoryEntry>,
}

/// A country and its calling code.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CountryDetailInfo")]
pub struct Country {
    /// ISO 3166-1 alpha-2 code.
    pub alpha2: String,
    /// ISO 3166-1 alpha-3 code.
    pub alpha3: String,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: String,
    /// Flag, as an emoji.
    pub flag: String,
    /// Full name.
    pub name: LocalizedName,
}

/// A name in four languages.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LangObject")]
pub struct LocalizedName {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: LocalizedText,
    /// English.
    #[serde(rename = "en-US")]
    pub en_us: LocalizedText,
    /// Traditional Chinese.
    #[serde(rename = "zh-TW")]
    pub zh_tw: LocalizedText,
    /// Japanese.
    #[serde(rename = "ja-JP")]
    pub ja_jp: LocalizedText,
}

/// A name in one language.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LangUnit")]
pub struct LocalizedText {
    /// Whether it is on.
    pub enabled: bool,
    /// Value.
    pub value: String,
}

wire_enum! {
    /// How deleting an account is proven.
    DeleteAccountMethod {
        PhonePasscode = "PHONE_PASSCODE",
        EmailPasscode = "EMAIL_PASSCODE",
        Password = "PASSWORD",
    }
}

