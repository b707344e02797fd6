//! What keeps the pages of a sign-in and a sign-out to whom they are for.

use cleat_api::application::UpdateApplication;
use reqwest::redirect::Policy;

use crate::browser::{Browser, GOODBYE, Rp, claims};
use crate::harness::{Server, number};

/// Nobody types NUL, and not every database keeps it. Seen to fail with `has_nul` never true.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_no_nul() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    for name in [
        "client_id",
        "state",
        "nonce",
        "scope",
        "login_hint",
        "claims",
    ] {
        let shown = browser.get(&rp.request(&[(name, "a\0b")])).await;
        assert!(
            shown.status == 400 && shown.location.is_none(),
            "{name}: {shown:?}"
        );
    }
    for path in [
        "/login/%00",
        "/login/a%00b/code",
        "/connections/social/%00",
        "/connection/social/a/%00/callback?state=x",
    ] {
        assert_eq!(browser.get(path).await.status, 400, "{path}");
    }
}

/// A hint is an ID token of the application that gives it. Seen to fail with that of any application
/// taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_hint_is_of_its_application() {
    let server = Server::start().await;
    let (rp, other) = (Rp::new(&server).await, Rp::new(&server).await);
    let browser = Browser::new(&server);
    let tokens = rp.tokens(&server, &browser, &number(1)).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let asked = [("id_token_hint", hint), ("prompt", "none")];
    browser.get(&rp.request(&asked)).await.code();
    let shown = browser.get(&other.request(&asked)).await;
    assert_eq!(shown.told("error").as_deref(), Some("invalid_request"));
}

/// Only a page can be posted to or sent a message. Seen to fail with the address not looked at.
#[tokio::test(flavor = "multi_thread")]
async fn an_installed_application_is_answered_in_its_address() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let address = "com.example.app:/back";
    let update = UpdateApplication::builder().app_id(rp.id.as_str());
    let update = update.redirect_uris(vec![address.to_owned()]).build();
    server.client.call(&update).await.unwrap();
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[("redirect_uri", address)])).await;
    browser.by_phone(&server, &page, &number(1)).await.code();
    for (mode, works) in [
        ("query", true),
        ("fragment", true),
        ("form_post", false),
        ("web_message", false),
    ] {
        let changes = [("redirect_uri", address), ("response_mode", mode)];
        let shown = browser.get(&rp.request(&changes)).await;
        let to = shown.location.expect("the application").to_string();
        assert!(to.starts_with(address), "{mode}: {to}");
        assert_eq!(to.contains("code="), works, "{mode}: {to}");
        assert_eq!(to.contains("error=invalid_request"), !works, "{mode}: {to}");
    }
}

/// Each cookie is for this host alone, goes over TLS alone, and no script reads it. Seen to fail with
/// each of the attributes left out.
#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_kept_close() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let (path, token) = (
        page.path.trim_end_matches('?').to_owned(),
        page.hidden("form"),
    );
    let wants_code = browser.send(&page, &number(1)).await;
    assert_eq!(wants_code.hidden("form"), token);
    let code = server.code(&format!("+86{}", number(1))).await;
    let cookies = browser.cookies.lock().unwrap().clone();
    let cookies: Vec<_> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let http = reqwest::Client::builder().redirect(Policy::none());
    let http = http.build().unwrap();
    let form = [
        ("form", token.as_str()),
        ("signs_up", "1"),
        ("code", code.expose()),
    ];
    let mut seen = Vec::new();
    for call in [
        http.get(format!("{}{}", rp.host, rp.request(&[]))),
        http.get(format!("{}{path}?lang=ja-JP", rp.host))
            .header("cookie", cookies.join("; ")),
        http.post(format!("{}{path}/code", rp.host))
            .header("cookie", cookies.join("; "))
            .form(&form),
    ] {
        let answer = call.send().await.unwrap();
        let set = answer.headers().get_all("set-cookie").iter();
        seen.extend(set.map(|one| one.to_str().unwrap().to_owned()));
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    for cookie in seen {
        let (pair, rest) = cookie.split_once("; ").unwrap();
        assert!(pair.starts_with("__Host-cleat_"), "{cookie}");
        let attributes: Vec<&str> = rest.split("; ").collect();
        for wanted in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(attributes.contains(&wanted), "{wanted}: {cookie}");
        }
        assert!(!rest.contains("Domain"), "{cookie}");
    }
}

/// A cookie that stands there twice is none: somebody else may have set the other. Seen to fail with
/// the first of them taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_counts_where_it_stands_alone() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let mut browser = Browser::new(&server);
    rp.tokens(&server, &browser, &number(1)).await;
    let silent = rp.request(&[("prompt", "none")]);
    browser.get(&silent).await.code();
    let cookies = browser.cookies.lock().unwrap().clone();
    let session = cookies
        .keys()
        .find(|name| name.contains("session"))
        .unwrap();
    for other in ["x", cookies[session].as_str()] {
        browser
            .headers
            .push(("cookie", format!("{session}={other}")));
        let shown = browser.get(&silent).await;
        assert_eq!(shown.told("error").as_deref(), Some("login_required"));
        browser.headers.pop();
    }
    browser.get(&silent).await.code();
}

/// A sign-out is confirmed by the page that asks, and what names another application than the ID
/// token asks first. Seen to fail with either guard left out.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_is_meant() {
    let server = Server::start().await;
    let (rp, other) = (Rp::new(&server).await, Rp::new(&server).await);
    let mut browser = Browser::new(&server);
    let tokens = rp.tokens(&server, &browser, &number(1)).await;
    let silent = rp.request(&[("prompt", "none")]);
    let asks = browser.get("/oidc/session/end").await;
    let action = asks.action();
    for form in [
        vec![("answer", "yes")],
        vec![("answer", "yes"), ("form", "x")],
    ] {
        let shown = browser.post(&action, &form).await;
        assert_eq!(shown.status, 403, "{form:?}");
    }
    let stranger = Browser::new(&server).get("/device").await.hidden("form");
    let shown = browser.post(&action, &[("form", &stranger)]).await;
    assert_eq!(shown.status, 403, "the token of another page");
    browser
        .headers
        .push(("sec-fetch-site", "cross-site".into()));
    assert_eq!(
        browser.submit(&asks, &[("answer", "yes")]).await.status,
        403
    );
    browser.headers.pop();
    browser.get(&silent).await.code();
    let hint = tokens["id_token"].as_str().unwrap();
    assert_eq!(claims(&tokens["id_token"])["aud"], rp.id.as_str());
    for more in [
        format!("&client_id={}", other.id),
        format!("&client_id={}&client_id={}", rp.id, rp.id),
    ] {
        let url = reqwest::Url::parse_with_params(
            "http://x/oidc/session/end",
            [
                ("id_token_hint", hint),
                ("post_logout_redirect_uri", GOODBYE),
            ],
        );
        let path = format!("/oidc/session/end?{}{more}", url.unwrap().query().unwrap());
        let shown = browser.get(&path).await;
        assert!(
            shown.location.is_none() && shown.body.contains("<h1>Sign out?</h1>"),
            "{shown:?}"
        );
        browser.get(&silent).await.code();
    }
    browser.submit(&asks, &[("answer", "yes")]).await;
    let shown = browser.get(&silent).await;
    assert_eq!(shown.told("error").as_deref(), Some("login_required"));
}
