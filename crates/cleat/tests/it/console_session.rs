//! Signing in on the console: the cookie, its lives, who may send it; passwords and their delays.

use cleat_api::access_key::GetManagementToken;
use cleat_api::application::{GetApplicationSecret, UpdateApplication};
use cleat_api::endpoint::CallerKind;
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::user::{UpdateUser, UpdateUserBatch};
use cleat_api::{Endpoint as _, ErrorCode};
use serde_json::json;

use crate::common::{self, need};
use crate::console::{Console, PASSWORD, STEP_UP, link, operator, owner, person, with};
use crate::harness::{Server, figure};
use crate::phone_lab::chromium;

const MARK: &str = "x-cleat-console";
const EMAIL: &str = "owner@example.com";

/// The cookie is for this host over TLS, no script reads it, and it changes at every proof.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_has_a_cookie_of_its_own() {
    let server = Server::start().await;
    let mut console = owner(&server).await;
    let setup = console.clone();
    let given = json!({ "account": EMAIL, "password": PASSWORD });
    let told = console
        .told(console.call("POST", "sign-in").json(&given))
        .await;
    let set = told.set.unwrap();
    let (pair, rest) = set.split_once("; ").unwrap();
    assert!(pair.starts_with("__Host-cleat_console="), "{pair}");
    assert_eq!(rest, "Path=/; Secure; HttpOnly; SameSite=Strict");
    assert!(!setup.is_in().await, "the cookie of before is dead");
    console.sign_in(EMAIL, PASSWORD).await;
    let before = console.clone();
    console.step_up().await;
    assert!(!before.is_in().await && console.is_in().await);
    assert_ne!(before.cookie, console.cookie);
    let out = console.clone();
    let told = console.post("sign-out", json!({})).await;
    assert_eq!(
        (told["statusCode"].as_i64(), &console.cookie),
        (Some(200), &None)
    );
    assert!(
        !out.is_in().await,
        "the session is over, not the cookie alone"
    );
}

/// Half an hour without use, or twelve hours with it, and the session is over; a step-up adds none.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself() {
    let server = Server::start().await;
    let mut console = owner(&server).await;
    server.advance(29 * 60);
    assert!(console.is_in().await);
    server.advance(29 * 60);
    assert!(console.is_in().await, "it was used in between");
    server.advance(31 * 60);
    assert!(!console.is_in().await);
    console.sign_in(EMAIL, PASSWORD).await;
    for n in 0..28 {
        server.advance(25 * 60);
        assert!(console.is_in().await, "{n}");
        if n == 20 {
            console.step_up().await;
        }
    }
    server.advance(21 * 60);
    assert!(!console.is_in().await, "12 hours and a minute");
}

/// Each browser is listed, and ends alone.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let mut second = Console::of(&server);
    second.sign_in(EMAIL, PASSWORD).await;
    let (mut other, _) = operator(&mut first, "ada", "auditor").await;
    let list = first.get("sessions").await;
    let list = list["data"].as_array().unwrap();
    assert_eq!(list.len(), 2);
    let current: Vec<_> = list.iter().filter(|one| one["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["clientIp"], "127.0.0.1");
    let away = list.iter().find(|one| one["current"] == false).unwrap();
    let end = json!({ "sessionId": away["sessionId"] });
    let told = other.post("sessions/end", end.clone()).await;
    assert_eq!(told["data"]["success"], false, "not theirs");
    assert!(second.is_in().await);
    let told = first.post("sessions/end", end).await;
    assert_eq!(told["data"]["success"], true);
    assert!(!second.is_in().await && first.is_in().await && other.is_in().await);
}

/// The product's own delays: ten wrong passwords cost a second, whatever the name; a stranger learns
/// nothing of names.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_make_the_next_one_wait() {
    let server = Server::start().await;
    owner(&server).await;
    for name in [EMAIL, "nobody@example.com", "+8613900000001", "no name"] {
        let mut console = Console::of(&server);
        for n in 0..10 {
            let told = console.sign_in(name, "a wrong password").await;
            assert_eq!(told["apiCode"], 2333, "{name} {n}: {told}");
        }
        let told = console.sign_in(name, PASSWORD).await;
        assert_eq!(told["apiCode"], 2005, "{name}: {told}");
    }
    server.advance(2);
    let mut console = Console::of(&server);
    let told = console.sign_in(EMAIL, PASSWORD).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    for _ in 0..10 {
        let told = console.post("step-up", json!({ "password": "wrong" }));
        assert_eq!(told.await["apiCode"], 2333);
    }
    let told = console
        .post("step-up", json!({ "password": PASSWORD }))
        .await;
    assert_eq!(told["apiCode"], 2005, "{told}");
}

