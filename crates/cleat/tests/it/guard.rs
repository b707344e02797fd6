//! The guard of SMS: what it lets pass, what it writes down, and whom it keeps out.

use cleat_api::passcode::SmsChannel;
use cleat_api::sms_delivery::*;
use cleat_api::user::CreateUser;
use cleat_api::{ErrorCode, Value};
use serde_json::json;

use crate::harness::{Server, by_phone, client};
use crate::networks::call;
use crate::sms_budget::{budget, some};

pub const SENT: &str = "SELECT COUNT(*) FROM outbox WHERE medium = 'sms' AND state = 'held'";
pub const TOO_MANY: u64 = 429;

/// A server that believes its proxies, with a guard.
pub async fn guarded(guard: SmsGuard) -> Server {
    let settings = [
        ("trusted_proxies", "127.0.0.0/8"),
        ("sends_per_address", "100000"),
        ("sends_per_range", "100000"),
        ("sends_per_country", "1000000"),
    ];
    let server = Server::with(&settings).await;
    configured(&server, guard).await;
    server
}

pub async fn configured(server: &Server, guard: SmsGuard) -> SmsGuard {
    // A token of the pool does not live as long as some tests last.
    let client = client(&server.credentials);
    let config = ConfigSmsGuard { guard: Some(guard) };
    client.call(&config).await.unwrap()
}

pub fn enforced(change: impl FnOnce(&mut SmsGuard)) -> SmsGuard {
    let mut guard = SmsGuard {
        enforced: Some(true),
        ..SmsGuard::default()
    };
    change(&mut guard);
    guard
}

/// The n-th network of strangers.
pub fn network(n: u32) -> String {
    format!("10.{}.{}.7", n / 256, n % 256)
}

/// A number of Great Britain: the n-th of a group of ten thousand.
pub fn british(group: u32, n: u32) -> String {
    format!("+447400{group:02}{n:04}")
}

/// Asks for a code to sign in; the whole answer but for its id.
pub async fn answer(server: &Server, number: &str, headers: &[(&str, &str)]) -> Value {
    let body = json!({ "channel": "CHANNEL_LOGIN", "phoneNumber": number });
    let mut answer = call(server, "send-sms", &body, headers).await;
    answer["requestId"].take();
    answer
}

pub async fn ask(server: &Server, number: &str, from: &str) -> u64 {
    let answer = answer(server, number, &[("x-forwarded-for", from)]).await;
    answer["statusCode"].as_u64().unwrap()
}

/// What is listed of a number, newest first.
pub async fn listed(server: &Server, number: &str) -> Vec<SmsMessage> {
    let list = ListSmsMessages {
        phone_number: Some(number.into()),
        ..ListSmsMessages::default()
    };
    client(&server.credentials).call(&list).await.unwrap().list
}

pub fn decision(message: &SmsMessage) -> (&str, Option<&str>, bool) {
    let guard = message.guard.as_ref().expect("a decision");
    (&guard.outcome, guard.reason.as_deref(), guard.enforced)
}

/// Until it is switched on, the guard refuses nobody and writes down what it would have done, as if
/// it had done it: what would have been refused is not counted.
///
/// Seen to fail with `enforced` left out of `fate`.
#[tokio::test(flavor = "multi_thread")]
async fn shadow_mode_writes_down_and_refuses_nobody() {
    let server = guarded(SmsGuard::default()).await;
    for n in 0..15 {
        assert_eq!(ask(&server, &british(1, n), &network(n)).await, 200);
    }
    assert_eq!(server.count(SENT).await, 15);
    for n in 0..15 {
        let messages = listed(&server, &british(1, n)).await;
        assert_eq!(messages[0].state, SmsMessageState::Held);
        let expected = match n < 10 {
            true => ("ALLOW", None, false),
            false => ("STEP", Some("PREFIX"), false),
        };
        assert_eq!(decision(&messages[0]), expected, "{n}");
    }
    let counted = "SELECT CAST(SUM(sent) AS BIGINT) FROM guard_count WHERE subject LIKE 'prefix:%'";
    assert_eq!(server.count(counted).await, 10);
    let audited = "SELECT COUNT(*) FROM audit WHERE event = 'sendSms'";
    assert_eq!(server.count(audited).await, 0);
}

