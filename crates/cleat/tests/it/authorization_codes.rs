//! Authorization requests and their codes: who gets one, where it goes, and that it works once.

use std::sync::Arc;

use cleat_api::application::{ClientAuthMethod, OidcConfig, UpdateApplication};
use cleat_api::oidc::{ListConsents, RevokeConsent};
use cleat_api::user::UpdateUser;

use crate::browser::{Browser, CALLBACK, GOODBYE, Rp, Wanted, claims};
use crate::browser_sessions::is_known;
use crate::harness::{Server, at_once, figure, number};

/// O2: a code that comes again ends what came of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_exchanged_once() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    rp.tokens(&server, &browser, &number(1)).await;
    let (mut won, mut alive) = (0, 0);
    for _ in 0..100 {
        let code = browser.get(&rp.request(&[])).await.code();
        let tries = (0..20).map(|_| {
            let (rp, code) = (rp.clone(), code.clone());
            async move { rp.exchange(&code).await }
        });
        let answers = at_once(20, tries).await;
        let tokens: Vec<_> = answers
            .iter()
            .filter(|(status, _)| *status == 200)
            .collect();
        won += tokens.len();
        let lost = answers
            .iter()
            .filter(|(_, told)| told["error"] == "invalid_grant");
        assert_eq!(lost.count() + tokens.len(), 20, "{answers:?}");
        for (_, tokens) in tokens {
            let token = tokens["access_token"].as_str().unwrap();
            alive += usize::from(rp.me(token).await.0 == 200);
        }
    }
    figure(
        "O2",
        format!("100 codes, 20 at once: {won} successes, {alive} families left"),
    );
    assert_eq!((won, alive), (100, 0));
}

/// A code is for its application, address, challenge, account and minute.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_worth_nothing_without_what_goes_with_it() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let other = Rp::new(&server).await;
    let browser = Browser::new(&server);
    let tokens = rp.tokens(&server, &browser, &number(1)).await;
    let code = browser.get(&rp.request(&[])).await.code();
    let wrong = "wrong-wrong-wrong-wrong-wrong-wrong-wrong-w";
    for changes in [
        ("redirect_uri", "https://app.example/?x=1"),
        ("redirect_uri", ""),
        ("code_verifier", wrong),
        ("code_verifier", ""),
    ] {
        let (status, told) = rp.exchange_with(&code, &[changes]).await;
        assert!(
            status == 400 && told["error"] == "invalid_grant",
            "{changes:?}: {told}"
        );
    }
    let (_, told) = other.exchange(&code).await;
    assert_eq!(told["error"], "invalid_grant");
    // None of that used it up.
    assert_eq!(rp.exchange(&code).await.0, 200);
    // A verifier without a challenge is somebody else's (RFC 9700 section 4.8.2).
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = browser.get(&rp.request(&without)).await.code();
    assert_eq!(rp.exchange(&code).await.1["error"], "invalid_grant");
    let code = browser.get(&rp.request(&[])).await.code();
    server.advance(61);
    assert_eq!(rp.exchange(&code).await.1["error"], "invalid_grant");
    let code = browser.get(&rp.request(&[])).await.code();
    let id = claims(&tokens["id_token"])["sub"]
        .as_str()
        .unwrap()
        .to_owned();
    let update = UpdateUser::builder().user_id(id).phone(number(7)).build();
    server.client.call(&update).await.unwrap();
    assert_eq!(rp.exchange(&code).await.1["error"], "invalid_grant");
}

