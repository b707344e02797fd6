//! How providers fared, added up, and what a route makes of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use cleat_api::Value;
use cleat_api::sms_delivery::*;
use cleat_client::Client;

use crate::delivery::until;
use crate::harness::{Server, by_phone, client, number};
use crate::sms_delivery::{config, delivering, login, webhook};

type Taken = Arc<Mutex<Vec<Value>>>;

/// A provider of the pool that answers like that, and what it was sent.
async fn provider(server: &Server, status: StatusCode, priority: i64) -> (String, Taken) {
    let (url, taken) = webhook(status, "").await;
    let config = ConfigSmsProvider {
        priority: Some(priority),
        ..config(SmsScope::Domestic, &url)
    };
    (server.client.call(&config).await.unwrap().id, taken)
}

async fn route(server: &Server, change: impl FnOnce(&mut SmsRoute)) {
    let mut route = SmsRoute {
        country: "CN".into(),
        ..SmsRoute::default()
    };
    change(&mut route);
    let routes = ConfigSmsRoutes {
        routes: vec![route],
    };
    server.client.call(&routes).await.unwrap();
}

/// Sends codes to these numbers, and waits until each message has come to its end.
async fn send(server: &Server, numbers: std::ops::Range<u32>) {
    for n in numbers {
        server.client.call(&login(number(n))).await.unwrap();
    }
    for look in 1..500 {
        let open = "SELECT COUNT(*) FROM outbox WHERE state = 'queued'";
        if server.count(open).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        // A provider with enough to do is asked again later, and the clock stands still.
        server.advance(u32::from(look % 25 == 0));
    }
    panic!("messages are still queued");
}

/// Uses the code of a message.
async fn enter(server: &Server, message: &Value) {
    let phone = message["to"].as_str().unwrap().trim_start_matches("+86");
    let code = message["code"].as_str().unwrap();
    server
        .client
        .call(&by_phone(phone, code.into()))
        .await
        .unwrap();
}

async fn learn(server: &Server) {
    server.advance(6);
    cleat_server::learn(&server.app).await.unwrap();
}

async fn figures(client: &Client, interval: SmsStatisticsInterval) -> Vec<SmsFigures> {
    let get = GetSmsStatistics {
        interval: Some(interval),
        ..GetSmsStatistics::default()
    };
    client.call(&get).await.unwrap().list
}

/// The figures are those of the attempts; what is learnt of used codes is counted once, however
/// many replicas look at once.
///
/// Seen to fail with the calls that ended left out of the tally.
#[tokio::test(flavor = "multi_thread")]
async fn figures_add_up_what_became_of_messages() {
    let server = delivering().await;
    let _work = cleat_server::in_background(&server.app);
    let (broken, _) = provider(&server, StatusCode::BAD_REQUEST, 1).await;
    let (good, taken) = provider(&server, StatusCode::OK, 2).await;
    send(&server, 1..6).await;
    let messages = taken.lock().unwrap().clone();
    enter(&server, &messages[0]).await;
    server.advance(61);
    enter(&server, &messages[1]).await;
    server.advance(6);
    let looks = (0..20).map(|_| {
        let app = server.app.clone();
        tokio::spawn(async move { cleat_server::learn(&app).await })
    });
    for look in looks.collect::<Vec<_>>() {
        look.await.unwrap().unwrap();
    }
    learn(&server).await;
    let list = server
        .client
        .call(&ListSmsMessages::default())
        .await
        .unwrap();
    let mut states = BTreeMap::<_, i64>::new();
    for attempt in list.list.iter().flat_map(|message| &message.attempts) {
        let key = (attempt.provider_id.clone(), attempt.state.clone());
        *states.entry(key).or_default() += 1;
    }
    let of = |id: &str, state: &str| {
        let key = (id.to_owned(), state.to_owned());
        states.get(&key).copied().unwrap_or_default()
    };
    let verified = list.list.iter().flat_map(|message| &message.attempts);
    assert_eq!(verified.filter(|one| one.verified_at.is_some()).count(), 2);
    for interval in [SmsStatisticsInterval::Hour, SmsStatisticsInterval::Day] {
        let figures = figures(&server.client, interval).await;
        let find = |id: &str| figures.iter().find(|one| one.provider_id == id).unwrap();
        let (broken_one, good_one) = (find(&broken), find(&good));
        assert_eq!(broken_one.country, "CN");
        assert_eq!(broken_one.provider, "WEBHOOK");
        assert_eq!(broken_one.refused, of(&broken, "refused"));
        assert_eq!(broken_one.tried, broken_one.refused);
        let kinds: Vec<_> = broken_one
            .refused_by_kind
            .iter()
            .map(|one| one.kind.as_str())
            .collect();
        assert_eq!(kinds, ["config"]);
        assert_eq!((good_one.tried, good_one.taken), (5, of(&good, "taken")));
        assert_eq!((good_one.verified, good_one.verified_late), (1, 1));
        assert_eq!(
            (good_one.refused, good_one.unknown, good_one.failed),
            (0, 0, 0)
        );
    }
    let other = GetSmsStatistics {
        country: Some("GB".into()),
        ..GetSmsStatistics::default()
    };
    assert!(server.client.call(&other).await.unwrap().list.is_empty());
}

