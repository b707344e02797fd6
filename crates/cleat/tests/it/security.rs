//! The security settings of a pool.

use cleat_api::application::UpdateApplication;
use cleat_api::security::{GetSecuritySettings, UpdateSecuritySettings};

use cleat_api::{Endpoint as _, Object, Value};
use serde_json::json;

use crate::bounds::DOCUMENT;
use crate::harness::{Server, number};

/// What is not named stays; what is out of its range is refused, and nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn settings_are_changed_one_by_one() {
    let server = Server::start().await;
    let pool = &server.client;
    let before = pool.call(&GetSecuritySettings {}).await.unwrap();
    let change = UpdateSecuritySettings::builder().verify_code_length(8);
    pool.call(&change.build()).await.unwrap();
    let after = pool.call(&GetSecuritySettings {}).await.unwrap();
    assert_eq!(after.verify_code_length, 8);
    assert_eq!(
        after.verify_code_max_attempts,
        before.verify_code_max_attempts
    );
    for wrong in [
        UpdateSecuritySettings::builder().verify_code_length(9),
        UpdateSecuritySettings::builder().verify_code_length(3),
    ] {
        let answer = pool.call(&wrong.build()).await;
        assert_eq!(answer.unwrap_err().status_code(), Some(400));
    }
    let tries = UpdateSecuritySettings::builder().verify_code_max_attempts(21);
    let answer = pool.call(&tries.build()).await;
    assert_eq!(answer.unwrap_err().status_code(), Some(400));
    let kept = pool.call(&GetSecuritySettings {}).await.unwrap();
    assert_eq!(kept.verify_code_length, 8);
}

/// The whole numbers of a request, by their names, as the document has them.
fn numbers(operation: &cleat_api::Operation) -> Vec<String> {
    fn look(schema: &Value, way: &str, found: &mut Vec<String>) {
        if let Some(path) = schema["$ref"].as_str() {
            let name = path.rsplit('/').next().unwrap();
            look(&DOCUMENT["components"]["schemas"][name], way, found);
        }
        let parts = ["anyOf", "oneOf", "allOf"].map(|name| schema[name].as_array());
        for part in parts.into_iter().flatten().flatten() {
            look(part, way, found);
        }
        let kinds = [&schema["type"], &schema["type"][0]];
        if kinds.iter().any(|kind| *kind == "integer") {
            found.push(way.into());
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let dot = if way.is_empty() { "" } else { "." };
            look(field, &format!("{way}{dot}{name}"), found);
        }
    }
    let told = &DOCUMENT["paths"][operation.path]["post"]["requestBody"]["content"];
    let mut found = Vec::new();
    look(&told["application/json"]["schema"], "", &mut found);
    found.sort();
    found
}

/// A change of one number; what stands around it is as it was.
fn changed(settings: &Value, field: &str, value: i64) -> Object {
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    let mut change = json!({ first: settings[first].clone() });
    let pointer = format!("/{first}/{}", rest.replace('.', "/"));
    *change.pointer_mut(pointer.trim_end_matches('/')).unwrap() = value.into();
    change.as_object().unwrap().clone()
}

const TEN_YEARS: i64 = 315_360_000;

