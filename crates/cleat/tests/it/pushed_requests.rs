//! Authorization requests that are pushed (RFC 9126): the modules of FAPI 2 that concern them, by
//! what they ask.

use cleat_api::Value;
use cleat_api::application::{ClientAuthMethod, OidcConfig, UpdateApplication};

use crate::browser::{Browser, CALLBACK, CHALLENGE, Rp, Wanted};
use crate::harness::{Server, at_once, number};

const PUSH: &[(&str, &str)] = &[
    ("response_type", "code"),
    ("redirect_uri", CALLBACK),
    ("scope", "openid phone"),
    ("state", "a b"),
    ("nonce", "n"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

async fn push(rp: &Rp, changes: &[(&str, &str)]) -> (u16, Value) {
    let mut form: Vec<_> = PUSH.to_vec();
    form.retain(|(name, _)| !changes.iter().any(|(own, _)| own == name));
    form.extend(changes);
    rp.post("/oidc/par", &form).await
}

async fn pushed(rp: &Rp) -> String {
    let (status, told) = push(rp, &[]).await;
    assert_eq!(
        (status, told["expires_in"].as_i64()),
        (201, Some(60)),
        "{told}"
    );
    told["request_uri"].as_str().unwrap().to_owned()
}

fn path(rp: &Rp, uri: &str) -> String {
    format!("/oidc/auth?client_id={}&request_uri={uri}", rp.id)
}

/// Happy flow; reuse, another client, expiry. Seen to fail with the row left where it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_is_good_once_for_a_minute_at_its_application() {
    let server = Server::start().await;
    let (rp, other) = (Rp::new(&server).await, Rp::new(&server).await);
    let browser = Browser::new(&server);
    let uri = pushed(&rp).await;
    let wrong = browser.get(&path(&other, &uri)).await;
    assert!(wrong.status == 400 && wrong.location.is_none(), "{wrong:?}");
    let page = browser.get(&path(&rp, &uri)).await;
    let back = browser.by_phone(&server, &page, &number(1)).await;
    assert_eq!(back.told("state").as_deref(), Some("a b"));
    assert_eq!(rp.exchange(&back.code()).await.0, 200);
    let again = browser.get(&path(&rp, &uri)).await;
    assert!(again.status == 400 && again.location.is_none(), "{again:?}");
    let late = pushed(&rp).await;
    server.advance(61);
    let late = browser.get(&path(&rp, &late)).await;
    assert!(late.status == 400 && late.location.is_none(), "{late:?}");
    // What stands beside the reference does not count.
    let uri = pushed(&rp).await;
    let beside = format!(
        "{}&redirect_uri=https://evil.test&scope=email",
        path(&rp, &uri)
    );
    let back = browser.get(&beside).await;
    assert!(back.location.unwrap().as_str().starts_with(CALLBACK));
    let twice = format!("{}&request_uri=x", path(&rp, &pushed(&rp).await));
    assert_eq!(browser.get(&twice).await.status, 400);
}

/// O2: twenty browsers at once, one gets a code.
#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_is_good_once_in_races_too() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = std::sync::Arc::new(Browser::new(&server));
    rp.tokens(&server, &browser, &number(1)).await;
    for _ in 0..10 {
        let address = path(&rp, &pushed(&rp).await);
        let tries = (0..20).map(|_| {
            let (browser, address) = (browser.clone(), address.clone());
            async move { browser.get(&address).await.told("code").is_some() }
        });
        let won = at_once(20, tries).await;
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
    }
}