/// Each limit lets through what it says, to the message, and no more; what is refused fills
/// nothing, so that the number gets its code as soon as there is room.
///
/// Seen to fail with the room of `by_hour` made one larger.
#[tokio::test(flavor = "multi_thread")]
async fn every_limit_holds_to_the_message() {
    type Change = fn(&mut SmsGuard, i64);
    type Asked = fn(u32) -> (String, String, Option<&'static str>);
    let prefix: Asked = |n| (british(1, n), network(n), None);
    let of_network: Asked = |n| (british(n, n), format!("10.0.0.{n}"), None);
    let device: Asked = |n| (british(n, n), network(n), Some("a phone"));
    let limits: [(&str, Change, Asked, u32); 4] = [
        (
            "PREFIX",
            |guard, limit| guard.prefix_per_hour = Some(limit),
            prefix,
            4200,
        ),
        (
            "PREFIX",
            |guard, limit| guard.prefix_unverified_per_day = Some(limit),
            prefix,
            87_000,
        ),
        (
            "NETWORK",
            |guard, limit| guard.network_unverified_per_hour = Some(limit),
            of_network,
            4200,
        ),
        (
            "DEVICE",
            |guard, limit| guard.device_unverified_per_day = Some(limit),
            device,
            87_000,
        ),
    ];
    for (reason, change, asked, ends_after) in limits {
        for limit in [1, 4] {
            let guard = enforced(|guard| {
                guard.prefix_unverified_per_day = Some(100);
                guard.network_unverified_per_hour = Some(100);
                guard.proof_bits = Some(0);
                change(guard, limit);
            });
            let server = guarded(guard).await;
            let ask = async |n: u32| {
                let (number, from, device) = asked(n);
                let mut headers = vec![("x-forwarded-for", from.as_str())];
                headers.extend(device.map(|device| ("x-genauth-device-id", device)));
                answer(&server, &number, &headers).await["statusCode"]
                    .as_u64()
                    .unwrap()
            };
            for n in 0..8_u32 {
                let passes = i64::from(n) < limit;
                let expected = if passes { 200 } else { TOO_MANY };
                assert_eq!(ask(n).await, expected, "{reason} {limit} {n}");
            }
            let refused = listed(&server, &asked(7).0).await;
            assert_eq!(refused[0].state, SmsMessageState::Refused);
            assert_eq!(decision(&refused[0]), ("REFUSE", Some(reason), true));
            server.advance(ends_after);
            assert_eq!(ask(7).await, 200, "{reason} {limit}: it ends");
        }
    }
}

/// A code that is entered makes room, as much as the pool says.
///
/// Seen to fail without `verify` in `claim.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn codes_that_are_entered_make_room() {
    for (per_verified, passes) in [(0, 4), (1, 4), (2, 6), (3, 9)] {
        let guard = enforced(|guard| {
            guard.prefix_unverified_per_day = Some(4);
            guard.unverified_per_verified = Some(per_verified);
        });
        let server = guarded(guard).await;
        for n in 0..3 {
            let number = british(1, n);
            assert_eq!(ask(&server, &number, &network(n)).await, 200);
            let code = server.code(&number).await;
            server.client.call(&by_phone(&number, code)).await.unwrap();
        }
        let verified =
            "SELECT CAST(SUM(verified) AS BIGINT) FROM guard_count WHERE subject LIKE 'prefix:%'";
        assert_eq!(server.count(verified).await, 3);
        let mut sent = 0;
        for n in 100..120 {
            sent += u32::from(ask(&server, &british(1, n), &network(n)).await == 200);
        }
        assert_eq!(sent, passes, "{per_verified}");
        let messages = listed(&server, &british(1, 0)).await;
        let guard = messages[0].guard.clone().unwrap();
        assert!(guard.verified_at.is_some());
        assert_eq!(guard.standing, "stranger");
    }
}

