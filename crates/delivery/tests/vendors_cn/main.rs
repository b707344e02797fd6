//! The vendors of China against stand-ins of their networks: `tests/fakes`. The bytes that a
//! request is made of are sent as they stand, and what comes back is read.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test ends where its expectation does, and says why it did not run"
)]

mod peer;
mod receipts;
mod refusals;
mod signatures;
mod taken;

use std::sync::atomic::{AtomicU64, Ordering};

use cleat_delivery::call::{Answer, Moment};
use cleat_delivery::outcome::Outcome;
use cleat_delivery::service::Service;
use cleat_delivery::vendor::vendor;
use cleat_delivery::{Letter, Medium};
use serde_json::{Value, json};

use peer::{Exchange, Peer, Peers};

const CODE: &str = "482913";
const DOMESTIC: &str = "+8613800138000";
const FOREIGN: &str = "+14155552671";
const SECRETS: [&str; 3] = ["testKeySecret", "testSecretKey", "testPassword"];

/// The stand-in that takes the calls of a vendor.
fn peer_of(vendor: &str) -> &'static str {
    match vendor {
        "TENCENT" => "tencent",
        "CHUANGLAN" => "chuanglan",
        _ => "aliyun",
    }
}

/// Settings of a vendor that its stand-in knows, and what is changed in them.
fn settings(name: &str, peer: &Peer, change: &Value) -> Value {
    let endpoint = format!("http://127.0.0.1:{}", peer.port());
    let mut settings = match name {
        "ALIYUN" => json!({
            "signName": "Cleat 测试*~", "templateCode": "SMS_1",
            "internationalTemplateCode": "SMS_9",
        }),
        "ALIYUN_INTERNATIONAL" => json!({ "signName": "阿里云短信测试", "templateCode": "SMS_1" }),
        "ALIYUN_DIRECT_MAIL" => json!({ "accountName": "noreply@mail.example.com" }),
        "TENCENT" => json!({
            "secretId": "testSecretId", "secretKey": "testSecretKey", "endpoint": endpoint,
            "smsSdkAppId": "1400006666", "signName": "腾讯云测试", "templateId": "1110",
        }),
        "CHUANGLAN" => json!({
            "password": "testPassword", "signName": "创蓝测试", "templateId": "1021",
            "path": "/msg/v1/send/json",
        }),
        _ => panic!("{name}"),
    };
    let object = settings.as_object_mut().unwrap();
    object.extend(change.as_object().unwrap().clone());
    if name.starts_with("ALIYUN") {
        object.entry("accessKeyId").or_insert("testKeyId".into());
        object
            .entry("accessKeySecret")
            .or_insert("testKeySecret".into());
        object.insert("endpoint".into(), endpoint.into());
    } else if let Some(path) = object.remove("path") {
        let path = path.as_str().unwrap();
        let abroad = path.starts_with("/send/");
        let account = if abroad { "I0000001" } else { "N0000001" };
        object.entry("account").or_insert(account.into());
        object.insert("url".into(), format!("{endpoint}{path}").into());
    }
    settings
}

fn open(name: &str, peer: &Peer, change: &Value) -> Box<dyn Service> {
    let opened = (vendor(name).unwrap().open)(settings(name, peer, change));
    let opened = opened.unwrap_or_else(|error| panic!("{name}: {error}"));
    opened.service().unwrap()
}

fn letter(to: &str) -> Letter {
    let now = peer::now();
    let medium = if to.contains('@') {
        Medium::Email
    } else {
        Medium::Sms
    };
    Letter {
        id: "message-1".into(),
        attempt_id: "attempt-1".into(),
        pool_id: "pool".into(),
        medium,
        to: to.into(),
        country: String::new(),
        channel: "CHANNEL_LOGIN".into(),
        language: "zh-CN".into(),
        subject: "验证码 + ~ *".into(),
        body: format!("验证码 {CODE}，5 分钟内有效 & *~"),
        html: None,
        sender: None,
        code: Some(CODE.into()),
        lifetime: 300,
        created_at: now,
        expires_at: now + 300_000,
        price: 0,
        ways: Vec::new(),
    }
}

/// A token that no other request of this process has.
fn nonce() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{:032x}", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn moment(now: i64, nonce: &str) -> Moment<'_> {
    Moment {
        now,
        nonce,
        callback: None,
    }
}

/// Hands a letter over, and reads what the answer means.
async fn send(service: &dyn Service, peer: &Peer, letter: &Letter) -> (Outcome, Exchange) {
    send_at(service, peer, letter, peer::now(), &nonce()).await
}

async fn send_at(
    service: &dyn Service,
    peer: &Peer,
    letter: &Letter,
    now: i64,
    nonce: &str,
) -> (Outcome, Exchange) {
    let call = service.request(letter, &moment(now, nonce)).unwrap();
    let exchange = peer.call(&call).await;
    let outcome = service.outcome(&exchange.answer());
    assert_silent(&format!("{outcome:?}"));
    (outcome, exchange)
}

/// Neither the code nor the number nor a secret stands in what may be logged.
fn assert_silent(shown: &str) {
    let numbers = [DOMESTIC, FOREIGN].map(|number| number.trim_start_matches('+'));
    let hidden = [CODE, "13800138000"]
        .into_iter()
        .chain(numbers)
        .chain(SECRETS);
    for hidden in hidden {
        assert!(!shown.contains(hidden), "{hidden} stands in {shown}");
    }
}

/// The answer of a stand-in, as the worker has it.
impl Exchange {
    fn answer(&self) -> Answer<'_> {
        Answer {
            status: self.status,
            headers: &[],
            body: &self.body,
        }
    }
}
