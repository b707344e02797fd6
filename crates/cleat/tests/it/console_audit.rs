//! The trail of what is done for a pool, on the console and elsewhere: P12.

use cleat_api::application::{GetApplicationSecret, RefreshApplicationSecret};
use cleat_api::endpoint::CallerKind;
use cleat_api::log::GetAdminAuditLogs;
use cleat_api::user::CreateUser;
use cleat_api::{Endpoint as _, Value};
use serde_json::json;

use crate::console::{Console, NOT_PERMITTED, PASSWORD, operator, owner};
use crate::harness::Server;

const ROWS: &str = "SELECT COUNT(*) FROM audit";

async fn log(console: &Console, wanted: Value) -> Value {
    let told = console
        .operate(GetAdminAuditLogs::operation(), &wanted)
        .await;
    assert_eq!(told["statusCode"], 200, "{told}");
    told["data"].clone()
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
    count("an operator and their sign-in", 2).await;
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
    for secret in [PASSWORD, "a wrong password", "owner@example.com"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}
