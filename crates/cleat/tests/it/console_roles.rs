//! What each role may do on the console: C2.

use std::collections::BTreeMap;

use cleat_api::endpoint::CallerKind;
use cleat_api::log::{GetAdminAuditLogs, GetUserActionLogs};
use cleat_api::user::{CreateUser, GetUser, ListUsers, RevealUser};
use cleat_api::{Endpoint as _, Operation, Value};
use serde_json::json;

use crate::console::{Console, NOT_PERMITTED, ROLES, operator, owner};
use crate::harness::{Server, at_once, figure, number};

/// A line an operation: its name, and the roles that may call it.
const MATRIX: &str = include_str!("console_roles.tsv");

fn operations() -> Vec<&'static Operation> {
    let all = cleat_api::operations().into_iter();
    all.filter(|row| row.caller == CallerKind::Management)
        .collect()
}

/// Every operation, by an operator of every role: refused or not as the committed matrix says; an
/// operation that has no line there fails.
#[tokio::test(flavor = "multi_thread")]
async fn c2_what_a_role_may_not_do_is_refused() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut calls = 0;
    let mut consoles = Vec::new();
    for role in ROLES {
        let (console, _) = operator(&mut first, &format!("the.{role}"), role).await;
        consoles.push((role, console));
    }
    for (role, console) in consoles {
        let shown = console.get("session").await;
        let shown = shown["data"]["operations"].as_array().unwrap().clone();
        for operation in operations() {
            // An operator may ask for sixty changes a minute.
            server.advance(1);
            let told = console.operate(operation, &json!({})).await;
            let allowed = told["apiCode"] != NOT_PERMITTED;
            let is_shown = shown.iter().any(|id| id == operation.id);
            assert_eq!(is_shown, allowed, "{role} {}", operation.id);
            let roles = found.entry(operation.id).or_default();
            if allowed {
                roles.push(role);
            }
            calls += 1;
        }
    }
    let lines = found
        .iter()
        .map(|(id, roles)| format!("{id}\t{}\n", roles.join(" ")));
    let lines: String = lines.collect();
    for (found, line) in lines.lines().zip(MATRIX.lines()) {
        assert_eq!(found, line, "crates/cleat/tests/it/console_roles.tsv");
    }
    assert_eq!(lines, MATRIX);
    figure("C2", format!("{calls} calls of 6 roles as the matrix says"));
}

/// No call of a user, an application or anybody is there on the console, whatever the role.
#[tokio::test(flavor = "multi_thread")]
async fn c2_operations_of_others_are_not_there() {
    let server = Server::start().await;
    let console = owner(&server).await;
    for operation in cleat_api::operations() {
        let Some(path) = operation.path.strip_prefix("/api/v3/") else {
            continue;
        };
        if operation.caller == CallerKind::Management {
            continue;
        }
        let call = console.call(operation.method.as_str(), &format!("v3/{path}"));
        let told = console.told(call.json(&json!({}))).await.answer;
        assert_eq!(told["statusCode"], 404, "{}: {told}", operation.id);
    }
}

/// A pool has to be named and has to be there; that of the operators has its logs to show alone,
/// and not to everybody.
#[tokio::test(flavor = "multi_thread")]
async fn c2_an_operator_acts_in_a_pool_that_is_there() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (support, _) = operator(&mut first, "sue", "support").await;
    let logs = [
        GetUserActionLogs::operation(),
        GetAdminAuditLogs::operation(),
    ];
    for operation in operations() {
        for pool in ["", "none", "operators"] {
            // An operator changes sixty things a minute.
            server.advance(1);
            let told = first.operate_in(pool, operation, &json!({})).await;
            let reads = pool == "operators" && logs.iter().any(|row| row.id == operation.id);
            let is_history = operation.noun == "log";
            if reads {
                assert_eq!(told["statusCode"], 200, "{}: {told}", operation.id);
            } else if !(pool == "operators" && is_history) {
                assert_eq!(told["statusCode"], 404, "{pool} {}: {told}", operation.id);
            }
            // What the role does not allow is not told by the pool.
            let told = support.operate_in(pool, operation, &json!({})).await;
            let status = match told["apiCode"] == NOT_PERMITTED {
                true => 403,
                false => 404,
            };
            assert_eq!(
                told["statusCode"], status,
                "{pool} {}: {told}",
                operation.id
            );
        }
    }
}

/// A role that is lowered, and an operator who is suspended, are so at the next call.
#[tokio::test(flavor = "multi_thread")]
async fn c2_changes_of_operators_take_effect_at_once() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (console, id) = operator(&mut first, "ada", "administrator").await;
    let create = json!({ "username": "bob" });
    let told = console.operate(CreateUser::operation(), &create).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let lower = json!({ "userId": id, "role": "auditor" });
    assert_eq!(
        first.post("operators/change", lower).await["statusCode"],
        200
    );
    let create = json!({ "username": "eve" });
    let told = console.operate(CreateUser::operation(), &create).await;
    assert_eq!(told["apiCode"], NOT_PERMITTED);
    assert_eq!(
        console.get("session").await["data"]["operator"]["role"],
        "auditor"
    );
    let suspend = json!({ "userId": id, "suspended": true });
    assert_eq!(
        first.post("operators/change", suspend).await["statusCode"],
        200
    );
    assert!(!console.is_in().await);
    let mut again = console.clone();
    let told = again
        .sign_in("ada@example.com", crate::console::PASSWORD)
        .await;
    assert_eq!(told["apiCode"], 2_120_008, "{told}");
    let back = json!({ "userId": id, "suspended": false });
    assert_eq!(
        first.post("operators/change", back).await["statusCode"],
        200
    );
    assert!(!console.is_in().await, "the old session stays dead");
    assert_eq!(
        again
            .sign_in("ada@example.com", crate::console::PASSWORD)
            .await["statusCode"],
        200
    );
}

