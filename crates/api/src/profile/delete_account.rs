//! Deleting the account of the signed-in user.

use cleat_api_macros::wire;

use crate::password::PasswordEncryptType;
use crate::scalar::{PassCode, Secret};

/// Prove who asks to delete the account, before `deleteAccount`.
#[wire(request, "VerifyDeleteAccountRequestDto")]
pub struct VerifyDeleteAccountRequest {
    /// How the request is proven.
    pub verify_method: DeleteAccountMethod,
    /// Proof by a code sent by SMS.
    #[schemars(extend("x-when" = { "verifyMethod": "PHONE_PASSCODE" }))]
    pub phone_pass_code_payload: Option<DeleteAccountByPhone>,
    /// Proof by a code sent by e-mail.
    #[schemars(extend("x-when" = { "verifyMethod": "EMAIL_PASSCODE" }))]
    pub email_pass_code_payload: Option<DeleteAccountByEmail>,
    /// Credentials of `connection` or `verifyMethod` `PASSWORD`.
    #[schemars(extend("x-when" = { "verifyMethod": "PASSWORD" }))]
    pub password_payload: Option<DeleteAccountByPassword>,
}

/// The bound number and a code of `CHANNEL_DELETE_ACCOUNT`.
#[wire(request, "DeleteAccountByPhonePassCodeDto")]
pub struct DeleteAccountByPhone {
    /// Phone number without country calling code.
    pub phone_number: String,
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// The bound address and a code of `CHANNEL_DELETE_ACCOUNT`.
#[wire(request, "DeleteAccountByEmailPassCodeDto")]
pub struct DeleteAccountByEmail {
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
}

/// The password; only for an account with neither phone nor e-mail.
#[wire(request, "DeleteAccountByPasswordDto")]
pub struct DeleteAccountByPassword {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2);
    /// keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// How deleting an account is proven.
#[wire]
pub enum DeleteAccountMethod {
    PhonePasscode = "PHONE_PASSCODE",
    EmailPasscode = "EMAIL_PASSCODE",
    Password = "PASSWORD",
}

/// Leave to delete the account.
#[wire("VerifyDeleteAccountRequestDataDto")]
pub struct DeleteAccountGrant {
    /// One-time token from `verifyDeleteAccountRequest`.
    pub delete_account_token: Secret,
    /// Life of the token, in seconds.
    pub token_expires_in: i64,
}

/// Delete the account of the signed-in user, with the token of `verifyDeleteAccountRequest`.
#[wire(request, "DeleteAccounDto")]
pub struct DeleteAccount {
    /// One-time token from `verifyDeleteAccountRequest`.
    pub delete_account_token: Secret,
}
