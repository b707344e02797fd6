//! SMS providers of a pool: their settings, their messages, and what became of them.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::sms_delivery::*;
use cleat_api::{ErrorCode, Object, Value};
use cleat_protocol::vendors::standard_webhook;
use serde_json::json;

use crate::delivery::until;
use crate::harness::{Server, by_phone, client, dead, number, refused};

const KEY: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn secret() -> String {
    format!("whsec_{KEY}")
}

/// A server of an operator: checks the signature of what it is sent, and answers as it is told.
pub async fn webhook(answer: StatusCode, body: &'static str) -> (String, Arc<Mutex<Vec<Value>>>) {
    let taken: Arc<Mutex<Vec<Value>>> = Arc::default();
    let kept = taken.clone();
    let take = move |headers: HeaderMap, text: String| async move {
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let key = STANDARD.decode(KEY).unwrap();
        let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
        let signature = standard_webhook::sign(&key, &id, &at, text.as_bytes());
        assert_eq!(header("webhook-signature"), signature);
        kept.lock()
            .unwrap()
            .push(serde_json::from_str(&text).unwrap());
        (answer, body)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/sms", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, taken)
}

fn fields(url: &str) -> Object {
    json!({ "url": url, "secret": secret() })
        .as_object()
        .unwrap()
        .clone()
}

pub fn config(scope: SmsScope, url: &str) -> ConfigSmsProvider {
    ConfigSmsProvider {
        scope,
        provider: "WEBHOOK".into(),
        fields: fields(url),
        ..ConfigSmsProvider::default()
    }
}

pub async fn delivering() -> Server {
    let settings = [
        ("dev", "false"),
        ("private_providers", "true"),
        ("sends_per_address", "100000"),
    ];
    Server::with(&settings).await
}

pub fn login(number: String) -> SendSms {
    SendSms {
        channel: SmsChannel::Login,
        phone_number: number,
        phone_country_code: None,
    }
}

/// A pool without providers sends nothing; with one of its own it does, at once, and what became of
/// the message can be looked up by any spelling of the number.
///
/// Seen to fail with `Outbox::changed` left out of `configSmsProvider`.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_by_the_provider_of_its_pool() {
    let server = delivering().await;
    let _work = cleat_server::in_background(&server.app);
    let (client, phone) = (&server.client, number(1));
    refused(
        client.call(&login(phone.clone())).await,
        ErrorCode::SmsUnavailable,
    );
    let (url, taken) = webhook(StatusCode::OK, r#"{"id":"v-1"}"#).await;
    let provider = client
        .call(&config(SmsScope::Domestic, &url))
        .await
        .unwrap();
    client.call(&login(phone.clone())).await.unwrap();
    until("the delivery", || !taken.lock().unwrap().is_empty()).await;
    let message = taken.lock().unwrap()[0].clone();
    assert_eq!(message["to"], format!("+86{phone}"));
    assert_eq!(message["country"], "CN");
    assert_eq!(message["channel"], "CHANNEL_LOGIN");
    let code = message["code"].as_str().unwrap();
    assert!(message["text"].as_str().unwrap().contains(code));
    client.call(&by_phone(&phone, code.into())).await.unwrap();
    let spelled = format!("{} {}", &phone[..3], &phone[3..]);
    let list = ListSmsMessages {
        phone_number: Some(spelled),
        ..ListSmsMessages::default()
    };
    let mut page = client.call(&list).await.unwrap();
    for _ in 0..100 {
        if page.list[0].state == SmsMessageState::Sent {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        page = client.call(&list).await.unwrap();
    }
    assert_eq!(page.total_count, 1);
    assert_eq!(page.list[0].state, SmsMessageState::Sent);
    let attempt = &page.list[0].attempts[0];
    assert_eq!(attempt.provider_id, provider.id);
    assert_eq!(attempt.state, "taken");
    assert_eq!(attempt.message_id.as_deref(), Some("v-1"));
    let other = ListSmsMessages {
        phone_number: Some(number(2)),
        ..ListSmsMessages::default()
    };
    assert_eq!(client.call(&other).await.unwrap().total_count, 0);
    let abroad = SendSms {
        phone_number: "2025550123".into(),
        phone_country_code: Some("+1".into()),
        ..login(phone)
    };
    refused(
        client.call(&abroad).await,
        ErrorCode::InternationalSmsUnavailable,
    );
}

/// The first by priority is asked first. What it refuses the next one has; a number that is none is
/// asked of nobody else.
///
/// Seen to fail with the priority left out of both orders, in `Providers::of_pool` and `Row::of_pool`,
/// and with `ends_the_message` always false.
#[tokio::test(flavor = "multi_thread")]
async fn the_next_provider_has_what_the_first_refuses() {
    for (status, body, kind, goes_on) in [
        (StatusCode::UNAUTHORIZED, "", "credentials", true),
        (StatusCode::SERVICE_UNAVAILABLE, "", "temporary", true),
        (StatusCode::TOO_MANY_REQUESTS, "", "throttled", true),
        (StatusCode::BAD_REQUEST, "", "config", true),
        (
            StatusCode::OK,
            r#"{"code":"delivery_rejected"}"#,
            "blocked",
            true,
        ),
        (
            StatusCode::OK,
            r#"{"code":"invalid_phone_number"}"#,
            "number",
            false,
        ),
    ] {
        let server = delivering().await;
        let _work = cleat_server::in_background(&server.app);
        let (client, phone) = (&server.client, number(1));
        let (good, taken) = webhook(StatusCode::OK, "").await;
        let (bad, asked) = webhook(status, body).await;
        let second = ConfigSmsProvider {
            priority: Some(2),
            ..config(SmsScope::Domestic, &good)
        };
        client.call(&second).await.unwrap();
        let first = ConfigSmsProvider {
            priority: Some(1),
            ..config(SmsScope::Domestic, &bad)
        };
        client.call(&first).await.unwrap();
        client.call(&login(phone.clone())).await.unwrap();
        until("the first is asked", || !asked.lock().unwrap().is_empty()).await;
        if goes_on {
            until("the second is asked", || !taken.lock().unwrap().is_empty()).await;
        }
        let list = ListSmsMessages::default();
        let mut page = client.call(&list).await.unwrap();
        for _ in 0..100 {
            if page.list[0].state != SmsMessageState::Queued {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            page = client.call(&list).await.unwrap();
        }
        let attempts = &page.list[0].attempts;
        assert_eq!(attempts[0].state, "refused", "{kind}");
        assert_eq!(attempts[0].kind.as_deref(), Some(kind));
        assert_eq!(attempts.len(), if goes_on { 2 } else { 1 }, "{kind}");
        let expected = match goes_on {
            true => SmsMessageState::Sent,
            false => SmsMessageState::Failed,
        };
        assert_eq!(page.list[0].state, expected, "{kind}");
        assert_eq!(asked.lock().unwrap().len(), 1, "{kind}");
        assert_eq!(taken.lock().unwrap().len(), usize::from(goes_on), "{kind}");
    }
}

/// Secrets are not answered, stay when they are masked or absent, and do not move to another
/// address.
///
/// Seen to fail with the addresses not compared in `completed`.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_kept_and_not_answered() {
    let server = delivering().await;
    let client = &server.client;
    let (url, _) = webhook(StatusCode::OK, "").await;
    let first = client
        .call(&config(SmsScope::Domestic, &url))
        .await
        .unwrap();
    assert_eq!(first.fields["secret"], "••••LaSw");
    assert_eq!(first.fields["url"], url);
    let (whole, mut shown) = (secret(), Vec::new());
    for kept in [json!(first.fields["secret"]), Value::Null] {
        let mut again = config(SmsScope::Domestic, &url);
        again.id = Some(first.id.clone());
        again.fields.insert("secret".into(), kept);
        again.priority = Some(7);
        shown.push(format!("{:?}", client.call(&again).await.unwrap()));
        let test = TestSmsProvider {
            id: first.id.clone(),
            phone_number: number(1),
            phone_country_code: None,
        };
        let told = client.call(&test).await.unwrap();
        assert_eq!(told.result, SmsResult::Taken, "{told:?}");
    }
    let mut moved = config(SmsScope::Domestic, "http://127.0.0.1:9/elsewhere");
    moved.id = Some(first.id.clone());
    moved
        .fields
        .insert("secret".into(), first.fields["secret"].clone());
    let answer = client.call(&moved).await.unwrap_err();
    assert_eq!(answer.status_code(), Some(400));
    assert!(answer.to_string().contains("fields.secret"), "{answer}");
    let list = client.call(&GetSmsProviders {}).await.unwrap();
    assert_eq!(list.providers.len(), 1);
    assert_eq!(list.providers[0].priority, 7);
    assert!(
        list.providers[0]
            .callback_url
            .as_ref()
            .unwrap()
            .contains("/hooks/messages/")
    );
    shown.push(format!("{list:?}"));
    assert!(shown.iter().all(|text| !text.contains(&whole)), "{shown:?}");
    let rows = server.count("SELECT COUNT(*) FROM sms_provider WHERE sealed LIKE '%LaSw%'");
    assert_eq!(rows.await, 0, "sealed in the database");
}

/// What cannot be used is refused with the name of its field, and nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn settings_are_checked_when_they_are_saved() {
    let server = Server::with(&[("dev", "false"), ("no_docs", "true")]).await;
    let client = &server.client;
    let right = || config(SmsScope::International, "https://sms.example.com/send");
    let with = |name: &str, value: Value| {
        let mut config = right();
        config.fields.insert(name.into(), value);
        config
    };
    for (wrong, field) in [
        (
            ConfigSmsProvider {
                provider: "NOBODY".into(),
                ..right()
            },
            "provider",
        ),
        (
            ConfigSmsProvider {
                priority: Some(1001),
                ..right()
            },
            "priority",
        ),
        (
            ConfigSmsProvider {
                priority: Some(-1),
                ..right()
            },
            "priority",
        ),
        (
            ConfigSmsProvider {
                validity: Some(29),
                ..right()
            },
            "validity",
        ),
        (
            ConfigSmsProvider {
                validity: Some(601),
                ..right()
            },
            "validity",
        ),
        (with("secret", json!("whsec_short")), "fields.secret"),
        (with("secret", json!(5)), "fields.secret"),
        (with("url", json!("http://sms.example.com")), "fields.url"),
        (with("url", json!("ftp://sms.example.com")), "fields.url"),
        (with("url", json!("sms.example.com")), "fields.url"),
        (
            ConfigSmsProvider {
                fields: Object::new(),
                ..right()
            },
            "fields",
        ),
    ] {
        let answer = client.call(&wrong).await.unwrap_err();
        assert_eq!(answer.status_code(), Some(400), "{field}");
        assert!(answer.to_string().contains(field), "{field}: {answer}");
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM sms_provider").await, 0);
    for right in [
        ConfigSmsProvider {
            priority: Some(1000),
            validity: Some(600),
            ..right()
        },
        ConfigSmsProvider {
            priority: Some(0),
            validity: Some(30),
            ..right()
        },
    ] {
        client.call(&right).await.unwrap();
    }
    let nobody = DeleteSmsProvider {
        id: "nobody".into(),
        force: None,
    };
    refused(client.call(&nobody).await, ErrorCode::SmsProviderNotFound);
    let nobody = ConfigSmsProvider {
        id: Some("nobody".into()),
        ..right()
    };
    refused(client.call(&nobody).await, ErrorCode::SmsProviderNotFound);
    let nobody = TestSmsProvider {
        id: "nobody".into(),
        phone_number: number(1),
        phone_country_code: None,
    };
    refused(client.call(&nobody).await, ErrorCode::SmsProviderNotFound);
}

/// A pool does not reach into the network of the server, by number or by name.
///
/// Seen to fail with `Reachable::Anywhere` for every provider.
#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_are_not_called() {
    let server = Server::with(&[("dev", "false")]).await;
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
    ] {
        let config = config(SmsScope::Domestic, &format!("https://{host}:1/send"));
        let provider = server.client.call(&config).await.unwrap();
        let test = TestSmsProvider {
            id: provider.id,
            phone_number: number(1),
            phone_country_code: None,
        };
        let told = server.client.call(&test).await.unwrap();
        assert_eq!(told.result, SmsResult::Refused, "{host}");
        let why = match host {
            "localhost" => "not reached",
            _ => "private network",
        };
        assert!(told.message.contains(why), "{host}: {}", told.message);
    }
}

