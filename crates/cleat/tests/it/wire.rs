//! What every answer has in common: its language, and whom it does not know.

use cleat_api::profile::GetProfile;
use cleat_api::{ErrorCode, Language, Value};
use cleat_client::{Client, Options};

use crate::harness::Server;

#[tokio::test(flavor = "multi_thread")]
async fn messages_speak_four_languages() {
    let server = Server::start().await;
    let mut seen = std::collections::HashSet::new();
    for language in Language::ALL {
        let options = Options {
            language: *language,
            ..server.client.options().clone()
        };
        let error = Client::new(options)
            .unwrap()
            .call(&GetProfile::default())
            .await
            .unwrap_err();
        seen.insert(
            error
                .to_string()
                .split(" (")
                .next()
                .unwrap_or_default()
                .to_owned(),
        );
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}

/// An application or pool nobody knows, and a token that has ended, have codes of their own.
#[tokio::test(flavor = "multi_thread")]
async fn unknown_applications_and_pools_and_ended_tokens() {
    let server = Server::start().await;
    let me = server.sign_in(&crate::harness::number(1)).await;
    let send = |header: &'static str, value: &'static str| {
        let url = format!("{}/api/v3/send-sms", server.credentials.app_host);
        let body = serde_json::json!({ "channel": "CHANNEL_LOGIN", "phoneNumber": "13900000002" });
        async move {
            let call = reqwest::Client::new()
                .post(url)
                .header(header, value)
                .json(&body);
            call.send().await.unwrap().json::<Value>().await.unwrap()
        }
    };
    for prefix in ["x-authing", "x-genauth"] {
        let app: &'static str = format!("{prefix}-app-id").leak();
        let pool: &'static str = format!("{prefix}-userpool-id").leak();
        let answer = send(app, "nobody").await;
        assert_eq!(
            (&answer["statusCode"], &answer["apiCode"]),
            (&499.into(), &2011.into())
        );
        let answer = send(pool, "nobody").await;
        assert_eq!(
            (&answer["statusCode"], &answer["apiCode"]),
            (&404.into(), &2224.into())
        );
    }
    let answer = send("accept", "*/*").await;
    assert_eq!(answer["apiCode"], 2011, "neither is named");
    assert_eq!(
        server.count("SELECT COUNT(*) FROM outbox").await,
        1,
        "the sign-in's own"
    );
    me.call(&cleat_api::profile::GetProfile::default())
        .await
        .unwrap();
    server.advance(1_209_600);
    let ended = me.call(&cleat_api::profile::GetProfile::default()).await;
    crate::harness::refused(ended, ErrorCode::TokenExpired);
}
