//! Messages on their way: a real SMTP server, and a bridge for SMS that fails at first.

use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::{ErrorCode, Language, Value};
use cleat_client::{Client, Options};
use cleat_protocol::seal::hmac_sha256;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

use crate::common::{need, python};
use crate::harness::{Server, by_phone, dead, number, refused};
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
    for _ in 0..1200 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{what} did not happen in thirty seconds");
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

/// Every language arrives whole at Python's parser, in subject, sender and text: MIME with a
/// charset, and nothing on the wire that is not ASCII.
///
/// Seen to fail (no `MIME-Version`, no charset) with `body` in place of `singlepart` in `message.rs`.
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
    let url = format!("smtp://127.0.0.1:{port}?tls=none");
    let settings = [
        ("dev", "false"),
        ("smtp_url", url.as_str()),
        ("email_from", "统一身份认证平台通知 <no-reply@example.com>"),
    ];
    let server = Server::with(&settings).await;
    let _work = cleat_server::in_background(&server.app);
    for (n, (language, subject, text)) in [
        (
            Language::EnUs,
            "Your sign-in code for Demo",
            "Do not share it with anybody.",
        ),
        (Language::ZhCn, "Demo 登录验证码", "请勿告诉他人。"),
        (Language::ZhTw, "Demo 登入驗證碼", "請勿告訴他人。"),
        (
            Language::JaJp,
            "Demo ログインの認証コード",
            "他人に教えないでください。",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let client = Client::new(Options {
            language,
            ..server.client.options().clone()
        });
        let mail = SendEmail {
            channel: EmailChannel::Login,
            email: format!("Ada{n}@example.com"),
        };
        client.unwrap().call(&mail).await.unwrap();
        let line = tokio::time::timeout(Duration::from_secs(10), lines.next_line())
            .await
            .unwrap();
        let message: Value = serde_json::from_str(&line.unwrap().unwrap()).unwrap();
        assert_eq!(message["from"], "no-reply@example.com");
        assert_eq!(message["to"][0], format!("ada{n}@example.com"));
        assert_eq!(message["subject"], subject);
        let body = message["text"].as_str().unwrap();
        assert!(body.contains(text), "{body}");
        let from = "统一身份认证平台通知 <no-reply@example.com>";
        assert_eq!(message["header"], from);
        assert_eq!(message["mime"], "1.0");
        assert_eq!(message["type"], "multipart/alternative");
        assert!(message["html"].as_str().unwrap().contains(text));
        assert_eq!(message["charset"], "utf-8");
        assert_eq!(message["ascii"], true, "{message}");
        assert_eq!(message["defects"], json!([]));
        assert!(message["lines"].as_u64().unwrap() <= 998, "{message}");
    }
}

/// An SMTP server that takes no recipient, and says whom.
async fn unwilling() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}?tls=none", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (read, mut write) = socket.into_split();
            let mut lines = BufReader::new(read).lines();
            drop(write.write_all(b"220 mail\r\n").await);
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = match line.strip_prefix("RCPT TO:") {
                    Some(to) => {
                        format!("550 5.1.1 {to} unknown: \"ada.lovelace\" +8613900000001\r\n")
                    }
                    None => "250 mail\r\n".into(),
                };
                drop(write.write_all(answer.as_bytes()).await);
            }
        }
    });
    url
}

