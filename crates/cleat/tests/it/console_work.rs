//! What operators do on the console for users, messages and the server itself.

use std::process::{Command, Stdio};

use cleat_api::log::GetAdminAuditLogs;
use cleat_api::signin::{SignInByCredentials, SignInByPassword, SignInConnection};
use cleat_api::sms_delivery::{GetSmsGuard, SimulateSmsGuard, SmsGuard};
use cleat_api::user::{
    CreateUser, ExportUsers, GetUser, GetUserLock, ListUsers, RevealUser, UnlockUser, UpdateUser,
};
use cleat_api::{Endpoint as _, ErrorCode, Value};
use serde_json::json;

use crate::console::{
    Console, NOT_PERMITTED, PASSWORD, STEP_UP, link, operator, owner, person, token, with,
};
use crate::guard::{ask, british, guarded, network};
use crate::harness::{Folder, Process, Server, at_once, database, free_address, number, refused};
use crate::operators::{cleat, said};

const LOCKED: i64 = 10;

/// The newest row of what was done for the pool.
async fn newest(console: &Console, wanted: Value) -> Value {
    let log = console
        .operate(GetAdminAuditLogs::operation(), &wanted)
        .await;
    log["data"]["list"][0].clone()
}

async fn user(console: &Console, fields: &Value) -> String {
    let made = console.operate(CreateUser::operation(), fields).await;
    assert_eq!(made["statusCode"], 200, "{made}");
    made["data"]["userId"].as_str().unwrap().to_owned()
}