/// What a provider answers to a test, in words.
#[tokio::test(flavor = "multi_thread")]
async fn a_test_says_what_the_provider_says() {
    let server = delivering().await;
    let nobody = dead();
    let dead = format!("http://{}/sms", nobody.address);
    let (works, _) = webhook(StatusCode::OK, r#"{"id":"v-9"}"#).await;
    let (refuses, _) = webhook(StatusCode::UNAUTHORIZED, "+8613800000001 is echoed").await;
    for (url, result, kind, id) in [
        (&works, SmsResult::Taken, None, Some("v-9")),
        (&refuses, SmsResult::Refused, Some("credentials"), None),
        (&dead, SmsResult::Refused, Some("temporary"), None),
    ] {
        let provider = server
            .client
            .call(&config(SmsScope::Domestic, url))
            .await
            .unwrap();
        let test = TestSmsProvider {
            id: provider.id,
            phone_number: number(1),
            phone_country_code: None,
        };
        let told = server.client.call(&test).await.unwrap();
        assert_eq!(told.result, result);
        assert_eq!(told.kind.as_deref(), kind);
        assert_eq!(told.message_id.as_deref(), id);
        assert!(told.message.ends_with('.'), "{}", told.message);
    }
}

/// A provider that users need to sign in is not taken from them without a word.
///
/// Seen to fail without `keep_users` in `deleteSmsProvider`.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_provider_keeps_its_users() {
    let server = delivering().await;
    let _work = cleat_server::in_background(&server.app);
    let client = &server.client;
    let (url, taken) = webhook(StatusCode::OK, "").await;
    let provider = client
        .call(&config(SmsScope::Domestic, &url))
        .await
        .unwrap();
    client.call(&login(number(1))).await.unwrap();
    until("the delivery", || !taken.lock().unwrap().is_empty()).await;
    let code = taken.lock().unwrap()[0]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    client
        .call(&by_phone(&number(1), code.as_str().into()))
        .await
        .unwrap();
    let delete = DeleteSmsProvider {
        id: provider.id.clone(),
        force: None,
    };
    refused(client.call(&delete).await, ErrorCode::UsersStranded);
    let off = ConfigSmsProvider {
        id: Some(provider.id.clone()),
        enabled: Some(false),
        ..config(SmsScope::Domestic, &url)
    };
    refused(client.call(&off).await, ErrorCode::UsersStranded);
    let forced = DeleteSmsProvider {
        id: provider.id,
        force: Some(true),
    };
    client.call(&forced).await.unwrap();
    refused(
        client.call(&login(number(2))).await,
        ErrorCode::SmsUnavailable,
    );
}