/// P11: whoever is not known is answered alike, whether the number is a user's or nobody's: by an
/// error, or as if the message had been sent. P15: who is known gets a code either way.
///
/// Seen to fail with `Verified` exempt where refusals are errors, and with `known` left out of
/// `decide`.
#[tokio::test(flavor = "multi_thread")]
async fn p11_a_refusal_tells_nothing() {
    for (given, status, owners_get) in [
        (SmsGuardAnswer::Error, TOO_MANY, 0),
        (SmsGuardAnswer::Silence, 200, 1),
    ] {
        let server = guarded(enforced(|guard| guard.answer = Some(given))).await;
        let (owned, nobodys) = (british(1, 5000), british(1, 5001));
        let user = CreateUser::builder().phone(owned.as_str()).build();
        server.client.call(&user).await.unwrap();
        let home = network(900);
        assert_eq!(ask(&server, &owned, &home).await, 200);
        let code = server.code(&owned).await;
        let mut body = serde_json::to_value(by_phone(&owned, code)).unwrap();
        body["client_id"] = json!(server.credentials.app_id);
        body["client_secret"] = json!(server.credentials.app_secret);
        let headers = [("x-forwarded-for", home.as_str())];
        let signed_in = call(&server, "signin", &body, &headers).await;
        assert_eq!(signed_in["statusCode"], 200, "{signed_in}");
        for n in 0..20 {
            ask(&server, &british(1, n), &network(n)).await;
        }
        server.advance(61);
        let before = server.sent(&owned).await.len();
        let stranger = network(901);
        let from = [("x-forwarded-for", stranger.as_str())];
        let known_number = answer(&server, &owned, &from).await;
        let unknown_number = answer(&server, &nobodys, &from).await;
        assert_eq!(known_number, unknown_number, "{given:?}");
        assert_eq!(known_number["statusCode"], status);
        assert_eq!(
            server.sent(&owned).await.len() - before,
            owners_get,
            "{given:?}"
        );
        assert!(server.sent(&nobodys).await.is_empty());
        server.advance(61);
        let before = server.sent(&owned).await.len();
        assert_eq!(
            ask(&server, &owned, &home).await,
            200,
            "{given:?}: who is known"
        );
        assert_eq!(server.sent(&owned).await.len() - before, 1);
    }
}

/// The reason is in the trail and in the list, by any spelling of the number; the caller has one
/// error, whatever it was.
///
/// Seen to fail with the row of the trail left out of `refuse`.
#[tokio::test(flavor = "multi_thread")]
async fn one_error_for_all_refusals() {
    let guard = enforced(|guard| {
        guard.denied_countries = Some(vec!["FR".into()]);
        guard.prefix_per_hour = Some(1);
    });
    let server = guarded(guard).await;
    assert_eq!(ask(&server, &british(1, 1), &network(1)).await, 200);
    assert_eq!(ask(&server, &british(9, 1), "10.9.9.1").await, 200);
    let guard = enforced(|guard| {
        guard.denied_countries = Some(vec!["FR".into()]);
        guard.prefix_per_hour = Some(1);
        guard.network_unverified_per_hour = Some(1);
        guard.proof_bits = Some(0);
    });
    configured(&server, guard).await;
    let mut answers = Vec::new();
    for (number, from, reason) in [
        ("+33612345678".to_owned(), network(2), "COUNTRY"),
        (british(1, 2), network(3), "PREFIX"),
        (british(8, 1), "10.9.9.2".into(), "NETWORK"),
        ("+442079460000".to_owned(), network(4), "NUMBER_TYPE"),
    ] {
        answers.push(answer(&server, &number, &[("x-forwarded-for", &from)]).await);
        let spaced = format!("{} {}", &number[..5], &number[5..]);
        let messages = listed(&server, &spaced).await;
        assert_eq!(messages.len(), 1, "{reason}");
        assert_eq!(decision(&messages[0]), ("REFUSE", Some(reason), true));
        let rows = format!(
            "SELECT COUNT(*) FROM audit WHERE event = 'sendSms' AND NOT success
             AND detail LIKE '%\"guard\":\"{reason}\"%' AND detail NOT LIKE '%{}%'",
            &number[5..]
        );
        let (rows,): (i64,) = server
            .app
            .db
            .read()
            .await
            .unwrap()
            .sql(rows)
            .one()
            .await
            .unwrap();
        assert_eq!(rows, 1, "{reason}");
    }
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
    assert_eq!(answers[0]["statusCode"], TOO_MANY);
    assert_eq!(
        answers[0]["message"],
        ErrorCode::TooManyRequests.message(Default::default())
    );
    let whole =
        "SELECT COUNT(*) FROM guard_decision WHERE number LIKE '%7400%' OR masked LIKE '%7400%'";
    assert_eq!(server.count(whole).await, 0, "no whole number is kept");
}

