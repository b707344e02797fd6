//! Messages over SMPP, from the send-sms call to the receipt, with message centres on two other
//! codecs: npm's `smpp` and PyPI's `smpp34`.

use std::process::Command;
use std::time::Duration;

use cleat_api::sms_delivery::*;
use cleat_api::{Object, Value};
use cleat_client::Client;
use serde_json::json;

use crate::common::{Found, need, node, python};
use crate::delivery::until;
use crate::fake::{Fake, folder};
use crate::harness::{Folder, Process, Server, by_phone, client, figure, number, soak};
use crate::outages::sms;
use crate::sms_delivery::{config, delivering, login, webhook};

/// A message centre.
pub struct Centre {
    pub fake: Fake,
    pub fields: Object,
}

impl Centre {
    /// On npm's codec; it takes faults.
    pub async fn start() -> Found<Self> {
        let (mut node, _) = node("tests/fakes/node")?;
        node.arg(folder().join("node/smsc.js"));
        Ok(Self::of(node).await)
    }

    /// On PyPI's.
    async fn second() -> Found<Self> {
        let mut python = Command::new(python()?);
        python.arg("-B").arg(folder().join("smsc34.py"));
        Ok(Self::of(python).await)
    }

    async fn of(program: Command) -> Self {
        let fake = Fake::run(program);
        let port = fake.ask("/_port", &json!({})).await["port"].clone();
        let fields = json!({
            "url": format!("smpp://127.0.0.1:{port}"),
            "systemId": "cleat",
            "password": "p4ssw0rd",
            "from": "Cleat",
        });
        Self {
            fake,
            fields: fields.as_object().unwrap().clone(),
        }
    }

    /// A provider that it is, with these settings besides.
    fn config(&self, more: &Value) -> ConfigSmsProvider {
        let mut fields = self.fields.clone();
        fields.extend(more.as_object().unwrap().clone());
        ConfigSmsProvider {
            scope: SmsScope::Domestic,
            provider: "SMPP".into(),
            fields,
            ..ConfigSmsProvider::default()
        }
    }

    async fn fault(&self, fault: Value) {
        self.fake.ask("/_fault", &fault).await;
    }

    async fn state(&self, name: &str) -> Value {
        self.fake.ask("/_state", &json!({})).await[name].clone()
    }

