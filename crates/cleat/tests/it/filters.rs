//! W9: a filter, a search and a sort mean the same on both engines and keep within their bounds.
//!
//! What each of them finds is worked out here from the list of all users, so that both engines are
//! compared with one meaning.

use std::cmp::Ordering;

use cleat_api::namespace::ListNamespaces;
use cleat_api::role::ListRoles;
use cleat_api::user::{CreateUserInfo, CreateUsersBatch, Gender};
use cleat_api::{ErrorCode, Value};
use serde_json::json;

use crate::harness::{Server, figure, refused, soak};

const OPERATORS: [&str; 10] = [
    "EQUAL",
    "NOT_EQUAL",
    "CONTAINS",
    "NOT_CONTAINS",
    "IS_NULL",
    "NOT_NULL",
    "IN",
    "GREATER",
    "LESSER",
    "BETWEEN",
];

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Number,
    Truth,
}

const FIELDS: [(&str, Kind); 11] = [
    ("username", Kind::Text),
    ("nickname", Kind::Text),
    ("email", Kind::Text),
    ("phone", Kind::Text),
    ("externalId", Kind::Text),
    ("status", Kind::Text),
    ("gender", Kind::Text),
    ("company", Kind::Text),
    ("emailVerified", Kind::Truth),
    ("loginsCount", Kind::Number),
    ("createdAt", Kind::Number),
];

fn people() -> Vec<CreateUserInfo> {
    let named = |username: &str, nickname: &str| CreateUserInfo {
        username: Some(username.into()),
        nickname: Some(nickname.into()),
        ..CreateUserInfo::default()
    };
    vec![
        CreateUserInfo {
            email: Some("Ada@Example.com".into()),
            email_verified: Some(true),
            gender: Some(Gender::F),
            ..named("ada", "\u{c9}cole 50%")
        },
        CreateUserInfo {
            phone: Some("13800138000".into()),
            company: Some("\u{39f}\u{3b4}\u{3cc}\u{3c2}".into()),
            ..named("Bob_1", "\u{e9}cole [x]*?^$.|()\\")
        },
        CreateUserInfo {
            external_id: Some("2026-01-01".into()),
            company: Some("\u{41f}\u{420}\u{418}\u{412}\u{415}\u{422}".into()),
            ..named("cyd", "7")
        },
        CreateUserInfo {
            company: Some("Stra\u{df}e".into()),
            ..named("Dan-2", "true")
        },
        CreateUserInfo {
            company: Some("\u{4e2d}\u{6587}".into()),
            gender: Some(Gender::M),
            ..named("eve!", "\u{17f}igma \u{212a}")
        },
        named("fay \u{1f600}", ""),
    ]
}

fn values() -> Vec<Value> {
    vec![
        json!("ada"),
        json!("B"),
        json!("\u{c9}COLE"),
        json!("\u{e9}"),
        json!("\u{3cc}\u{3a3}"),
        json!("\u{43f}\u{440}\u{418}"),
        json!("STRASSE"),
        json!("\u{df}"),
        json!("\u{6587}"),
        json!("S"),
        json!("\u{e9}cole [x]*?^$.|()\\"),
        json!("%"),
        json!("_"),
        json!(""),
        json!("2026-01-01"),
        json!("2026-01-01T00:00:00+08:00"),
        json!("2026-01-02 00:00:00"),
        json!("0"),
        json!("7.5"),
        json!(0),
        json!(7.0),
        json!(1_767_225_600_000_i64),
        json!(-1),
        json!(true),
        json!("false"),
        json!(null),
        json!([]),
        json!([null]),
        json!(["ada", "cyd", 0, true]),
        json!(["A", "d"]),
        json!(["2025-12-31", "2026-01-02"]),
        json!([0, 9]),
    ]
}

async fn call(http: &reqwest::Client, server: &Server, token: &str, request: &Value) -> Value {
    let url = format!("{}/api/v3/list-users", server.credentials.app_host);
    let call = http.post(url).bearer_auth(token);
    let answer = call.json(request).send().await.unwrap();
    answer.json().await.unwrap()
}

async fn token(server: &Server) -> String {
    let own = &server.credentials;
    let request = cleat_api::access_key::GetManagementToken {
        access_key_id: own.user_pool_id.clone(),
        access_key_secret: own.user_pool_secret.as_str().into(),
    };
    let token = server.client.call(&request).await.unwrap();
    token.access_token.expose().to_owned()
}

