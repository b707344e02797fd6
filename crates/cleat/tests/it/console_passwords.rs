//! Passwords of operators: their own, and those that are good for one sign-in.

use cleat_api::user::{CreateUser, ListUsers};
use cleat_api::{Endpoint as _, Value};
use serde_json::json;

use crate::console::{
    CHANGE_PASSWORD, Console, FIRST_PASSWORD, NOT_PERMITTED, PASSWORD, STEP_UP, made, operator,
    owner, trail,
};
use crate::harness::Server;

const OTHER: &str = "another battery staple";
/// The refusal of a password that somebody else chose too long ago.
const EXPIRED: i64 = 2_120_405;

async fn change(console: &mut Console, old: &str, new: &str) -> Value {
    let body = json!({ "old": old, "new": new });
    console.post("password", body).await
}

/// The calls of the console, as the table of its manual has them.
fn calls() -> Vec<(String, String)> {
    let manual = include_str!("../../../../docs/console.md");
    let rows = manual.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.filter_map(|row| row.split('|').next());
    let named = cells.flat_map(|cell| cell.split('`'));
    let calls = named.filter_map(|call| call.split_once(' '));
    let calls = calls.filter(|(method, _)| ["GET", "POST"].contains(method));
    calls
        .map(|(method, call)| (method.to_owned(), call.to_owned()))
        .collect()
}

/// Nothing is done with a password that somebody else chose but to change it.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_password_is_changed_first() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    assert!(first.get("session").await["data"]["mustChangePassword"].is_null());
    let (mut ada, _) = made(&mut first, "ada", "owner").await;
    let told = ada.sign_in("ada@example.com", FIRST_PASSWORD).await;
    assert_eq!(told["data"]["mustChangePassword"], true, "{told}");
    for operation in [ListUsers::operation(), CreateUser::operation()] {
        let told = ada.operate(operation, &json!({})).await;
        assert_eq!(told["apiCode"], CHANGE_PASSWORD, "{told}");
    }
    let mut refused = 0;
    for (method, call) in calls() {
        let open = [
            "setup", "sign-in", "sign-out", "password", "session", "openapi",
        ];
        if open.contains(&&*call) {
            continue;
        }
        let told = match &*method {
            "GET" => ada.get(&call).await,
            _ => ada.post(&call, json!({ "password": FIRST_PASSWORD })).await,
        };
        assert_eq!(told["apiCode"], CHANGE_PASSWORD, "{call}: {told}");
        refused += 1;
    }
    assert_eq!(refused, 8);
    let told = change(&mut ada, FIRST_PASSWORD, PASSWORD).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    assert!(told["data"]["mustChangePassword"].is_null(), "{told}");
    let told = ada.operate(ListUsers::operation(), &json!({})).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let mut again = Console::of(&server);
    let told = again.sign_in("ada@example.com", FIRST_PASSWORD).await;
    assert_eq!(told["statusCode"], 403, "{told}");
    let told = again.sign_in("ada@example.com", PASSWORD).await;
    assert!(told["data"]["mustChangePassword"].is_null(), "{told}");
}

/// A new password ends the other sessions and the old cookie; what is wrong changes nothing, and
/// each try has its row.
#[tokio::test(flavor = "multi_thread")]
async fn operators_change_their_passwords() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (mut ada, id) = operator(&mut first, "ada", "support").await;
    let mut other = Console::of(&server);
    other.sign_in("ada@example.com", PASSWORD).await;
    for (old, new, status) in [
        ("wrong", OTHER, 403),
        (PASSWORD, PASSWORD, 400),
        (PASSWORD, "fourteen chars", 400),
        (PASSWORD, &"x".repeat(129), 422),
    ] {
        let told = change(&mut ada, old, new).await;
        assert_eq!(told["statusCode"], status, "{new}: {told}");
    }
    assert!(other.is_in().await, "nothing was changed");
    let before = ada.clone();
    // No step-up: the old password is given.
    server.advance(601);
    let told = change(&mut ada, PASSWORD, OTHER).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    assert!(ada.is_in().await);
    assert!(!other.is_in().await, "the other session has ended");
    assert!(!before.is_in().await, "the cookie is another one");
    let told = other.sign_in("ada@example.com", PASSWORD).await;
    assert_eq!(told["statusCode"], 403, "{told}");
    server.advance(60);
    let told = other.sign_in("ada@example.com", OTHER).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let rows = trail(&first, "operators", json!({ "userId": id })).await;
    let rows = rows["list"].as_array().unwrap().iter();
    let rows = rows.filter(|row| row["operationParam"] == "changePassword");
    let told: Vec<_> = rows.map(|row| row["success"].as_bool().unwrap()).collect();
    assert_eq!(told, [true, false, false, false, false, true]);
}

