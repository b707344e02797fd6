//! P13: codes, passwords, tokens, secrets and whole numbers appear in no log.

use std::process::Stdio;
use std::sync::{Arc, Mutex};

use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::oidc::{ExchangeToken, IntrospectToken};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::password::UpdatePassword;
use cleat_api::profile::GetProfile;
use cleat_api::signin::SignInOptions;
use cleat_api::user::ListUsers;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::delivery::until;
use crate::harness::{Folder, Process, by_phone, client, figure, free_address, number, other_than};

/// Seen to fail with `tracing::debug!(?params)` in `dispatch.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn p13_no_secret_is_logged() {
    let folder = Folder::new();
    let log = folder.0.join("log");
    let file = std::fs::File::create(&log).unwrap();
    let data = folder.0.join("data").to_string_lossy().into_owned();
    let server = Process::start(
        &data,
        &free_address(),
        &["--log", "trace"],
        Stdio::from(file),
    )
    .await;
    let credentials = server.credentials().await;
    let client = client(&credentials);
    let number = number(7);
    let mut secrets = vec![
        number.clone(),
        credentials.app_secret,
        credentials.user_pool_secret,
    ];
    let send = |channel| SendSms {
        channel,
        phone_number: number.clone(),
        ..SendSms::default()
    };
    client.call(&send(SmsChannel::Login)).await.unwrap();
    let code = server.code(&format!("+86{number}")).await;
    client
        .call(&by_phone(&number, other_than(&code)))
        .await
        .unwrap_err();
    let mut sign_in = by_phone(&number, code.clone());
    sign_in.options = Some(SignInOptions {
        auto_register: Some(true),
        scope: Some("openid phone offline_access".into()),
        ..SignInOptions::default()
    });
    let tokens = client.call(&sign_in).await.unwrap();
    let (access, refresh) = (tokens.access_token.unwrap(), tokens.refresh_token.unwrap());
    let me = client.with_access_token(access.clone());
    me.call(&GetProfile::default()).await.unwrap();
    let password = "correct horse battery staple";
    let update = UpdatePassword {
        new_password: password.into(),
        ..UpdatePassword::default()
    };
    me.call(&update).await.unwrap();
    let introspect = IntrospectToken {
        token: access.clone(),
        ..IntrospectToken::default()
    };
    assert!(client.call(&introspect).await.unwrap().active);
    let exchange = ExchangeToken {
        grant_type: "refresh_token".into(),
        refresh_token: Some(refresh.clone()),
        ..ExchangeToken::default()
    };
    let fresh = client.call(&exchange).await.unwrap();
    client.call(&exchange).await.unwrap_err();
    client.call(&ListUsers::default()).await.unwrap();
    let bad = reqwest::Client::new()
        .post(format!("{}/api/v3/signin", server.base))
        .header("x-authing-app-id", &credentials.app_id)
        .body(format!("{{\"passCode\": \"{}\", broken", code.expose()))
        .send()
        .await
        .unwrap();
    assert!(bad.status().is_success());
    secrets.extend([code.expose().to_owned(), password.to_owned()]);
    secrets.extend([access, refresh, fresh.access_token].map(|token| token.expose().to_owned()));
    drop(server);
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.lines().count() > 2, "the log is not empty");
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret} is in the log");
    }
}

/// What a server was sent, connection by connection.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server that reads what comes at once, and answers by an error that repeats all of it, in turn as
/// a body, a reason, a header and nonsense.
async fn echoing() -> (String, Seen) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Seen::default();
    let kept = seen.clone();
    tokio::spawn(async move {
        for turn in 0.. {
            let Ok((mut socket, _)) = listener.accept().await else {
                return;
            };
            let mut text = String::new();
            while !text.contains("}") {
                let mut part = [0; 16_384];
                match socket.read(&mut part).await {
                    Ok(0) | Err(_) => break,
                    Ok(length) => text.push_str(&String::from_utf8_lossy(&part[..length])),
                }
            }
            let line = text.replace(['\r', '\n'], " ");
            let length = text.len();
            let answer = match turn % 4 {
                0 => format!(
                    "HTTP/1.1 500 Oh\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
                ),
                1 => format!("HTTP/1.1 400 {line}\r\nconnection: close\r\n\r\n"),
                2 => format!(
                    "HTTP/1.1 302 Found\r\nlocation: http://nowhere.invalid/?{line}\r\nx-echo: {line}\r\n\r\n"
                ),
                _ => text.clone(),
            };
            kept.lock().unwrap().push(text);
            drop(socket.write_all(answer.as_bytes()).await);
        }
    });
    (address, seen)
}

