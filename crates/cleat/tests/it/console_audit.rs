//! The trail of what is done for a pool, on the console and elsewhere: P12.

use cleat_api::application::{GetApplicationSecret, RefreshApplicationSecret};
use cleat_api::endpoint::CallerKind;
use cleat_api::log::GetUserActionLogs;
use cleat_api::user::{CreateUser, UpdateUser};
use cleat_api::{Endpoint as _, Value};
use serde_json::json;

use crate::console::{Console, FIRST_PASSWORD, NOT_PERMITTED, PASSWORD, operator, owner, trail};
use crate::harness::Server;

const ROWS: &str = "SELECT COUNT(*) FROM audit";

pub async fn log(console: &Console, wanted: Value) -> Value {
    trail(console, console.pool(), wanted).await
}

/// Every call that changes something leaves one row that names its operator, allowed or refused.
#[tokio::test(flavor = "multi_thread")]
async fn p12_calls_of_operators_leave_one_row_with_their_name() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (auditor, id) = operator(&mut first, "al", "auditor").await;
    let shown = first.get("session").await;
    let own = shown["data"]["operator"]["userId"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut looked_at = 0;
    for operation in cleat_api::operations() {
        if operation.caller != CallerKind::Management {
            continue;
        }
        server.advance(1);
        for (console, who) in [(&first, &own), (&auditor, &id)] {
            let before = server.count(ROWS).await;
            let told = console.operate(operation, &json!({})).await;
            let left = server.count(ROWS).await - before;
            let wanted = i64::from(operation.audit.is_some());
            assert_eq!(left, wanted, "{}: {told}", operation.id);
            if wanted == 0 {
                continue;
            }
            let newest = "SELECT operator_id, operation FROM audit ORDER BY id DESC LIMIT 1";
            let mut tx = server.app.db.read().await.unwrap();
            let row: (Option<String>, Option<String>) = tx.sql(newest).one().await.unwrap();
            let expected = (Some(who.clone()), Some(operation.id.to_owned()));
            assert_eq!(row, expected, "{told}");
            looked_at += 1;
        }
    }
    assert!(looked_at > 80, "{looked_at}");
    let page = log(
        &first,
        json!({ "userId": id, "pagination": { "page": 1, "limit": 50 } }),
    );
    let page = page.await;
    let list = page["list"].as_array().unwrap();
    assert!(list.iter().all(|row| row["success"] == false));
    assert!(list.iter().all(|row| row["adminUserDisplayName"] == "al"));
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// Rows are found by who, what, to what and whether; the key of the pool has rows without a name.
#[tokio::test(flavor = "multi_thread")]
async fn p12_the_trail_is_searched() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (auditor, id) = operator(&mut first, "al", "auditor").await;
    let create = |name: &str| json!({ "username": name, "phone": "13900000001" });
    let made = first.operate(CreateUser::operation(), &create("ada")).await;
    assert_eq!(made["statusCode"], 200, "{made}");
    let refused = auditor
        .operate(CreateUser::operation(), &create("eve"))
        .await;
    assert_eq!(refused["apiCode"], NOT_PERMITTED);
    let app_id = server.credentials.app_id.as_str();
    let secret = RefreshApplicationSecret {
        app_id: app_id.into(),
    };
    server.client.call(&secret).await.unwrap();
    let reveal = json!({ "appId": app_id });
    let told = first
        .operate(GetApplicationSecret::operation(), &reveal)
        .await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let all = log(&first, json!({})).await;
    assert_eq!(all["totalCount"], 4, "{all}");
    let names = all["list"].as_array().unwrap().iter();
    let names: Vec<_> = names
        .map(|row| row["adminUserDisplayName"].clone())
        .collect();
    assert_eq!(names, ["owner", "management", "al", "owner"]);
    for (wanted, count) in [
        (json!({ "operationType": "create" }), 2),
        (json!({ "operationType": "refresh" }), 1),
        (json!({ "operationType": "query" }), 1),
        (json!({ "operationType": "sync" }), 0),
        (json!({ "operationType": "all", "resourceType": "all" }), 4),
        (json!({ "resourceType": "application" }), 2),
        (json!({ "resourceType": "user", "success": true }), 1),
        (json!({ "userId": id }), 1),
        (json!({ "success": false }), 1),
        (json!({ "clientIp": "192.0.2.1" }), 0),
        (json!({ "requestId": refused["requestId"] }), 1),
        (json!({ "start": server.app.clock.now() + 1 }), 0),
        (json!({ "end": server.app.clock.now() - 1 }), 0),
    ] {
        let page = log(&first, wanted.clone()).await;
        assert_eq!(page["totalCount"], count, "{wanted}: {page}");
    }
    let text = all.to_string();
    assert!(!text.contains("13900000001"), "numbers are masked: {text}");
    assert!(!text.contains(told["data"]["secret"].as_str().unwrap_or("none")));
}