/// An owner sets a password for one sign-in, after a step-up, for others alone.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sets_a_one_time_password() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (mut ada, id) = operator(&mut first, "ada", "administrator").await;
    let set = |id: &str, password: &str| json!({ "userId": id, "password": password });
    let told = ada.post("operators/password", set(&id, OTHER)).await;
    assert_eq!(told["apiCode"], NOT_PERMITTED, "{told}");
    server.advance(601);
    let told = first.post("operators/password", set(&id, OTHER)).await;
    assert_eq!(told["apiCode"], STEP_UP, "{told}");
    first.step_up().await;
    let shown = first.get("session").await;
    let own = shown["data"]["operator"]["userId"].as_str().unwrap();
    for (id, password, status) in [
        (own, OTHER, 400),
        ("nobody", OTHER, 404),
        (&id, "fourteen chars", 400),
    ] {
        let told = first.post("operators/password", set(id, password)).await;
        assert_eq!(told["statusCode"], status, "{id}: {told}");
    }
    assert!(ada.is_in().await, "nothing was changed");
    let told = first.post("operators/password", set(&id, OTHER)).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    assert!(!ada.is_in().await);
    let told = ada.sign_in("ada@example.com", PASSWORD).await;
    assert_eq!(told["statusCode"], 403, "{told}");
    server.advance(60);
    let told = ada.sign_in("ada@example.com", OTHER).await;
    assert_eq!(told["data"]["mustChangePassword"], true, "{told}");
    let wanted = json!({ "operationType": "update" });
    let rows = trail(&first, "operators", wanted).await;
    let rows = rows["list"].as_array().unwrap().iter();
    let rows = rows.filter(|row| row["operationParam"] == "setOperatorPassword");
    let told: Vec<_> = rows.map(|row| row["success"].as_bool().unwrap()).collect();
    assert_eq!(told, [true, false, false, false, false, false]);
}

/// A new password lets somebody in at once who failed until they had to wait.
#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_password_ends_the_wait() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (mut ada, id) = operator(&mut first, "ada", "support").await;
    let mut stranger = Console::of(&server);
    for console in [&mut ada, &mut stranger] {
        for _ in 0..10 {
            let told = console.sign_in("ada@example.com", "wrong").await;
            assert_eq!(told["statusCode"], 403, "{told}");
        }
    }
    let told = stranger.sign_in("ada@example.com", PASSWORD).await;
    assert_ne!(told["statusCode"], 200, "{told}");
    let set = json!({ "userId": id, "password": OTHER });
    let told = first.post("operators/password", set).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let told = stranger.sign_in("ada@example.com", OTHER).await;
    assert_eq!(told["data"]["mustChangePassword"], true, "{told}");
}

/// A password that somebody else chose is good for three days, a first one and a later one; one's
/// own stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_password_has_an_end() {
    const THREE_DAYS: u32 = 72 * 3600;
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (mut ada, id) = made(&mut first, "ada", "support").await;
    server.advance(THREE_DAYS);
    let told = ada.sign_in("ada@example.com", FIRST_PASSWORD).await;
    assert_eq!(told["data"]["mustChangePassword"], true, "{told}");
    server.advance(1);
    for password in [FIRST_PASSWORD, OTHER] {
        let told = ada.sign_in("ada@example.com", password).await;
        assert_eq!(told["apiCode"], EXPIRED, "{told}");
        let wrong = ada.sign_in("ada@example.com", "wrong").await;
        assert_ne!(wrong["apiCode"], EXPIRED, "{wrong}");
        let told = first.sign_in("owner@example.com", PASSWORD).await;
        assert_eq!(told["statusCode"], 200, "{told}");
        let set = json!({ "userId": id, "password": OTHER });
        let told = first.post("operators/password", set).await;
        assert_eq!(told["statusCode"], 200, "{told}");
        if password == OTHER {
            break;
        }
        server.advance(THREE_DAYS + 1);
    }
    let told = ada.sign_in("ada@example.com", OTHER).await;
    assert_eq!(told["data"]["mustChangePassword"], true, "{told}");
    let told = change(&mut ada, OTHER, PASSWORD).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    server.advance(THREE_DAYS + 1);
    let told = ada.sign_in("ada@example.com", PASSWORD).await;
    assert_eq!(told["statusCode"], 200, "{told}");
}
