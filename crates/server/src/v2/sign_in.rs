//! Signing in.

use cleat_api::password::PasswordEncryptType;
use cleat_api::signin::{
    SignInByCredentials, SignInByPassCode, SignInByPassword, SignInConnection, SignInOptions,
};
use cleat_api::{Object, PassCode, Secret, Value};
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
    auto_register: Option<bool>,
    custom_data: Option<Object>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByPassword {
    account: Option<String>,
    username: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    password: Secret,
    auto_register: Option<bool>,
    custom_data: Option<Object>,
}

/// `POST /api/v2/login/phone-code` and `POST /api/v2/login/email-code`
pub async fn by_sent_code(call: Call) -> Answer<Value> {
    let given = call.params()?;
    by_code(&call, given).await
}

/// `POST /api/v2/login/account`
pub async fn by_account(call: Call) -> Answer<Value> {
    let given = call.params()?;
    by_password(&call, given).await
}

/// Signs in by a code.
pub async fn by_code(call: &Call, given: ByCode) -> Answer<Value> {
    let request = SignInByCredentials {
        connection: SignInConnection::Passcode,
        pass_code_payload: Some(SignInByPassCode {
            pass_code: given.code,
            email: given.email,
            phone: given.phone,
            phone_country_code: given.phone_country_code,
        }),
        options: Some(SignInOptions {
            auto_register: given.auto_register,
            custom_data: given.custom_data,
            ..SignInOptions::default()
        }),
        ..SignInByCredentials::default()
    };
    person::signed_in(call, call.v3(&request).await?).await
}

/// Signs in by a password, which comes encrypted.
pub async fn by_password(call: &Call, given: ByPassword) -> Answer<Value> {
    let request = SignInByCredentials {
        connection: SignInConnection::Password,
        password_payload: Some(SignInByPassword {
            password: given.password,
            account: given.account,
            email: given.email,
            username: given.username,
            phone: given.phone,
        }),
        options: Some(SignInOptions {
            auto_register: given.auto_register,
            custom_data: given.custom_data,
            password_encrypt_type: Some(PasswordEncryptType::Rsa),
            ..SignInOptions::default()
        }),
        ..SignInByCredentials::default()
    };
    person::signed_in(call, call.v3(&request).await?).await
}
