//! Signing in on a device (RFC 8628): what it may ask, what its user answers, and that its code
//! works once.

use cleat_api::Value;
use cleat_api::application::{ClientAuthMethod, OidcConfig};
use cleat_api::oidc::DEVICE_GRANT;
use cleat_api::session::KickUsers;
use cleat_api::user::UpdateUser;

use crate::browser::{Browser, Rp, Shown, Wanted, claims};
use crate::harness::{Server, at_once, figure, number};

async fn tv(server: &Server) -> Rp {
    let config = OidcConfig {
        grant_types: Some(["refresh_token", DEVICE_GRANT].map(str::to_owned).to_vec()),
        ..OidcConfig::default()
    };
    let wanted = Wanted {
        method: ClientAuthMethod::None,
        config,
        ..Wanted::default()
    };
    Rp::with(server, wanted).await
}

/// The codes of a device.
pub async fn begin(rp: &Rp) -> Value {
    let form = [("scope", "openid phone offline_access")];
    let (status, told) = rp.post("/oidc/device/auth", &form).await;
    assert_eq!(status, 200, "{told}");
    told
}

pub fn text<'v>(told: &'v Value, name: &str) -> &'v str {
    told[name].as_str().unwrap()
}

async fn poll(rp: &Rp, told: &Value) -> (u16, Value) {
    let form = [
        ("grant_type", DEVICE_GRANT),
        ("device_code", text(told, "device_code")),
    ];
    rp.token(&form).await
}

/// The error of a poll.
async fn refusal(rp: &Rp, told: &Value) -> String {
    let (status, answer) = poll(rp, told).await;
    assert_eq!(status, 400, "{answer}");
    text(&answer, "error").to_owned()
}

async fn type_in(browser: &Browser, code: &str) -> Shown {
    let page = browser.get("/device").await;
    browser.submit(&page, &[("user_code", code)]).await
}

/// The page that asks whether the device may sign in.
async fn question(server: &Server, browser: &Browser, told: &Value, n: u32) -> Shown {
    let page = type_in(browser, text(told, "user_code")).await;
    match page.body.contains("name=\"phone\"") {
        true => browser.by_phone(server, &page, &number(n)).await,
        false => page,
    }
}

pub async fn connect(server: &Server, browser: &Browser, told: &Value, n: u32) -> Shown {
    let page = question(server, browser, told, n).await;
    browser.submit(&page, &[("answer", "yes")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_signs_in_as_whoever_says_yes() {
    let server = Server::start().await;
    let rp = tv(&server).await;
    let told = begin(&rp).await;
    let code = text(&told, "user_code");
    assert!(text(&told, "verification_uri").ends_with("/device"));
    assert_eq!(told["interval"], 5);
    assert_eq!(refusal(&rp, &told).await, "authorization_pending");
    let browser = Browser::new(&server);
    let address = text(&told, "verification_uri_complete");
    let filled = browser.get(address.strip_prefix(&rp.host).unwrap()).await;
    assert!(filled.body.contains(&format!("value=\"{code}\"")));
    let page = question(&server, &browser, &told, 1).await;
    assert!(page.body.contains(code) && page.body.contains("Shop &amp; &lt;Co&gt;"));
    server.advance(5);
    assert_eq!(refusal(&rp, &told).await, "authorization_pending");
    let done = browser.submit(&page, &[("answer", "yes")]).await;
    assert!(
        done.body.contains("Your device is connected"),
        "{}",
        done.body
    );
    let (status, tokens) = poll(&rp, &told).await;
    assert_eq!(status, 200, "{tokens}");
    let id = claims(&tokens["id_token"]);
    assert_eq!(id["phone_number"], format!("+86{}", number(1)));
    assert!(id["amr"].as_array().unwrap().contains(&"sms".into()));
    let (status, _) = rp.me(text(&tokens, "access_token")).await;
    assert_eq!(status, 200);
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&tokens, "refresh_token")),
    ];
    assert_eq!(rp.token(&form).await.0, 200);
    // The code that comes again ends what came of it.
    assert_eq!(refusal(&rp, &told).await, "invalid_grant");
    assert_eq!(rp.me(text(&tokens, "access_token")).await.0, 401);
}

/// Seen to fail with `denied_at` not looked at.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_denied() {
    let server = Server::start().await;
    let rp = tv(&server).await;
    let browser = Browser::new(&server);
    connect(&server, &browser, &begin(&rp).await, 1).await;
    // Though the user consented before and is signed in.
    let told = begin(&rp).await;
    let page = question(&server, &browser, &told, 1).await;
    assert!(
        page.body.contains(text(&told, "user_code")),
        "{}",
        page.body
    );
    assert_eq!(refusal(&rp, &told).await, "authorization_pending");
    let shown = browser.submit(&page, &[("answer", "no")]).await;
    assert!(shown.body.contains("Not connected"), "{}", shown.body);
    assert_eq!(refusal(&rp, &told).await, "access_denied");
    // Neither a second answer nor another sign-in brings it back.
    browser.submit(&page, &[("answer", "yes")]).await;
    assert_eq!(
        type_in(&browser, text(&told, "user_code")).await.status,
        400
    );
    assert_eq!(refusal(&rp, &told).await, "access_denied");
}

