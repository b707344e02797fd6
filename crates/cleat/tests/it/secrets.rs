//! P13: codes, passwords, tokens, secrets and whole numbers appear in no log.

use std::process::Stdio;

use cleat_api::oidc::{ExchangeToken, IntrospectToken};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::password::UpdatePassword;
use cleat_api::profile::GetProfile;
use cleat_api::signin::SignInOptions;
use cleat_api::user::ListUsers;

use crate::harness::{Folder, Process, by_phone, client, free_address, number, other_than};

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
