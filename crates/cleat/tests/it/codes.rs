//! Codes: P2, P3, P4, P5, P6, P7.

use cleat_api::passcode::{CodeType, PreCheckCode, PreCheckSmsCode, SendSms, SmsChannel};
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::{ErrorCode, PassCode};
use cleat_client::Client;
use cleat_protocol::seal;
use cleat_server::{Random, Settings};

use crate::harness::{Server, at_once, by_phone, figure, number, other_than, refused, soak};

/// Whether a pre-check calls a code right.
pub async fn pre_check(by: &Client, channel: SmsChannel, number: &str, code: PassCode) -> bool {
    let payload = PreCheckSmsCode {
        channel,
        phone: number.into(),
        pass_code: code,
        ..PreCheckSmsCode::default()
    };
    let request = PreCheckCode {
        code_type: CodeType::Sms,
        sms_code_payload: Some(payload),
        ..PreCheckCode::default()
    };
    by.call(&request).await.unwrap().is_valid
}

/// Seen to fail without `AND used_at IS NULL` and the check of `used_at` in `claim.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn p2_a_code_works_once() {
    let server = Server::start().await;
    server.quick_tokens().await;
    let mut tries = Vec::new();
    let codes = 1000 * soak();
    for n in 0..codes {
        let number = number(n);
        let code = server.sms(&server.client, SmsChannel::Login, &number).await;
        for _ in 0..20 {
            let (client, request) = (server.client.clone(), by_phone(&number, code.clone()));
            tries.push(async move { client.call(&request).await.is_ok() });
        }
    }
    let successes = at_once(60, tries)
        .await
        .into_iter()
        .filter(|ok| *ok)
        .count();
    assert_eq!(successes, codes as usize);
    let accounts = server.count("SELECT COUNT(*) FROM account").await;
    assert_eq!(accounts, i64::from(codes));
    figure(
        "P2",
        format_args!("{codes} codes, each 20 times at once: {successes} successes"),
    );
}

/// Seen to fail (10,000 evaluated) with `attempts < max_attempts` and the check before it taken
/// out of `claim.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn p3_a_code_cannot_be_guessed() {
    let server = Server::start().await;
    let number = number(1);
    let right = server.sms(&server.client, SmsChannel::Login, &number).await;
    let mut guesses = Vec::new();
    for guess in 0..10_000 * soak() {
        let code: PassCode = format!("{:06}", (guess * 100 + 37) % 1_000_000).into();
        let code = if code == right {
            other_than(&code)
        } else {
            code
        };
        let (client, number) = (server.client.clone(), number.clone());
        guesses.push(async move {
            if guess % 2 == 0 {
                pre_check(&client, SmsChannel::Login, &number, code).await
            } else {
                client.call(&by_phone(&number, code)).await.is_ok()
            }
        });
    }
    assert!(
        at_once(100, guesses)
            .await
            .into_iter()
            .all(|accepted| !accepted)
    );
    assert_eq!(server.count("SELECT attempts FROM passcode_state").await, 5);
    refused(
        server.client.call(&by_phone(&number, right.clone())).await,
        ErrorCode::CodeExhausted,
    );
    assert!(!pre_check(&server.client, SmsChannel::Login, &number, right).await);
    figure(
        "P3",
        format_args!("{} guesses: 5 judged, 0 accepted", 10_000 * soak()),
    );
}

/// Seen to fail with `failures::add` left out of `claim.rs`, and with `failures::free` left out
/// of `send.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn p4_failures_add_up() {
    let server = Server::with(&[
        ("no_address_limits", "true"),
        ("sends_per_target", "100000"),
    ])
    .await;
    let number = number(1);
    let mut waits = Vec::new();
    let mut failures = 0;
    let channels = [
        SmsChannel::Login,
        SmsChannel::Register,
        SmsChannel::ResetPassword,
    ];
    for round in 0..1000 {
        let channel = channels[round % channels.len()];
        let mut waited = 60;
        server.advance(60);
        let send = SendSms {
            channel,
            phone_number: number.clone(),
            ..SendSms::default()
        };
        while let Err(error) = server.client.call(&send).await {
            assert!(error.is(ErrorCode::AccountLocked), "{error}");
            server.advance(60);
            waited += 60;
            if waited > 23 * 3600 {
                // A day's stop: nothing goes any more, neither sending nor trying.
                assert_eq!(failures, 100);
                assert!(waits.is_sorted(), "delays grow: {waits:?}");
                server.advance(3601);
                let code = server.sms(&server.client, SmsChannel::Login, &number).await;
                server.client.call(&by_phone(&number, code)).await.unwrap();
                assert_eq!(
                    server.count("SELECT COUNT(*) FROM failure").await,
                    0,
                    "a success resets"
                );
                return;
            }
        }
        waits.push(waited / 600);
        let code = server
            .sent(&format!("+86{number}"))
            .await
            .first()
            .and_then(|m| m.code.clone());
        // A code for the owner of an account does not travel to a stranger; any guess is wrong then.
        let wrong = code.map_or_else(|| "000000".into(), |code| other_than(&code.into()));
        for _ in 0..5 {
            if !pre_check(&server.client, channel, &number, wrong.clone()).await {
                let counted = server.count("SELECT MAX(count) FROM failure").await;
                if counted == failures {
                    break;
                }
                failures = counted;
            }
        }
    }
    panic!("nothing stopped after {failures} failures");
}

