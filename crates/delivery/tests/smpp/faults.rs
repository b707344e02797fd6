//! What a message centre does wrong.

use std::time::Duration;

use cleat_delivery::outcome::{Kind, Outcome, Unknown};
use serde_json::{Value, json};

use crate::common::need;
use crate::{Centre, letter};

fn kind_of(outcome: &Outcome) -> (Option<Kind>, Option<&str>) {
    match outcome {
        Outcome::Refused(refusal) => (Some(refusal.kind), refusal.code.as_deref()),
        _ => (None, None),
    }
}

/// Each status of a refusal is a kind and the name in the standard; the text that quotes number and
/// code is nowhere.
///
/// Seen to fail with `ESME_RTHROTTLED` left out of the table.
#[tokio::test]
async fn a_refusal_has_a_kind_and_no_words() {
    let centre = need!(Centre::start(&[]).await);
    for (status, kind, code) in [
        (0x0b, Kind::Number, Some("ESME_RINVDSTADR")),
        (0x0a, Kind::Config, Some("ESME_RINVSRCADR")),
        (0x01, Kind::Content, Some("ESME_RINVMSGLEN")),
        (0x08, Kind::Temporary, Some("ESME_RSYSERR")),
        (0x45, Kind::Temporary, Some("ESME_RSUBMITFAIL")),
        (0x66, Kind::Blocked, Some("ESME_RX_R_APPN")),
        (0x58, Kind::Throttled, Some("ESME_RTHROTTLED")),
        (0x14, Kind::Throttled, Some("ESME_RMSGQFUL")),
        (0x433, Kind::Config, Some("0x433")),
        (377_563, Kind::Config, None),
    ] {
        let provider = centre.provider(&json!({ "serviceType": format!("{status:x}").get(..2) }));
        centre
            .fault(json!({ "kind": "refuse", "status": status, "times": 1 }))
            .await;
        let outcome = centre
            .deliver(&provider, &letter(1, "377563 is yours"))
            .await;
        assert_eq!(kind_of(&outcome), (Some(kind), code), "{status:#x}");
        let shown = format!("{outcome:?}");
        assert!(
            !shown.contains("2025550123") && !shown.contains("377563"),
            "{shown}"
        );
    }
}

/// A centre that is asked for less takes more again after a pause; until then nothing is sent.
///
/// Seen to fail with `slow_down` doing nothing.
#[tokio::test]
async fn a_pause_is_kept_and_ends() {
    let centre = need!(Centre::start(&[]).await);
    let provider = centre.provider(&json!({}));
    centre
        .fault(json!({ "kind": "refuse", "status": 0x58, "times": 1 }))
        .await;
    for n in 0..20 {
        let outcome = centre.deliver(&provider, &letter(n, "text")).await;
        assert_eq!(kind_of(&outcome).0, Some(Kind::Throttled), "{outcome:?}");
    }
    assert_eq!(centre.state().await["submits"], 1);
    let mut outcome = Outcome::refused(Kind::Throttled);
    for _ in 0..200 {
        outcome = centre.deliver(&provider, &letter(1, "text")).await;
        if kind_of(&outcome).0 != Some(Kind::Throttled) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(matches!(outcome, Outcome::Taken(_)), "{outcome:?}");
}

/// Of what was written and not answered nobody knows.
///
/// Seen to fail with `end` refusing all that waits.
#[tokio::test]
async fn what_is_not_answered_is_unknown() {
    let centre = need!(Centre::start(&[]).await);
    for (kind, why) in [
        ("silent", Unknown::Silence),
        ("cut", Unknown::Cut),
        ("garbage", Unknown::Garbage),
        ("huge", Unknown::Garbage),
        ("half", Unknown::Cut),
        ("endless", Unknown::Silence),
    ] {
        centre.fault(json!({ "kind": kind })).await;
        // Each has a link of its own.
        let provider = centre.provider(&json!({ "systemType": kind }));
        let outcome = centre.deliver(&provider, &letter(1, "text")).await;
        assert_eq!(outcome, Outcome::Unknown(why), "{kind}");
    }
}

/// Never more wait for an answer than the settings say, and all of them are answered.
///
/// Seen to fail with the permit dropped in `order`.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_never_exceeded() {
    let centre = std::sync::Arc::new(need!(Centre::start(&[]).await));
    for window in [1, 3, 10] {
        let provider = std::sync::Arc::new(centre.provider(&json!({ "window": window })));
        centre.fault(json!({ "kind": "slow", "ms": 20 })).await;
        let mut calls = tokio::task::JoinSet::new();
        for n in 0..60 {
            let (centre, provider) = (centre.clone(), provider.clone());
            calls.spawn(async move { centre.deliver(&provider, &letter(n, "text")).await });
        }
        let outcomes = calls.join_all().await;
        let taken = |outcome: &&Outcome| matches!(outcome, Outcome::Taken(_));
        assert_eq!(outcomes.iter().filter(taken).count(), 60);
        assert_eq!(centre.state().await["most"], window, "{window}");
    }
}

