//! Sessions of browsers: what begins, shares and ends them, and the forms of their pages (O5).

use cleat_api::application::DeleteApplication;
use cleat_api::endpoint::CallerKind;
use cleat_api::security::{CookieSettings, UpdateSecuritySettings};
use cleat_api::session::KickUsers;
use cleat_api::user::{DeleteUsersBatch, UpdateUser, UserStatus};
use reqwest::Method;

use crate::browser::{Browser, Rp, Wanted, claims};
use crate::harness::{Server, figure, number};

/// Whether the browser is signed in, as an application sees it.
pub async fn is_known(browser: &Browser, rp: &Rp) -> bool {
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
    stranger.get(&rp.request(&[])).await;
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

/// Two people at one browser: what a page asked the first one, the second one did not answer.
///
/// Seen to fail with `signed` in place of `asked_one` in `choices.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_for_whom_it_was_put_to() {
    let server = Server::start().await;
    let wanted = Wanted {
        asks_consent: true,
        sso: true,
        ..Wanted::default()
    };
    let rp = Rp::with(&server, wanted).await;
    let wanted = Wanted {
        sso: true,
        ..Wanted::default()
    };
    let other = Rp::with(&server, wanted).await;
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let asks_first = browser.by_phone(&server, &page, &number(1)).await;
    let select = rp.request(&[("prompt", "select_account")]);
    let choice = browser.get(&select).await;
    let chosen = browser.get(&select).await;
    let chosen = browser.submit(&chosen, &[("answer", "yes")]).await;
    assert!(
        chosen.body.contains("<h1>Allow access?</h1>"),
        "{}",
        chosen.body
    );
    let page = browser.get(&other.request(&[("prompt", "login")])).await;
    browser.by_phone(&server, &page, &number(2)).await.code();
    for (page, asks) in [
        (&asks_first, "<h1>Allow access?</h1>"),
        (&choice, "<h1>Choose an account</h1>"),
        (&chosen, "<h1>Choose an account</h1>"),
    ] {
        let shown = browser.submit(page, &[("answer", "yes")]).await;
        assert!(shown.body.contains(asks), "{}", shown.body);
        assert!(shown.body.contains("+86***02"), "{}", shown.body);
    }
}

/// Who is signed in already and is sent to sign up gets the page for that.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_up_is_for_somebody_new() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    rp.tokens(&server, &browser, &number(1)).await;
    let page = browser.get(&rp.request(&[("prompt", "create")])).await;
    browser.by_phone(&server, &page, &number(2)).await.code();
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