/// Addresses that look like a registered one.
fn near_misses(address: &str) -> Vec<String> {
    let rest = address.strip_prefix("https://app.example/").unwrap();
    let mut all: Vec<String> = vec![
        format!("http://app.example/{rest}"),
        format!("HTTPS://app.example/{rest}"),
        format!("https://APP.example/{rest}"),
        format!("https://app.example:443/{rest}"),
        format!("https://app.example:8443/{rest}"),
        format!("https://app.example./{rest}"),
        format!("https://app.example.evil.test/{rest}"),
        format!("https://evil.test/app.example/{rest}"),
        format!("https://app.example@evil.test/{rest}"),
        format!("https://evil.test#@app.example/{rest}"),
        format!("https://evil.test\\@app.example/{rest}"),
        format!("https://user@app.example/{rest}"),
        format!("https://www.app.example/{rest}"),
        format!("https://app-example/{rest}"),
        format!("https://xn--app-example/{rest}"),
        format!("https:app.example/{rest}"),
        format!("https:/app.example/{rest}"),
        format!("https:///app.example/{rest}"),
        format!("https:\\\\app.example\\{rest}"),
        format!("//app.example/{rest}"),
        format!("/{rest}"),
        rest.to_owned(),
        format!("javascript:alert(1)//{address}"),
        format!("data:text/html,{address}"),
        format!("app.example:/{rest}"),
    ];
    for before in ["./", "../", "x/../", "%2e/", "%2e%2e/", "/", ";/", "\\"] {
        all.push(format!("https://app.example/{before}{rest}"));
    }
    for after in [
        "/",
        "?",
        "#",
        "&",
        ";",
        "%20",
        " ",
        "\t",
        "\n",
        "\r\n",
        ".",
        "/.",
        "/..",
        "/../x",
        "?a=b",
        "&a=b",
        "#x",
        "%00",
        "%0d%0a",
        "*",
        "\u{200b}",
        "\u{ff0f}",
        "%2f",
        "@evil.test",
        "\\",
        "//",
        "?redirect_uri=https://evil.test",
        "\u{202e}",
        "e",
        "E",
    ] {
        all.push(format!("{address}{after}"));
    }
    for before in [" ", "\t", "\u{feff}", "x", "view-source:", "url="] {
        all.push(format!("{before}{address}"));
    }
    for place in 1..address.len() {
        let (start, end) = address.split_at(place);
        if place % 4 == 0 {
            all.push(format!("{start}{}", &end[1..]));
            all.push(format!("{start}%{:02x}{}", end.as_bytes()[0], &end[1..]));
        }
        if place % 6 == 0 {
            all.push(format!("{start}{}{}", end[..1].to_uppercase(), &end[1..]));
        }
    }
    all.retain(|one| one != address);
    all.sort();
    all.dedup();
    all
}

/// O3: what looks like a registered address is none.
#[tokio::test(flavor = "multi_thread")]
async fn redirects_go_where_they_were_registered_to_the_letter() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    let tokens = rp.tokens(&server, &browser, &number(1)).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let (mut asked, mut accepted) = (0, Vec::new());
    for address in near_misses(CALLBACK) {
        let shown = browser
            .get(&rp.request(&[("redirect_uri", &address)]))
            .await;
        asked += 1;
        if shown.location.is_some() || shown.status != 400 || shown.body.contains("evil.test") {
            accepted.push(address);
        }
    }
    for address in near_misses(GOODBYE) {
        let url = format!("{}/oidc/session/end", rp.host);
        let params = [
            ("id_token_hint", hint),
            ("post_logout_redirect_uri", &address),
        ];
        let url = reqwest::Url::parse_with_params(&url, params).unwrap();
        let path = format!("{}?{}", url.path(), url.query().unwrap());
        let shown = browser.get(&path).await;
        asked += 1;
        if shown.location.is_some() || shown.status != 400 {
            accepted.push(address);
        }
    }
    figure(
        "O3",
        format!(
            "{asked} near misses of redirects: {} accepted",
            accepted.len()
        ),
    );
    assert!(accepted.is_empty() && asked >= 100, "{asked}: {accepted:?}");
    assert!(is_known(&browser, &rp).await);
    // What was registered counts, unless it runs something or has a fragment.
    for (address, counts) in [
        ("https://app.example/?x=1", true),
        ("com.example.app:/back", true),
        ("javascript:alert(1)", false),
        ("data:text/html,hi", false),
        ("https://app.example/#x", false),
        ("https://app.example/\u{e9}", false),
    ] {
        let update = UpdateApplication::builder().app_id(rp.id.as_str());
        let update = update.redirect_uris(vec![address.to_owned()]).build();
        server.client.call(&update).await.unwrap();
        let shown = browser.get(&rp.request(&[("redirect_uri", address)])).await;
        assert_eq!(shown.told("code").is_some(), counts, "{address}: {shown:?}");
    }
}

