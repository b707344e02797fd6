//! Signing up.

use cleat_api::password::PasswordEncryptType;
use cleat_api::signin::{
    SignUp, SignUpByPassCode, SignUpByPassword, SignUpConnection, SignUpOptions, SignUpProfile,
};
use cleat_api::{PassCode, Secret, Value};
use serde::Deserialize;

use super::answer::Answer;
use super::call::Call;
use super::person;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByCode {
    phone: Option<String>,
    phone_country_code: Option<String>,
    email: Option<String>,
    code: PassCode,
    password: Option<Secret>,
    profile: Option<SignUpProfile>,
    phone_token: Option<PassCode>,
    email_token: Option<PassCode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByPassword {
    email: Option<String>,
    #[serde(alias = "account")]
    username: Option<String>,
    password: Secret,
    profile: Option<SignUpProfile>,
    phone_token: Option<PassCode>,
    email_token: Option<PassCode>,
}

/// `POST /api/v2/register-phone-code` and `POST /api/v2/register-email-code`
pub async fn by_sent_code(call: Call) -> Answer<Value> {
    let given = call.params()?;
    by_code(&call, given).await
}

/// `POST /api/v2/register-email`
pub async fn by_email(call: Call) -> Answer<Value> {
    let given = ByPassword {
        username: None,
        ..call.params()?
    };
    by_password(&call, given).await
}

/// `POST /api/v2/register-username`
pub async fn by_username(call: Call) -> Answer<Value> {
    let given = call.params()?;
    by_password(&call, given).await
}

/// Signs up by a code. Whoever signs up has no token yet.
pub async fn by_code(call: &Call, given: ByCode) -> Answer<Value> {
    let request = SignUp {
        connection: SignUpConnection::Passcode,
        pass_code_payload: Some(SignUpByPassCode {
            pass_code: given.code,
            email: given.email,
            phone: given.phone,
            phone_country_code: given.phone_country_code,
        }),
        profile: given.profile,
        options: Some(SignUpOptions {
            phone_pass_code_for_information_completion: given.phone_token,
            email_pass_code_for_information_completion: given.email_token,
            password_for_phone_pass_code: given.password,
            password_encrypt_type: Some(PasswordEncryptType::Rsa),
            ..SignUpOptions::default()
        }),
        ..SignUp::default()
    };
    person::written(call, &call.v3(&request).await?)
}

/// Signs up by a password, which comes encrypted.
pub async fn by_password(call: &Call, given: ByPassword) -> Answer<Value> {
    let request = SignUp {
        connection: SignUpConnection::Password,
        password_payload: Some(SignUpByPassword {
            password: given.password,
            username: given.username,
            email: given.email,
        }),
        profile: given.profile,
        options: Some(SignUpOptions {
            phone_pass_code_for_information_completion: given.phone_token,
            email_pass_code_for_information_completion: given.email_token,
            password_encrypt_type: Some(PasswordEncryptType::Rsa),
            ..SignUpOptions::default()
        }),
        ..SignUp::default()
    };
    person::written(call, &call.v3(&request).await?)
}