async fn server() -> (Server, reqwest::Client, String, Vec<Value>) {
    let http = reqwest::Client::new();
    let server = Server::start().await;
    let batch = CreateUsersBatch {
        list: people(),
        options: None,
    };
    server.client.call(&batch).await.unwrap();
    let token = token(&server).await;
    let all = call(&http, &server, &token, &json!({})).await;
    let all = all["data"]["list"].as_array().unwrap().clone();
    (server, http, token, all)
}

/// One value of a user as the list tells it.
fn held(user: &Value, field: &str, kind: Kind) -> Option<Value> {
    let value = match user[field].clone() {
        Value::Null => return None,
        // What nobody set is told as unknown, and not kept.
        Value::String(unknown) if field == "gender" && unknown == "U" => return None,
        other => other,
    };
    Some(match kind {
        Kind::Number => match value.as_str() {
            Some(time) => time
                .parse::<jiff::Timestamp>()
                .unwrap()
                .as_millisecond()
                .into(),
            None => value,
        },
        _ => value,
    })
}

/// The value as one of the field, where it can be one.
fn fitted(value: &Value, kind: Kind) -> Option<Value> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => (number.as_f64().unwrap() as i64).to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return None,
    };
    match (kind, value) {
        (Kind::Text, _) => Some(text.into()),
        (Kind::Number, Value::Bool(_)) => None,
        (Kind::Number, _) => text.parse::<i64>().ok().map(Value::from).or_else(|| {
            let zoned = match text.as_str() {
                "2026-01-02 00:00:00" => "2026-01-02T00:00:00Z".to_owned(),
                day if day.len() == 10 => format!("{day}T00:00:00Z"),
                other => other.to_owned(),
            };
            let time = zoned.parse::<jiff::Timestamp>().ok()?;
            Some(time.as_millisecond().into())
        }),
        (Kind::Truth, Value::Number(_)) => match text.as_str() {
            "0" => Some(false.into()),
            "1" => Some(true.into()),
            _ => None,
        },
        (Kind::Truth, _) => text.parse::<bool>().ok().map(Value::from),
    }
}

fn compared(held: &Value, value: &Value) -> Ordering {
    match (held, value) {
        (Value::Number(a), Value::Number(b)) => a.as_i64().cmp(&b.as_i64()),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (a, b) => a.as_str().cmp(&b.as_str()),
    }
}

/// Letters without their case, where none of them turns into ASCII or into several.
fn plain(text: &str) -> String {
    let fold = |letter: char| {
        let lower: Vec<char> = letter.to_uppercase().flat_map(char::to_lowercase).collect();
        match lower.as_slice() {
            [one] if one.is_ascii() == letter.is_ascii() => *one,
            _ => letter,
        }
    };
    text.chars().map(fold).collect()
}

fn contains(held: Option<&Value>, value: &str, kind: Kind) -> bool {
    match (held, kind) {
        (None, _) | (_, Kind::Truth) => false,
        (Some(Value::String(text)), _) => plain(text).contains(&plain(value)),
        (Some(other), _) => other.to_string().contains(value),
    }
}

/// Whether the filter finds the user; nothing where it is refused.
fn finds(user: &Value, (field, kind): (&str, Kind), operator: &str, value: &Value) -> Option<bool> {
    let held = held(user, field, kind);
    let list = value
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![value.clone()]);
    let is = |value: &Value, wanted: &[Ordering]| {
        let pair = held.as_ref().zip(fitted(value, kind));
        pair.is_some_and(|(held, value)| wanted.contains(&compared(held, &value)))
    };
    let first = list.first().unwrap_or(&Value::Null);
    use Ordering::{Equal, Greater, Less};
    Some(match operator {
        "IS_NULL" => held.is_none(),
        "NOT_NULL" => held.is_some(),
        "EQUAL" => is(first, &[Equal]),
        "NOT_EQUAL" => !is(first, &[Equal]),
        "GREATER" => is(first, &[Greater]),
        "LESSER" => is(first, &[Less]),
        "IN" => list.iter().any(|value| is(value, &[Equal])),
        "BETWEEN" => {
            let [low, high] = list.as_slice() else {
                return None;
            };
            is(low, &[Equal, Greater]) && is(high, &[Equal, Less])
        }
        "CONTAINS" => contains(held.as_ref(), value.as_str()?, kind),
        _ => !contains(held.as_ref(), value.as_str()?, kind),
    })
}

fn ids(users: &[Value]) -> Vec<&str> {
    users
        .iter()
        .map(|user| user["userId"].as_str().unwrap())
        .collect()
}