/// What an application may learn is asked where its settings say so, once, and can be taken back.
#[tokio::test(flavor = "multi_thread")]
async fn consent_is_asked_once_and_taken_back() {
    let server = Server::start().await;
    let wanted = Wanted {
        asks_consent: true,
        ..Wanted::default()
    };
    let rp = Rp::with(&server, wanted).await;
    let browser = Browser::new(&server);
    let narrow = [("scope", "openid phone")];
    let page = browser.get(&rp.request(&narrow)).await;
    let asks = browser.by_phone(&server, &page, &number(1)).await;
    assert!(
        asks.body.contains("<h1>Allow access?</h1>"),
        "{}",
        asks.body
    );
    assert!(asks.body.contains("see your phone number") && !asks.body.contains("see your roles"));
    let denied = browser.submit(&asks, &[("answer", "no")]).await;
    assert_eq!(denied.told("error").as_deref(), Some("access_denied"));
    let silent = browser
        .get(&rp.request(&[("scope", "openid phone"), ("prompt", "none")]))
        .await;
    assert_eq!(silent.told("error").as_deref(), Some("consent_required"));
    let asks = browser.get(&rp.request(&narrow)).await;
    let back = browser.submit(&asks, &[("answer", "yes")]).await;
    let (_, tokens) = rp.exchange(&back.code()).await;
    browser.get(&rp.request(&narrow)).await.code();
    // More is asked for; again, where the application wants that.
    let more = browser
        .get(&rp.request(&[("scope", "openid phone email")]))
        .await;
    assert!(
        more.body.contains("see your e-mail address"),
        "{}",
        more.body
    );
    let claims = r#"{"userinfo":{"email":null}}"#;
    let more = browser
        .get(&rp.request(&[("scope", "openid"), ("claims", claims)]))
        .await;
    assert!(
        more.body.contains("see your e-mail address"),
        "{}",
        more.body
    );
    let again = browser
        .get(&rp.request(&[("scope", "openid"), ("prompt", "consent")]))
        .await;
    assert!(
        again.body.contains("<h1>Allow access?</h1>"),
        "{}",
        again.body
    );
    browser.submit(&again, &[("answer", "yes")]).await.code();
    let token = tokens["access_token"].as_str().unwrap();
    let me = server.client.with_access_token(token);
    let list = me.call(&ListConsents {}).await.unwrap().list;
    assert!(list.len() == 1 && list[0].app_id == rp.id && list[0].scope == "openid phone");
    let revoke = RevokeConsent {
        app_id: rp.id.clone(),
    };
    me.call(&revoke).await.unwrap();
    assert_eq!(rp.me(token).await.0, 401);
    let asks = browser.get(&rp.request(&narrow)).await;
    assert!(
        asks.body.contains("<h1>Allow access?</h1>"),
        "{}",
        asks.body
    );
    let config = OidcConfig {
        skip_consent: Some(true),
        token_endpoint_auth_method: Some(ClientAuthMethod::ClientSecretBasic),
        ..OidcConfig::default()
    };
    let update = UpdateApplication::builder()
        .app_id(rp.id.as_str())
        .oidc_config(config);
    server.client.call(&update.build()).await.unwrap();
    browser.get(&rp.request(&narrow)).await.code();
}

