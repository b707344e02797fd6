//! Passwords.

use cleat_api_macros::{operations, wire};

use crate::error::{CODE, NEW_PASSWORD};
use crate::scalar::{PassCode, Secret, Success};

operations! {
    updatePassword = POST "/api/v3/update-password"
        by User, counts Guess, audits UpdateUserPassword,
        UpdatePassword -> (),
        errors [OldPasswordRequired, OldPasswordWrong, GrantInvalid] + NEW_PASSWORD
            + [AccountLocked];
    validatePassword = POST "/api/v3/validate-password"
        by Visitor, counts Guess, audits Call,
        ValidatePassword -> ValidatePasswordResult,
        errors [AccountLocked];
    verifyResetPasswordRequest = POST "/api/v3/verify-reset-password-request"
        by Visitor, counts Guess, audits UpdateUserPassword,
        VerifyResetPasswordRequest -> ResetPasswordGrant,
        errors CODE;
    resetPassword = POST "/api/v3/reset-password"
        by Visitor, counts Guess, audits UpdateUserPassword,
        ResetPassword -> Success,
        errors [GrantInvalid] + NEW_PASSWORD;
}

/// Change or set the password of the signed-in user.
#[wire(request, "UpdatePasswordDto")]
pub struct UpdatePassword {
    /// The new password.
    pub new_password: Secret,
    /// The present password; needed when there is one.
    pub old_password: Option<Secret>,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2);
    /// keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
    /// One-time token from `verifyResetPasswordRequest`.
    pub password_reset_token: Option<Secret>,
}

/// Ask whether a password is right. Counts as a try at signing in.
#[wire(request, "ValidatePasswordDto")]
pub struct ValidatePassword {
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Option<Secret>,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2);
    /// keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// Whether the password is right.
#[wire("ValidatePasswordResultDto")]
pub struct ValidatePasswordResult {
    /// Whether the password is right.
    pub valid: bool,
}

/// Prove who asks to reset the password, before `resetPassword`.
#[wire(request, "VerifyResetPasswordRequestDto")]
pub struct VerifyResetPasswordRequest {
    /// How the request is proven.
    pub verify_method: ResetPasswordMethod,
    /// Proof by a code sent by SMS.
    #[schemars(extend("x-when" = { "verifyMethod": "PHONE_PASSCODE" }))]
    pub phone_pass_code_payload: Option<ResetPasswordByPhone>,
    /// Proof by a code sent by e-mail.
    #[schemars(extend("x-when" = { "verifyMethod": "EMAIL_PASSCODE" }))]
    pub email_pass_code_payload: Option<ResetPasswordByEmail>,
}

/// A number and a code of `CHANNEL_RESET_PASSWORD`.
#[wire(request, "ResetPasswordByPhonePassCodeDto")]
pub struct ResetPasswordByPhone {
    /// Phone number without country calling code.
    pub phone_number: String,
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// An address and a code of `CHANNEL_RESET_PASSWORD`.
#[wire(request, "ResetPasswordByEmailPassCodeDto")]
pub struct ResetPasswordByEmail {
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
}

/// Leave to set a new password.
#[wire("ResetPasswordVerify")]
pub struct ResetPasswordGrant {
    /// One-time token from `verifyResetPasswordRequest`.
    pub password_reset_token: Secret,
    /// Life of the token, in seconds.
    pub token_expires_in: i64,
}

/// Set a new password, with the token of `verifyResetPasswordRequest`; all sessions end.
#[wire(request, "ResetPasswordDto")]
pub struct ResetPassword {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// One-time token from `verifyResetPasswordRequest`.
    pub password_reset_token: Secret,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2);
    /// keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// How a password is encrypted on the wire.
#[wire]
pub enum PasswordEncryptType {
    Sm2 = "sm2",
    Rsa = "rsa",
    None = "none",
}

/// How resetting a password is proven.
#[wire]
pub enum ResetPasswordMethod {
    EmailPasscode = "EMAIL_PASSCODE",
    PhonePasscode = "PHONE_PASSCODE",
}
