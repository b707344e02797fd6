//! Signing in.

use cleat_api_macros::wire;

use crate::password::PasswordEncryptType;
use crate::scalar::{Object, PassCode, Secret, Value};

/// Sign in by password or by code and receive tokens.
#[wire(request, "SigninByCredentialsDto")]
pub struct SignInByCredentials {
    /// How the user proves who they are.
    pub connection: SignInConnection,
    /// Credentials of `connection` or `verifyMethod` `PASSWORD`.
    #[schemars(extend("x-when" = { "connection": "PASSWORD" }))]
    pub password_payload: Option<SignInByPassword>,
    /// Credentials of `connection` `PASSCODE`.
    #[schemars(extend("x-when" = { "connection": "PASSCODE" }))]
    pub pass_code_payload: Option<SignInByPassCode>,
    /// Credentials of `connection` `AD`.
    #[schemars(extend("x-when" = { "connection": "AD" }))]
    pub ad_payload: Option<SignInByAd>,
    /// Credentials of `connection` `LDAP`.
    #[schemars(extend("x-when" = { "connection": "LDAP" }))]
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
#[wire(request, "SignInByPasswordPayloadDto")]
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
#[wire(request, "SignInByPassCodePayloadDto")]
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
#[wire(request, "SignInByAdPayloadDto")]
pub struct SignInByAd {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// Account name in the directory.
    #[serde(rename = "sAMAccountName")]
    pub s_am_account_name: String,
}

/// Account of an LDAP directory.
#[wire(request, "SignInByLdapPayloadDto")]
pub struct SignInByLdap {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// Account name in the directory.
    #[serde(rename = "sAMAccountName")]
    pub s_am_account_name: String,
}

/// Options of a sign-in.
#[wire(request, "SignInOptionsDto")]
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
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2);
    /// keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// Tokens of a sign-in.
#[wire("LoginTokenResponseDataDto")]
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

/// How a sign-in is proven.
#[wire]
pub enum SignInConnection {
    Password = "PASSWORD",
    Passcode = "PASSCODE",
    Ldap = "LDAP",
    Ad = "AD",
}
