//! Forgotten passwords.

use cleat_api::password::{
    PasswordEncryptType, ResetPassword, ResetPasswordByEmail, ResetPasswordByPhone,
    ResetPasswordGrant, ResetPasswordMethod, VerifyResetPasswordRequest,
};
use cleat_api::{PassCode, Secret, Value};
use serde::Deserialize;
use serde_json::json;

use super::answer::Answer;
use super::call::Call;

/// Who forgot a password, and the code that proves it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    phone: Option<String>,
    phone_country_code: Option<String>,
    email: Option<String>,
    code: PassCode,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reset {
    new_password: Secret,
    reset_password_token: Secret,
}

/// `POST /api/v2/users/password/forget/check-code`
pub async fn check_code(call: Call) -> Answer<Value> {
    let granted = grant(&call, call.params()?).await?;
    Ok(json!({ "resetPasswordToken": granted.password_reset_token }))
}

/// `POST /api/v2/users/password/password-reset`
pub async fn reset(call: Call) -> Answer<Value> {
    let given: Reset = call.params()?;
    set(&call, given.reset_password_token, given.new_password).await
}

/// Leave to set a new password.
pub async fn grant(call: &Call, given: Proof) -> Answer<ResetPasswordGrant> {
    let request = match given.phone {
        Some(phone_number) => VerifyResetPasswordRequest {
            verify_method: ResetPasswordMethod::PhonePasscode,
            phone_pass_code_payload: Some(ResetPasswordByPhone {
                phone_number,
                pass_code: given.code,
                phone_country_code: given.phone_country_code,
            }),
            ..VerifyResetPasswordRequest::default()
        },
        None => VerifyResetPasswordRequest {
            verify_method: ResetPasswordMethod::EmailPasscode,
            email_pass_code_payload: Some(ResetPasswordByEmail {
                email: given.email,
                pass_code: given.code,
            }),
            ..VerifyResetPasswordRequest::default()
        },
    };
    call.v3(&request).await
}

/// Sets a new password, which comes encrypted.
pub async fn set(call: &Call, token: Secret, password: Secret) -> Answer<Value> {
    let request = ResetPassword {
        password,
        password_reset_token: token,
        password_encrypt_type: Some(PasswordEncryptType::Rsa),
    };
    call.v3(&request).await?;
    Ok(Value::Null)
}