/// What operators do on the console itself is in the trail of their own pool: sign-ins, wrong
/// passwords, step-ups, sign-outs, other operators. No password and no token is in any row.
#[tokio::test(flavor = "multi_thread")]
async fn p12_operators_have_a_trail_of_their_own() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let mut expected = 1;
    let mut count = async |what: &str, more: i64| {
        expected += more;
        assert_eq!(server.count(ROWS).await, expected, "{what}");
    };
    count("the set-up", 0).await;
    first.sign_in("owner@example.com", "a wrong password").await;
    count("a wrong password", 1).await;
    first.sign_in("nobody@example.com", PASSWORD).await;
    count("an unknown name", 1).await;
    first.sign_in("owner@example.com", PASSWORD).await;
    count("a sign-in", 1).await;
    first.step_up().await;
    count("a step-up", 1).await;
    let (mut other, id) = operator(&mut first, "al", "auditor").await;
    count("an operator, their sign-in and their password", 3).await;
    let raise = json!({ "userId": id, "role": "owner" });
    other.post("operators/change", raise.clone()).await;
    count("a change that is refused", 1).await;
    first.post("operators/change", raise).await;
    count("a change", 1).await;
    other.post("sign-out", json!({})).await;
    count("a sign-out", 1).await;
    let rows = "SELECT COUNT(*) FROM audit WHERE pool_id = 'operators'";
    assert_eq!(server.count(rows).await, expected);
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(String, String)> = tx
        .sql("SELECT detail, method FROM audit")
        .all()
        .await
        .unwrap();
    let text = format!("{rows:?}");
    for secret in [
        PASSWORD,
        FIRST_PASSWORD,
        "a wrong password",
        "owner@example.com",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// The trail of operators tells who did what to whom, and what it changed; it is not told of those
/// to whom it was done.
#[tokio::test(flavor = "multi_thread")]
async fn p12_the_trail_of_operators_says_what_changed() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let shown = first.get("session").await;
    assert_eq!(shown["data"]["operatorsPool"], "operators");
    let own = shown["data"]["operator"]["userId"].as_str().unwrap();
    let (mut other, id) = operator(&mut first, "al", "auditor").await;
    for change in [json!({ "role": "support" }), json!({ "suspended": true })] {
        let mut change = change;
        change["userId"] = id.as_str().into();
        first.post("operators/change", change).await;
    }
    first.post("sign-out", json!({})).await;
    first.sign_in("owner@example.com", PASSWORD).await;
    let by_owner = trail(&first, "operators", json!({ "userId": own })).await;
    let list = by_owner["list"].as_array().unwrap();
    let rows: Vec<_> = list
        .iter()
        .map(|row| {
            let side = |name: &str| row[name].as_str().unwrap_or("{}").to_owned();
            (
                row["operationParam"].as_str().unwrap(),
                side("originValue"),
                side("targetValue"),
            )
        })
        .collect();
    let none = "{}".to_owned();
    assert_eq!(rows[0].0, "signIn");
    assert_eq!(rows[1].0, "endSession");
    let suspended = (
        "changeOperator",
        r#"{"suspended":false}"#.into(),
        r#"{"suspended":true}"#.into(),
    );
    assert_eq!(rows[2], suspended);
    let role = (
        "changeOperator",
        r#"{"role":"auditor"}"#.into(),
        r#"{"role":"support"}"#.into(),
    );
    assert_eq!(rows[3], role);
    assert_eq!(rows[4].0, "createOperator");
    assert!(rows[4].2.contains(r#""role":"auditor""#), "{}", rows[4].2);
    assert_eq!(rows[5].0, "createOwner");
    assert_eq!((rows.len(), &rows[1].1), (6, &none));
    assert!(
        list.iter()
            .all(|row| row["adminUserDisplayName"] == "owner")
    );
    let of = json!({ "operationType": "create", "resourceType": "cooperator" });
    assert_eq!(trail(&first, "operators", of).await["totalCount"], 2);
    let acts = json!({ "userId": id });
    let logs = GetUserActionLogs::operation();
    let acts = first.operate_in("operators", logs, &acts).await;
    let events = acts["data"]["list"].as_array().unwrap().iter();
    let events: Vec<_> = events
        .map(|row| row["eventType"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["updateUserPassword", "login"], "{acts}");
    assert!(!other.is_in().await);
    assert_eq!(other.post("sign-out", json!({})).await["statusCode"], 401);
}

/// What an operator or the key of the pool changes of a user is not what the user did.
#[tokio::test(flavor = "multi_thread")]
async fn p12_a_user_did_not_do_what_an_operator_did() {
    let server = Server::start().await;
    let first = owner(&server).await;
    let made = json!({ "username": "ada" });
    let made = first.operate(CreateUser::operation(), &made).await;
    let id = made["data"]["userId"].clone();
    let change = json!({ "userId": id, "name": "Ada" });
    let told = first.operate(UpdateUser::operation(), &change).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let by_key = UpdateUser::builder().user_id(id.as_str().unwrap());
    let by_key = by_key.build();
    server.client.call(&by_key).await.unwrap();
    let wanted = json!({ "userId": id });
    let acts = first.operate(GetUserActionLogs::operation(), &wanted);
    let acts = acts.await;
    assert_eq!(acts["data"]["totalCount"], 0, "{acts}");
    assert_eq!(log(&first, json!({})).await["totalCount"], 3);
}

/// A call that is refused before its body is looked at, or by it, leaves its row: by whom, and why.
#[tokio::test(flavor = "multi_thread")]
async fn p12_early_refusals_leave_their_row() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (mut auditor, id) = operator(&mut first, "al", "auditor").await;
    let pool = first.pool().to_owned();
    let create = CreateUser::operation();
    let long = json!({ "username": "x".repeat(300) });
    let told = auditor.operate(create, &long).await;
    assert_eq!(told["apiCode"], NOT_PERMITTED, "{told}");
    let told = first.operate(create, &long).await;
    assert_eq!(told["statusCode"], 400, "{told}");
    let told = auditor.operate_in("none", create, &json!({})).await;
    assert_eq!(told["apiCode"], NOT_PERMITTED, "{told}");
    let told = first.operate_in("none", create, &json!({})).await;
    assert_eq!(told["statusCode"], 404, "{told}");
    let refused = json!({ "success": false });
    let rows = trail(&first, &pool, refused.clone()).await;
    assert_eq!(rows["totalCount"], 2, "{rows}");
    let rows = trail(&first, "operators", refused.clone()).await;
    assert_eq!(rows["totalCount"], 2, "{rows}");
    for (call, name) in [
        ("operators/create", "createOperator"),
        ("operators/change", "changeOperator"),
        ("operators/password", "setOperatorPassword"),
    ] {
        for body in [
            json!({}),
            json!({ "userId": "x", "role": "king", "name": 1 }),
        ] {
            let told = auditor.post(call, body.clone()).await;
            assert_eq!(told["apiCode"], NOT_PERMITTED, "{call}: {told}");
            let told = first.post(call, body).await;
            assert_eq!(told["statusCode"], 400, "{call}: {told}");
            let rows = trail(&first, "operators", refused.clone()).await;
            let rows = rows["list"].as_array().unwrap().iter();
            let mut rows = rows.filter(|row| row["operationParam"] == name);
            let [own, foreign] = [rows.next(), rows.next()].map(Option::unwrap);
            assert_ne!(own["adminUserId"], id.as_str());
            assert_eq!(foreign["adminUserId"], id.as_str());
        }
    }
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// A password that was typed for a name stands nowhere, and what is too long for a name is refused.
#[tokio::test(flavor = "multi_thread")]
async fn p12_what_is_no_name_is_not_told() {
    let server = Server::start().await;
    let first = owner(&server).await;
    let mut stranger = Console::of(&server);
    let told = stranger.sign_in(PASSWORD, "ada@example.com").await;
    assert_eq!(told["statusCode"], 403, "{told}");
    let rows = trail(&first, "operators", json!({ "success": false })).await;
    let detail = rows["list"][0]["eventDetails"].as_str().unwrap();
    assert!(detail.contains(r#""target":"***""#), "{detail}");
    let before = server.count(ROWS).await;
    let told = stranger.sign_in(&"x".repeat(255), PASSWORD).await;
    assert_eq!(told["statusCode"], 400, "{told}");
    assert!(told["message"].to_string().contains("account"), "{told}");
    assert_eq!(server.count(ROWS).await, before);
}