/// What is logged, line by line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Takes what this thread logs, as long as the guard lives.
    fn begin(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let own = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(own)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

async fn metrics(server: &Server) -> String {
    let url = format!("{}/metrics", server.credentials.app_host);
    reqwest::get(url).await.unwrap().text().await.unwrap()
}

fn counted(what: &str, provider: &str, count: usize) -> String {
    format!("cleat_messages_{what}_total{{provider=\"{provider}\"}} {count}\n")
}

/// A provider that takes nothing shows in `/metrics` with its first message, and a message that is
/// given up is an error in the log and a count; whom it was for is in neither. All runs on one
/// thread, whose log is read.
///
/// Seen to fail without `give_up` in `worker.rs`, and with the error of the SMTP library logged.
#[tokio::test]
async fn providers_that_take_nothing_are_seen() {
    let log = Log::default();
    let _guard = log.begin();
    let nobody = dead();
    let dead = format!("http://{0}/a http://{0}/b", nobody.address);
    let url = unwilling().await;
    let settings = [
        ("dev", "false"),
        ("sms_url", dead.as_str()),
        ("sms_secret", "secret"),
        ("smtp_url", url.as_str()),
        ("email_from", "no-reply@example.com"),
    ];
    let server = Server::with(&settings).await;
    let providers = ["sms-1", "sms-2", "email"];
    let shown = metrics(&server).await;
    for provider in providers {
        for what in ["sent", "failed", "given_up"] {
            assert!(shown.contains(&counted(what, provider, 0)), "{shown}");
        }
    }
    let send = SendSms {
        channel: SmsChannel::Login,
        phone_number: number(1),
        ..SendSms::default()
    };
    server.client.call(&send).await.unwrap();
    let mail = SendEmail {
        channel: EmailChannel::Login,
        email: "Ada.Lovelace@example.com".into(),
    };
    server.client.call(&mail).await.unwrap();
    let _work = cleat_server::in_background(&server.app);
    let mut shown = String::new();
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(25)).await;
        shown = metrics(&server).await;
        if providers
            .iter()
            .all(|one| shown.contains(&counted("failed", one, 1)))
        {
            break;
        }
    }
    for provider in providers {
        assert!(shown.contains(&counted("failed", provider, 1)), "{shown}");
    }
    for _ in 0..400 {
        server.advance(2);
        tokio::time::sleep(Duration::from_millis(25)).await;
        shown = metrics(&server).await;
        let given_up = providers.map(|one| shown.contains(&counted("given_up", one, 1)));
        // One mail, and one message that either of two providers was asked to take last.
        if shown.contains("cleat_messages_queued 0\n")
            && given_up.into_iter().filter(|found| *found).count() == 2
        {
            break;
        }
    }
    assert!(shown.contains("cleat_messages_queued 0\n"), "{shown}");
    assert!(shown.contains(&counted("given_up", "email", 1)), "{shown}");
    let of_sms = ["sms-1", "sms-2"].map(|one| shown.contains(&counted("given_up", one, 1)));
    assert_eq!(of_sms.iter().filter(|found| **found).count(), 1, "{shown}");
    let text = log.text();
    let errors = text.lines().filter(|line| line.contains("\"ERROR\""));
    let given_up = errors.filter(|line| line.contains("a message was given up"));
    assert_eq!(given_up.count(), 2, "{text}");
    assert!(text.contains("\"code\":\"550-5.1.1\""), "{text}");
    let own = text
        .lines()
        .filter(|line| line.contains("\"target\":\"cleat"));
    let own: Vec<&str> = own.collect();
    for hidden in ["ovelace", "ada.", number(1).as_str()] {
        let found: Vec<_> = own
            .iter()
            .filter(|line| line.to_lowercase().contains(hidden))
            .collect();
        assert!(found.is_empty(), "{hidden}: {found:?}");
    }
}

/// What a provider took is counted as well.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_is_counted() {
    let (works, taken) = bridge(0).await;
    let nobody = dead();
    let urls = format!("http://{}/a {works}", nobody.address);
    let settings = [
        ("dev", "false"),
        ("international_sms_url", urls.as_str()),
        ("sms_secret", "secret"),
    ];
    let server = Server::with(&settings).await;
    let _work = cleat_server::in_background(&server.app);
    let abroad = SendSms {
        channel: SmsChannel::Login,
        phone_number: "2025550123".into(),
        phone_country_code: Some("+1".into()),
    };
    server.client.call(&abroad).await.unwrap();
    until("the delivery", || !taken.lock().unwrap().is_empty()).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let shown = metrics(&server).await;
    for (what, provider, count) in [
        ("failed", "international_sms-1", 1),
        ("sent", "international_sms-1", 0),
        ("sent", "international_sms-2", 1),
        ("given_up", "international_sms-2", 0),
    ] {
        assert!(shown.contains(&counted(what, provider, count)), "{shown}");
    }
}
