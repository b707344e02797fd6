//! The rest of the hosted pages: what is asked before somebody goes on, new passwords, the start page,
//! and all of them in Chromium.

use std::process::Command;

use cleat_api::application::{
    AgreementPage, Application, BrandingConfigInput, GetApplication, UpdateApplication,
};
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::user::{CreateUser, CreateUserOptions, UpdateUser, UpdateUserOptions};
use serde_json::json;

use crate::browser::{Browser, Rp, Shown, Wanted, claims};
use crate::common::{self, need};
use crate::guard::{configured, enforced};
use crate::harness::{Folder, Server, figure, free_address, number};
use crate::phone_lab::chromium;

const PASSWORD: &str = "a Long 1 password!";
const NEXT: &str = "another Long 2 password";

/// The path of a page without its query.
pub fn path(page: &Shown) -> &str {
    page.path.split('?').next().unwrap()
}

/// Every page in four languages, light and dark, narrow and wide: axe finds nothing, nothing is asked
/// for elsewhere; the keyboard alone is enough; a pasted message and one from the phone are entered.
///
/// Seen to fail with a label left out of `field.html`.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_in_chromium() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let server = Server::start().await;
    let wanted = Wanted {
        asks_consent: true,
        ..Wanted::default()
    };
    let rp = Rp::with(&server, wanted).await;
    let pictures = std::env::var("PAGE_PICTURES").unwrap_or_default();
    let said = chromium(&server, "sign-in-pages.mjs", &[&rp.request(&[]), &pictures]).await;
    assert!(said.ends_with("views, 0 faults\n"), "{said}");
    figure("axe", said.trim());
}

async fn user_with_password(server: &Server, next: bool) -> String {
    let user = CreateUser {
        username: Some("grace".into()),
        phone: Some(number(7)),
        password: Some(PASSWORD.into()),
        options: Some(CreateUserOptions {
            reset_password_on_first_login: Some(next),
            ..CreateUserOptions::default()
        }),
        ..CreateUser::default()
    };
    server.client.call(&user).await.unwrap().user_id
}

async fn by_password(browser: &Browser, page: &Shown, password: &str) -> Shown {
    let page = browser.get(&format!("{}?by=password", path(page))).await;
    let fields = [("name", "grace"), ("password", password)];
    browser.submit(&page, &fields).await
}

/// Whoever forgot the password proves the number and sets another one, without a sign-in; a locked
/// account is unlocked by it. Nothing tells whether a number has an account.
///
/// Seen to fail without `require_length` in `forgot.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    user_with_password(&server, false).await;
    let shown = BrandingConfigInput {
        show_forget_password_button: Some(true),
        ..BrandingConfigInput::default()
    };
    let update = UpdateApplication::builder().app_id(rp.id.as_str());
    let update = update.branding_config(shown).build();
    server.client.call(&update).await.unwrap();
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let mut shown = by_password(&browser, &page, "wrong").await;
    for _ in 0..12 {
        shown = by_password(&browser, &page, "wrong").await;
    }
    assert!(shown.body.contains("set a new password"), "{}", shown.body);
    assert!(shown.body.contains("/forgot\""), "{}", shown.body);
    let ask = browser
        .get(&format!("{}/forgot?by=phone", path(&page)))
        .await;
    let mut seen = Vec::new();
    for digits in [8, 7] {
        let fields = [("country", "CN"), ("phone", &*number(digits))];
        let shown = browser.submit(&ask, &fields).await;
        let target = shown.hidden("target");
        let masked = format!("***{}", &target[target.len() - 2..]);
        seen.push(shown.body.replace(&target, "").replace(&masked, ""));
    }
    assert_eq!(seen[0], seen[1], "who has an account and who has none");
    let fields = [("country", "CN"), ("phone", &*number(7))];
    let wants_code = browser.submit(&ask, &fields).await;
    // A minute has not passed; the first code works.
    assert!(
        wants_code.body.contains("role=\"alert\"") && wants_code.status == 429
            || wants_code.status == 400
    );
    let code = server.code(&format!("+86{}", number(7))).await;
    let target = wants_code.hidden("target");
    let weak = [
        ("target", &*target),
        ("code", code.expose()),
        ("password", "short"),
    ];
    let shown = browser.submit(&wants_code, &weak).await;
    assert!(
        shown.status == 400 && shown.body.contains("name=\"code\""),
        "{}",
        shown.body
    );
    let fields = [
        ("target", &*target),
        ("code", code.expose()),
        ("password", NEXT),
    ];
    let set = browser.submit(&wants_code, &fields).await;
    assert!(
        set.body.contains("You can sign in with it now"),
        "{}",
        set.body
    );
    let again = browser.submit(&wants_code, &fields).await;
    assert_eq!(again.status, 400, "a code is good once");
    by_password(&browser, &page, NEXT).await.code();
}

