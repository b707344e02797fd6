//! Codes: sent, and asked about.

use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::passcode::{
    CodeType, PreCheckCode, PreCheckCodeResult, PreCheckEmailCode, PreCheckSmsCode, SendSms,
    SmsChannel,
};
use cleat_api::{PassCode, Value};
use cleat_engine::kernel::Error;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::call::Call;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sms {
    phone: String,
    phone_country_code: Option<String>,
    scene: Option<String>,
}

#[derive(Deserialize)]
pub struct Email {
    email: String,
    scene: String,
}

/// What a code is for that is sent by SMS; for signing in where nothing is said.
fn sms_channel(scene: Option<&str>) -> Option<SmsChannel> {
    Some(match scene.filter(|scene| !scene.is_empty()) {
        None | Some("login") => SmsChannel::Login,
        Some("register") => SmsChannel::Register,
        Some("reset") => SmsChannel::ResetPassword,
        Some("bind") => SmsChannel::BindPhone,
        Some("unbind") => SmsChannel::UnbindPhone,
        Some("complete-phone") => SmsChannel::CompletePhone,
        Some(_) => return None,
    })
}

fn email_channel(scene: &str) -> Option<EmailChannel> {
    Some(match scene {
        "LOGIN_VERIFY_CODE" => EmailChannel::Login,
        "REGISTER_VERIFY_CODE" => EmailChannel::Register,
        "RESET_PASSWORD" | "RESET_PASSWORD_VERIFY_CODE" => EmailChannel::ResetPassword,
        "CHANGE_EMAIL" => EmailChannel::UpdateEmail,
        "EMAIL_BIND_VERIFY_CODE" => EmailChannel::BindEmail,
        "EMAIL_UNBIND_VERIFY_CODE" => EmailChannel::UnbindEmail,
        "INFORMATION_COMPLETION_VERIFY_CODE" => EmailChannel::CompleteEmail,
        _ => return None,
    })
}

fn unknown_scene(call: &Call) -> Refusal {
    call.refuse(Error::field("scene", "is not one of the allowed values"))
}

async fn send(call: &Call, sms: Sms, channel: SmsChannel) -> Answer<Value> {
    let request = SendSms {
        channel,
        phone_number: sms.phone,
        phone_country_code: sms.phone_country_code,
    };
    call.v3(&request).await?;
    Ok(Value::Null)
}

/// `POST /api/v2/sms/send`
pub async fn send_sms(call: Call) -> Answer<Value> {
    let sms: Sms = call.params()?;
    let channel = sms_channel(sms.scene.as_deref());
    let channel = channel.ok_or_else(|| unknown_scene(&call))?;
    send(&call, sms, channel).await
}

/// `POST /api/v2/sms/send-login`
pub async fn send_login_sms(call: Call) -> Answer<Value> {
    send(&call, call.params()?, SmsChannel::Login).await
}

/// `POST /api/v2/sms/send-register`
pub async fn send_register_sms(call: Call) -> Answer<Value> {
    send(&call, call.params()?, SmsChannel::Register).await
}

/// `POST /api/v2/email/send`
pub async fn send_email(call: Call) -> Answer<Value> {
    mail(&call, call.params()?).await
}

/// Sends a code by e-mail.
pub async fn mail(call: &Call, Email { email, scene }: Email) -> Answer<Value> {
    let channel = email_channel(&scene).ok_or_else(|| unknown_scene(call))?;
    call.v3(&SendEmail { channel, email }).await?;
    Ok(Value::Null)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SmsCode {
    phone: String,
    phone_code: PassCode,
    phone_country_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailCode {
    email: String,
    email_code: PassCode,
}

fn told(result: PreCheckCodeResult) -> Value {
    json!({ "valid": result.is_valid, "message": result.message })
}

/// `POST /api/v2/sms/preCheckCode`: asked while somebody signs up.
pub async fn check_sms(call: Call) -> Answer<Value> {
    let given: SmsCode = call.params()?;
    let request = PreCheckCode {
        code_type: CodeType::Sms,
        sms_code_payload: Some(PreCheckSmsCode {
            phone: given.phone,
            pass_code: given.phone_code,
            phone_country_code: given.phone_country_code,
            channel: SmsChannel::Register,
        }),
        ..PreCheckCode::default()
    };
    call.v3(&request).await.map(told)
}

/// `POST /api/v2/email/preCheckCode`: asked while somebody signs up.
pub async fn check_email(call: Call) -> Answer<Value> {
    let given: EmailCode = call.params()?;
    let request = PreCheckCode {
        code_type: CodeType::Email,
        email_code_payload: Some(PreCheckEmailCode {
            email: given.email,
            pass_code: given.email_code,
            channel: EmailChannel::Register,
        }),
        ..PreCheckCode::default()
    };
    call.v3(&request).await.map(told)
}
