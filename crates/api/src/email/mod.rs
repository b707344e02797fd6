//! The e-mail address of the signed-in user, and codes sent by e-mail.

use cleat_api_macros::{operations, wire};

use crate::error::CODE;
use crate::scalar::{PassCode, Secret, Success};

operations! {
    sendEmail = POST "/api/v3/send-email"
        by Visitor, counts Send,
        SendEmail -> (),
        errors [CodeSentRecently, EmailUnavailable, AccountLocked];
    bindEmail = POST "/api/v3/bind-email"
        by User, counts Guess, audits BindEmail,
        BindEmail -> (),
        errors CODE + [EmailAlreadyBound, EmailTaken];
    unbindEmail = POST "/api/v3/unbind-email"
        by User, counts Guess, audits UnbindEmail,
        UnbindEmail -> (),
        errors CODE + [EmailNotBound, LastLoginMethod];
    verifyUpdateEmailRequest = POST "/api/v3/verify-update-email-request"
        by User, counts Guess, audits UpdateUserEmail,
        VerifyUpdateEmailRequest -> UpdateEmailGrant,
        errors CODE + [EmailNotBound, OldEmailRequired, OldEmailMismatch, SameEmail, EmailTaken];
    updateEmail = POST "/api/v3/update-email"
        by User, counts Guess, audits UpdateUserEmail,
        UpdateEmail -> Success,
        errors [GrantInvalid, EmailTaken];
}

/// Bind an e-mail address to the signed-in user, who must not have one.
#[wire(request, "BindEmailDto")]
pub struct BindEmail {
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// E-mail address; case does not matter.
    pub email: String,
}

/// Unbind the e-mail address of the signed-in user; refused when it is the last login method.
#[wire(request, "UnbindEmailDto")]
pub struct UnbindEmail {
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
}

/// Prove who asks to change the e-mail address: the new one, and the old one when the pool says so.
/// Then `updateEmail` changes it.
#[wire(request, "VerifyUpdateEmailRequestDto")]
pub struct VerifyUpdateEmailRequest {
    /// Proof by a code sent by e-mail.
    pub email_pass_code_payload: UpdateEmailPayload,
    /// How the request is proven.
    pub verify_method: UpdateEmailMethod,
}

/// The addresses and their codes.
#[wire(request, "UpdateEmailByEmailPassCodeDto")]
pub struct UpdateEmailPayload {
    /// The new e-mail address.
    pub new_email: String,
    /// Code of `CHANNEL_UPDATE_EMAIL` sent to the new address.
    pub new_email_pass_code: PassCode,
    /// The bound e-mail address; needed when the pool verifies it.
    pub old_email: Option<String>,
    /// Code of `CHANNEL_UPDATE_EMAIL` sent to the old address; needed when the pool verifies it.
    pub old_email_pass_code: Option<PassCode>,
}

/// Leave to change the e-mail address.
#[wire("VerifyUpdateEmailRequestData")]
pub struct UpdateEmailGrant {
    /// One-time token from `verifyUpdateEmailRequest`.
    pub update_email_token: Secret,
    /// Life of the token, in seconds.
    pub token_expires_in: i64,
}

/// Change the e-mail address of the signed-in user, with the token of `verifyUpdateEmailRequest`.
#[wire(request, "UpdateEmailDto")]
pub struct UpdateEmail {
    /// One-time token from `verifyUpdateEmailRequest`.
    pub update_email_token: Secret,
}

/// Send a code by e-mail, once a minute for an address and channel.
#[wire(request, "SendEmailDto")]
pub struct SendEmail {
    /// What the code is for; a code works in its channel only.
    pub channel: EmailChannel,
    /// E-mail address; case does not matter.
    pub email: String,
}

/// How changing an e-mail address is proven.
#[wire]
pub enum UpdateEmailMethod {
    EmailPasscode = "EMAIL_PASSCODE",
}

/// What a code sent by e-mail is for.
#[wire]
pub enum EmailChannel {
    Login = "CHANNEL_LOGIN",
    Register = "CHANNEL_REGISTER",
    ResetPassword = "CHANNEL_RESET_PASSWORD",
    VerifyEmailLink = "CHANNEL_VERIFY_EMAIL_LINK",
    UpdateEmail = "CHANNEL_UPDATE_EMAIL",
    BindEmail = "CHANNEL_BIND_EMAIL",
    UnbindEmail = "CHANNEL_UNBIND_EMAIL",
    VerifyMfa = "CHANNEL_VERIFY_MFA",
    UnlockAccount = "CHANNEL_UNLOCK_ACCOUNT",
    CompleteEmail = "CHANNEL_COMPLETE_EMAIL",
    DeleteAccount = "CHANNEL_DELETE_ACCOUNT",
}