/// An operator asks for another password: the page comes before the application, with every prompt,
/// and not without a page.
///
/// Seen to fail without `needs_password` in `decide.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn an_expired_password_is_changed_first() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let id = user_with_password(&server, true).await;
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let shown = by_password(&browser, &page, PASSWORD).await;
    assert!(
        shown.body.contains("<h1>Choose a password</h1>"),
        "{}",
        shown.body
    );
    let silent = browser.get(&rp.request(&[("prompt", "none")])).await;
    assert_eq!(
        silent.told("error").as_deref(),
        Some("interaction_required")
    );
    let wrong = browser
        .submit(&shown, &[("old", "wrong"), ("password", NEXT)])
        .await;
    assert!(
        wrong.status == 400 && wrong.body.contains("role=\"alert\""),
        "{}",
        wrong.body
    );
    let back = browser
        .submit(&shown, &[("old", PASSWORD), ("password", NEXT)])
        .await;
    let (_, tokens) = rp.exchange(&back.code()).await;
    assert_eq!(claims(&tokens["id_token"])["sub"], id.as_str());
    assert!(
        browser
            .get(&rp.request(&[("prompt", "none")]))
            .await
            .told("code")
            .is_some()
    );
    let update = UpdateUser::builder().user_id(id.as_str());
    let options = UpdateUserOptions {
        reset_password_on_next_login: Some(true),
        ..UpdateUserOptions::default()
    };
    let update = update.options(options).build();
    server.client.call(&update).await.unwrap();
    let page = browser.get(&rp.request(&[("prompt", "login")])).await;
    let shown = by_password(&browser, &page, NEXT).await;
    assert!(
        shown.body.contains("<h1>Choose a password</h1>"),
        "{}",
        shown.body
    );
}

/// A pool that wants a password asks who signed in by a code for a first one.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_password_is_asked_for() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let update = UpdateSecuritySettings::builder();
    let update = update.complete_password_after_pass_code_login(true).build();
    server.client.call(&update).await.unwrap();
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let shown = browser.by_phone(&server, &page, &number(1)).await;
    assert!(!shown.body.contains("name=\"old\""), "{}", shown.body);
    browser
        .submit(&shown, &[("password", PASSWORD)])
        .await
        .code();
    server.advance(61);
    let page = browser.get(&rp.request(&[("prompt", "login")])).await;
    browser.by_phone(&server, &page, &number(1)).await.code();
}

/// An address that was never confirmed signs nobody in where the pool says so; the page says how it is
/// confirmed.
#[tokio::test(flavor = "multi_thread")]
async fn an_unproven_address_is_confirmed() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let update = UpdateSecuritySettings::builder().login_require_email_verified(true);
    server.client.call(&update.build()).await.unwrap();
    let user = CreateUser {
        email: Some("ada@example.com".into()),
        password: Some(PASSWORD.into()),
        ..CreateUser::default()
    };
    server.client.call(&user).await.unwrap();
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let by_password = browser.get(&format!("{}?by=password", path(&page))).await;
    let fields = [("name", "ada@example.com"), ("password", PASSWORD)];
    let shown = browser.submit(&by_password, &fields).await;
    assert!(shown.body.contains("that confirms it"), "{}", shown.body);
    let by_email = browser.get(&format!("{}?by=email", path(&page))).await;
    let wants_code = browser
        .submit(&by_email, &[("email", "ada@example.com")])
        .await;
    let code = server.code("ada@example.com").await;
    browser
        .submit(&wants_code, &[("code", code.expose())])
        .await
        .code();
}