/// Faults of requests, told as the standards say. Where the request cannot be trusted to say where,
/// a page says it.
#[tokio::test(flavor = "multi_thread")]
async fn faults_of_requests_are_told() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    for (changes, error) in [
        (("scope", "öpenid"), "invalid_scope"),
        (("scope", "nothing"), "invalid_scope"),
        (("scope", ""), "invalid_scope"),
        (("prompt", "none login"), "invalid_request"),
        (("prompt", "maybe"), "invalid_request"),
        (("max_age", "-1"), "invalid_request"),
        (("max_age", "soon"), "invalid_request"),
        (("max_age", "99999999999999999999"), "invalid_request"),
    ] {
        let shown = browser.get(&rp.request(&[changes])).await;
        assert_eq!(shown.told("error").as_deref(), Some(error), "{changes:?}");
        assert_eq!(shown.told("state").as_deref(), Some("st ate&=#1"));
        assert!(shown.told("iss").is_some() && shown.told("code").is_none());
        assert!(shown.told("error_description").unwrap().is_ascii());
    }
    for (twice, on_page) in [
        ("state=2", false),
        ("scope=x", false),
        ("client_id=x", true),
        ("redirect_uri=https://evil.test", true),
    ] {
        let shown = browser.get(&format!("{}&{twice}", rp.request(&[]))).await;
        let told = shown.told("error").as_deref() == Some("invalid_request");
        assert_eq!((told, shown.status == 400), (!on_page, on_page), "{twice}");
    }
    browser.get(&format!("{}&x=1&x=2", rp.request(&[]))).await;
    let long = "x".repeat(20_000);
    let shown = browser.get(&rp.request(&[("state", &long)])).await;
    assert!(matches!(shown.status, 400 | 414 | 431), "{}", shown.status);
    let config = OidcConfig {
        grant_types: Some(vec!["refresh_token".into()]),
        ..OidcConfig::default()
    };
    let update = UpdateApplication::builder()
        .app_id(rp.id.as_str())
        .oidc_config(config);
    server.client.call(&update.build()).await.unwrap();
    let shown = browser.get(&rp.request(&[])).await;
    assert_eq!(shown.told("error").as_deref(), Some("unauthorized_client"));
}

/// An application whose `grant_types` leave it out gets no refresh token, whatever it asks for.
#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_for_who_may_use_it() {
    let server = Server::start().await;
    for (grants, refreshes) in [
        (vec!["authorization_code"], false),
        (vec!["authorization_code", "refresh_token"], true),
    ] {
        let config = OidcConfig {
            grant_types: Some(grants.into_iter().map(str::to_owned).collect()),
            ..Wanted::default().config
        };
        let wanted = Wanted {
            config,
            ..Wanted::default()
        };
        let rp = Rp::with(&server, wanted).await;
        let tokens = rp.tokens(&server, &Browser::new(&server), &number(1)).await;
        assert_eq!(tokens["refresh_token"].is_string(), refreshes, "{tokens}");
        let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
        let (_, told) = rp.token(&form).await;
        let error = match refreshes {
            true => "invalid_grant",
            false => "unauthorized_client",
        };
        assert_eq!(told["error"], error, "{told}");
        server.advance(61);
    }
}

/// One request has one answer, however often its page is asked for.
///
/// Seen to fail with `answered` of `interaction.rs` not asked in `write`.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_answered_once() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Arc::new(Browser::new(&server));
    let tabs = [
        browser.get(&rp.request(&[])).await,
        browser.get(&rp.request(&[])).await,
    ];
    browser.by_phone(&server, &tabs[0], &number(1)).await.code();
    let path = tabs[1].path.trim_end_matches('?').to_owned();
    let asks = (0..20).map(|_| {
        let (browser, path) = (browser.clone(), path.clone());
        async move { browser.get(&path).await.told("code").is_some() }
    });
    let answers = at_once(20, asks.collect::<Vec<_>>()).await;
    assert_eq!(answers.into_iter().filter(|told| *told).count(), 1);
}