/// What `/oidc/auth` would refuse is refused where it is pushed.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_request_is_refused_where_it_is_pushed() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    for (changes, error) in [
        (("redirect_uri", "https://app.example/"), "invalid_request"),
        (("redirect_uri", ""), "invalid_request"),
        (("response_type", ""), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("response_mode", "jwt"), "invalid_request"),
        (("scope", "\u{e9}"), "invalid_scope"),
        (("scope", "nothing"), "invalid_scope"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("max_age", "-1"), "invalid_request"),
        (("claims", "["), "invalid_request"),
        (("id_token_hint", "x"), "invalid_request"),
        (("request", "a.b.c"), "invalid_request"),
        (
            ("request_uri", "urn:ietf:params:oauth:request_uri:x"),
            "invalid_request",
        ),
        (("client_id", "somebody"), "invalid_request"),
    ] {
        let (status, told) = push(&rp, &[changes]).await;
        assert!(
            status == 400 && told["error"] == error,
            "{changes:?}: {told}"
        );
    }
    let twice = [PUSH, &[("state", "x")]].concat();
    let (status, told) = rp.post("/oidc/par", &twice).await;
    assert!(
        status == 400 && told["error"] == "invalid_request",
        "{told}"
    );
    let wrong = Rp {
        secret: "wrong".into(),
        ..rp.clone()
    };
    assert_eq!(push(&wrong, &[]).await.1["error"], "invalid_client");
    let config = OidcConfig {
        grant_types: Some(vec!["client_credentials".into()]),
        ..OidcConfig::default()
    };
    let wanted = Wanted {
        config,
        ..Wanted::default()
    };
    let machine = Rp::with(&server, wanted).await;
    let (status, told) = push(&machine, &[]).await;
    assert!(
        status == 400 && told["error"] == "unauthorized_client",
        "{told}"
    );
}

/// Seen to fail with the switch not looked at.
#[tokio::test(flavor = "multi_thread")]
async fn an_application_may_push_every_request() {
    let server = Server::start().await;
    let config = OidcConfig {
        require_pushed_authorization_requests: Some(true),
        ..OidcConfig::default()
    };
    let wanted = Wanted {
        method: ClientAuthMethod::None,
        config,
        ..Wanted::default()
    };
    let rp = Rp::with(&server, wanted).await;
    let browser = Browser::new(&server);
    let told = browser.get(&rp.request(&[])).await;
    assert_eq!(told.told("error").as_deref(), Some("invalid_request"));
    let page = browser.get(&path(&rp, &pushed(&rp).await)).await;
    let back = browser.by_phone(&server, &page, &number(1)).await;
    assert_eq!(rp.exchange(&back.code()).await.0, 200);
    for unknown in [
        "urn:ietf:params:oauth:request_uri:",
        "urn:ietf:params:oauth:request_uri:x",
    ] {
        let page = browser.get(&path(&rp, unknown)).await;
        assert!(page.status == 400 && page.location.is_none(), "{page:?}");
    }
}

/// FAPI 2: ensure-authorization-request-with-long-state and with-long-nonce. What a browser may bring
/// can be pushed as well, and exchanged afterwards. Seen to fail with the usual bound of texts.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_pushed_may_be_as_long_as_what_a_browser_brings() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let address = format!("https://app.example/{}", "a".repeat(1000));
    let update = UpdateApplication::builder().app_id(rp.id.as_str());
    let update = update.redirect_uris(vec![CALLBACK.into(), address.clone()]);
    server.client.call(&update.build()).await.unwrap();
    let browser = Browser::new(&server);
    let tokens = rp.tokens(&server, &browser, &number(1)).await;
    let (state, nonce) = ("s".repeat(1000), "n".repeat(1000));
    let names: Vec<String> = (0..60).map(|n| format!("\"claim_{n}\":null")).collect();
    let claims = format!("{{\"userinfo\":{{{}}}}}", names.join(","));
    let long = [
        ("state", state.as_str()),
        ("nonce", &nonce),
        ("redirect_uri", &address),
        ("id_token_hint", tokens["id_token"].as_str().unwrap()),
        ("claims", &claims),
    ];
    let (status, told) = push(&rp, &long).await;
    assert_eq!(status, 201, "{told}");
    let uri = told["request_uri"].as_str().unwrap();
    let back = browser.get(&path(&rp, uri)).await;
    assert_eq!(back.told("state"), Some(state));
    let given = [("redirect_uri", address.as_str())];
    let (status, tokens) = rp.exchange_with(&back.code(), &given).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(
        crate::browser::claims(&tokens["id_token"])["nonce"],
        nonce.as_str()
    );
}