/// Every user comes out once, in the order of the ids, whatever comes in between; no password does,
/// filters hold, and each thousand leaves its row.
#[tokio::test(flavor = "multi_thread")]
async fn users_are_exported() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let mut made = Vec::new();
    for n in 0..7 {
        let fields = json!({ "phone": number(n), "username": format!("u{n}"),
            "password": "a Long 1 password!", "customData": { "n": n } });
        made.push(user(&first, &fields).await);
    }
    made.sort();
    let export = async |console: &Console, wanted: Value| {
        console.operate(ExportUsers::operation(), &wanted).await
    };
    let (mut found, mut after, mut calls) = (Vec::new(), Value::Null, 0);
    loop {
        let page = export(&first, json!({ "limit": 3, "after": after })).await;
        assert_eq!(page["statusCode"], 200, "{page}");
        let text = page.to_string();
        assert!(
            !text.contains("assword\":\"") && !text.contains("argon2"),
            "{text}"
        );
        let list = page["data"]["list"].as_array().unwrap();
        assert!(
            list.iter().all(|one| one["customData"]["n"].is_number()),
            "{text}"
        );
        found.extend(
            list.iter()
                .map(|one| one["userId"].as_str().unwrap().to_owned()),
        );
        calls += 1;
        after = page["data"]["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!((found, calls), (made, 3));
    let rows = json!({ "operationType": "export", "resourceType": "user" });
    let log = first.operate(GetAdminAuditLogs::operation(), &rows).await;
    assert_eq!(log["data"]["totalCount"], calls, "{log}");
    let by_word = export(&first, json!({ "keywords": "u5" })).await;
    assert_eq!(
        by_word["data"]["list"].as_array().unwrap().len(),
        1,
        "{by_word}"
    );
    let filter = json!([{ "field": "username", "operator": "IN", "value": ["u1", "u2"] }]);
    let filtered = export(&first, json!({ "advancedFilter": filter })).await;
    assert_eq!(
        filtered["data"]["list"].as_array().unwrap().len(),
        2,
        "{filtered}"
    );
    for wrong in [
        json!({ "limit": 0 }),
        json!({ "limit": 1001 }),
        json!({ "advancedFilter": [{ "field": "nothing", "operator": "EQUAL", "value": "x" }] }),
    ] {
        let told = export(&first, wrong.clone()).await;
        assert_eq!(told["statusCode"], 400, "{wrong}: {told}");
    }
    for role in ["support", "auditor"] {
        let (masked, id) = operator(&mut first, role, role).await;
        assert_eq!(export(&masked, json!({})).await["apiCode"], NOT_PERMITTED);
        refusal_is_told(&first, &id).await;
    }
    let refused = json!({ "limit": 0 });
    assert_eq!(export(&first, refused).await["statusCode"], 400);
    let own = first.get("session").await["data"]["operator"]["userId"].clone();
    refusal_is_told(&first, own.as_str().unwrap()).await;
    server.advance(11 * 60);
    assert_eq!(export(&first, json!({})).await["apiCode"], STEP_UP);
    refusal_is_told(&first, own.as_str().unwrap()).await;
}

/// The newest export is of that operator, and was refused.
async fn refusal_is_told(console: &Console, id: &str) {
    let row = newest(console, json!({ "operationType": "export" })).await;
    assert_eq!(row["adminUserId"], id, "{row}");
    assert_eq!(row["success"], false, "{row}");
}

fn wrong_password() -> SignInByCredentials {
    SignInByCredentials {
        connection: SignInConnection::Password,
        password_payload: Some(SignInByPassword {
            username: Some("ada".into()),
            password: "wrong".into(),
            ..SignInByPassword::default()
        }),
        ..SignInByCredentials::default()
    }
}

/// Support sees that somebody has to wait, and until when, and lets them in: the trail says who did.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_has_to_wait_is_unlocked() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let fields = json!({ "username": "ada", "password": "a Long 1 password!" });
    let id = user(&first, &fields).await;
    for _ in 0..LOCKED {
        refused(
            server.client.call(&wrong_password()).await,
            ErrorCode::InvalidCredentials,
        );
    }
    refused(
        server.client.call(&wrong_password()).await,
        ErrorCode::AccountLocked,
    );
    let (support, support_id) = operator(&mut first, "sue", "support").await;
    let of = json!({ "userId": id });
    let lock = support.operate(GetUserLock::operation(), &of).await;
    assert_eq!(lock["data"]["failures"], LOCKED, "{lock}");
    assert!(lock["data"]["blockedUntil"].is_string(), "{lock}");
    let until = lock["data"]["blockedUntil"].clone();
    let done = support.operate(UnlockUser::operation(), &of).await;
    assert_eq!(done["data"]["success"], true, "{done}");
    let lock = support.operate(GetUserLock::operation(), &of).await;
    assert_eq!(lock["data"]["failures"], 0, "{lock}");
    assert!(lock["data"]["blockedUntil"].is_null(), "{lock}");
    refused(
        server.client.call(&wrong_password()).await,
        ErrorCode::InvalidCredentials,
    );
    let row = newest(&first, json!({ "resourceType": "userAccountState" })).await;
    assert_eq!(row["adminUserId"], support_id.as_str(), "{row}");
    assert_eq!(row["operationParam"], "unlockUser", "{row}");
    let part = |name: &str| serde_json::from_str::<Value>(row[name].as_str().unwrap()).unwrap();
    assert_eq!(part("originValue")["failures"], LOCKED, "{row}");
    assert_eq!(part("originValue")["blockedUntil"], until, "{row}");
    assert_eq!(part("targetValue"), json!({ "failures": 0 }), "{row}");
    let nobody = json!({ "userId": "nobody" });
    for operation in [GetUserLock::operation(), UnlockUser::operation()] {
        let told = support.operate(operation, &nobody).await;
        assert_eq!(told["statusCode"], 404, "{told}");
    }
    let (auditor, _) = operator(&mut first, "al", "auditor").await;
    for operation in [GetUserLock::operation(), UnlockUser::operation()] {
        let told = auditor.operate(operation, &of).await;
        assert_eq!(told["apiCode"], NOT_PERMITTED, "{told}");
    }
    // Whoever guesses could go on.
    server.advance(11 * 60);
    let told = support.operate(UnlockUser::operation(), &of).await;
    assert_eq!(told["apiCode"], STEP_UP, "{told}");
}

