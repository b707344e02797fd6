//! The phone of the signed-in user.

use cleat_api_macros::{operations, wire};

use crate::error::CODE;
use crate::scalar::{PassCode, Secret, Success};

operations! {
    bindPhone = POST "/api/v3/bind-phone"
        by User, counts Guess, audits BindPhone,
        BindPhone -> (),
        errors CODE + [PhoneAlreadyBound, PhoneTaken];
    unbindPhone = POST "/api/v3/unbind-phone"
        by User, counts Guess, audits UnbindPhone,
        UnbindPhone -> (),
        errors CODE + [PhoneNotBound, LastLoginMethod];
    verifyUpdatePhoneRequest = POST "/api/v3/verify-update-phone-request"
        by User, counts Guess, audits UpdateUserPhone,
        VerifyUpdatePhoneRequest -> UpdatePhoneGrant,
        errors CODE + [PhoneNotBound, OldPhoneRequired, OldPhoneMismatch, SamePhone, PhoneTaken];
    updatePhone = POST "/api/v3/update-phone"
        by User, counts Guess, audits UpdateUserPhone,
        UpdatePhone -> Success,
        errors [GrantInvalid, PhoneTaken];
}

/// Bind a phone to the signed-in user, who must not have one; `updatePhone` changes one.
#[wire(request, "BindPhoneDto")]
pub struct BindPhone {
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// Phone number without country calling code.
    pub phone_number: String,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// Unbind the phone of the signed-in user; refused when it is the last login method.
#[wire(request, "UnbindPhoneDto")]
pub struct UnbindPhone {
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
}

/// Prove who asks to change the phone: the new number, and the old one when the pool says so. Then
/// `updatePhone` changes it.
#[wire(request, "VerifyUpdatePhoneRequestDto")]
pub struct VerifyUpdatePhoneRequest {
    /// Proof by a code sent by SMS.
    pub phone_pass_code_payload: UpdatePhonePayload,
    /// How the request is proven.
    pub verify_method: UpdatePhoneMethod,
}

/// The numbers and their codes.
#[wire(request, "UpdatePhoneByPhonePassCodeDto")]
pub struct UpdatePhonePayload {
    /// The new number, without country calling code.
    pub new_phone_number: String,
    /// Code of `CHANNEL_BIND_PHONE` sent to the new number.
    pub new_phone_pass_code: PassCode,
    /// Country calling code of the new number, with `+`; `+86` when absent.
    pub new_phone_country_code: Option<String>,
    /// The bound number; needed when the pool verifies it.
    pub old_phone_number: Option<String>,
    /// Code of `CHANNEL_UNBIND_PHONE` sent to the bound number; needed when the pool verifies it.
    pub old_phone_pass_code: Option<PassCode>,
    /// Country calling code of the bound number; `+86` when absent.
    pub old_phone_country_code: Option<String>,
}

/// Leave to change the phone.
#[wire("VerifyUpdatePhoneRequestData")]
pub struct UpdatePhoneGrant {
    /// One-time token from `verifyUpdatePhoneRequest`.
    pub update_phone_token: Secret,
    /// Life of the token, in seconds.
    pub token_expires_in: i64,
}

/// Change the phone of the signed-in user, with the token of `verifyUpdatePhoneRequest`.
#[wire(request, "UpdatePhoneDto")]
pub struct UpdatePhone {
    /// One-time token from `verifyUpdatePhoneRequest`.
    pub update_phone_token: Secret,
}

/// How changing a phone is proven.
#[wire]
pub enum UpdatePhoneMethod {
    PhonePasscode = "PHONE_PASSCODE",
}