/// Tries are counted against the address as sign-ins are.
///
/// Seen to fail with `guessing` without its operation.
#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_against_the_address() {
    let server = Server::with(&[("guesses_per_address", "5")]).await;
    let mut console = Console::of(&server);
    let calls = [
        (
            "setup",
            json!({ "token": "x", "name": "a", "email": "a@b.c", "password": "x" }),
        ),
        ("sign-in", json!({ "account": "a@b.c", "password": "x" })),
    ];
    for n in 0..5 {
        let (call, body) = &calls[n % 2];
        let told = console.post(call, body.clone()).await;
        assert_ne!(told["statusCode"], 429, "{told}");
    }
    for (call, body) in calls {
        let told = console.post(call, body).await;
        assert_eq!(told["statusCode"], 429, "{told}");
    }
}

/// The API takes no cookie of the console, and the console no token of the API.
#[tokio::test(flavor = "multi_thread")]
async fn c3_the_cookie_opens_the_console_alone() {
    let server = Server::start().await;
    let console = owner(&server).await;
    let keys = GetManagementToken {
        access_key_id: server.credentials.user_pool_id.clone(),
        access_key_secret: server.credentials.user_pool_secret.as_str().into(),
    };
    let token = server.client.call(&keys).await.unwrap().access_token;
    for operation in cleat_api::operations() {
        if matches!(operation.caller, CallerKind::Public | CallerKind::Visitor) {
            continue;
        }
        let url = format!("{}{}", server.credentials.app_host, operation.path);
        let method = operation.method.as_str().parse().unwrap();
        let call = reqwest::Client::new().request(method, url);
        let call = call.header("x-authing-userpool-id", &server.credentials.user_pool_id);
        let call = call.header("x-cleat-console", "1").json(&json!({}));
        let told = console.with_cookie(call).send().await.unwrap();
        let is_refused = told.status() == 401 || told.status() == 400;
        let answer = told.json::<cleat_api::Value>().await.unwrap_or_default();
        assert!(
            is_refused || answer["statusCode"] != 200,
            "{}",
            operation.id
        );
        if operation.caller != CallerKind::Management {
            continue;
        }
        let mut stranger = Console::of(&server);
        stranger.cookie = None;
        let path = operation.path.strip_prefix("/api/").unwrap();
        let call = stranger.call(operation.method.as_str(), path);
        let call = call.bearer_auth(token.expose()).json(&json!({}));
        let call = call.header("x-authing-userpool-id", &server.credentials.user_pool_id);
        let told = stranger.told(call).await.answer;
        assert_eq!(told["statusCode"], 401, "{}", operation.id);
    }
}