/// Seen to fail with `next_at` not looked at.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_asks_too_often_waits_longer() {
    let server = Server::start().await;
    let rp = tv(&server).await;
    let told = begin(&rp).await;
    assert_eq!(refusal(&rp, &told).await, "authorization_pending");
    server.advance(4);
    assert_eq!(refusal(&rp, &told).await, "slow_down");
    server.advance(9);
    assert_eq!(refusal(&rp, &told).await, "slow_down");
    server.advance(15);
    assert_eq!(refusal(&rp, &told).await, "authorization_pending");
    server.advance(600);
    assert_eq!(refusal(&rp, &told).await, "expired_token");
    let browser = Browser::new(&server);
    assert_eq!(
        type_in(&browser, text(&told, "user_code")).await.status,
        400
    );
}

/// O2: twenty polls at once, one gets tokens.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_code_is_exchanged_once() {
    let server = Server::start().await;
    let rp = tv(&server).await;
    let browser = Browser::new(&server);
    let (mut won, mut alive) = (0, 0);
    for _ in 0..10 {
        let told = begin(&rp).await;
        connect(&server, &browser, &told, 1).await;
        let tries = (0..20).map(|_| {
            let (rp, told) = (rp.clone(), told.clone());
            async move { poll(&rp, &told).await }
        });
        let answers = at_once(20, tries).await;
        for (status, tokens) in answers {
            assert!(
                status == 200 || tokens["error"] == "invalid_grant",
                "{tokens}"
            );
            won += i32::from(status == 200);
            if status == 200 {
                let token = text(&tokens, "access_token");
                alive += i32::from(rp.me(token).await.0 == 200);
            }
        }
    }
    figure(
        "O2",
        format!("10 device codes, 20 at once: {won} successes, {alive} families left"),
    );
    assert_eq!((won, alive), (10, 0));
}

/// A code is of its application; what the user's access ends with ends it.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_code_is_worth_nothing_without_what_goes_with_it() {
    let server = Server::start().await;
    let (rp, other) = (tv(&server).await, tv(&server).await);
    let plain = Rp::new(&server).await;
    let (status, answer) = plain.post("/oidc/device/auth", &[]).await;
    assert!(
        status == 400 && answer["error"] == "unauthorized_client",
        "{answer}"
    );
    let (status, answer) = rp.post("/oidc/device/auth", &[("scope", "none")]).await;
    assert!(
        status == 400 && answer["error"] == "invalid_scope",
        "{answer}"
    );
    for (n, ending) in (1..).zip(["other", "kick", "phone", "none"]) {
        let browser = Browser::new(&server);
        let told = begin(&rp).await;
        connect(&server, &browser, &told, n).await;
        let first = begin(&rp).await;
        connect(&server, &browser, &first, n).await;
        let (_, tokens) = poll(&rp, &first).await;
        let id = claims(&tokens["id_token"])["sub"]
            .as_str()
            .unwrap()
            .to_owned();
        match ending {
            "other" => assert_eq!(refusal(&other, &told).await, "invalid_grant"),
            "kick" => {
                let apps = vec![rp.id.clone()];
                let kick = KickUsers::builder().user_id(id).app_ids(apps).build();
                server.client.call(&kick).await.map(drop).unwrap();
            }
            "phone" => {
                let update = UpdateUser::builder().user_id(id).phone(number(90)).build();
                server.client.call(&update).await.map(drop).unwrap();
            }
            _ => {}
        }
        let (status, answer) = poll(&rp, &told).await;
        let stands = matches!(ending, "other" | "none");
        assert_eq!(status == 200, stands, "{ending}: {answer}");
    }
}

/// The code is read as people type it, and guesses are counted. Seen to fail with the window left
/// out of `typed.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn codes_are_typed_and_not_guessed() {
    let server = Server::with(&[]).await;
    let rp = tv(&server).await;
    let browser = Browser::new(&server);
    let told = begin(&rp).await;
    let code = text(&told, "user_code");
    let bare = code.replace('-', "");
    let wide: String = code
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
        .collect();
    for typed in [
        code,
        &bare,
        &code.to_lowercase(),
        &format!(" {bare} "),
        &wide,
    ] {
        let page = type_in(&browser, typed).await;
        assert!(
            page.body.contains("name=\"phone\""),
            "{typed}: {}",
            page.body
        );
    }
    for wrong in [
        "",
        "BCDF",
        "BCDF-GHJK-L",
        "AAAA-AAAA",
        "<script>",
        "\u{fdfd}",
    ] {
        let page = type_in(&browser, wrong).await;
        assert!(
            page.status == 400 && page.body.contains("role=\"alert\""),
            "{wrong}"
        );
        assert!(!page.body.contains("<script>"));
    }
    let page = browser.get("/device").await;
    let forged = browser
        .post("/device", &[("form", "x"), ("user_code", code)])
        .await;
    assert_eq!(forged.status, 403);
    let mut last = page;
    for _ in 0..60 {
        last = type_in(&browser, "BCDF-GHJK").await;
    }
    assert_eq!(last.status, 429);
    assert_eq!(type_in(&browser, code).await.status, 429);
}
