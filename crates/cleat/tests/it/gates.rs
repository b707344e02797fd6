//! Gates over the declarations: each loops over all of them.

use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::{ErrorCode, Language, Value};

use crate::harness::Server;

#[test]
fn declared_is_mounted() {
    let mut declared: Vec<&str> = cleat_api::operations().iter().map(|op| op.id).collect();
    let mut mounted: Vec<&str> = cleat_server::routes()
        .operations()
        .iter()
        .map(|op| op.id)
        .collect();
    declared.sort_unstable();
    mounted.sort_unstable();
    assert_eq!(declared, mounted);
    let mut paths: Vec<_> = cleat_api::operations()
        .iter()
        .map(|op| (op.method.as_str(), op.path))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), declared.len(), "no path twice");
}

#[test]
fn every_error_speaks_every_language() {
    for code in ErrorCode::ALL {
        for language in Language::ALL {
            assert!(!code.message(*language).is_empty(), "{}", code.name());
        }
    }
}

/// Seen to fail with `C::early` left out of `dispatch.rs`: the body's fault was told first.
#[tokio::test(flavor = "multi_thread")]
async fn operations_refuse_a_caller_without_credentials_before_they_read_the_body() {
    let server = Server::start().await;
    let http = reqwest::Client::new();
    let mut looked_at = 0;
    for operation in cleat_api::operations() {
        let url = format!("{}{}", server.credentials.app_host, operation.path);
        let call = http.request(operation.method.as_str().parse().unwrap(), url);
        // A body that is no JSON at all: who reads it says so.
        let answer = call
            .header("content-type", "application/json")
            .body("{")
            .send()
            .await
            .unwrap();
        let (http_status, answer): (_, Value) = (answer.status(), answer.json().await.unwrap());
        match operation.caller {
            CallerKind::Public => continue,
            CallerKind::User | CallerKind::Management => {
                if operation.wire() == Wire::OAuth {
                    assert_eq!(http_status, 401, "{}", operation.id);
                } else {
                    assert_eq!(answer["statusCode"], 401, "{}", operation.id);
                    assert_eq!(answer["apiCode"], 2020, "{}", operation.id);
                }
            }
            CallerKind::Visitor | CallerKind::Client => {
                assert_ne!(answer["statusCode"], 200, "{}", operation.id);
            }
        }
        looked_at += 1;
    }
    assert!(looked_at > 45, "{looked_at}");
}

/// Every operation of a user or a pool refuses the credentials of the other, and of another
/// server.
#[tokio::test(flavor = "multi_thread")]
async fn operations_refuse_the_wrong_caller() {
    let server = Server::start().await;
    let other = Server::seeded(&[("no_address_limits", "true")], 43).await;
    let token = |server: &Server| {
        let request = cleat_api::access_key::GetManagementToken {
            access_key_id: server.credentials.user_pool_id.clone(),
            access_key_secret: server.credentials.user_pool_secret.as_str().into(),
        };
        let client = server.client.clone();
        async move {
            client
                .call(&request)
                .await
                .unwrap()
                .access_token
                .expose()
                .to_owned()
        }
    };
    let (own, foreign) = (token(&server).await, token(&other).await);
    let http = reqwest::Client::new();
    for operation in cleat_api::operations() {
        let wrong = match operation.caller {
            CallerKind::User => vec![&own, &foreign],
            CallerKind::Management => vec![&foreign],
            _ => continue,
        };
        for token in wrong {
            let url = format!("{}{}", server.credentials.app_host, operation.path);
            let call = http.request(operation.method.as_str().parse().unwrap(), url);
            let answer = call
                .bearer_auth(token)
                .json(&serde_json::json!({}))
                .send()
                .await
                .unwrap();
            let refused = answer.status() == 401
                || answer.json::<Value>().await.unwrap()["statusCode"] == 401;
            assert!(refused, "{}", operation.id);
        }
    }
}