/// What other sites can make a browser send, with the cookie along: nothing of it is done.
///
/// Seen to fail with `check` of `origin.rs` letting everything in.
#[tokio::test(flavor = "multi_thread")]
async fn c3_calls_of_other_sites_are_refused() {
    let server = Server::start().await;
    let console = owner(&server).await;
    let own = server.credentials.app_host.as_str();
    let mut refused = 0;
    let sites = [
        (Some("cross-site"), None),
        (Some("same-site"), None),
        (Some("none"), None),
        (Some("cross-site"), Some(own)),
        (Some("cross-site"), Some("null")),
        (None, Some("https://evil.example")),
        (None, Some("null")),
        (None, Some("http://127.0.0.1")),
        (None, None),
    ];
    for (site, origin) in sites {
        for call in ["sign-out", "step-up", "sessions/end", "v3/create-user"] {
            for marked in [true, false] {
                let url = format!("{own}/console/api/{call}");
                let mut call = reqwest::Client::new().post(url);
                let mark = marked.then_some("1");
                let headers = [("sec-fetch-site", site), ("origin", origin), (MARK, mark)];
                for (name, value) in headers {
                    if let Some(value) = value {
                        call = call.header(name, value);
                    }
                }
                let body = json!({ "username": "eve", "password": PASSWORD });
                let answer = console.told(call.json(&body)).await.answer;
                let words = ErrorCode::ForeignPage.message(cleat_api::Language::ZhCn);
                assert_eq!(answer["message"], words, "{site:?} {origin:?}: {answer}");
                refused += 1;
            }
        }
    }
    // The right origin, and what a form of another site could send.
    for (kind, body) in [
        ("text/plain", "{}"),
        ("application/x-www-form-urlencoded", "a=b"),
        ("multipart/form-data; boundary=x", "--x--"),
    ] {
        for call in ["sign-out", "v3/create-user"] {
            let plain = console.call("POST", call).header("content-type", kind);
            let answer = console.told(plain.body(body)).await.answer;
            assert_eq!(answer["statusCode"], 400, "{kind}: {answer}");
            let url = format!("{own}/console/api/{call}");
            let bare = reqwest::Client::new()
                .post(url)
                .header("content-type", kind);
            let answer = console.told(bare.body(body)).await.answer;
            assert_eq!(answer["statusCode"], 403, "{kind}: {answer}");
            refused += 2;
        }
    }
    let url = format!("{own}/console/api/v3/create-user");
    let preflight = reqwest::Client::new().request(reqwest::Method::OPTIONS, url);
    let preflight = preflight.header("origin", "https://evil.example");
    let answer = preflight.send().await.unwrap();
    let mut names = answer.headers().keys().map(|name| name.as_str());
    assert!(!names.any(|name| name.starts_with("access-control")));
    assert!(console.is_in().await, "nobody was signed out");
    let users = "SELECT COUNT(*) FROM account WHERE pool_id <> 'operators'";
    assert_eq!(server.count(users).await, 0);
    figure(
        "C3",
        format!("0 of {refused} calls of other sites did anything"),
    );
}

/// The same from a real page of another site, with the operator signed in beside it: forms, scripts,
/// beacons, pictures and frames.
#[tokio::test(flavor = "multi_thread")]
async fn c3_a_page_of_another_site_in_chromium() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let server = Server::start().await;
    owner(&server).await;
    let rows = "SELECT COUNT(*) FROM audit";
    let before = server.count(rows).await;
    let pool = server.credentials.user_pool_id.clone();
    let said = chromium(&server, "console-attacks.mjs", &[EMAIL, PASSWORD, &pool]).await;
    assert!(said.ends_with("tries, 0 done\n"), "{said}");
    figure("C3", said.trim());
    assert_eq!(server.count(rows).await - before, 1, "the sign-in alone");
    let users = "SELECT COUNT(*) FROM account WHERE pool_id <> 'operators'";
    assert_eq!(server.count(users).await, 0);
}

/// A page of the right origin, over plain http on a name that is not of this machine.
#[tokio::test(flavor = "multi_thread")]
async fn plain_http_is_for_the_machine_alone() {
    let server = Server::start().await;
    let mut console = owner(&server).await;
    let names = [
        "id.example.com",
        "192.0.2.1:8080",
        "localhost.evil.example",
        "a@127.0.0.1",
    ];
    for name in names {
        let call = console.call("GET", "session").header("host", name);
        let told = console.told(call).await.answer;
        assert_eq!(told["statusCode"], 403, "{name}: {told}");
        let page = reqwest::Client::new().get(format!("{}/", console.base));
        let page = page.header("host", name).header("accept-language", "en");
        let page = page.send().await.unwrap();
        assert_eq!(page.status(), 403);
        let page = page.text().await.unwrap();
        assert!(page.contains("The console needs https"), "{page}");
    }
    for name in ["localhost:1", "127.0.0.1", "[::1]:80", "id.localhost"] {
        let call = console.call("GET", "session").header("host", name);
        assert_eq!(console.told(call).await.answer["statusCode"], 200, "{name}");
    }
    let https = Server::with(&[("public_url", "https://id.example.com")]).await;
    let base = format!("http://{}", https.app.settings.listen);
    console = Console::at(&base, &https.credentials.user_pool_id);
    let token = link(&https, false).await.unwrap();
    let told = console.post("setup", with(person("owner"), "token", token));
    assert_eq!(told.await["statusCode"], 200);
    let call = console
        .call("GET", "session")
        .header("host", "id.example.com");
    assert_eq!(console.told(call).await.answer["statusCode"], 200);
}