/// A mail server that refuses each step in turn and repeats what it was told so far.
async fn echoing_mail() -> (String, Seen) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Seen::default();
    let kept = seen.clone();
    tokio::spawn(async move {
        for turn in 0.. {
            let Ok((mut socket, _)) = listener.accept().await else {
                return;
            };
            drop(socket.write_all(b"220 mail\r\n").await);
            let (mut text, mut in_data) = (String::new(), false);
            let mut part = [0; 16_384];
            while let Ok(length @ 1..) = socket.read(&mut part).await {
                let told = String::from_utf8_lossy(&part[..length]).into_owned();
                text.push_str(&told);
                let step = [("AUTH", 0), ("RCPT", 1), ("DATA", 2)];
                let at = step
                    .iter()
                    .find(|(verb, _)| !in_data && told.starts_with(verb));
                let ends = in_data && text.ends_with("\r\n.\r\n");
                let line = text.replace(['\r', '\n'], " ");
                let answer = match at {
                    _ if in_data && !ends => continue,
                    Some((_, refused)) if turn % 4 == *refused => format!("550 5.1.1 {line}\r\n"),
                    _ if ends => format!("554 5.6.0 {line}\r\n"),
                    Some(("DATA", _)) => {
                        in_data = true;
                        "354 go on\r\n".into()
                    }
                    Some(("AUTH", _)) => "235 yes\r\n".into(),
                    _ if told.starts_with("EHLO") => "250-mail\r\n250 AUTH PLAIN\r\n".into(),
                    _ => "250 yes\r\n".into(),
                };
                drop(socket.write_all(answer.as_bytes()).await);
            }
            kept.lock().unwrap().push(text);
        }
    });
    (address, seen)
}

/// Outside development mode, with a bridge and a mail server that fail and repeat in every way what
/// they were sent: nothing of it is in the log at level trace, in the figures or in an answer.
#[tokio::test(flavor = "multi_thread")]
async fn p13_providers_that_fail_tell_nothing() {
    let folder = Folder::new();
    let log = folder.0.join("log");
    let data = folder.0.join("data").to_string_lossy().into_owned();
    let ((bridge, sms), (mail, mails)) = (echoing().await, echoing_mail().await);
    let bridge = format!("http://{bridge}/sms");
    let mail = format!("smtp://mailer:h0rsesh0es@{mail}?tls=none");
    let flags = [
        "--log",
        "trace",
        "--sms-url",
        &bridge,
        "--sms-secret",
        "st4ples",
        "--smtp-url",
        &mail,
        "--email-from",
        "no-reply@example.com",
    ];
    let file = std::fs::File::create(&log).unwrap();
    let (process, credentials) = Process::in_production(&data, &flags, file.into()).await;
    let client = client(&credentials);
    let mut answers = Vec::new();
    for n in 0..6 {
        let send = SendSms {
            channel: SmsChannel::Login,
            phone_number: number(700 + n),
            ..SendSms::default()
        };
        answers.push(format!("{:?}", client.call(&send).await));
        let send = SendEmail {
            channel: EmailChannel::Login,
            email: format!("ada.lovelace{n}@example.com"),
        };
        answers.push(format!("{:?}", client.call(&send).await));
    }
    until("four turns of each", || {
        [&sms, &mails]
            .iter()
            .all(|seen| seen.lock().unwrap().len() >= 6)
    })
    .await;
    let metrics = reqwest::get(format!("{}/metrics", process.base))
        .await
        .unwrap();
    answers.push(metrics.text().await.unwrap());
    drop(process);
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(
        text.contains("sms-1") && text.contains("\"email\""),
        "{text}"
    );
    answers.push(text);
    let told = [sms, mails]
        .map(|seen| seen.lock().unwrap().concat())
        .concat();
    let codes = told.split(|sign: char| !sign.is_ascii_digit());
    let mut secrets: Vec<String> = codes
        .filter(|digits| digits.len() == 6)
        .map(|code| format!("\"{code}"))
        .collect();
    assert!(!secrets.is_empty(), "{told}");
    secrets.extend((0..6).map(|n| number(700 + n)));
    secrets.extend((0..6).map(|n| format!("ada.lovelace{n}")));
    secrets.extend(["h0rsesh0es", "st4ples", "AG1haWxlcgBo"].map(Into::into));
    for secret in &secrets {
        for answer in &answers {
            let line = answer.lines().find(|line| line.contains(secret.as_str()));
            assert!(line.is_none(), "{secret}: {line:?}");
        }
    }
    figure(
        "P13",
        format_args!(
            "{} secrets of messages that failed: 0 in the log",
            secrets.len()
        ),
    );
}