/// The envelope is always HTTP 200 with the documented members.
#[tokio::test(flavor = "multi_thread")]
async fn the_envelope() {
    let server = Server::start().await;
    let http = reqwest::Client::new();
    for operation in cleat_api::operations() {
        if operation.wire() != Wire::Envelope {
            continue;
        }
        let url = format!("{}{}", server.credentials.app_host, operation.path);
        let answer = http
            .request(operation.method.as_str().parse().unwrap(), url)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{}", operation.id);
        let answer: Value = answer.json().await.unwrap();
        assert!(
            answer["statusCode"].is_number() && answer["message"].is_string(),
            "{}",
            operation.id
        );
        assert_eq!(
            answer["requestId"].as_str().map(str::len),
            Some(36),
            "{}",
            operation.id
        );
    }
}

/// The names of the tests of promises in a source: `p1_…`, `f10_…`, `w2_…`.
fn tests_of_promises(source: &str) -> Vec<&str> {
    let functions = source.split("\nasync fn ").chain(source.split("\nfn "));
    let tests = functions.filter_map(|rest| rest.split_once("() {"));
    let is_of_promise = |name: &&str| {
        let (first, rest) = name.split_at_checked(1).unwrap_or_default();
        let number = rest.split('_').next().unwrap_or_default();
        let is_one = ["p", "f", "w"].contains(&first) && number.parse::<u8>().is_ok();
        is_one && !name.contains('(')
    };
    tests.map(|(name, _)| name).filter(is_of_promise).collect()
}

/// `docs/promises.md` has every promise, names tests that exist, and every test of a promise.
#[test]
fn the_page_of_promises_names_the_tests_that_there_are() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("../../docs/promises.md")).unwrap();
    for (letter, last) in [("P", 20), ("F", 11), ("W", 9)] {
        for number in 1..=last {
            assert!(
                page.contains(&format!("| **{letter}{number}** ")),
                "{letter}{number}"
            );
        }
    }
    let quoted: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
    let named: Vec<_> = quoted
        .iter()
        .filter_map(|name| name.split_once("::"))
        .collect();
    assert!(named.len() > 40, "{}", named.len());
    let source = |file: &str| std::fs::read_to_string(root.join(format!("tests/it/{file}.rs")));
    for (file, test) in &named {
        let source = source(file).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(source.contains(&format!("fn {test}()")), "{file}::{test}");
    }
    for file in std::fs::read_dir(root.join("tests/it")).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for test in tests_of_promises(&source) {
            let is_named = named.iter().any(|(_, name)| *name == test);
            assert!(is_named, "{test} is not on the page");
        }
    }
}

/// P12: a changing call of management leaves exactly one row, also where it is refused before
/// anything is written. Seen to fail with `audit_refusal` left out of `routes.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn p12_changing_calls_of_management_leave_their_row() {
    let server = Server::start().await;
    let token = server
        .client
        .call(&cleat_api::access_key::GetManagementToken {
            access_key_id: server.credentials.user_pool_id.clone(),
            access_key_secret: server.credentials.user_pool_secret.as_str().into(),
        })
        .await
        .unwrap()
        .access_token;
    let rows = "SELECT COUNT(*) FROM audit";
    let mut looked_at = 0;
    for operation in cleat_api::operations() {
        if operation.caller != CallerKind::Management {
            continue;
        }
        let before = server.count(rows).await;
        let url = format!("{}{}", server.credentials.app_host, operation.path);
        let method = operation.method.as_str().parse().unwrap();
        let call = reqwest::Client::new().request(method, url);
        let call = call.bearer_auth(token.expose());
        let answer = call.json(&serde_json::json!({})).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert_ne!(answer["statusCode"], 401, "{}", operation.id);
        let left = server.count(rows).await - before;
        let wanted = i64::from(operation.audit.is_some());
        assert_eq!(left, wanted, "{}: {answer}", operation.id);
        looked_at += wanted;
    }
    assert!(looked_at > 30, "{looked_at}");
    let whole = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(whole.is_empty(), "{whole:?}");
}