/// No GET changes anything: none is declared so, and none leaves a row but where a secret is told.
#[tokio::test(flavor = "multi_thread")]
async fn c3_a_get_changes_nothing() {
    let server = Server::start().await;
    let console = owner(&server).await;
    let rows = "SELECT COUNT(*) FROM audit";
    let secret = GetApplicationSecret::operation().id;
    for operation in cleat_api::operations() {
        if operation.method != "GET" || operation.caller != CallerKind::Management {
            continue;
        }
        assert!(operation.audit.is_none(), "{}", operation.id);
        let before = server.count(rows).await;
        let body = json!({ "appId": server.credentials.app_id });
        let told = console.operate(operation, &body).await;
        assert_ne!(told["statusCode"], 500, "{}: {told}", operation.id);
        let left = server.count(rows).await - before;
        let tells = i64::from(operation.id == secret);
        assert_eq!(left, tells, "{}", operation.id);
    }
}

/// After ten minutes the password is asked for again, where it matters, and nothing is done before.
#[tokio::test(flavor = "multi_thread")]
async fn what_matters_asks_for_the_password_again() {
    let server = Server::start().await;
    let mut console = owner(&server).await;
    server.advance(601);
    let mut asked = Vec::new();
    for operation in cleat_api::operations() {
        if operation.caller != CallerKind::Management {
            continue;
        }
        // An operator changes sixty things a minute.
        server.advance(1);
        let told = console.operate(operation, &json!({})).await;
        if told["apiCode"] == STEP_UP {
            asked.push(operation);
        }
    }
    let names: Vec<&str> = asked.iter().map(|row| row.id).collect();
    for name in [
        "getApplicationSecret",
        "refreshApplicationSecret",
        "createAccessKey",
        "updateAccessKey",
        "deleteAccessKey",
        "configSmsProvider",
        "configSmsBudget",
        "configEmailProvider",
        "configSmsTestNumbers",
        "deleteUsersBatch",
        "deleteApplication",
        "sendSmsBatch",
        "sendEmailBatch",
        "linkIdentity",
        "createExtIdpConn",
        "updateExtIdpConn",
        "exportUsers",
        "revealUser",
        "unlockUser",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    for name in ["getUser", "createUser", "getAccessKey", "getAccessKeyList"] {
        assert!(!names.contains(&name), "{name}");
    }
    what_a_request_has_in_it_asks(&console).await;
    let people = console.post(
        "operators/change",
        json!({ "userId": "x", "role": "owner" }),
    );
    assert_eq!(people.await["apiCode"], STEP_UP);
    assert!(
        console.get("session").await["data"]
            .get("steppedUpUntil")
            .is_none()
    );
    console.step_up().await;
    assert!(console.get("session").await["data"]["steppedUpUntil"].is_string());
    for operation in asked {
        server.advance(1);
        let told = console.operate(operation, &json!({})).await;
        assert_ne!(told["apiCode"], STEP_UP, "{}", operation.id);
    }
}

/// What strands users, and what signs somebody in as one of them.
async fn what_a_request_has_in_it_asks(console: &Console) {
    let app = json!({ "appId": "x", "appName": "y" });
    let user = json!({ "userId": "x", "name": "y" });
    for (name, value, asks) in [
        ("phone", json!("13900000001"), true),
        ("phone", json!(null), false),
        ("phoneCountryCode", json!("+852"), true),
        ("phoneVerified", json!(true), true),
        ("phoneVerified", json!(false), false),
        ("email", json!("eve@example.com"), true),
        ("email", json!(null), false),
        ("emailVerified", json!(true), true),
        ("emailVerified", json!(false), false),
        ("nickname", json!("y"), false),
    ] {
        let one = with(user.clone(), name, value);
        let list = json!({ "list": [user, one] });
        for (operation, body) in [
            (UpdateUser::operation(), &one),
            (UpdateUserBatch::operation(), &list),
        ] {
            let told = console.operate(operation, body).await;
            assert_eq!(
                told["apiCode"] == STEP_UP,
                asks,
                "{} {body}: {told}",
                operation.id
            );
        }
    }
    for (operation, body, asks) in [
        (UpdateApplication::operation(), app.clone(), false),
        (
            UpdateApplication::operation(),
            with(app.clone(), "force", false),
            false,
        ),
        (
            UpdateApplication::operation(),
            with(app, "force", true),
            true,
        ),
        (
            UpdateSecuritySettings::operation(),
            json!({ "force": true }),
            true,
        ),
        (UpdateUser::operation(), user.clone(), false),
        (
            UpdateUser::operation(),
            with(user.clone(), "password", "secret"),
            true,
        ),
        (
            UpdateUser::operation(),
            with(
                user.clone(),
                "options",
                json!({ "autoGeneratePassword": true }),
            ),
            true,
        ),
        (
            UpdateUserBatch::operation(),
            json!({ "list": [user] }),
            false,
        ),
        (
            UpdateUserBatch::operation(),
            json!({ "list": [user, with(user.clone(), "password", "secret")] }),
            true,
        ),
    ] {
        let told = console.operate(operation, &body).await;
        assert_eq!(
            told["apiCode"] == STEP_UP,
            asks,
            "{} {body}: {told}",
            operation.id
        );
    }
}

/// Every address of the console answers with the one page, which nobody keeps and nobody frames;
/// files are kept for good, and one that is not there is not the page.
///
/// Seen to fail with the page answered for files that are not there.
#[tokio::test(flavor = "multi_thread")]
async fn pages_and_files_have_their_headers() {
    let server = Server::start().await;
    let http = reqwest::Client::new();
    let base = format!("{}/console", server.credentials.app_host);
    let get = async |path: &str| http.get(format!("{base}{path}")).send().await.unwrap();
    let policies = [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    ];
    let mut pages = Vec::new();
    for path in [
        "",
        "/",
        "/setup",
        "/users/1/audit?tab=x",
        "/apix",
        "/index.html",
    ] {
        let page = get(path).await;
        assert_eq!(page.status(), 200, "{path}");
        let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert!(!header("x-cleat-build").is_empty());
        let policy = header("content-security-policy");
        assert!(
            policies.iter().all(|part| policy.contains(part)),
            "{policy}"
        );
        let foreign = ["unsafe", "https:", "blob:"];
        assert!(
            !foreign.iter().any(|part| policy.contains(part)),
            "{policy}"
        );
        pages.push(page.text().await.unwrap());
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
    for path in ["/assets/none.js", "/assets/", "/assets/../x"] {
        let answer = get(path).await;
        let is_page = answer.headers()["content-type"] == "text/html; charset=utf-8";
        assert!(
            answer.status() == 404 || (is_page && path.contains("..")),
            "{path}"
        );
    }
    for name in cleat_docs::console::names().filter(|name| name.starts_with("assets/")) {
        let answer = get(&format!("/{name}")).await;
        let kept = answer.headers()["cache-control"].to_str().unwrap();
        assert!(kept.contains("immutable"), "{name}");
        assert!(
            !answer
                .text()
                .await
                .unwrap_or_default()
                .contains("<!doctype"),
            "{name}"
        );
    }
    let posted = http.post(format!("{base}/users")).send().await.unwrap();
    assert_eq!(posted.status(), 405);
    for path in ["", "none", "v4/get-user"] {
        let unknown = Console::of(&server).get(path).await;
        assert_eq!(unknown["statusCode"], 404, "{path}: {unknown}");
    }
    let document = get("/api/openapi")
        .await
        .json::<cleat_api::Value>()
        .await
        .unwrap();
    assert!(document["openapi"].is_string());
}

/// A server without a console has none of its paths.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_a_console() {
    let server = Server::with(&[("no_console", "true")]).await;
    let http = reqwest::Client::new();
    for path in ["/console", "/console/users", "/console/api/session"] {
        let url = format!("{}{path}", server.credentials.app_host);
        let answer = http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
}
