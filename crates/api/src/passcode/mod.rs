//! Verification codes.

mod batch;

use cleat_api_macros::{operations, wire};

use crate::email::EmailChannel;
use crate::scalar::{PassCode, Success};

pub use batch::*;

operations! {
    sendSms = POST "/api/v3/send-sms"
        by Visitor, counts Send,
        SendSms -> (),
        errors [CodeSentRecently, SmsUnavailable, InternationalSmsUnavailable, AccountLocked];
    preCheckCode = POST "/api/v3/pre-check-code"
        by Visitor, counts Guess, audits Call,
        PreCheckCode -> PreCheckCodeResult;
    sendEmailBatch = POST "/api/v3/send-email-batch"
        by Management, audits Call,
        SendEmailBatch -> Success,
        errors [EmailUnavailable];
    sendSmsBatch = POST "/api/v3/send-sms-batch"
        by Management, audits Call,
        SendSmsBatch -> Success,
        errors [SmsUnavailable, InternationalSmsUnavailable];
}

/// Send a code by SMS, once a minute for a number and channel.
#[wire(request, "SendSMSDto")]
pub struct SendSms {
    /// What the code is for; a code works in its channel only.
    pub channel: SmsChannel,
    /// Phone number without country calling code.
    pub phone_number: String,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// Ask whether a code would be accepted. Spends a try and does not use the code up.
#[wire(request, "PreCheckCodeDto")]
pub struct PreCheckCode {
    /// Where the code was sent.
    pub code_type: CodeType,
    /// The code to check when `codeType` is `SMS`.
    #[schemars(extend("x-when" = { "codeType": "SMS" }))]
    pub sms_code_payload: Option<PreCheckSmsCode>,
    /// The code to check when `codeType` is `EMAIL`.
    #[schemars(extend("x-when" = { "codeType": "EMAIL" }))]
    pub email_code_payload: Option<PreCheckEmailCode>,
}

/// A code sent by SMS.
#[wire(request, "PreCheckSmsCodeDto")]
pub struct PreCheckSmsCode {
    /// Phone number without country calling code.
    pub phone: String,
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// What the code is for; a code works in its channel only.
    pub channel: SmsChannel,
}

/// A code sent by e-mail.
#[wire(request, "PreCheckEmailCodeDto")]
pub struct PreCheckEmailCode {
    /// E-mail address; case does not matter.
    pub email: String,
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// What the code is for; a code works in its channel only.
    pub channel: EmailChannel,
}

/// Whether the code is right.
#[wire("PreCheckCodeDataDto")]
pub struct PreCheckCodeResult {
    /// Whether the code would be accepted now.
    pub is_valid: bool,
    /// What happened, in the caller's language.
    pub message: Option<String>,
}

/// What a code sent by SMS is for.
#[wire]
pub enum SmsChannel {
    Login = "CHANNEL_LOGIN",
    Register = "CHANNEL_REGISTER",
    ResetPassword = "CHANNEL_RESET_PASSWORD",
    BindPhone = "CHANNEL_BIND_PHONE",
    UnbindPhone = "CHANNEL_UNBIND_PHONE",
    BindMfa = "CHANNEL_BIND_MFA",
    VerifyMfa = "CHANNEL_VERIFY_MFA",
    UnbindMfa = "CHANNEL_UNBIND_MFA",
    CompletePhone = "CHANNEL_COMPLETE_PHONE",
    IdentityVerification = "CHANNEL_IDENTITY_VERIFICATION",
    DeleteAccount = "CHANNEL_DELETE_ACCOUNT",
}

/// Where a code was sent.
#[wire]
pub enum CodeType {
    Sms = "SMS",
    Email = "EMAIL",
}