/// Owners alone make and change operators, and an owner is always left, also when two of them end
/// each other at once.
#[tokio::test(flavor = "multi_thread")]
async fn c2_an_owner_is_always_left() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    for (n, role) in ROLES[1..].iter().enumerate() {
        let (mut console, id) = operator(&mut first, &format!("o{n}"), role).await;
        let raise = json!({ "userId": id, "role": "owner" });
        assert_eq!(
            console.post("operators/change", raise).await["apiCode"],
            NOT_PERMITTED
        );
        let made = json!({ "name": "x", "email": "x@example.com", "role": "owner",
            "password": crate::console::PASSWORD });
        assert_eq!(
            console.post("operators/create", made).await["apiCode"],
            NOT_PERMITTED
        );
        assert_eq!(console.get("operators").await["apiCode"], NOT_PERMITTED);
    }
    let id_of = |shown: Value| {
        shown["data"]["operator"]["userId"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let own = id_of(first.get("session").await);
    for change in [json!({ "role": "support" }), json!({ "suspended": true })] {
        let mut change = change;
        change["userId"] = own.as_str().into();
        let told = first.post("operators/change", change).await;
        assert_eq!(told["statusCode"], 400, "{told}");
    }
    let (mut boss, mut id) = (first, own);
    for round in 0..8 {
        let name = format!("second{round}");
        let (second, second_id) = operator(&mut boss, &name, "owner").await;
        let end = |mut by: Console, id: &str| {
            let change = match round % 2 {
                0 => json!({ "userId": id, "suspended": true }),
                _ => json!({ "userId": id, "role": "auditor" }),
            };
            async move { by.post("operators/change", change).await }
        };
        let tries = [end(boss.clone(), &second_id), end(second.clone(), &id)];
        let told = at_once(2, tries).await;
        let done = told.iter().filter(|told| told["statusCode"] == 200);
        assert_eq!(done.count(), 1, "{told:?}");
        let left = "SELECT COUNT(*) FROM operator o, account a WHERE o.role = 'owner'
            AND a.pool_id = o.pool_id AND a.id = o.user_id AND a.status = 'Activated'";
        assert_eq!(server.count(left).await, 1, "{told:?}");
        if boss.get("operators").await["statusCode"] != 200 {
            (boss, id) = (second, second_id);
        }
    }
}

/// Support and auditors see no whole number and no whole address, wherever it stands.
#[tokio::test(flavor = "multi_thread")]
async fn c2_support_sees_numbers_and_addresses_masked() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (support, _) = operator(&mut first, "sue", "support").await;
    let (auditor, _) = operator(&mut first, "al", "auditor").await;
    let phone = number(7);
    let user = json!({ "phone": phone, "email": "ada@example.com", "username": phone,
        "nickname": format!("电话{phone}。"), "customData": { "other": "eve@example.com",
            "phoneId": phone, "bare": phone.parse::<i64>().unwrap(), &phone: "eve%40example.com" } });
    let made = first.operate(CreateUser::operation(), &user).await;
    let id = json!({ "userId": made["data"]["userId"], "withCustomData": true });
    server
        .sms(
            &server.client,
            cleat_api::passcode::SmsChannel::Login,
            &phone,
        )
        .await;
    let whole = first.operate(GetUser::operation(), &id).await;
    assert_eq!(whole["data"]["phone"], phone);
    assert_eq!(whole["data"]["email"], "ada@example.com");
    let masked = support.operate(GetUser::operation(), &id).await;
    assert_eq!(masked["data"]["phone"], "139***07");
    assert_eq!(masked["data"]["userId"], whole["data"]["userId"]);
    assert_eq!(masked["data"]["createdAt"], whole["data"]["createdAt"]);
    assert_eq!(masked["data"]["phoneCountryCode"], "+86");
    for (console, role) in [(&support, "support"), (&auditor, "auditor")] {
        for operation in operations() {
            server.advance(1);
            // What it is for is told in `console_work`.
            if operation.id == RevealUser::operation().id {
                continue;
            }
            let told = console.operate(operation, &id).await.to_string();
            assert!(!told.contains(&phone), "{role} {}: {told}", operation.id);
            assert!(!told.contains("ada@"), "{role} {}: {told}", operation.id);
            let other = ["eve@", "eve%40"];
            let tells = other.iter().any(|part| told.contains(part));
            assert!(!tells, "{role} {}: {told}", operation.id);
        }
    }
    let list = support.operate(ListUsers::operation(), &json!({})).await;
    assert_eq!(list["data"]["list"][0]["email"], "a***@example.com");
}
