//! A pump is not worth it: D3.

use cleat_api::Value;
use cleat_api::sms_delivery::*;
use serde_json::json;

use crate::guard::{
    SENT, TOO_MANY, answer, ask, british, configured, decision, enforced, guarded, listed, network,
};
use crate::harness::{at_once, client, figure, number, soak};
use crate::sms_budget::{budget, some};

/// What is no person's number gets nothing, in shadow mode as well, and the list says so; types and
/// countries are what the pool says.
///
/// Seen to fail with `refuse_type` left out of `send.rs`, and `serves` always true.
#[tokio::test(flavor = "multi_thread")]
async fn d3_nothing_goes_to_premium_satellite_and_denied_numbers() {
    let never = [
        ("+449012345678", "NUMBER_TYPE"),
        ("+447640123456", "NUMBER_TYPE"),
        ("+19002345678", "NUMBER_TYPE"),
        ("+881612345678", "NUMBER_TYPE"),
        ("+870773111632", "NUMBER_TYPE"),
        ("+979123456789", "NUMBER_TYPE"),
        ("+61147101234", "NUMBER_TYPE"),
        ("+8613491234567", "NUMBER_TYPE"),
    ];
    for guard in [SmsGuard::default(), enforced(|_| {})] {
        let server = guarded(guard).await;
        for (n, (number, reason)) in (0..).zip(never) {
            let answer = answer(&server, number, &[("x-forwarded-for", &network(n))]).await;
            assert_eq!(answer["statusCode"], 400, "{number}: {answer}");
            let messages = listed(&server, number).await;
            assert_eq!(
                decision(&messages[0]),
                ("REFUSE", Some(reason), true),
                "{number}"
            );
        }
        assert_eq!(server.count(SENT).await, 0);
    }
    let list = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    let server = guarded(SmsGuard::default()).await;
    // The Isle of Man shares the calling code of Great Britain.
    let (gb, im, cn) = (british(1, 1), "+447624123456".to_owned(), number(1));
    for (allowed, denied, passes) in [
        (None, None, [true, true, true]),
        (list(&["GB"]), None, [true, false, false]),
        (None, list(&["IM"]), [true, false, true]),
        (list(&["GB", "CN"]), list(&["GB"]), [false, false, true]),
        (list(&[]), None, [false, false, false]),
    ] {
        let guard = enforced(|guard| {
            guard.allowed_countries = allowed;
            guard.denied_countries = denied;
        });
        configured(&server, guard).await;
        server.advance(61);
        for (number, passes) in [&gb, &im, &cn].into_iter().zip(passes) {
            let status = ask(&server, number, &network(1)).await;
            assert_eq!(status == 200, passes, "{number}");
        }
    }
    let line = "+442079460000";
    for (types, status) in [
        (None, TOO_MANY),
        (Some(vec![SmsNumberType::FixedLine]), 200),
    ] {
        let open = enforced(|guard| guard.number_types = types);
        configured(&server, open).await;
        assert_eq!(ask(&server, line, &network(2)).await, status);
    }
}

/// 60 at once, over two servers that share a database: as many pass as there is room for.
///
/// Seen to fail on PostgreSQL (51 of 60 passed) with the limits left out of `charging`.
#[tokio::test(flavor = "multi_thread")]
async fn counts_hold_with_many_at_once_and_with_two_replicas() {
    for guard in [enforced(|_| {}), SmsGuard::default()] {
        let is_on = guard.enforced.is_some();
        let server = guarded(guard).await;
        let other = server.replica(43).await;
        let hosts = [
            server.credentials.app_host.clone(),
            other.options().app_host.clone(),
        ];
        let asks = (0..60_u32).map(|n| {
            let host = hosts[n as usize % 2].clone();
            ask_at(host, server.credentials.app_id.clone(), n)
        });
        let statuses = at_once(60, asks.collect::<Vec<_>>()).await;
        let passed = statuses.iter().filter(|status| **status == 200).count();
        assert_eq!(passed, if is_on { 10 } else { 60 }, "{statuses:?}");
        let allowed = "SELECT COUNT(*) FROM guard_decision WHERE outcome = 'ALLOW'";
        assert_eq!(server.count(allowed).await, 10);
        let counted =
            "SELECT CAST(SUM(sent) AS BIGINT) FROM guard_count WHERE subject LIKE 'prefix:%'";
        assert_eq!(server.count(counted).await, 10);
    }
}

/// Asks at one of several servers; again where the machine is too busy for sixty at once.
async fn ask_at(host: String, app_id: String, n: u32) -> u64 {
    let body = json!({ "channel": "CHANNEL_LOGIN", "phoneNumber": number(n) });
    loop {
        let sent = reqwest::Client::new()
            .post(format!("{host}/api/v3/send-sms"))
            .header("x-authing-app-id", &app_id)
            .header("x-forwarded-for", network(n))
            .json(&body);
        let answer: Value = sent.send().await.unwrap().json().await.unwrap();
        match answer["statusCode"].as_u64().unwrap() {
            503 => {}
            status => return status,
        }
    }
}

/// D3, through HTTP: in one hour, requests to 20 groups of ten thousand numbers from 1,000
/// networks, with a budget that has room and with one that has not.
///
/// Seen to fail (300 sent, all that the budget has room for) with the guard not enforced.
#[tokio::test(flavor = "multi_thread")]
async fn d3_a_pump_is_not_worth_it() {
    let requests = 2000 * soak();
    for (limit, passes) in [("30", 200), ("15", 150)] {
        let server = std::sync::Arc::new(guarded(enforced(|_| {})).await);
        let day = budget(|budget| budget.per_day = some(limit));
        server.client.call(&day).await.unwrap();
        let mut passed = 0;
        for step in 0..6 {
            let asks = (0..requests / 6).map(|n| {
                let (server, n) = (server.clone(), step * (requests / 6) + n);
                async move { ask(&server, &british(n % 20, n / 20), &network(n % 1000)).await }
            });
            let statuses = at_once(16, asks.collect::<Vec<_>>()).await;
            passed += statuses.iter().filter(|status| **status == 200).count();
            server.advance(599);
        }
        assert_eq!(passed, passes, "{limit}");
        let most = "SELECT CAST(MAX(sum) AS BIGINT) FROM (SELECT SUM(sent) AS sum
             FROM guard_count WHERE subject LIKE 'prefix:%' GROUP BY subject) s";
        let most = server.count(most).await;
        assert!(most <= 50, "{most}");
        let client = client(&server.credentials);
        let spent = client.call(&GetSmsProviders {}).await.unwrap().spent_today;
        assert_eq!(spent, (passes / 10).to_string());
        assert_eq!(server.count(SENT).await, i64::try_from(passed).unwrap());
        figure(
            "D3",
            format_args!(
                "{requests} requests in an hour to 20 prefixes from 1,000 networks: {passed} sent, \
                 {most} at most to one prefix, {spent} of a budget of {limit} spent"
            ),
        );
    }
}