/// Support sees a number whole once it asks for it with its password, and the trail has who did.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_revealed_to_who_sees_it_masked() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let fields = json!({ "phone": number(7), "email": "ada@example.com" });
    let id = user(&first, &fields).await;
    let (mut support, support_id) = operator(&mut first, "sue", "support").await;
    let of = json!({ "userId": id });
    let masked = support.operate(GetUser::operation(), &of).await;
    assert_eq!(masked["data"]["phone"], "139***07", "{masked}");
    server.advance(11 * 60);
    let told = support.operate(RevealUser::operation(), &of).await;
    assert_eq!(told["apiCode"], STEP_UP, "{told}");
    support.step_up().await;
    let told = support.operate(RevealUser::operation(), &of).await;
    assert_eq!(told["data"]["phone"], format!("+86{}", number(7)), "{told}");
    assert_eq!(told["data"]["email"], "ada@example.com", "{told}");
    let row = newest(&first, json!({ "operationType": "query" })).await;
    assert_eq!(row["adminUserId"], support_id.as_str(), "{row}");
    assert_eq!(row["operationParam"], "revealUser", "{row}");
    assert!(!row.to_string().contains(&number(7)), "{row}");
    let told = support
        .operate(RevealUser::operation(), &json!({ "userId": "nobody" }))
        .await;
    assert_eq!(told["statusCode"], 404, "{told}");
    first.step_up().await;
    let (auditor, _) = operator(&mut first, "al", "auditor").await;
    let told = auditor.operate(RevealUser::operation(), &of).await;
    assert_eq!(told["apiCode"], NOT_PERMITTED, "{told}");
}

/// No operator is told the numbers of many: thirty in an hour, refused ones too.
#[tokio::test(flavor = "multi_thread")]
async fn thirty_users_are_revealed_in_an_hour() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let id = user(&first, &json!({ "phone": number(7) })).await;
    let (mut support, support_id) = operator(&mut first, "sue", "support").await;
    let (other, _) = operator(&mut first, "sam", "support").await;
    let of = json!({ "userId": id });
    let mut told = Vec::new();
    for n in 0..33 {
        server.advance(1);
        let whom = if n < 2 {
            json!({ "userId": "nobody" })
        } else {
            of.clone()
        };
        let answer = support.operate(RevealUser::operation(), &whom).await;
        told.push(answer["statusCode"].as_i64().unwrap());
    }
    assert_eq!(told, [[404; 2].as_slice(), &[200; 28], &[429; 3]].concat());
    let row = newest(&first, json!({ "operationType": "query" })).await;
    assert_eq!(row["adminUserId"], support_id.as_str(), "{row}");
    assert_eq!(row["success"], false, "{row}");
    let answer = other.operate(RevealUser::operation(), &of).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    server.advance(3600);
    support.sign_in("sue@example.com", PASSWORD).await;
    let answer = support.operate(RevealUser::operation(), &of).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
}