/// Every number of the settings of a pool, as the document has them, at both its bounds and one
/// beyond. Those that nothing heeds are kept as they come.
///
/// Seen to fail with a bound of `check` moved by one.
#[tokio::test(flavor = "multi_thread")]
async fn every_number_at_both_its_bounds() {
    let server = Server::start().await;
    let pool = &server.client;
    let operation = UpdateSecuritySettings::operation();
    let bounded = [
        ("verifyCodeLength", 4, 8),
        ("verifyCodeMaxAttempts", 1, 20),
        ("genauthTokenExpiresIn", 1, TEN_YEARS),
        ("authingTokenExpiresIn", 1, TEN_YEARS),
        ("registerAnomalyDetection.limit", 1, 1_000_000),
        ("registerAnomalyDetection.timeInterval", 1, 86_400),
    ];
    let kept = [
        "cookieSettings.cookieExpiresIn",
        "loginAnomalyDetection.accountLockLoginPasswordFailCheck.limit",
        "loginAnomalyDetection.accountLockLoginPasswordFailCheck.timeInterval",
        "loginAnomalyDetection.loginFailCheck.limit",
        "loginAnomalyDetection.loginFailCheck.timeInterval",
        "loginAnomalyDetection.loginPasswordFailCheck.limit",
        "loginAnomalyDetection.loginPasswordFailCheck.timeInterval",
        "loginAnomalyDetection.robotVerifyLoginPasswordFailCheck.limit",
        "loginAnomalyDetection.robotVerifyLoginPasswordFailCheck.timeInterval",
        "qrcodeLoginStrategy.qrcodeExpiresIn",
        "qrcodeLoginStrategy.ticketExpiresIn",
    ];
    let mut known: Vec<_> = bounded.map(|(field, ..)| field).to_vec();
    known.extend(kept);
    known.sort_unstable();
    assert_eq!(numbers(operation), known);
    let settings = async || {
        let settings = pool.call(&GetSecuritySettings {}).await.unwrap();
        serde_json::to_value(settings).unwrap()
    };
    let pointer = |field: &str| format!("/{}", field.replace('.', "/"));
    for (field, low, high) in bounded {
        for value in [low, high] {
            let change = changed(&settings().await, field, value);
            let told = pool.call_dynamic(operation, change).await.unwrap();
            assert_eq!(
                told.pointer(&pointer(field)),
                Some(&value.into()),
                "{field}"
            );
        }
        let before = settings().await;
        for value in [low - 1, high + 1, i64::MIN, i64::MAX] {
            let change = changed(&before, field, value);
            let error = pool.call_dynamic(operation, change).await.unwrap_err();
            let told = error.to_string();
            let why = format!("{field}: must be {low} to {high}");
            assert!(told.contains(&why), "{field} {value}: {told}");
            assert_eq!(settings().await, before, "{field} {value}");
        }
    }
    for field in kept {
        for value in [i64::MIN, 0, i64::MAX] {
            let change = changed(&settings().await, field, value);
            let told = pool.call_dynamic(operation, change).await.unwrap();
            assert_eq!(
                told.pointer(&pointer(field)),
                Some(&value.into()),
                "{field}"
            );
        }
    }
    // Whatever the numbers are, people sign in.
    server.sign_in(&number(1)).await;
}

/// The lives of an application's tokens, at both their bounds and one beyond; and the tokens of one
/// that came before there were bounds.
///
/// Seen to fail (a sum that overflows) without the bound of `lifetimes`.
#[tokio::test(flavor = "multi_thread")]
async fn lives_of_tokens_have_bounds() {
    let server = Server::start().await;
    let pool = &server.client;
    let operation = UpdateApplication::operation();
    let update = |field: &str, value: i64| {
        let update = json!({ "appId": server.credentials.app_id, "oidcConfig": { field: value } });
        update.as_object().unwrap().clone()
    };
    let names = [
        "access_token_expire",
        "authorization_code_expire",
        "id_token_expire",
        "refresh_token_expire",
    ];
    let named = names.map(|name| format!("oidcConfig.{name}"));
    // What may be asked of a sign-in is no life of a token.
    let max_age = "oidcConfig.default_max_age";
    let numbers: Vec<_> = numbers(operation)
        .into_iter()
        .filter(|name| name != max_age)
        .collect();
    assert_eq!(numbers, named);
    let lives = names
        .into_iter()
        .filter(|name| !name.starts_with("authorization"));
    for (n, field) in (1..).zip(lives) {
        for (m, value) in (0..).zip([0, 1, TEN_YEARS]) {
            pool.call_dynamic(operation, update(field, value))
                .await
                .unwrap();
            server.sign_in(&number(10 * n + m)).await;
        }
        for value in [-1, TEN_YEARS + 1, i64::MIN, i64::MAX] {
            let error = pool
                .call_dynamic(operation, update(field, value))
                .await
                .unwrap_err();
            let why = format!("oidcConfig.{field}: must be 0 to {TEN_YEARS}");
            assert!(error.to_string().contains(&why), "{field} {value}: {error}");
        }
    }
    let longest = "UPDATE application SET document =
        REPLACE(document, '315360000', '9223372036854775807')";
    server.execute(longest).await;
    server.sign_in(&number(50)).await;
}
