//! Sessions of browsers: what begins, shares and ends them; redirects, forms and codes that are not
//! what they seem (O2, O3, O5).

use cleat_api::application::{ClientAuthMethod, DeleteApplication, OidcConfig, UpdateApplication};
use cleat_api::endpoint::CallerKind;
use cleat_api::oidc::{ListConsents, RevokeConsent};
use cleat_api::security::{CookieSettings, UpdateSecuritySettings};
use cleat_api::session::KickUsers;
use cleat_api::user::{DeleteUsersBatch, UpdateUser, UserStatus};
use reqwest::Method;

use crate::browser::{Browser, CALLBACK, GOODBYE, Rp, Wanted, claims};
use crate::harness::{Server, at_once, figure, number};

/// Whether the browser is signed in, as an application sees it.
async fn is_known(browser: &Browser, rp: &Rp) -> bool {
    let shown = browser.get(&rp.request(&[("prompt", "none")])).await;
    shown.told("code").is_some()
}

fn session_cookie(browser: &Browser) -> String {
    let cookies = browser.cookies.lock().unwrap();
    let mut found = cookies
        .iter()
        .filter(|(name, _)| name.starts_with("__Host-cleat_session."));
    found.next().map(|(_, value)| value.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_ends_sessions_ends_those_of_browsers() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    for (n, ending) in (1..).zip(["kick", "suspend", "password", "delete"]) {
        let browser = Browser::new(&server);
        let tokens = rp.tokens(&server, &browser, &number(n)).await;
        assert!(is_known(&browser, &rp).await);
        let id = claims(&tokens["id_token"])["sub"]
            .as_str()
            .unwrap()
            .to_owned();
        let waiting = browser.get(&rp.request(&[])).await.code();
        let by = &server.client;
        let update = UpdateUser::builder().user_id(id.as_str());
        match ending {
            "kick" => {
                let apps = vec![server.credentials.app_id.clone()];
                let kick = KickUsers::builder().user_id(id).app_ids(apps).build();
                by.call(&kick).await.map(drop).unwrap();
            }
            "suspend" => {
                let update = update.status(UserStatus::Suspended).build();
                by.call(&update).await.map(drop).unwrap();
            }
            "password" => {
                let update = update.password("a Long 1 password!").build();
                by.call(&update).await.map(drop).unwrap();
            }
            _ => {
                let delete = DeleteUsersBatch::builder().user_ids(vec![id]).build();
                by.call(&delete).await.map(drop).unwrap();
            }
        }
        assert!(!is_known(&browser, &rp).await, "{ending}");
        let (status, told) = rp.exchange(&waiting).await;
        assert!(
            status == 400 && told["error"] == "invalid_grant",
            "{ending}: {told}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn applications_share_a_session_where_both_take_part() {
    let server = Server::start().await;
    let with = |sso| Wanted {
        sso,
        ..Wanted::default()
    };
    let shares = [
        Rp::with(&server, with(true)).await,
        Rp::with(&server, with(true)).await,
    ];
    let alone = [
        Rp::with(&server, with(false)).await,
        Rp::with(&server, with(false)).await,
    ];
    let browser = Browser::new(&server);
    shares[0].tokens(&server, &browser, &number(1)).await;
    assert!(is_known(&browser, &shares[0]).await && is_known(&browser, &shares[1]).await);
    assert!(!is_known(&browser, &alone[0]).await);
    server.advance(61);
    // Who signs in again keeps what is there.
    alone[0].tokens(&server, &browser, &number(1)).await;
    assert!(is_known(&browser, &alone[0]).await && is_known(&browser, &shares[0]).await);
    assert!(!is_known(&browser, &alone[1]).await);
    let gone = DeleteApplication::builder()
        .app_id(alone[0].id.as_str())
        .build();
    server.client.call(&gone).await.unwrap();
    assert!(is_known(&browser, &shares[0]).await);
}

/// Every sign-in brings another cookie, and the one before is dead. Another user takes over the
/// browser: what the first one had there ends.
/// Seen to fail on PostgreSQL with the sessions of the browser handed on and ended in turn.
#[tokio::test(flavor = "multi_thread")]
async fn each_sign_in_has_a_cookie_of_its_own() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    let first = rp.tokens(&server, &browser, &number(1)).await;
    let old = browser.cookies.lock().unwrap().clone();
    let key = session_cookie(&browser);
    server.advance(61);
    let page = browser.get(&rp.request(&[("prompt", "login")])).await;
    browser.by_phone(&server, &page, &number(1)).await;
    assert_ne!(key, session_cookie(&browser));
    let thief = Browser::new(&server);
    *thief.cookies.lock().unwrap() = old;
    assert!(!is_known(&thief, &rp).await && is_known(&browser, &rp).await);
    let access = first["access_token"].as_str().unwrap();
    assert_eq!(rp.me(access).await.0, 200, "the same user goes on");
    let page = browser.get(&rp.request(&[("prompt", "login")])).await;
    browser.by_phone(&server, &page, &number(2)).await;
    assert_eq!(rp.me(access).await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_signed_out_in_time() {
    let server = Server::with(&[
        ("no_address_limits", "true"),
        ("browser_session_idle", "1000"),
    ])
    .await;
    let rp = Rp::new(&server).await;
    for (expires_on_close, max_age) in [(false, true), (true, false)] {
        let cookie = CookieSettings {
            cookie_expires_in: 3000,
            cookie_expires_on_browser_session: expires_on_close,
        };
        let update = UpdateSecuritySettings::builder().cookie_settings(cookie);
        crate::harness::client(&server.credentials)
            .call(&update.build())
            .await
            .unwrap();
        let browser = Browser::new(&server);
        let page = browser.get(&rp.request(&[])).await;
        let wants_code = browser.send(&page, &number(1)).await;
        let code = server.code(&format!("+86{}", number(1))).await;
        let form = [
            ("form", wants_code.hidden("form")),
            ("code", code.expose().into()),
        ];
        let url = format!("{}{}", rp.host, wants_code.action());
        let cookies = browser.cookies.lock().unwrap().clone();
        let cookies: Vec<_> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let call = http
            .build()
            .unwrap()
            .post(url)
            .header("cookie", cookies.join("; "));
        let answer = call.form(&form).send().await.unwrap();
        let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(set.starts_with("__Host-cleat_session."), "{set}");
        assert!(
            set.contains("; Path=/; Secure; HttpOnly; SameSite=Lax"),
            "{set}"
        );
        assert_eq!(set.contains("; Max-Age=3000"), max_age, "{set}");
        let (pair, _) = set.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        browser
            .cookies
            .lock()
            .unwrap()
            .insert(name.into(), value.into());
        for _ in 0..3 {
            server.advance(900);
            assert!(is_known(&browser, &rp).await, "used in time");
        }
        server.advance(400);
        assert!(!is_known(&browser, &rp).await, "the end in any case");
        rp.tokens(&server, &browser, &number(1)).await;
        server.advance(1001);
        assert!(!is_known(&browser, &rp).await, "nobody used it");
    }
}

/// O5: who has the cookies of a browser that is signed in is nobody to the API.
#[tokio::test(flavor = "multi_thread")]
async fn no_operation_honours_a_cookie() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    rp.tokens(&server, &browser, &number(1)).await;
    let cookies = browser.cookies.lock().unwrap().clone();
    let cookies: Vec<_> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let mut asked = 0;
    let operations = cleat_api::operations();
    for operation in operations {
        if !matches!(operation.caller, CallerKind::User | CallerKind::Management) {
            continue;
        }
        let method = Method::from_bytes(operation.method.as_str().as_bytes()).unwrap();
        let call = reqwest::Client::new().request(method, format!("{}{}", rp.host, operation.path));
        let call = call
            .header("cookie", cookies.join("; "))
            .header("x-authing-app-id", &rp.id);
        let answer: cleat_api::Value = call.send().await.unwrap().json().await.unwrap();
        let refused = answer["statusCode"] == 401 || answer["error"] == "invalid_token";
        let refused = refused || answer["statusCode"] == 499 || answer["statusCode"] == 1010;
        assert!(refused, "{}: {answer}", operation.id);
        asked += 1;
    }
    figure("O5", format!("0 of {asked} operations honour a cookie"));
}

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

/// Forms that another site sends, of another tab, sent twice, and after the end.
#[tokio::test(flavor = "multi_thread")]
async fn forms_are_of_their_own_page() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let mut browser = Browser::new(&server);
    let (one, two) = (
        browser.get(&rp.request(&[])).await,
        browser.get(&rp.request(&[])).await,
    );
    assert_ne!(one.action(), two.action());
    let token = two.hidden("form");
    let fields = [
        ("form", token.as_str()),
        ("country", "CN"),
        ("phone", &number(1)),
    ];
    let crossed = browser.post(&one.action(), &fields).await;
    assert_eq!(crossed.status, 403, "the token of another tab");
    for header in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.test"),
        ("origin", "null"),
    ] {
        browser.headers.push((header.0, header.1.to_owned()));
        let shown = browser
            .submit(&one, &[("country", "CN"), ("phone", &number(1))])
            .await;
        assert_eq!(shown.status, 403, "{header:?}");
        browser.headers.pop();
    }
    let stranger = Browser::new(&server);
    let path = one.path.trim_end_matches('?').to_owned();
    assert_eq!(stranger.get(&path).await.status, 400, "another browser");
    assert!(server.sent(&format!("+86{}", number(1))).await.is_empty());
    let wants_code = browser.send(&one, &number(1)).await;
    let code = server.code(&format!("+86{}", number(1))).await;
    let back = browser
        .submit(&wants_code, &[("code", code.expose())])
        .await;
    back.code();
    let again = browser
        .submit(&wants_code, &[("code", code.expose())])
        .await;
    assert!(
        again.body.contains("<h1>You are signed in</h1>"),
        "{}",
        again.body
    );
    let after = browser.get(&path).await;
    assert!(after.body.contains("<h1>You are signed in</h1>") && after.location.is_none());
    // The other tab needs no second sign-in.
    browser.get(two.path.trim_end_matches('?')).await.code();
    server.advance(3601);
    let late = browser.get(&rp.request(&[("prompt", "login")])).await;
    server.advance(3601);
    assert_eq!(
        browser.get(late.path.trim_end_matches('?')).await.status,
        400
    );
}

/// Wrong, used and missing codes; a wrong password; an unknown name: told on the page, and nothing
/// that was typed is lost.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_on_the_page() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let shown = browser
        .submit(&page, &[("country", "CN"), ("phone", "12<3")])
        .await;
    assert!(
        shown.status == 400 && shown.body.contains("value=\"12&lt;3\""),
        "{}",
        shown.body
    );
    assert!(shown.body.contains("role=\"alert\"") && shown.body.contains("aria-invalid"));
    let wants_code = browser.send(&page, &number(1)).await;
    let code = server.code(&format!("+86{}", number(1))).await;
    let wrong = crate::harness::other_than(&code);
    let shown = browser
        .submit(&wants_code, &[("code", wrong.expose())])
        .await;
    assert!(
        shown.status == 400 && shown.body.contains("role=\"alert\""),
        "{}",
        shown.body
    );
    let shown = browser.submit(&wants_code, &[]).await;
    assert_eq!(shown.status, 400);
    // A minute has not passed.
    let token = wants_code.hidden("form");
    let again = [("form", token.as_str()), ("again", "1")];
    let action = wants_code.action().replace("/code", "/send");
    let shown = browser.post(&action, &again).await;
    assert!(shown.body.contains("role=\"alert\"") && shown.body.contains("one-time-code"));
    let wide: String = code
        .expose()
        .chars()
        .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
        .collect();
    browser.submit(&wants_code, &[("code", &wide)]).await.code();
    let page = browser.get(&rp.request(&[("prompt", "login")])).await;
    let path = page.path.trim_end_matches('?');
    let by_password = browser.get(&format!("{path}?by=password")).await;
    for name in [number(1), "nobody".to_owned()] {
        let fields = [("name", name.as_str()), ("password", "wrong")];
        let shown = browser.submit(&by_password, &fields).await;
        assert!(
            shown.status == 400 && shown.body.contains("role=\"alert\""),
            "{}",
            shown.body
        );
        assert!(
            shown.body.contains(&format!("value=\"{name}\"")) && !shown.body.contains("wrong\"")
        );
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

#[tokio::test(flavor = "multi_thread")]
async fn the_user_chooses_the_account() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    rp.tokens(&server, &browser, &number(1)).await;
    let ask = rp.request(&[("prompt", "select_account")]);
    let page = browser.get(&ask).await;
    assert!(
        page.body.contains("<h1>Choose an account</h1>"),
        "{}",
        page.body
    );
    browser.submit(&page, &[("answer", "yes")]).await.code();
    let page = browser.get(&ask).await;
    let path = page.path.trim_end_matches('?');
    let other = browser.get(&format!("{path}?by=phone")).await;
    let back = browser.by_phone(&server, &other, &number(2)).await;
    let (_, tokens) = rp.exchange(&back.code()).await;
    let phone = &claims(&tokens["id_token"])["phone_number"];
    assert_eq!(*phone, format!("+86{}", number(2)));
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