    /// Waits until it has seen so much.
    async fn sees(&self, name: &str, wanted: u64) {
        for _ in 0..600 {
            if self.state(name).await.as_u64() >= Some(wanted) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{name}: {}", self.fake.ask("/_state", &json!({})).await);
    }

    pub async fn message(&self) -> Value {
        for _ in 0..600 {
            if let Some(message) = self.fake.messages().await.first() {
                return message.clone();
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it took no message in fifteen seconds");
    }
}

/// The only message there is, when its attempts stand so.
pub async fn attempts(client: &Client, wanted: &[&str]) -> SmsMessage {
    let mut message = SmsMessage::default();
    for _ in 0..600 {
        let page = client.call(&ListSmsMessages::default()).await.unwrap();
        message = page.list[0].clone();
        let states = message.attempts.iter().map(|one| one.state.as_str());
        if states.eq(wanted.iter().copied()) {
            return message;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{wanted:?}: {message:?}");
}

/// Six digits in a row.
pub fn code_in(text: &str) -> String {
    let mut runs = text.split(|sign: char| !sign.is_ascii_digit());
    runs.find(|run| run.len() == 6).expect("a code").to_owned()
}

/// The text of a part as the second centre shows it.
fn text_of(message: &Value) -> String {
    if let Some(text) = message["text"].as_str() {
        return text.to_owned();
    }
    let hex = message["bytes"].as_str().unwrap();
    let bytes = (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16));
    let bytes: Vec<u8> = bytes.map(Result::unwrap).collect();
    match message["coding"].as_u64() {
        Some(8) => {
            let units = bytes
                .chunks(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            String::from_utf16(&units.collect::<Vec<_>>()).unwrap()
        }
        _ => String::from_utf8(bytes).unwrap(),
    }
}

/// From the call to the receipt, on both centres and with every form of receipt and of its ids: the
/// code arrives and signs in, and the operator sees what became of it.
///
/// Seen to fail with `answered` giving ids as they are.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_arrives_and_signs_in_and_its_receipt_counts() {
    let decimal = |id: &str| u128::from_str_radix(id, 16).unwrap().to_string();
    for (round, (settings, form, stat, state)) in [
        (json!({}), "text", "DELIVRD", "delivered"),
        (json!({}), "tlv", "UNDELIV", "failed"),
        (json!({}), "both", "EXPIRED", "expired"),
        (
            json!({ "receiptIds": "DECIMAL" }),
            "text",
            "DELIVRD",
            "delivered",
        ),
        (
            json!({ "receiptIds": "DECIMAL" }),
            "tlv",
            "REJECTD",
            "failed",
        ),
        (json!({}), "second", "DELIVRD", "delivered"),
    ]
    .into_iter()
    .enumerate()
    {
        let centre = match form {
            "second" => need!(Centre::second().await),
            _ => need!(Centre::start().await),
        };
        let server = delivering().await;
        let client = &server.client;
        let _work = cleat_server::in_background(&server.app);
        let provider = client.call(&centre.config(&settings)).await.unwrap();
        assert_eq!(provider.callback_url, None);
        client.call(&login(number(1))).await.unwrap();
        let message = centre.message().await;
        assert_eq!(message["to"], format!("86{}", number(1)));
        let code = code_in(&text_of(&message));
        client
            .call(&by_phone(&number(1), code.into()))
            .await
            .unwrap();
        attempts(client, &["taken"]).await;
        let id = message["id"].as_str().unwrap();
        let id = match settings["receiptIds"].as_str() {
            Some("DECIMAL") => decimal(id),
            _ => id.trim_start_matches('0').to_lowercase(),
        };
        let wish = json!({ "id": id, "stat": stat, "form": form, "err": "011" });
        let told = centre.fake.ask("/_receipt", &wish).await;
        assert!(told["status"] == 0 || form == "second", "{round}: {told}");
        let shown = attempts(client, &[state]).await.attempts.remove(0);
        assert!(shown.reported_at.is_some());
        assert_eq!(shown.segments, Some(1));
        let metrics = reqwest::get(format!("{}/metrics", server.credentials.app_host));
        let metrics = metrics.await.unwrap().text().await.unwrap();
        for outcome in ["taken", state] {
            let line = format!("country=\"CN\",outcome=\"{outcome}\"}} 1");
            assert!(metrics.contains(&line), "{round}: {line}: {metrics}");
        }
    }
}

/// A receipt that nobody can place is thanked for, one that goes before the answer is kept, and a
/// message of a phone is thanked for as well.
#[tokio::test(flavor = "multi_thread")]
async fn every_delivery_is_thanked_for() {
    let centre = need!(Centre::start().await);
    let server = delivering().await;
    let _work = cleat_server::in_background(&server.app);
    server
        .client
        .call(&centre.config(&json!({})))
        .await
        .unwrap();
    centre.sees("binds", 1).await;
    // The first message will be called so.
    for (id, esm) in [("c0ffee01", 4), ("nobody", 4), ("hello", 0)] {
        let wish = json!({ "id": id, "stat": "DELIVRD", "form": "text", "esm": esm });
        assert_eq!(
            centre.fake.ask("/_receipt", &wish).await["status"],
            0,
            "{id}"
        );
    }
    server.client.call(&login(number(1))).await.unwrap();
    attempts(&server.client, &["delivered"]).await;
}

/// What one centre refuses the next provider has at once; a number that is none nobody else has.
#[tokio::test(flavor = "multi_thread")]
async fn the_next_provider_has_what_a_centre_refuses() {
    for (status, kind, goes_on) in [
        (0x58, "throttled", true),
        (0x14, "throttled", true),
        (0x08, "temporary", true),
        (0x0b, "number", false),
    ] {
        let centre = need!(Centre::start().await);
        centre
            .fault(json!({ "kind": "refuse", "status": status }))
            .await;
        let server = delivering().await;
        let client = &server.client;
        let _work = cleat_server::in_background(&server.app);
        client.call(&centre.config(&json!({}))).await.unwrap();
        let (url, _) = webhook(axum::http::StatusCode::OK, "").await;
        let next = ConfigSmsProvider {
            priority: Some(2),
            ..config(SmsScope::Domestic, &url)
        };
        client.call(&next).await.unwrap();
        client.call(&login(number(1))).await.unwrap();
        let expected: &[&str] = match goes_on {
            true => &["refused", "taken"],
            false => &["refused"],
        };
        let message = attempts(client, expected).await;
        assert_eq!(message.attempts[0].kind.as_deref(), Some(kind));
        assert!(
            message.attempts[0]
                .code
                .as_ref()
                .unwrap()
                .starts_with("ESME_R")
        );
    }
}

/// An answer that comes when nobody waits for it any more still says that the message was taken: no
/// other provider has it, and its receipt is known.
///
/// Seen to fail with `tell_late` doing nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_late_counts() {
    let centre = need!(Centre::start().await);
    centre.fault(json!({ "kind": "slow", "ms": 4_500 })).await;
    let server = delivering().await;
    let client = &server.client;
    let _work = cleat_server::in_background(&server.app);
    client.call(&centre.config(&json!({}))).await.unwrap();
    let (url, taken) = webhook(axum::http::StatusCode::OK, "").await;
    let next = ConfigSmsProvider {
        priority: Some(2),
        ..config(SmsScope::Domestic, &url)
    };
    client.call(&next).await.unwrap();
    client.call(&login(number(1))).await.unwrap();
    attempts(client, &["unknown"]).await;
    let message = attempts(client, &["taken"]).await;
    assert_eq!(message.state, SmsMessageState::Sent);
    let id = message.attempts[0].message_id.clone().unwrap();
    let wish = json!({ "id": id, "stat": "DELIVRD", "form": "text" });
    centre.fake.ask("/_receipt", &wish).await;
    attempts(client, &["delivered"]).await;
    server.advance(20);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(taken.lock().unwrap().is_empty());
}

/// D2: of 200 requests (2,000 at length) before a centre that fails in the middle, two in a hundred
/// go out twice at most, and all arrive.
///
/// Seen to fail with `end` refusing all that waits.
#[tokio::test(flavor = "multi_thread")]
async fn d2_a_faulty_centre_doubles_two_in_a_hundred() {
    let count = 200 * soak();
    for fault in ["silent", "cut", "garbage", "half", "endless"] {
        let centre = need!(Centre::start().await);
        let settings = [
            ("dev", "false"),
            ("private_providers", "true"),
            ("sends_per_address", "100000"),
        ];
        let server = Server::with(&settings).await;
        let client = &server.client;
        client.call(&centre.config(&json!({}))).await.unwrap();
        let (url, second) = webhook(axum::http::StatusCode::OK, "").await;
        let next = ConfigSmsProvider {
            priority: Some(2),
            ..config(SmsScope::Domestic, &url)
        };
        client.call(&next).await.unwrap();
        centre.fault(json!({ "kind": fault })).await;
        let _work = cleat_server::in_background(&server.app);
        centre.sees("binds", 1).await;
        for n in 0..count {
            client.call(&sms(number(n))).await.unwrap();
        }
        let (clock, all) = (server.clock.clone(), count as usize);
        until("all deliveries", || {
            clock.advance(50);
            second.lock().unwrap().len() >= all
        })
        .await;
        let lost = centre.fake.messages().await.len();
        let sent = lost + second.lock().unwrap().len();
        let rate = sent as f64 / f64::from(count);
        figure(
            "D2",
            format_args!("SMPP {fault}: {sent} SMS for {count} requests, {rate:.3} each"),
        );
        assert!(lost > 0, "{fault}: it was asked");
        let unknown = "SELECT COUNT(*) FROM message_attempt
             WHERE vendor = 'SMPP' AND state = 'unknown'";
        let unknown = usize::try_from(server.count(unknown).await).unwrap();
        // What was written when the connection was cut the centre need not have read.
        assert!(unknown >= lost, "{fault}: {unknown} of {lost}");
        assert!(rate <= 1.02, "{fault}: {sent} of {count}");
    }
}

async fn test(client: &Client, id: &str) -> SmsTest {
    let test = TestSmsProvider {
        id: id.into(),
        phone_number: number(9),
        phone_country_code: None,
    };
    client.call(&test).await.unwrap()
}

/// What the centre says is told in words; settings that are mended work at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told() {
    let centre = need!(Centre::start().await);
    let server = delivering().await;
    let client = &server.client;
    let _work = cleat_server::in_background(&server.app);
    let wrong = centre.config(&json!({ "password": "other" }));
    let provider = client.call(&wrong).await.unwrap();
    assert_eq!(provider.fields["password"], "••••");
    let told = test(client, &provider.id).await;
    assert_eq!(told.result, SmsResult::Refused);
    assert_eq!(told.kind.as_deref(), Some("credentials"));
    assert_eq!(told.code.as_deref(), Some("ESME_RINVPASWD"));
    let right = ConfigSmsProvider {
        id: Some(provider.id.clone()),
        ..centre.config(&json!({}))
    };
    client.call(&right).await.unwrap();
    let told = test(client, &provider.id).await;
    assert_eq!(told.result, SmsResult::Taken, "{told:?}");
    assert_eq!(told.message_id.as_deref(), Some("c0ffee01"));
    // Another address is not told the password of this one.
    let mut moved = centre.config(&json!({ "url": "smpp://127.0.0.1:1", "password": "••••" }));
    moved.id = Some(provider.id.clone());
    let answer = client.call(&moved).await.unwrap_err();
    assert!(answer.to_string().contains("fields.password"), "{answer}");
    let delete = DeleteSmsProvider {
        id: provider.id,
        force: Some(true),
    };
    centre.sees("binds", 1).await;
    client.call(&delete).await.unwrap();
    centre.sees("unbinds", 1).await;
}

/// Settings are checked when they are saved, and a private address is none of a pool's.
#[tokio::test(flavor = "multi_thread")]
async fn settings_of_smpp_are_checked() {
    let server = Server::with(&[("dev", "false")]).await;
    let fields = json!({ "url": "smpps://smsc.example.com", "systemId": "cleat",
        "password": "secret", "from": "Cleat" });
    let with = |more: Value| {
        let mut fields = fields.as_object().unwrap().clone();
        fields.extend(more.as_object().unwrap().clone());
        ConfigSmsProvider {
            provider: "SMPP".into(),
            fields,
            enabled: Some(false),
            ..ConfigSmsProvider::default()
        }
    };
    for (more, field) in [
        (json!({ "url": "smpp://127.0.0.1:2775" }), "fields.url"),
        (json!({ "url": "smpp://[::1]:2775" }), "fields.url"),
        (json!({ "url": "smpp://10.0.0.1" }), "fields.url"),
        (json!({ "url": "smpp://localhost" }), "fields.url"),
        (json!({ "url": "https://smsc.example.com" }), "fields.url"),
        (json!({ "password": "far too long" }), "fields.password"),
        (json!({ "password": null }), "fields.password"),
        (json!({ "window": 1000 }), "fields.window"),
        (json!({ "longTexts": "SOMEHOW" }), "fields.longTexts"),
    ] {
        let answer = server.client.call(&with(more)).await.unwrap_err();
        assert_eq!(answer.status_code(), Some(400), "{field}");
        assert!(answer.to_string().contains(field), "{field}: {answer}");
    }
    server.client.call(&with(json!({}))).await.unwrap();
    let list = server.client.call(&GetSmsProviders {}).await.unwrap();
    let vendor = list.vendors.iter().find(|vendor| vendor.provider == "SMPP");
    let schema = &vendor.unwrap().schema;
    assert_eq!(schema["properties"]["password"]["writeOnly"], true);
    let rows = server.count("SELECT COUNT(*) FROM sms_provider WHERE sealed LIKE '%secret%'");
    assert_eq!(rows.await, 0);
}

/// The process takes leave when it is told to end, and has said nothing of numbers and codes until
/// then, whatever the centre repeated: D4.
///
/// Seen to fail with the id of a message kept as the centre wrote it.
#[tokio::test(flavor = "multi_thread")]
async fn d4_a_process_takes_leave_and_tells_nothing() {
    let centre = need!(Centre::start().await);
    let folder = Folder::new();
    let log = folder.0.join("log");
    let data = folder.0.join("data").to_string_lossy().into_owned();
    let flags = ["--private-providers", "--log", "trace"];
    let file = std::fs::File::create(&log).unwrap();
    let (mut process, credentials) = Process::in_production(&data, &flags, file.into()).await;
    let client = client(&credentials);
    let provider = client.call(&centre.config(&json!({}))).await.unwrap();
    let mut answers = Vec::new();
    let faults = [
        json!({ "kind": "refuse", "status": 8 }),
        json!({ "kind": "refuse", "status": 0x0b }),
        json!({ "kind": "echo" }),
        json!({ "kind": "none" }),
        json!({ "kind": "garbage" }),
    ];
    for (fault, n) in faults.into_iter().zip(0..) {
        centre.fault(fault).await;
        answers.push(format!("{:?}", test(&client, &provider.id).await));
        let seen = centre.state("submits").await.as_u64().unwrap_or_default();
        client.call(&sms(number(700 + n))).await.unwrap();
        centre.sees("submits", seen.max(1)).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let page = client.call(&ListSmsMessages::default()).await.unwrap();
    let shown = page.list.iter().flat_map(|message| &message.attempts);
    answers.extend(shown.map(|attempt| format!("{attempt:?}")));
    let metrics = reqwest::get(format!("{}/metrics", process.base))
        .await
        .unwrap();
    answers.push(metrics.text().await.unwrap());
    centre.fault(json!({ "kind": "none" })).await;
    let binds = centre.state("binds").await.as_u64().unwrap();
    for _ in 0..400 {
        if centre.state("links").await == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    process.terminate();
    assert!(process.child.wait().unwrap().success());
    centre.sees("unbinds", 1).await;
    assert_eq!(centre.state("links").await, 0);
    answers.push(std::fs::read_to_string(&log).unwrap());
    let seen = centre.fake.ask("/_seen", &json!({})).await;
    let texts: Vec<&str> = seen
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect();
    let mut secrets: Vec<String> = texts.iter().map(|text| code_in(text)).collect();
    secrets.extend((700..705).map(number));
    secrets.extend([number(9), "p4ssw0rd".into()]);
    let mut hits = 0;
    for secret in &secrets {
        hits += answers
            .iter()
            .filter(|answer| answer.contains(secret.as_str()))
            .count();
    }
    figure(
        "D4",
        format_args!(
            "SMPP: {hits} hits of {} secrets over {binds} links",
            secrets.len()
        ),
    );
    assert!(texts.len() >= 5, "{texts:?}");
    assert_eq!(hits, 0);
}
