//! The vendors of the west: what is sent, what answers and receipts mean, and what stand-ins of
//! their services make of our bytes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its expectation does"
)]

mod errors;
#[path = "../../../../tests/fakes/fake.rs"]
mod fake;
mod fakes;
mod receipts;
mod requests;
mod services;
mod templates;

use std::fmt::Debug;

use cleat_delivery::call::{Answer, Call, Moment};
use cleat_delivery::outcome::{Kind, Outcome};
use cleat_delivery::service::Service;
use cleat_delivery::vendor::vendor;
use cleat_delivery::{Letter, Medium};
use serde_json::{Value, json};

/// 2026-11-25T10:00:00Z.
const NOW: i64 = 1_795_600_800_000;
const NUMBER: &str = "+14155552671";
const CODE: &str = "918273";
const ADDRESS: &str = "ann@example.com";
const ACCOUNT: &str = "AC00000000000000000000000000000001";
const TOKEN: &str = "auth-token-of-twilio";
const AWS_SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn moment(callback: Option<&str>) -> Moment<'_> {
    Moment {
        now: NOW,
        nonce: "00000000000000000000000000000001",
        callback,
    }
}

fn letter() -> Letter {
    Letter {
        id: "msg_1".into(),
        attempt_id: "att_1".into(),
        pool_id: "pool".into(),
        medium: Medium::Sms,
        to: NUMBER.into(),
        country: "US".into(),
        channel: "LOGIN".into(),
        language: "en-US".into(),
        subject: "Sign in".into(),
        body: format!("{CODE} is your code"),
        html: None,
        sender: None,
        code: Some(CODE.into()),
        lifetime: 300,
        price: 0,
        created_at: NOW,
        expires_at: NOW + 300_000,
        ways: Vec::new(),
    }
}

fn mail() -> Letter {
    Letter {
        medium: Medium::Email,
        to: ADDRESS.into(),
        country: String::new(),
        html: Some(format!("<p>{CODE}</p>")),
        ..letter()
    }
}

/// The settings of a vendor, with others besides or in their place.
fn settings(name: &str, more: &Value) -> Value {
    let twilio = json!({ "accountSid": ACCOUNT, "authToken": TOKEN, "from": "+15005550006" });
    let aws = json!({
        "region": "us-east-1", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": AWS_SECRET,
    });
    let (base, own) = match name {
        "TWILIO" | "TWILIO_VOICE" => (twilio, json!({})),
        "TWILIO_WHATSAPP" => (
            twilio,
            json!({ "contentSid": "HX00000000000000000000000000000001" }),
        ),
        "TWILIO_VERIFY" => (
            twilio,
            json!({ "serviceSid": "VA00000000000000000000000000000001" }),
        ),
        "AWS_SNS" | "AWS_END_USER_MESSAGING" => (aws, json!({})),
        "AWS_SES" => (aws, json!({ "sender": "Cleat <no-reply@example.com>" })),
        "VONAGE" => (
            json!({}),
            json!({
                "apiKey": "abcd1234", "signatureSecret": "signature_secret", "from": "Cleat",
            }),
        ),
        "SENDGRID" => (
            json!({}),
            json!({
                "apiKey": "SG.key", "sender": "Cleat <no-reply@example.com>",
            }),
        ),
        "WHATSAPP_CLOUD" => (
            json!({}),
            json!({
                "phoneNumberId": "106540352242922", "accessToken": "token-of-meta",
                "template": "sign_in", "languages": ["en_US", "zh_CN", "ja"],
                "appSecret": "secret-of-the-app", "verifyToken": "verify-me",
            }),
        ),
        "HTTP" => (
            json!({}),
            json!({
                "url": "https://sms.example.com/send", "secret": "secret-of-the-carrier",
                "body": r#"{"to":"{{to}}","text":"{{text}}"}"#,
            }),
        ),
        _ => panic!("{name}"),
    };
    let mut all = base.as_object().unwrap().clone();
    all.extend(own.as_object().unwrap().clone());
    all.extend(more.as_object().unwrap().clone());
    all.retain(|_, value| !value.is_null());
    Value::Object(all)
}

fn open(name: &str, more: &Value) -> Box<dyn Service> {
    let opened = (vendor(name).unwrap().open)(settings(name, more));
    let opened = opened.unwrap_or_else(|error| panic!("{name}: {error}"));
    opened.service().unwrap()
}

fn answered(service: &dyn Service, status: u16, body: &str) -> Outcome {
    let headers = [];
    service.outcome(&Answer {
        status,
        headers: &headers,
        body: body.as_bytes(),
    })
}

fn refusal(outcome: &Outcome) -> Option<(Kind, Option<&str>)> {
    match outcome {
        Outcome::Refused(refusal) => Some((refusal.kind, refusal.code.as_deref())),
        _ => None,
    }
}

/// Nothing that is shown may name whom a message goes to, or hold what it says.
fn tells_nothing(shown: &impl Debug) {
    let shown = format!("{shown:?}");
    for secret in [
        NUMBER,
        &NUMBER[1..],
        CODE,
        ADDRESS,
        TOKEN,
        AWS_SECRET,
        "signature_secret",
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

fn form(call: &Call) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&call.body)
        .into_owned()
        .collect()
}

fn header<'a>(call: &'a Call, name: &str) -> &'a str {
    let found = call.headers.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str()).unwrap_or_default()
}