/// Seen to fail with the letters' forms left out of `fold.rs`, with a day not read as a time, and
/// with `fit` handing every value through.
#[tokio::test(flavor = "multi_thread")]
async fn w9_a_table_of_filters_means_the_same_everywhere() {
    let (server, http, token, all) = server().await;
    let (mut asked, mut refused, mut found_some) = (0, 0, 0);
    let mut different = Vec::new();
    // One of five, of every field, operator and value some; the soak takes all.
    let step = if soak() > 1 { 1 } else { 5 };
    let mut place = 0;
    for (field, operator) in FIELDS
        .iter()
        .flat_map(|field| OPERATORS.map(|name| (field, name)))
    {
        for value in values() {
            place += 1;
            if place % step != 0 {
                continue;
            }
            let filter = json!({ "field": field.0, "operator": operator, "value": value });
            let request = json!({
                "advancedFilter": [filter],
                "options": { "sort": [{ "field": "createdAt", "order": "desc" }] },
            });
            let answer = call(&http, &server, &token, &request).await;
            let matching: Option<Vec<_>> = all
                .iter()
                .map(|user| Some((user, finds(user, *field, operator, &value)?)))
                .collect();
            asked += 1;
            let Some(matching) = matching else {
                assert_eq!(answer["statusCode"], 400, "{filter}: {answer}");
                refused += 1;
                continue;
            };
            let expected = matching.into_iter().filter(|(_, found)| *found);
            let expected: Vec<Value> = expected.map(|(user, _)| user.clone()).collect();
            let list = answer["data"]["list"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            found_some += usize::from(!list.is_empty());
            if answer["statusCode"] != 200 || ids(&list) != ids(&expected) {
                different.push(format!("{filter}: {} of {}", list.len(), expected.len()));
            }
        }
    }
    assert_eq!(different, Vec::<String>::new());
    assert!(asked >= 500 && found_some > 100, "{asked} {found_some}");
    figure(
        "W9",
        format!("{asked} filters: 0 differences, 0 of class 500, {refused} refused"),
    );
}

/// Words are looked for whatever their case, in every list that takes some.
#[tokio::test(flavor = "multi_thread")]
async fn w9_a_search_ignores_the_case_of_every_letter() {
    let (server, http, token, all) = server().await;
    for value in values() {
        let Some(words) = value.as_str().filter(|words| !words.trim().is_empty()) else {
            continue;
        };
        let request =
            json!({ "keywords": words, "options": { "fuzzySearchOn": ["nickname", "company"] } });
        let answer = call(&http, &server, &token, &request).await;
        let has = |user: &&Value| {
            let in_one =
                |field| contains(held(user, field, Kind::Text).as_ref(), words, Kind::Text);
            in_one("nickname") || in_one("company")
        };
        let expected: Vec<Value> = all.iter().filter(has).cloned().collect();
        let list = answer["data"]["list"].as_array().unwrap();
        assert_eq!(ids(list), ids(&expected), "{words}");
    }
    let role = json!({ "code": "r1", "name": "\u{c9}quipe %_" });
    let space = json!({ "code": "n1", "name": "\u{c9}quipe %_" });
    for (path, body) in [("create-role", role), ("create-namespace", space)] {
        let url = format!("{}/api/v3/{path}", server.credentials.app_host);
        let made = reqwest::Client::new()
            .post(url)
            .bearer_auth(&token)
            .json(&body);
        let made: Value = made.send().await.unwrap().json().await.unwrap();
        assert_eq!(made["statusCode"], 200, "{made}");
    }
    for (words, expected) in [
        ("\u{e9}QUIPE", 1),
        ("%_", 1),
        ("%e", 0),
        ("e\u{301}quipe", 0),
    ] {
        let keywords = Some(words.to_owned());
        let roles = ListRoles {
            keywords: keywords.clone(),
            ..ListRoles::default()
        };
        let namespaces = ListNamespaces {
            keywords,
            ..ListNamespaces::default()
        };
        let found = server.client.call(&roles).await.unwrap().total_count;
        assert_eq!(found, expected, "roles {words}");
        let found = server.client.call(&namespaces).await.unwrap().total_count;
        assert_eq!(found, expected, "namespaces {words}");
    }
    let keywords = Some("x".repeat(257));
    let roles = ListRoles {
        keywords: keywords.clone(),
        ..ListRoles::default()
    };
    refused(server.client.call(&roles).await, ErrorCode::InvalidArgument);
    let namespaces = ListNamespaces {
        keywords,
        ..ListNamespaces::default()
    };
    refused(
        server.client.call(&namespaces).await,
        ErrorCode::InvalidArgument,
    );
}