/// Seen to fail with `channel` taken out of the statements in `claim.rs`, and with `user_id`.
#[tokio::test(flavor = "multi_thread")]
async fn p5_a_code_belongs_to_channel_number_and_user() {
    let server = Server::with(&[
        ("no_address_limits", "true"),
        ("sends_per_target", "100000"),
    ])
    .await;
    let users = [
        server.sign_in(&number(1)).await,
        server.sign_in(&number(2)).await,
    ];
    let numbers = [number(3), number(4)];
    let mut places = Vec::new();
    for channel in SmsChannel::ALL {
        for number in &numbers {
            for user in 0..users.len() {
                places.push((*channel, number.clone(), user));
            }
        }
    }
    let (mut accepted, mut diagonal) = (0, 0);
    for (channel, number, user) in &places {
        server.execute("DELETE FROM passcode").await;
        server.execute("DELETE FROM passcode_sent").await;
        let send = SendSms {
            channel: *channel,
            phone_number: number.clone(),
            ..SendSms::default()
        };
        users[*user].call(&send).await.unwrap();
        // A code for owners does not travel to a stranger's number; here it is read all the same.
        server.execute("UPDATE outbox SET state = 'held'").await;
        let code = server.code(&format!("+86{number}")).await;
        for place in &places {
            server.execute("UPDATE passcode SET attempts = 0").await;
            server.execute("DELETE FROM failure").await;
            let right = pre_check(&users[place.2], place.0, &place.1, code.clone()).await;
            if *place == (*channel, number.clone(), *user) {
                diagonal += i32::from(right);
            } else {
                accepted += i32::from(right);
            }
        }
    }
    assert_eq!(
        (accepted, diagonal),
        (0, i32::try_from(places.len()).unwrap())
    );
    // Another pool has other codes: the pool is part of every key.
    assert_eq!(
        server
            .count("SELECT COUNT(DISTINCT pool_id) FROM passcode")
            .await,
        1
    );
}

/// Seen to fail when `ON CONFLICT` in `send.rs` kept the old digest, and without the checks of
/// `expires_at` and `used_at` in `claim.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn p6_old_codes_are_dead() {
    let server = Server::start().await;
    server.quick_tokens().await;
    let client = &server.client;
    for n in 0..250 {
        let number = number(n);
        let first = server.sms(client, SmsChannel::Login, &number).await;
        server.advance(60);
        let second = server.sms(client, SmsChannel::Login, &number).await;
        assert!(
            client.call(&by_phone(&number, first)).await.is_err(),
            "replaced"
        );
        client
            .call(&by_phone(&number, second.clone()))
            .await
            .unwrap();
        refused(
            client.call(&by_phone(&number, second)).await,
            ErrorCode::CodeUsed,
        );
        server.advance(60);
        let third = server.sms(client, SmsChannel::Login, &number).await;
        server.advance(300);
        refused(
            client.call(&by_phone(&number, third.clone())).await,
            ErrorCode::CodeExpired,
        );
        let elsewhere = by_phone(&crate::harness::number(n + 1000), third);
        refused(client.call(&elsewhere).await, ErrorCode::CodeWrong);
    }
}

/// Seen to fail with `digest` made by `seal::sha256(code)`, and with `byte % 10` of all bytes.
#[tokio::test(flavor = "multi_thread")]
async fn p7_codes_are_random_and_kept_as_keyed_digests() {
    let random = Random::system();
    let mut counts = [0_u32; 10];
    for _ in 0..1_000_000 {
        for digit in random.digits(6).bytes() {
            counts[usize::from(digit - b'0')] += 1;
        }
    }
    let chi: f64 = counts
        .iter()
        .map(|n| (f64::from(*n) - 600_000.0).powi(2) / 600_000.0)
        .sum();
    assert!(
        chi < 27.88,
        "chi-square of nine degrees is {chi}; p is below 0.001"
    );

    let server = Server::start().await;
    server
        .sms(&server.client, SmsChannel::Login, &number(1))
        .await;
    let row: (String, String) = server
        .app
        .db
        .read()
        .await
        .unwrap()
        .sql("SELECT id, digest FROM passcode")
        .one()
        .await
        .unwrap();
    for guess in 0..1_000_000 {
        let code = format!("{guess:06}");
        let tried = [
            seal::sha256(&code),
            seal::sha256(&format!("{}{code}", row.0)),
        ];
        assert!(!tried.contains(&row.1));
    }
    let code = server.code(&format!("+86{}", number(1))).await;
    let rows: Vec<(String, String)> = server
        .app
        .db
        .read()
        .await
        .unwrap()
        .sql("SELECT digest, '' FROM passcode UNION ALL SELECT sealed, channel FROM outbox")
        .all()
        .await
        .unwrap();
    assert!(
        rows.len() == 2
            && rows
                .iter()
                .all(|(a, b)| !format!("{a}{b}").contains(code.expose()))
    );
    assert_eq!(code.expose().len(), 6);

    let life = |seconds: &str| Settings::read([("code_lifetime".into(), seconds.into())].into());
    assert!(life("600").is_ok() && life("601").is_err());
    assert_eq!(Settings::read([].into()).unwrap().code_lifetime, 300);
    let update = UpdateSecuritySettings {
        verify_code_length: Some(3),
        ..Default::default()
    };
    assert_eq!(
        server.client.call(&update).await.unwrap_err().status_code(),
        Some(400)
    );
}