/// What an application wants agreed to is agreed to before a code is sent, and what is shown of it is
/// text and links.
///
/// Seen to fail with `require` that lets all pass.
#[tokio::test(flavor = "multi_thread")]
async fn agreements_come_first() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    agreements(&server, &rp).await;
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let link = "<a href=\"https:&#x2f;&#x2f;shop.example&#x2f;terms\" target=\"_blank\" \
                rel=\"noopener\">terms</a>";
    assert!(
        page.body.contains(link) && !page.body.contains("<b>"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("type=\"checkbox\" value=\"0\" required"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("type=\"checkbox\" value=\"1\">"),
        "{}",
        page.body
    );
    let fields = [
        ("country", "CN"),
        ("phone", &*number(1)),
        ("agreement", "1"),
    ];
    let shown = browser.submit(&page, &fields).await;
    assert!(
        shown.status == 400 && shown.body.contains("Agree to what is marked"),
        "{}",
        shown.body
    );
    let checked: Vec<_> = shown.body.matches(" checked>").collect();
    assert!(checked.len() == 1 && shown.body.contains("value=\"1\" checked>"));
    assert!(server.sent(&format!("+86{}", number(1))).await.is_empty());
    let fields = [
        ("country", "CN"),
        ("phone", &*number(1)),
        ("agreement", "0"),
    ];
    let wants_code = browser.submit(&page, &fields).await;
    let code = server.code(&format!("+86{}", number(1))).await;
    browser
        .submit(&wants_code, &[("code", code.expose())])
        .await
        .code();
    let chinese = browser.get(&format!("{}?lang=zh-CN", path(&page))).await;
    assert!(!chinese.body.contains("checkbox"), "{}", chinese.body);
}

/// No operation sets agreements: they stand in the settings of the application.
pub async fn agreements(server: &Server, rp: &Rp) {
    let of = GetApplication {
        app_id: rp.id.clone(),
    };
    let app: Application = server.client.call(&of).await.unwrap();
    assert!(app.branding_config.agreements.is_empty());
    let content =
        "<b>I agree</b> to the <a href=\"https://shop.example/terms\" onclick=\"x()\">terms</a>";
    let list = json!([
        { "displayAt": [AgreementPage::LoginPage], "isRequired": true, "lang": "en-US", "content": content },
        { "displayAt": [AgreementPage::LoginPage], "isRequired": false, "lang": "en-US", "content": "News" },
    ]);
    let mut tx = server.app.db.read().await.unwrap();
    let (document,): (String,) = tx
        .sql("SELECT document FROM application WHERE id = $1")
        .bind(&rp.id)
        .one()
        .await
        .unwrap();
    drop(tx);
    let mut document: cleat_api::Value = serde_json::from_str(&document).unwrap();
    document["brandingConfig"]["showAgreement"] = true.into();
    document["brandingConfig"]["agreements"] = list;
    let row = (rp.id.clone(), document.to_string());
    server.app.db.write(row, set_document).await.unwrap();
}

async fn set_document(
    tx: &mut cleat_store::Tx,
    (id, document): &(String, String),
) -> cleat_store::Result<()> {
    tx.sql("UPDATE application SET document = $1 WHERE id = $2")
        .bind(document)
        .bind(id)
        .execute()
        .await
        .map(drop)
}

/// Only countries that codes go to are offered.
///
/// Seen to fail without `retain` in `countries.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn countries_are_those_that_codes_go_to() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let only = |list: &[&str]| Some(list.iter().map(|one| (*one).to_owned()).collect());
    let guard = enforced(|guard| {
        guard.allowed_countries = only(&["CN", "GB", "JP"]);
        guard.denied_countries = only(&["JP"]);
    });
    configured(&server, guard).await;
    let page = Browser::new(&server).get(&rp.request(&[])).await;
    let offered: Vec<&str> = page
        .body
        .split("<option value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(offered, ["CN", "GB"]);
}

/// People get a page, programs what every other path answers that is none.
#[tokio::test(flavor = "multi_thread")]
async fn the_start_page() {
    let server = Server::start().await;
    let host = &server.credentials.app_host;
    let http = reqwest::Client::new();
    for (accept, is_page) in [
        (Some("text/html,application/xhtml+xml,*/*;q=0.8"), true),
        (Some("application/json"), false),
        (Some("*/*"), false),
        (None, false),
    ] {
        let mut call = http.get(format!("{host}/"));
        call = accept
            .into_iter()
            .fold(call, |call, types| call.header("accept", types));
        let answer = call.send().await.unwrap();
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(kind.starts_with("text/html"), is_page, "{accept:?}: {kind}");
        let text = answer.text().await.unwrap();
        if is_page {
            for to in [
                "/u",
                "/dev/inbox",
                "/docs",
                "/docs/guide",
                "/dev/credentials",
            ] {
                let link = format!("href=\"{}\"", to.replace('/', "&#x2f;"));
                assert!(text.contains(&link), "{to}: {text}");
                if to == "/u" {
                    continue;
                }
                let there = http
                    .get(format!("{host}{to}"))
                    .header("accept", "text/html")
                    .send();
                assert_eq!(there.await.unwrap().status(), 200, "{to}");
            }
        } else {
            let told: cleat_api::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(told["error"], "invalid_request", "{text}");
        }
    }
    let post = http
        .post(format!("{host}/"))
        .header("accept", "text/html")
        .send()
        .await
        .unwrap();
    let told: cleat_api::Value = post.json().await.unwrap();
    assert_eq!(told["error"], "invalid_request");
}

/// On a terminal, the first lines say what runs where, without the password of the database. Into a
/// file they say nothing.
#[test]
fn a_terminal_is_told_what_runs_where() {
    need!(common::program("script"));
    let (folder, address) = (Folder::new(), free_address());
    let cleat = env!("CARGO_BIN_EXE_cleat");
    let serve = format!(
        "timeout -s INT 5 {cleat} serve --dev --data {} --listen {address}",
        folder.path()
    );
    let told = Command::new("script")
        .args(["-qec", &serve, "/dev/null"])
        .env_remove("CLEAT_CONFIG")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    for line in [
        format!("http://{address}/u"),
        format!("http://{address}/oidc"),
        format!("http://{address}/dev/inbox"),
        "SQLite, ".to_owned(),
        "kept in the inbox".to_owned(),
    ] {
        assert!(told.contains(&line), "{line}: {told}");
    }
    let silent = Command::new("sh").args(["-c", &serve]).output().unwrap();
    assert!(silent.stdout.is_empty(), "{silent:?}");
}
