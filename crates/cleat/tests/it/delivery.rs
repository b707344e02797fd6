//! Messages on their way: a real SMTP server, and a bridge for SMS that fails at first.

use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::{ErrorCode, Value};
use cleat_protocol::seal::hmac_sha256;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::common::{need, python};
use crate::harness::{Server, by_phone, number, refused};
use crate::official;

/// A bridge that refuses the first `failures` calls and keeps what it took.
pub async fn bridge(failures: usize) -> (String, Arc<Mutex<Vec<Value>>>) {
    let taken: Arc<Mutex<Vec<Value>>> = Arc::default();
    let (kept, refusals) = (taken.clone(), Arc::new(Mutex::new(failures)));
    let take = move |headers: HeaderMap, body: String| async move {
        assert_eq!(
            headers["x-cleat-signature"].to_str().unwrap(),
            hmac_sha256("secret", &body)
        );
        let mut refusals = refusals.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        kept.lock()
            .unwrap()
            .push(serde_json::from_str(&body).unwrap());
        StatusCode::OK
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/sms", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, taken)
}

pub async fn until(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..400 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{what} did not happen in ten seconds");
}

/// Seen to fail with a refused message given up at its first try in `worker.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn sms_go_through_the_bridge_once() {
    let (url, taken) = bridge(2).await;
    let settings = [
        ("dev", "false"),
        ("sms_url", url.as_str()),
        ("sms_secret", "secret"),
    ];
    let server = Server::with(&settings).await;
    // Two workers, as two replicas have.
    let _work = [
        cleat_server::in_background(&server.app),
        cleat_server::in_background(&server.app),
    ];
    let send = SendSms {
        channel: SmsChannel::Login,
        phone_number: number(1),
        ..SendSms::default()
    };
    server.client.call(&send).await.unwrap();
    let clock = server.clock.clone();
    until("the delivery", || {
        clock.advance(500);
        !taken.lock().unwrap().is_empty()
    })
    .await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let messages = taken.lock().unwrap().clone();
    assert_eq!(messages.len(), 1, "sent once");
    assert_eq!(messages[0]["to"], format!("+86{}", number(1)));
    let code = messages[0]["code"].as_str().unwrap();
    assert!(messages[0]["text"].as_str().unwrap().contains(code));
    server
        .client
        .call(&by_phone(&number(1), code.into()))
        .await
        .unwrap();
    let kept = "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND sealed = ''";
    assert_eq!(server.count(kept).await, 1, "what was sent keeps no code");

    let abroad = SendSms {
        phone_number: "2025550123".into(),
        phone_country_code: Some("+1".into()),
        ..send
    };
    refused(
        server.client.call(&abroad).await,
        ErrorCode::InternationalSmsUnavailable,
    );
    let mail = SendEmail {
        channel: EmailChannel::Login,
        email: "a@example.com".into(),
    };
    refused(server.client.call(&mail).await, ErrorCode::EmailUnavailable);
}

#[tokio::test(flavor = "multi_thread")]
async fn e_mail_goes_through_a_real_smtp_server() {
    let python = need!(python());
    let mut smtp = tokio::process::Command::new(python)
        .arg(official::folder("python").join("smtp_server.py"))
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(smtp.stdout.take().unwrap()).lines();
    let port = lines.next_line().await.unwrap().unwrap();
    let url = format!("smtp://127.0.0.1:{port}");
    let settings = [
        ("dev", "false"),
        ("smtp_url", url.as_str()),
        ("email_from", "Cleat <no-reply@example.com>"),
    ];
    let server = Server::with(&settings).await;
    let _work = cleat_server::in_background(&server.app);
    let mail = SendEmail {
        channel: EmailChannel::Login,
        email: "Ada@example.com".into(),
    };
    server.client.call(&mail).await.unwrap();
    let line = tokio::time::timeout(Duration::from_secs(10), lines.next_line())
        .await
        .unwrap();
    let message: Value = serde_json::from_str(&line.unwrap().unwrap()).unwrap();
    assert_eq!(message["from"], "no-reply@example.com");
    assert_eq!(message["to"][0], "ada@example.com");
    assert_eq!(message["subject"], "Verification code");
    assert!(
        message["text"]
            .as_str()
            .unwrap()
            .contains("is your verification code")
    );
}