/// What another guard would have refused is told before it is saved; nothing changes by asking.
#[tokio::test(flavor = "multi_thread")]
async fn a_guard_is_tried_before_it_is_saved() {
    let server = guarded(SmsGuard::default()).await;
    let first = owner(&server).await;
    for n in 0..6 {
        assert_eq!(ask(&server, &british(1, n), &network(n)).await, 200);
    }
    let before = first.operate(GetSmsGuard::operation(), &json!({})).await;
    let simulate = async |wanted: Value| {
        let told = first.operate(SimulateSmsGuard::operation(), &wanted).await;
        assert_eq!(told["statusCode"], 200, "{wanted}: {told}");
        told["data"].clone()
    };
    let own = simulate(json!({})).await;
    assert_eq!(
        (&own["requests"], &own["passed"]),
        (&json!(6), &json!(6)),
        "{own}"
    );
    let strict = simulate(json!({ "guard": { "prefixPerHour": 2 }, "days": 1 })).await;
    assert_eq!(strict["passed"], 2, "{strict}");
    assert_eq!(
        strict["refused"],
        json!([{ "reason": "PREFIX", "count": 4 }])
    );
    assert_eq!(strict["refusedInFact"], 0, "{strict}");
    let abroad = simulate(json!({ "guard": { "deniedCountries": ["GB"] } })).await;
    assert_eq!(abroad["passed"], 0, "{abroad}");
    server.advance(2 * 86_400);
    let mut later = Console::of(&server);
    let told = later.sign_in("owner@example.com", PASSWORD).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let operation = SimulateSmsGuard::operation();
    let told = later.operate(operation, &json!({ "days": 1 })).await;
    assert_eq!(told["data"]["requests"], 0, "{told}");
    for wrong in [
        json!({ "days": 0 }),
        json!({ "days": 91 }),
        json!({ "guard": { "prefixPerHour": 0 } }),
    ] {
        let told = later.operate(operation, &wrong).await;
        assert_eq!(told["statusCode"], 400, "{wrong}: {told}");
    }
    let after = later.operate(GetSmsGuard::operation(), &json!({})).await;
    assert_eq!(after["data"], before["data"]);
}

/// Sixty changes a minute an operator, however many at once and over two servers; what reads is not
/// counted, others are not kept out, and what is refused leaves its row.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_changes_sixty_things_a_minute() {
    let server = Server::start().await;
    let replica = server.replica_at(7).await.app_host;
    let mut first = owner(&server).await;
    let (other, _) = operator(&mut first, "ada", "administrator").await;
    let (busy, _) = operator(&mut first, "bob", "administrator").await;
    let id = user(&first, &json!({ "username": "eve" })).await;
    // The next minute.
    server.advance(60);
    let rows = "SELECT COUNT(*) FROM audit";
    let before = server.count(rows).await;
    let change = json!({ "userId": id, "nickname": "Eve" });
    let tries = (0..70).map(|n| {
        let console = match n % 2 {
            0 => busy.clone(),
            _ => busy.moved_to(&replica),
        };
        let change = change.clone();
        async move { console.operate(UpdateUser::operation(), &change).await["statusCode"].as_i64() }
    });
    let told = at_once(16, tries).await;
    let done = |code: i64| told.iter().filter(|one| **one == Some(code)).count();
    assert_eq!((done(200), done(429)), (60, 10), "{told:?}");
    assert_eq!(server.count(rows).await - before, 70);
    for read in [GetUser::operation(), ListUsers::operation()] {
        let told = busy.operate(read, &json!({ "userId": id })).await;
        assert_eq!(told["statusCode"], 200, "{told}");
    }
    let told = other.operate(UpdateUser::operation(), &change).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    server.advance(60);
    let told = busy.operate(UpdateUser::operation(), &change).await;
    assert_eq!(told["statusCode"], 200, "{told}");
}

/// Notices of such a link that are sent for a day.
const OF_A_DAY: &str = "SELECT COUNT(*) FROM outbox
    WHERE channel = 'NOTICE_CONSOLE_RECOVERED' AND expires_at - created_at >= 86400000";

/// A link that adds an owner is told to those there are, and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn owners_are_told_of_a_link_that_adds_one() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    operator(&mut first, "eve", "owner").await;
    let (_, gone) = operator(&mut first, "gone", "owner").await;
    operator(&mut first, "al", "auditor").await;
    let end = json!({ "userId": gone, "suspended": true });
    assert_eq!(first.post("operators/change", end).await["statusCode"], 200);
    assert_eq!(link(&server, false).await, None);
    let told = async |name: &str| {
        let sent = server.sent(&format!("{name}@example.com")).await;
        sent.iter()
            .filter(|one| one.channel == "NOTICE_CONSOLE_RECOVERED")
            .map(|one| one.body.clone())
            .collect::<Vec<_>>()
    };
    assert!(told("owner").await.is_empty(), "no link was made");
    let token = link(&server, true).await.unwrap();
    for name in ["owner", "eve"] {
        let [body] = told(name).await.try_into().unwrap();
        assert!(body.contains("30"), "{body}");
        assert!(!body.contains(&token), "the link itself is told to nobody");
    }
    // Mail that is down for hours keeps it from nobody.
    assert_eq!(server.count(OF_A_DAY).await, 2);
    for name in ["gone", "al"] {
        assert!(told(name).await.is_empty(), "{name}");
    }
}

