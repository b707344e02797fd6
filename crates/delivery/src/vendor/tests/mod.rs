//! What settings, answers and receipts of the vendors mean, without a network.

mod china_codes;
mod china_receipts;
mod china_settings;

use serde_json::{Value, json};

use super::vendor;
use crate::call::{Answer, Moment};
use crate::letter::Letter;
use crate::message::Medium;
use crate::service::Service;

const AT: Moment<'static> = Moment {
    callback: None,
    now: 1_795_600_800_000,
    nonce: "0123456789abcdef0123456789abcdef",
};

/// Settings of each vendor that can be opened.
fn settings(name: &str) -> Value {
    match name {
        "ALIYUN" => json!({
            "accessKeyId": "testKeyId", "accessKeySecret": "testKeySecret",
            "signName": "阿里云短信测试", "templateCode": "SMS_1",
            "internationalTemplateCode": "SMS_9",
        }),
        "ALIYUN_INTERNATIONAL" => json!({
            "accessKeyId": "testKeyId", "accessKeySecret": "testKeySecret",
        }),
        "ALIYUN_DIRECT_MAIL" => json!({
            "accessKeyId": "testKeyId", "accessKeySecret": "testKeySecret",
            "accountName": "noreply@mail.example.com",
        }),
        "TENCENT" => json!({
            "secretId": "testSecretId", "secretKey": "testSecretKey",
            "smsSdkAppId": "1400006666", "signName": "腾讯云测试", "templateId": "1110",
        }),
        "CHUANGLAN" => json!({
            "url": "https://smssh1.253.com/msg/v1/send/json",
            "account": "N0000001", "password": "testPassword", "signName": "创蓝测试",
        }),
        _ => panic!("{name}"),
    }
}

fn changed(name: &str, change: &Value) -> Value {
    let mut settings = settings(name);
    let object = settings.as_object_mut().unwrap();
    for (field, value) in change.as_object().unwrap() {
        object.insert(field.clone(), value.clone());
    }
    settings
}

fn open(name: &str, change: Value) -> Box<dyn Service> {
    let opened = (vendor(name).unwrap().open)(changed(name, &change));
    opened.unwrap().service().unwrap()
}

fn letter(to: &str) -> Letter {
    Letter {
        id: "message-1".to_owned(),
        attempt_id: "attempt-1".to_owned(),
        pool_id: "pool".to_owned(),
        medium: Medium::Sms,
        to: to.to_owned(),
        country: String::new(),
        channel: "CHANNEL_LOGIN".to_owned(),
        language: "zh-CN".to_owned(),
        subject: String::new(),
        body: "验证码 482913，5 分钟内有效".to_owned(),
        html: None,
        sender: None,
        ways: Vec::new(),
        code: Some("482913".to_owned()),
        lifetime: 300,
        created_at: AT.now,
        expires_at: AT.now + 300_000,
        price: 0,
    }
}

fn answer<'a>(status: u16, body: &'a str) -> Answer<'a> {
    Answer {
        status,
        headers: &[],
        body: body.as_bytes(),
    }
}