/// Where nobody is, where nobody speaks, and where the password is another, nothing was sent.
#[tokio::test]
async fn a_link_that_cannot_be_made_refuses() {
    let centre = need!(Centre::start(&[]).await);
    let port = &centre.port;
    let tls = format!("smpps://127.0.0.1:{port}");
    for (more, kind, code) in [
        (
            json!({ "password": "wrong" }),
            Kind::Credentials,
            Some("ESME_RINVPASWD"),
        ),
        (
            json!({ "systemId": "other" }),
            Kind::Credentials,
            Some("ESME_RINVPASWD"),
        ),
        (
            json!({ "url": "smpp://127.0.0.1:1" }),
            Kind::Temporary,
            None,
        ),
        (
            json!({ "url": "smpp://no-such-host.invalid" }),
            Kind::Temporary,
            None,
        ),
        (json!({ "url": tls }), Kind::Temporary, None),
    ] {
        let provider = centre.provider(&more);
        let outcome = centre.deliver(&provider, &letter(1, "text")).await;
        assert_eq!(kind_of(&outcome), (Some(kind), code), "{more}");
    }
    centre.fault(json!({ "kind": "deaf" })).await;
    let outcome = centre
        .deliver(&centre.provider(&json!({})), &letter(1, "text"))
        .await;
    assert_eq!(kind_of(&outcome).0, Some(Kind::Temporary));
    assert!(centre.fake.messages().await.is_empty());
}

/// Where a pool may not reach private addresses, its links do not, whatever their names say.
///
/// Seen to fail with `may_be_asked` always true.
#[tokio::test]
async fn a_private_address_is_not_reached() {
    let centre = need!(Centre::reaching(&[], false).await);
    for host in ["127.0.0.1", "[::1]", "localhost"] {
        let url = format!("smpp://{host}:{}", centre.port);
        let provider = centre.provider(&json!({ "url": url }));
        let outcome = centre.deliver(&provider, &letter(1, "text")).await;
        let Outcome::Refused(refusal) = outcome else {
            panic!("{host}: {outcome:?}");
        };
        assert_eq!(refusal.kind, Kind::Config, "{host}");
        assert!(refusal.why.unwrap().contains("private network"), "{host}");
    }
    assert_eq!(centre.state().await["binds"], 0);
}

/// Over TLS the centre is the one whose authority the settings name, and nobody else.
///
/// Seen to fail with `smpps` taken for `smpp`.
#[tokio::test]
async fn a_link_over_tls_trusts_whom_it_is_told() {
    let folder = std::env::temp_dir().join(format!("cleat-smpp-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let [key, certificate] =
        ["key.pem", "cert.pem"].map(|file| folder.join(file).to_string_lossy().into_owned());
    let mut openssl = need!(crate::common::program("openssl"));
    openssl.args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]);
    openssl.args([
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-subj",
        "/CN=localhost",
    ]);
    openssl.args(["-addext", "subjectAltName=DNS:localhost"]);
    openssl.args(["-extensions", "v3_req"]);
    openssl.args(["-keyout", &key, "-out", &certificate]);
    assert!(openssl.output().unwrap().status.success());
    let centre = need!(Centre::start(&[&key, &certificate]).await);
    let pem = std::fs::read_to_string(&certificate).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let url = |host| format!("smpps://{host}:{}", centre.port);
    for (more, taken) in [
        (json!({ "url": url("localhost"), "authorities": pem }), true),
        (
            json!({ "url": url("127.0.0.1"), "authorities": pem }),
            false,
        ),
        (json!({ "url": url("localhost") }), false),
        (
            json!({ "url": url("localhost").replace("smpps", "smpp") }),
            false,
        ),
    ] {
        let provider = centre.provider(&more);
        let outcome = centre.deliver(&provider, &letter(1, "text")).await;
        assert_eq!(
            matches!(outcome, Outcome::Taken(_)),
            taken,
            "{more} {outcome:?}"
        );
        assert!(!matches!(outcome, Outcome::Unknown(_)), "{more}");
    }
    assert_eq!(centre.state().await["binds"], 1);
}

/// A link is made again when it was cut, and another that the settings change takes leave.
#[tokio::test]
async fn a_link_comes_back_and_takes_leave() {
    let centre = need!(Centre::start(&[]).await);
    let provider = centre.provider(&json!({}));
    centre.deliver(&provider, &letter(1, "text")).await;
    for _ in 0..2 {
        centre.fake.ask("/_hang_up", &Value::Null).await;
        let mut outcome = Outcome::refused(Kind::Temporary);
        for n in 0..400 {
            outcome = centre.deliver(&provider, &letter(n, "text")).await;
            if matches!(outcome, Outcome::Taken(_)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert!(matches!(outcome, Outcome::Taken(_)), "{outcome:?}");
    }
    assert_eq!(centre.state().await["binds"], 3);
    drop(provider);
    for _ in 0..400 {
        if centre.state().await["links"] == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let state = centre.state().await;
    assert_eq!((&state["unbinds"], &state["links"]), (&json!(1), &json!(0)));
}

/// A centre that does not answer whether it is there is left, and asked again later.
#[tokio::test]
async fn a_link_that_is_dead_is_found() {
    let centre = need!(Centre::start(&[]).await);
    let provider = centre.provider(&json!({ "keepAlive": 1 }));
    centre.deliver(&provider, &letter(1, "text")).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let state = centre.state().await;
    assert_eq!(state["links"], 1, "it answers, and the link stays");
    assert!(state["enquiries"].as_u64().unwrap() >= 3, "{state}");
    centre.fault(json!({ "kind": "deaf" })).await;
    let mut links = json!(1);
    for _ in 0..400 {
        links = centre.state().await["links"].clone();
        if links == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(links, 0);
}