/// What was given is shown with where it was given, and of a secret that alone, by whatever way the
/// server got it.
#[tokio::test(flavor = "multi_thread")]
async fn the_server_is_shown_without_its_secrets() {
    let folder = Folder::new();
    let (data, listen) = (folder.path(), free_address());
    let (in_file, in_environment) = ("metrics-token-of-this-test", "ab".repeat(32));
    let file = folder.0.join("token");
    std::fs::write(&file, in_file).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
    command.args(["serve", "--dev", "--data", &data, "--listen", &listen]);
    command.arg("--metrics-token-file").arg(&file);
    command.env("CLEAT_OTHER_MASTER_KEY", &in_environment);
    command.env("CLEAT_CODE_LIFETIME", "240");
    if let Some(url) = database(&data).await {
        command.args(["--database-url", &url]);
    }
    let process = Process {
        child: command.stderr(Stdio::null()).spawn().unwrap(),
        base: format!("http://{listen}"),
    };
    process.answers().await;
    let pool = process.credentials().await.user_pool_id;
    let made = said(&cleat(&folder, &["console", "setup-link"]).await);
    let mut first = Console::at(&process.base, &pool);
    let body = with(person("ada"), "token", token(made.trim()));
    assert_eq!(first.post("setup", body).await["statusCode"], 200);
    let call = first.with_cookie(first.call("GET", "server"));
    let text = call.send().await.unwrap().text().await.unwrap();
    assert!(!text.contains(in_file), "{text}");
    assert!(!text.contains(&in_environment), "{text}");
    let shown: Value = serde_json::from_str(&text).unwrap();
    let settings = shown["data"]["settings"].as_array().unwrap();
    for (name, value, source) in [
        ("metrics_token", Value::Null, "flag"),
        ("other_master_key", Value::Null, "environment"),
        ("code_lifetime", json!("240"), "environment"),
        ("listen", json!(listen), "flag"),
        ("sends_per_target", json!("20"), "default"),
    ] {
        let row = settings.iter().find(|row| row["name"] == name).unwrap();
        assert_eq!((&row["value"], &row["source"]), (&value, &json!(source)));
    }
}

/// Owners and administrators see what runs, and nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn the_server_is_shown_to_few() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let shown = first.get("server").await;
    assert_eq!(shown["statusCode"], 200, "{shown}");
    let text = shown.to_string();
    let settings = shown["data"]["settings"].as_array().unwrap();
    assert_eq!(settings.len(), cleat_server::Settings::TABLE.len());
    let signing = shown["data"]["keys"].as_array().unwrap().iter();
    let signing = signing.filter(|key| key["signs"] == true);
    assert_eq!(signing.count(), 3, "one of each algorithm: {text}");
    for (role, sees) in [
        ("administrator", true),
        ("applicationAdministrator", false),
        ("support", false),
        ("auditor", false),
        ("messageOperator", false),
    ] {
        let (console, _) = operator(&mut first, role, role).await;
        let session = console.get("session").await;
        assert_eq!(session["data"]["seesServer"], sees, "{role}");
        let masked = ["support", "auditor"].contains(&role);
        assert_eq!(session["data"]["seesMasked"], masked, "{role}");
        let told = console.get("server").await;
        assert_eq!(told["statusCode"] == 200, sees, "{role}: {told}");
        assert!(sees || told["apiCode"] == NOT_PERMITTED, "{role}: {told}");
    }
    let nobody = Console::of(&server).get("server").await;
    assert_eq!(nobody["statusCode"], 401, "{nobody}");
}