/// Of two hundred messages a provider is the first for as many as its weight says.
///
/// Seen to fail with `rotate_right` left out.
#[tokio::test(flavor = "multi_thread")]
async fn a_route_is_shared_by_weight() {
    let server = delivering().await;
    let _work = cleat_server::in_background(&server.app);
    let (light, by_light) = provider(&server, StatusCode::OK, 1).await;
    let (heavy, by_heavy) = provider(&server, StatusCode::OK, 2).await;
    route(&server, |route| {
        route.providers = vec![light.clone(), heavy.clone()];
        route.strategy = Some(SmsRouteStrategy::Weight);
        route.weights = Some(vec![1, 3]);
    })
    .await;
    send(&server, 1..201).await;
    until("all are sent", || {
        by_light.lock().unwrap().len() + by_heavy.lock().unwrap().len() == 200
    })
    .await;
    let count = by_light.lock().unwrap().len();
    assert!((25..=75).contains(&count), "{count} of 200 by a quarter");
    let shown = server
        .client
        .call(&GetSmsProviders {})
        .await
        .unwrap()
        .routes;
    assert_eq!(shown[0].weights, Some(vec![1, 3]));
    assert_eq!(shown[0].strategy, Some(SmsRouteStrategy::Weight));
}

/// A provider that takes everything and delivers nothing loses its place to one whose codes are
/// used; it is told ten minutes after, when the codes are dead.
///
/// Seen to fail with `arrange` left out of `of_message`, and with `judge` left out of `learn`.
#[tokio::test(flavor = "multi_thread")]
async fn the_provider_whose_codes_are_used_is_asked_first() {
    let server = delivering().await;
    let _work = cleat_server::in_background(&server.app);
    let (hole, by_hole) = provider(&server, StatusCode::OK, 1).await;
    let (good, by_good) = provider(&server, StatusCode::OK, 2).await;
    route(&server, |route| {
        route.providers = vec![hole.clone(), good.clone()];
        route.strategy = Some(SmsRouteStrategy::Success);
    })
    .await;
    send(&server, 1..11).await;
    assert_eq!(by_hole.lock().unwrap().len(), 10, "nothing is known yet");
    learn(&server).await;
    server.advance(120);
    send(&server, 11..13).await;
    assert_eq!(by_hole.lock().unwrap().len(), 12, "codes may still be used");
    server.advance(600);
    learn(&server).await;
    send(&server, 13..23).await;
    assert_eq!(by_hole.lock().unwrap().len(), 12);
    let messages = by_good.lock().unwrap().clone();
    assert_eq!(messages.len(), 10);
    for message in &messages {
        enter(&server, message).await;
    }
    server.advance(660);
    learn(&server).await;
    send(&server, 23..28).await;
    assert_eq!(by_good.lock().unwrap().len(), 15, "it keeps its place");
    let fresh = client(&server.credentials);
    let figures = figures(&fresh, SmsStatisticsInterval::Day).await;
    let of_good = figures.iter().find(|one| one.provider_id == good).unwrap();
    assert_eq!((of_good.taken, of_good.verified), (15, 10));
}

#[tokio::test(flavor = "multi_thread")]
async fn routes_and_times_are_checked() {
    let server = delivering().await;
    let (id, _) = provider(&server, StatusCode::OK, 1).await;
    let both = || Some(SmsRouteStrategy::Weight);
    for (strategy, weights) in [
        (both(), None),
        (both(), Some(vec![])),
        (both(), Some(vec![1, 1])),
        (both(), Some(vec![0])),
        (both(), Some(vec![1001])),
        (both(), Some(vec![-1])),
        (both(), Some(vec![i64::MAX])),
        (None, Some(vec![1])),
        (Some(SmsRouteStrategy::Success), Some(vec![1])),
    ] {
        let route = SmsRoute {
            country: "CN".into(),
            providers: vec![id.clone()],
            strategy,
            weights: weights.clone(),
            ..SmsRoute::default()
        };
        let routes = ConfigSmsRoutes {
            routes: vec![route],
        };
        let error = server.client.call(&routes).await.unwrap_err();
        assert_eq!(error.status_code(), Some(400), "{weights:?}");
        assert!(error.to_string().contains("routes[0].weights"), "{error}");
    }
    let day = 86_400_000;
    let now = server.app.clock.now();
    for (start, end, interval, is_good) in [
        (
            Some(now - 31 * day),
            Some(now),
            SmsStatisticsInterval::Hour,
            true,
        ),
        (
            Some(now - 31 * day - 1),
            Some(now),
            SmsStatisticsInterval::Hour,
            false,
        ),
        (
            Some(now - 400 * day),
            None,
            SmsStatisticsInterval::Day,
            true,
        ),
        (
            Some(now - 401 * day),
            None,
            SmsStatisticsInterval::Day,
            false,
        ),
        (Some(-1), Some(0), SmsStatisticsInterval::Day, false),
        (
            Some(i64::MIN),
            Some(i64::MAX),
            SmsStatisticsInterval::Day,
            false,
        ),
        (None, Some(i64::MIN), SmsStatisticsInterval::Day, false),
        (Some(i64::MAX), None, SmsStatisticsInterval::Day, true),
    ] {
        let get = GetSmsStatistics {
            start,
            end,
            interval: Some(interval),
            ..GetSmsStatistics::default()
        };
        let answer = server.client.call(&get).await;
        assert_eq!(answer.is_ok(), is_good, "{start:?} {end:?}: {answer:?}");
    }
}
