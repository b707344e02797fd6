//! Development mode: who may see it, what is there, and its clock.

use std::process::Stdio;

use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_client::{ManagementProof, Options};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::{Folder, Process, Server, free_address, number};
use crate::management::{LIST, send, signed};

/// The addresses of development mode.
const PATHS: [&str; 9] = [
    "/dev/credentials",
    "/dev/inbox",
    "/dev/inbox/messages",
    "/dev/inbox/faults",
    "/dev/inbox/page.css",
    "/dev/inbox/page.js",
    "/dev/inbox/view.js",
    "/dev/inbox/words.js",
    "/dev/clock",
];
/// Those of them that are read.
const READ: usize = PATHS.len() - 1;

/// Head of the answer to a GET of `target`, with these lines as its head.
async fn head(server: &str, target: &str, lines: &str) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\n{lines}connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let text = String::from_utf8_lossy(&answer).into_owned();
    text.split("\r\n\r\n").next().unwrap().to_lowercase()
}

fn status(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}

/// A page whose name was made to lead to this machine sees nothing of development mode.
///
/// Seen to fail (200, the credentials) without `route_layer` in `dev/mod.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn dev_answers_to_names_of_this_machine_alone() {
    let server = Server::start().await;
    let address = server.credentials.app_host.strip_prefix("http://").unwrap();
    let (_, port) = address.rsplit_once(':').unwrap();
    for path in &PATHS[..READ] {
        for own in [
            "localhost",
            "LocalHost",
            "a.localhost",
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
        ] {
            for end in [String::new(), format!(":{port}")] {
                let answer = head(address, path, &format!("host: {own}{end}\r\n")).await;
                assert_eq!(status(&answer), "200", "{path} {own}{end}: {answer}");
            }
        }
        for foreign in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhostevil",
            "192.168.1.1",
            "localhost@evil.example",
            "evil.example@localhost",
            "[2001:db8::1]",
            "",
        ] {
            let answer = head(address, path, &format!("host: {foreign}\r\n")).await;
            assert!(
                ["421", "400"].contains(&status(&answer)),
                "{path} {foreign}: {answer}"
            );
        }
        let two = "host: localhost\r\nhost: evil.example\r\n";
        assert_ne!(status(&head(address, path, two).await), "200");
        assert_ne!(status(&head(address, path, "").await), "200");
        let target = format!("http://evil.example{path}");
        assert_eq!(
            status(&head(address, &target, "host: localhost\r\n").await),
            "421"
        );
    }
    // The API itself is reached by whatever name it has.
    let api = head(address, "/api/v3/system", "host: id.example\r\n").await;
    assert_eq!(status(&api), "200", "{api}");
}

/// With `dev_anywhere`, names that nobody can make lead here are good as well.
#[tokio::test(flavor = "multi_thread")]
async fn dev_anywhere_answers_to_addresses_and_its_own_names() {
    let settings = [
        ("dev_anywhere", "true"),
        ("public_url", "https://dev.example"),
    ];
    let server = Server::with(&settings).await;
    let address = server.app.settings.listen.clone();
    for (host, wanted) in [
        ("192.168.1.1:8080", "200"),
        ("cleat:8080", "200"),
        ("dev.example", "200"),
        ("evil.example", "421"),
        ("dev.example.evil.example", "421"),
    ] {
        let answer = head(&address, PATHS[0], &format!("host: {host}\r\n")).await;
        assert_eq!(status(&answer), wanted, "{host}: {answer}");
    }
}

/// Seen to fail with `HEADERS` left out of `dev/host.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn dev_is_shown_in_no_frame() {
    let server = Server::start().await;
    let address = server.credentials.app_host.strip_prefix("http://").unwrap();
    for path in &PATHS[..READ] {
        for host in ["localhost", "evil.example"] {
            let answer = head(address, path, &format!("host: {host}\r\n")).await;
            for line in [
                "x-frame-options: deny",
                "frame-ancestors 'none'",
                "cache-control: no-store",
                "cross-origin-resource-policy: same-origin",
            ] {
                assert!(answer.contains(line), "{path}: {line} in {answer}");
            }
            assert!(!answer.contains("access-control-allow-origin"), "{answer}");
        }
    }
}

/// Outside development mode none of its addresses exists, whatever the method.
///
/// Seen to fail with `dev::router` merged whatever the setting says in `lib.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn dev_does_not_exist_outside_it() {
    let server = Server::with(&[("dev", "false")]).await;
    for path in PATHS {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let url = format!("{}{path}", server.credentials.app_host);
            let call = reqwest::Client::new().request(method.parse().unwrap(), url);
            let answer = call
                .header("content-type", "application/json")
                .body("{\"advanceSeconds\":1}")
                .send()
                .await
                .unwrap();
            let status = answer.status().as_u16();
            let text = answer.text().await.unwrap();
            let told = status == 404 || text.contains("\"statusCode\":404");
            assert!(told || method == "HEAD", "{method} {path}: {status} {text}");
            assert!(!text.contains(&server.credentials.app_secret));
        }
    }
}

/// Signed calls are good by the clock that was moved and by the machine's own, which SDKs have;
/// by no other, and not twice.
///
/// Seen to fail with the moved clock alone in `clocks` of `signed.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_moved_breaks_no_sdk() {
    let folder = Folder::new();
    let server = Process::start(&folder.path(), &free_address(), &[], Stdio::null()).await;
    let credentials = server.credentials().await;
    let real = cleat_server::Clock::system().now();
    let status = async |at: i64, nonce: &str| {
        let call = signed(&credentials, &at.to_string(), nonce, LIST, json!({}));
        let answer = send(&credentials.app_host, &call).await;
        answer["statusCode"].clone()
    };
    assert_eq!(status(real + 3_600_000, "early").await, 401);
    server.advance(86_400).await;
    assert_eq!(status(real, "real").await, 200);
    assert_eq!(status(real, "real").await, 401, "a nonce is used once");
    assert_eq!(status(real + 86_400_000, "moved").await, 200);
    assert_eq!(status(real + 43_200_000, "between").await, 401);
    assert_eq!(status(real - 3_600_000, "old").await, 401);
    let client = cleat_client::Client::new(Options {
        app_host: credentials.app_host.clone(),
        app_id: credentials.app_id.clone(),
        access_key_id: credentials.user_pool_id.clone(),
        access_key_secret: credentials.user_pool_secret.as_str().into(),
        management: ManagementProof::Signature,
        ..Options::default()
    });
    let client = client.unwrap();
    client
        .call(&cleat_api::user::ListUsers::default())
        .await
        .unwrap();
    let sms = SendSms {
        channel: SmsChannel::Login,
        phone_number: number(1),
        ..SendSms::default()
    };
    client.call(&sms).await.unwrap();
}