/// The address for receipts answers to its token alone, and to nothing else about it.
#[tokio::test(flavor = "multi_thread")]
async fn receipts_need_the_address_they_were_given() {
    let server = delivering().await;
    let config = config(SmsScope::Domestic, "http://127.0.0.1:9/sms");
    let provider = server.client.call(&config).await.unwrap();
    let right = provider.callback_url.unwrap();
    assert!(right.starts_with(&server.credentials.app_host), "{right}");
    let (begin, token) = right.rsplit_once('/').unwrap();
    assert!(token.len() >= 22, "128 bits");
    let http = reqwest::Client::new();
    for wrong in [
        format!("{begin}/{}", "a".repeat(token.len())),
        format!("{begin}/"),
        right.replace(&provider.id, "6955b90055f292a9a7000007"),
        // This vendor sends none.
        right.clone(),
    ] {
        for request in [http.get(&wrong), http.post(&wrong).body("[]")] {
            let status = request.send().await.unwrap().status();
            assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
        }
    }
    let long = http
        .post(&right)
        .body(vec![b'a'; 300_000])
        .send()
        .await
        .unwrap();
    assert_eq!(long.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

/// Messages are listed as long as the server's setting says, and then they are gone with their
/// attempts and receipts.
///
/// Seen to fail with two days whatever the setting says.
#[tokio::test(flavor = "multi_thread")]
async fn messages_are_kept_as_long_as_the_setting_says() {
    for days in [2, 3, 90] {
        let setting = days.to_string();
        let server = Server::with(&[("message_days", setting.as_str())]).await;
        server.client.call(&login(number(1))).await.unwrap();
        let kept = async || {
            cleat_server::purge_expired(&server.app).await.unwrap();
            // A token of the pool does not live as long.
            let pool = client(&server.credentials);
            pool.call(&ListSmsMessages::default())
                .await
                .unwrap()
                .total_count
        };
        for _ in 1..days {
            server.advance(86_400);
        }
        server.advance(86_399);
        assert_eq!(kept().await, 1, "{days}");
        server.advance(2);
        assert_eq!(kept().await, 0, "{days}");
    }
}

/// Calls to another provider, which took them after all others.
const MANY_TAKEN: &str = "
    INSERT INTO message_attempt (id, pool_id, message_id, provider_id, vendor, state, rank, begun_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
    SELECT 'other-' || n.i, a.pool_id, a.message_id, 'other', a.vendor, 'taken', a.rank,
        a.begun_at + 1000
    FROM n, (SELECT * FROM message_attempt ORDER BY begun_at DESC LIMIT 1) a";

/// A letter, and three refusals of it.
const MAIL: &str = "
    INSERT INTO outbox (id, pool_id, medium, target, channel, sealed, state, attempts, next_at,
        created_at)
    SELECT 'mail', pool_id, 'email', target, channel, sealed, 'failed', 3, next_at, created_at
    FROM outbox LIMIT 1";
const MAIL_REFUSED: &str = "
    INSERT INTO message_attempt
        (id, pool_id, message_id, provider_id, vendor, state, rank, kind, begun_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3)
    SELECT 'mail-' || n.i, a.pool_id, 'mail', 'post', a.vendor, a.state, a.rank, a.kind, a.begun_at
    FROM n, (SELECT * FROM message_attempt WHERE state = 'refused' LIMIT 1) a";

/// A provider that refuses one message after the other is told with the time that it began, until it
/// takes one.
#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_refuses_everything_raises_an_alarm() {
    let server = delivering().await;
    let _work = cleat_server::in_background(&server.app);
    let alarms = async || {
        let told = server.client.call(&GetSmsProviders {}).await.unwrap();
        told.alarms
    };
    let (bad, asked) = webhook(StatusCode::UNAUTHORIZED, "").await;
    let (good, taken) = webhook(StatusCode::OK, "").await;
    let refusing = config(SmsScope::Domestic, &bad);
    let made = server.client.call(&refusing).await.unwrap();
    let began = server.app.clock.now();
    assert!(alarms().await.is_empty(), "nothing was refused yet");
    for n in 1..=3 {
        server.client.call(&login(number(n))).await.unwrap();
        let reached = usize::try_from(n).unwrap();
        until("it was asked", || asked.lock().unwrap().len() >= reached).await;
        server.advance(1);
    }
    let mut told = alarms().await;
    for _ in 0..1500 {
        if !told.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        told = alarms().await;
    }
    let [alarm] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(alarm.provider_id, made.id);
    assert!(alarm.refused >= 3, "{alarm:?}");
    assert_eq!(
        (alarm.provider.as_str(), alarm.kind.as_str()),
        ("WEBHOOK", "credentials")
    );
    assert_eq!(alarm.since, cleat_server::kernel::iso(began));
    // Many calls to another one hide none, and mail is no SMS.
    server.execute(MANY_TAKEN).await;
    assert_eq!(alarms().await.len(), 1);
    server.execute(MAIL).await;
    server.execute(MAIL_REFUSED).await;
    assert_eq!(alarms().await.len(), 1);
    let mended = ConfigSmsProvider {
        id: Some(made.id.clone()),
        ..config(SmsScope::Domestic, &good)
    };
    server.client.call(&mended).await.unwrap();
    server.client.call(&login(number(4))).await.unwrap();
    until("it was taken", || !taken.lock().unwrap().is_empty()).await;
    for _ in 0..1500 {
        if alarms().await.is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{:?}", alarms().await);
}