/// Too few codes entered close a country to strangers for a while; others stay open.
///
/// Seen to fail with the conversion left out of `decide`, and with codes that are entered left out
/// of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_country_whose_codes_nobody_enters_is_closed_for_a_while() {
    let guard = enforced(|guard| {
        guard.conversion_sample = Some(8);
        guard.conversion_percent = Some(25);
    });
    let server = guarded(guard).await;
    let wide = async |from: u32, entered: u32| {
        for n in from..from + 8 {
            let number = british(n, n);
            assert_eq!(ask(&server, &number, &network(n)).await, 200, "{n}");
            if n < from + entered {
                let code = server.code(&number).await;
                server.client.call(&by_phone(&number, code)).await.unwrap();
            }
        }
        server.advance(1500);
    };
    wide(0, 2).await;
    assert_eq!(
        ask(&server, &british(50, 1), &network(50)).await,
        200,
        "a quarter"
    );
    server.advance(4 * 3600);
    wide(20, 1).await;
    assert_eq!(ask(&server, &british(51, 1), &network(51)).await, TOO_MANY);
    let messages = listed(&server, &british(51, 1)).await;
    assert_eq!(decision(&messages[0]), ("STEP", Some("CONVERSION"), true));
    assert_eq!(
        ask(&server, "+33612345678", &network(52)).await,
        200,
        "France is open"
    );
    server.advance(3 * 3600);
    assert_eq!(
        ask(&server, &british(52, 1), &network(53)).await,
        200,
        "it opens again"
    );
}

/// A budget that refuses is a reason like the others.
#[tokio::test(flavor = "multi_thread")]
async fn a_budget_is_a_reason() {
    let server = guarded(SmsGuard::default()).await;
    let none = budget(|budget| budget.per_day = some("0.05"));
    server.client.call(&none).await.unwrap();
    let number = british(1, 1);
    assert_eq!(ask(&server, &number, &network(1)).await, TOO_MANY);
    let messages = listed(&server, &number).await;
    assert_eq!(decision(&messages[0]), ("REFUSE", Some("BUDGET"), true));
    let counted = "SELECT COUNT(*) FROM guard_count WHERE sent > 0";
    assert_eq!(server.count(counted).await, 0, "it fills nothing");
}

/// Codes that only an owner has any use for go to owners alone, and are not asked about.
#[tokio::test(flavor = "multi_thread")]
async fn codes_for_owners_are_left_alone() {
    let server = guarded(enforced(|guard| guard.prefix_per_hour = Some(1))).await;
    let user = CreateUser::builder().phone(british(1, 0)).build();
    server.client.call(&user).await.unwrap();
    for n in 1..4 {
        ask(&server, &british(1, n), &network(n)).await;
    }
    let body = |n| json!({ "channel": SmsChannel::ResetPassword, "phoneNumber": british(1, n) });
    let from = network(9);
    let headers = [("x-forwarded-for", from.as_str())];
    let mut answers = Vec::new();
    for n in [0, 50] {
        let mut answer = call(&server, "send-sms", &body(n), &headers).await;
        answer["requestId"].take();
        answers.push(answer);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0]["statusCode"], 200);
    assert_eq!(server.sent(&british(1, 0)).await.len(), 1);
    assert!(server.sent(&british(1, 50)).await.is_empty());
}
