//! Signing up and signing in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::password::{PasswordEncryptType};
use crate::user::{User, Gender};
use crate::scalar::{Object, PassCode, Secret, Value};

endpoints! {
    POST "/api/v3/signup" signUp Visitor Register SignUp => User, [CodeWrong, CodeUsed, CodeExhausted, CodeExpired, AccountLocked, RegisterDisabled, RegisterTooOften, UserExists, UsernameTaken, EmailTaken, PhoneTaken, PasswordTooWeak, PasswordDecryptFailed, LoginMethodDisabled];
    POST "/api/v3/signin" signInByCredentials Client Guess SignInByCredentials => LoginTokens, [CodeWrong, CodeUsed, CodeExhausted, CodeExpired, AccountLocked, InvalidCredentials, UserNotFound, EmailNotVerified, RegisterDisabled, RegisterTooOften, UserExists, PasswordTooWeak, PasswordDecryptFailed, LoginMethodDisabled, MethodUnsupported, InvalidScope];
}

/// Sign in by password or by code and receive tokens.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SigninByCredentialsDto")]
pub struct SignInByCredentials {
    /// How the user proves who they are.
    pub connection: SignInConnection,
    /// Credentials of `connection` or `verifyMethod` `PASSWORD`.
    pub password_payload: Option<SignInByPassword>,
    /// Credentials of `connection` `PASSCODE`.
    pub pass_code_payload: Option<SignInByPassCode>,
    /// Credentials of `connection` `AD`.
    pub ad_payload: Option<SignInByAd>,
    /// Credentials of `connection` `LDAP`.
    pub ldap_payload: Option<SignInByLdap>,
    /// Options.
    pub options: Option<SignInOptions>,
    /// Application id, for `client_secret_post`.
    #[serde(rename = "client_id")]
    pub client_id: Option<String>,
    /// Application secret, for `client_secret_post`.
    #[serde(rename = "client_secret")]
    pub client_secret: Option<Secret>,
}

/// A password and one name for its owner.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignInByPasswordPayloadDto")]
pub struct SignInByPassword {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// User name, e-mail address or phone number; which of them it is, the server finds out.
    pub account: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
}

/// A code of `CHANNEL_LOGIN` and where it was sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignInByPassCodePayloadDto")]
pub struct SignInByPassCode {
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// Account of an Active Directory.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignInByAdPayloadDto")]
pub struct SignInByAd {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// Account name in the directory.
    #[serde(rename = "sAMAccountName")]
    pub s_am_account_name: String,
}

/// Account of an LDAP directory.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignInByLdapPayloadDto")]
pub struct SignInByLdap {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// Account name in the directory.
    #[serde(rename = "sAMAccountName")]
    pub s_am_account_name: String,
}

/// Options of a sign-in.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignInOptionsDto")]
pub struct SignInOptions {
    /// OAuth scope, separated by spaces; must contain `openid`.
    pub scope: Option<String>,
    /// Address of the end user's device.
    pub client_ip: Option<String>,
    /// Free data handed on to pipelines and logs.
    pub context: Option<Value>,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    /// Whether an unknown user is signed up on the fly.
    pub auto_register: Option<bool>,
    /// Text read off the captcha picture; case does not matter.
    pub captcha_code: Option<String>,
    /// Token that came with the captcha picture.
    pub captcha_token: Option<String>,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// Tokens of a sign-in.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "LoginTokenResponseDataDto")]
pub struct LoginTokens {
    /// OAuth scope, separated by spaces; must contain `openid`.
    pub scope: Option<String>,
    /// Access token, a JWT.
    #[serde(rename = "access_token")]
    pub access_token: Option<Secret>,
    /// ID token, a JWT.
    #[serde(rename = "id_token")]
    pub id_token: Option<Secret>,
    /// Refresh token, when the scope has `offline_access`.
    #[serde(rename = "refresh_token")]
    pub refresh_token: Option<Secret>,
    /// Always `bearer`.
    #[serde(rename = "token_type")]
    pub token_type: String,
    /// Life of the access token, in seconds.
    #[serde(rename = "expire_in")]
    pub expire_in: i64,
    /// The same, by the name of RFC 6749.
    #[serde(rename = "expires_in", default)]
    // Other servers of this wire may leave it out; this one does not.
    #[schemars(!default)]
    pub expires_in: i64,
}

/// Create an account by code or by password.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignUpDto")]
pub struct SignUp {
    /// How the user proves who they are.
    pub connection: SignUpConnection,
    /// Credentials of `connection` or `verifyMethod` `PASSWORD`.
    pub password_payload: Option<SignUpByPassword>,
    /// Credentials of `connection` `PASSCODE`.
    pub pass_code_payload: Option<SignUpByPassCode>,
    /// Profile page, or the fields of a new profile.
    pub profile: Option<SignUpProfile>,
    /// Options.
    pub options: Option<SignUpOptions>,
}

/// A password and a user name or e-mail address.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignUpByPasswordDto")]
pub struct SignUpByPassword {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
}

/// A code of `CHANNEL_REGISTER` and where it was sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignUpByPassCodeDto")]
pub struct SignUpByPassCode {
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// Profile of a new account.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignUpProfileDto")]
pub struct SignUpProfile {
    /// Nickname.
    pub nickname: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Address of a picture.
    pub photo: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Browser named at sign-up.
    pub browser: Option<String>,
    /// Full name.
    pub name: Option<String>,
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
    /// Gender.
    pub gender: Option<Gender>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// Time zone, IANA name.
    pub zoneinfo: Option<String>,
    /// Preferred locale, BCP 47.
    pub locale: Option<String>,
    /// Postal address as one string.
    pub address: Option<String>,
    /// Full address, formatted for display.
    pub formatted: Option<String>,
    /// Street and house number.
    pub street_address: Option<String>,
    /// Town or city of the address.
    pub locality: Option<String>,
    /// State or province of the address.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
}

/// Options of a sign-up.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SignUpOptionsDto")]
pub struct SignUpOptions {
    /// Address of the end user's device.
    pub client_ip: Option<String>,
    /// Code of `CHANNEL_COMPLETE_PHONE` that proves `profile.phone`.
    pub phone_pass_code_for_information_completion: Option<PassCode>,
    /// Code of `CHANNEL_COMPLETE_EMAIL` that proves `profile.email`.
    pub email_pass_code_for_information_completion: Option<PassCode>,
    /// Password to set while signing up by code.
    pub password_for_phone_pass_code: Option<Secret>,
    /// Free data handed on to pipelines and logs.
    pub context: Value,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

wire_enum! {
    /// How a sign-in is proven.
    SignInConnection {
        Password = "PASSWORD",
        Passcode = "PASSCODE",
        Ldap = "LDAP",
        Ad = "AD",
    }
}

wire_enum! {
    /// How a sign-up is proven.
    SignUpConnection {
        Password = "PASSWORD",
        Passcode = "PASSCODE",
    }
}

