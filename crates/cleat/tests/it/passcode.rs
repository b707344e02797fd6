//! Sending codes, and asking whether one is right.

use cleat_api::ErrorCode;
use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::phone::BindPhone;

use crate::codes::pre_check;
use crate::harness::{Server, number, other_than, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_sent_once_a_minute() {
    let server = Server::start().await;
    let send = |channel| SendSms {
        channel,
        phone_number: number(1),
        ..SendSms::default()
    };
    server.client.call(&send(SmsChannel::Login)).await.unwrap();
    refused(
        server.client.call(&send(SmsChannel::Login)).await,
        ErrorCode::CodeSentRecently,
    );
    server
        .client
        .call(&send(SmsChannel::Register))
        .await
        .unwrap();
    server.advance(59);
    refused(
        server.client.call(&send(SmsChannel::Login)).await,
        ErrorCode::CodeSentRecently,
    );
    server.advance(1);
    server.client.call(&send(SmsChannel::Login)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_per_number_and_per_address() {
    let server = Server::with(&[("sends_per_target", "3"), ("sends_per_address", "5")]).await;
    let send = |n| SendSms {
        channel: SmsChannel::Login,
        phone_number: number(n),
        ..SendSms::default()
    };
    for _ in 0..3 {
        server.client.call(&send(1)).await.unwrap();
        server.advance(60);
    }
    refused(
        server.client.call(&send(1)).await,
        ErrorCode::TooManyRequests,
    );
    server.client.call(&send(2)).await.unwrap();
    refused(
        server.client.call(&send(3)).await,
        ErrorCode::TooManyRequests,
    );
    server.advance(3600);
    server.client.call(&send(1)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_without_a_service() {
    let server = Server::with(&[("dev", "false")]).await;
    let send = SendSms::builder().channel(SmsChannel::Login);
    let send = send.phone_number(number(1)).build();
    refused(server.client.call(&send).await, ErrorCode::SmsUnavailable);
    let send = SendEmail::builder().channel(EmailChannel::Login);
    let send = send.email("ada@example.com").build();
    refused(server.client.call(&send).await, ErrorCode::EmailUnavailable);
    let home = ("sms_url", "http://127.0.0.1:9/sms");
    let server = Server::with(&[("dev", "false"), home, ("sms_secret", "secret")]).await;
    let abroad = SendSms::builder().channel(SmsChannel::Login);
    let abroad = abroad.phone_number("2025550123").phone_country_code("+1");
    refused(
        server.client.call(&abroad.build()).await,
        ErrorCode::InternationalSmsUnavailable,
    );
}

/// Who guesses at a number in one channel is sent nothing more in any.
#[tokio::test(flavor = "multi_thread")]
async fn ten_wrong_codes_stop_what_is_sent_to_a_number() {
    let server = Server::start().await;
    let by = &server.client;
    for _ in 0..2 {
        server.advance(60);
        let code = server.sms(by, SmsChannel::Register, &number(1)).await;
        for _ in 0..5 {
            let wrong = other_than(&code);
            assert!(!pre_check(by, SmsChannel::Register, &number(1), wrong).await);
        }
    }
    let send = SendSms::builder().channel(SmsChannel::Login);
    let send = send.phone_number(number(1)).build();
    refused(by.call(&send).await, ErrorCode::AccountLocked);
}

/// A pre-check spends a try and uses nothing up.
#[tokio::test(flavor = "multi_thread")]
async fn pre_check_spends_a_try_and_uses_nothing_up() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    drop(me);
    let code = server
        .sms(&server.client, SmsChannel::BindPhone, &number(2))
        .await;
    for _ in 0..4 {
        assert!(
            pre_check(
                &server.client,
                SmsChannel::BindPhone,
                &number(2),
                code.clone()
            )
            .await
        );
    }
    assert_eq!(
        server
            .count("SELECT MAX(attempts) FROM passcode_state")
            .await,
        4
    );
    // The fifth try is the bind itself, by a user without a phone.
    let user = cleat_api::user::CreateUser {
        email: Some("a@example.com".into()),
        email_verified: Some(true),
        ..Default::default()
    };
    server.client.call(&user).await.unwrap();
    let me = server.sign_in_by_email("a@example.com").await;
    let bind = BindPhone {
        phone_number: number(2),
        pass_code: code.clone(),
        phone_country_code: None,
    };
    me.call(&bind).await.unwrap();
    assert!(!pre_check(&server.client, SmsChannel::BindPhone, &number(2), code).await);
}
