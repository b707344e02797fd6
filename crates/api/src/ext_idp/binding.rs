//! Going on in an app with an identity that nobody is linked with: whose it becomes.

use cleat_api_macros::wire;

use crate::scalar::{PassCode, Secret};
use crate::signin::SignInOptions;

/// Sign in by a code that WeChat gave to an app.
#[wire(request, "WechatMobileAuthByCodeIdentityInput")]
pub struct AuthByCodeIdentity {
    /// The code that WeChat gave.
    pub code: Secret,
    /// Application id; that of the caller where it is given.
    pub app_id: Option<String>,
    /// Id of the connection to WeChat; may be absent where the application shows one alone.
    pub conn_id: Option<String>,
    /// Options.
    pub options: Option<SignInOptions>,
}

/// Link the identity with the user whose password is given, and sign in.
#[wire(request, "BindByAccountInputApi")]
pub struct BindByAccount {
    /// The key that came with the refusal of the sign-in. It works once, for ten minutes.
    pub key: Secret,
    /// Name of the step; this server goes by the path.
    pub action: String,
    /// Password, as it was typed or encrypted by RSA.
    pub password: Secret,
    /// User name, e-mail address or phone number; which of them it is, the server finds out.
    pub account: String,
}

/// Link the identity with the user who gets codes at that phone, and sign in.
#[wire(request, "BindByPhoneCodeInputApi")]
pub struct BindByPhoneCode {
    /// The key that came with the refusal of the sign-in. It works once, for ten minutes.
    pub key: Secret,
    /// Name of the step; this server goes by the path.
    pub action: String,
    /// A code of `CHANNEL_LOGIN`.
    pub code: PassCode,
    /// Phone number without country calling code.
    pub phone: String,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// Link the identity with the user who gets codes at that e-mail address, and sign in.
#[wire(request, "BindByEmailCodeInputApi")]
pub struct BindByEmailCode {
    /// The key that came with the refusal of the sign-in. It works once, for ten minutes.
    pub key: Secret,
    /// Name of the step; this server goes by the path.
    pub action: String,
    /// A code of `CHANNEL_LOGIN`.
    pub code: PassCode,
    /// E-mail address; case does not matter.
    pub email: String,
}

/// Link the identity with one of the users whom the refusal named, and sign in.
#[wire(request, "BindByAccountsInputApi")]
pub struct SelectAccount {
    /// The key that came with the refusal of the sign-in. It works once, for ten minutes.
    pub key: Secret,
    /// Name of the step; this server goes by the path.
    pub action: String,
    /// User id, one of those that the refusal named.
    pub account: String,
}

/// Link the identity with one of the users whom the refusal named, and sign in.
#[wire(request, "BindByAccountIdInputApi")]
pub struct BindByAccountId {
    /// The key that came with the refusal of the sign-in. It works once, for ten minutes.
    pub key: Secret,
    /// Name of the step; this server goes by the path.
    pub action: String,
    /// User id, one of those that the refusal named.
    pub account_id: String,
}

/// Create a user with the identity, and sign in.
#[wire(request, "BindByRegiserInputApi")]
pub struct RegisterNewUser {
    /// The key that came with the refusal of the sign-in. It works once, for ten minutes.
    pub key: Secret,
    /// Name of the step; this server goes by the path.
    pub action: String,
}

/// Tokens of a sign-in by an identity that was linked with it.
#[wire("WechatLoginTokenRespDto")]
pub struct BoundTokens {
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
}
