//! Every sample of the documentation runs, in every language, and prints what the page shows.

use std::process::Command;

use cleat_api::schema::{self, entries};
use cleat_api::{ErrorCode, Object, Value};
use cleat_generate::catalogue::Tongue;
use cleat_generate::example::{Example, examples, looked_up};
use cleat_generate::record::abridge;
use cleat_generate::samples::{Given, Language, Sample, sample};
use cleat_generate::world::{HOST, Ready, World};
use serde_json::json;

use crate::programs::{Folder, document, node, printed, root};

/// What the page says that comes back.
fn recorded(document: &Value, example: &Example, tongue: Tongue) -> Value {
    let operation = schema::operation(document, example.operation.id);
    let answer = &operation["responses"]["200"]["content"]["application/json"]["example"];
    let mut answer = answer.clone();
    if let Some(message) = answer.get_mut("message") {
        *message = ErrorCode::success_message(tongue.messages()).into();
    }
    answer
}

/// Runs every sample of a language, as the pages in this tongue have it; the number of those that
/// printed what was recorded.
async fn run_all(language: Language, tongue: Tongue) -> usize {
    let document = document();
    let folder = Folder::with_packages();
    let mut ran = 0;
    for example in examples().unwrap() {
        let id = example.operation.id;
        let mut world = World::live().await.unwrap();
        let ready = world.prepare(&example).await.unwrap();
        let given = world.given(&ready).await.unwrap();
        let one = Sample {
            example: &example,
            request: &ready.request,
            given: &given,
            tongue,
            document: &document,
        };
        let command = match language {
            Language::Rust => rust(&example, &ready, &given),
            Language::TypeScript => {
                node(&folder.write("sample.mjs", &sample(language, &one).unwrap()))
            }
            Language::Python => {
                let mut command = Command::new(root().join("target/python/bin/python"));
                command.arg(folder.write("sample.py", &sample(language, &one).unwrap()));
                command
            }
            Language::Curl => {
                let mut command = Command::new("sh");
                command.arg(folder.write("sample.sh", &sample(language, &one).unwrap()));
                command
            }
        };
        let text = printed(command).await;
        let expected = recorded(&document, &example, tongue);
        compare(language, id, &text, expected, &given.app_host);
        ran += 1;
    }
    ran
}

/// The same code as on the page, compiled; what a reader replaces comes from the environment.
fn rust(example: &Example, ready: &Ready, given: &Given) -> Command {
    let mut values = Object::new();
    looked_up(
        &example.request.clone().into(),
        &ready.request.clone().into(),
        &mut values,
    );
    let named = [
        ("appHost", &given.app_host),
        ("appId", &given.app_id),
        ("appSecret", &given.app_secret),
        ("accessKeyId", &given.access_key_id),
        ("accessKeySecret", &given.access_key_secret),
        ("accessToken", &given.access_token),
    ];
    values.extend(named.map(|(name, value)| (name.to_owned(), json!(value))));
    let mut program = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    let program = program.join("examples/samples");
    assert!(
        program.exists(),
        "run `cargo build --package cleat-client --examples`"
    );
    let mut command = Command::new(program);
    command
        .arg(example.operation.id)
        .env("SAMPLE", json!(values).to_string());
    command
}

fn compare(language: Language, id: &str, text: &str, expected: Value, host: &str) {
    // An empty answer shows nothing, or what the language makes of nothing.
    if expected.is_null() {
        return;
    }
    let mut expected = expected;
    if language == Language::Rust && expected.get("statusCode").is_some() {
        // The Rust client hands out what the envelope holds, and prints nothing of nothing.
        expected = match expected.get("data") {
            Some(data) => data.clone(),
            None => return assert_eq!(text, "", "{id}"),
        };
    }
    let mut printed: Value = serde_json::from_str(text)
        .unwrap_or_else(|error| panic!("{language:?} {id} printed no JSON: {error}\n{text}"));
    abridge(&mut printed);
    mask(&mut printed, host);
    mask(&mut expected, HOST);
    assert_eq!(printed, expected, "{language:?} {id}");
}

/// Hides what is different each time, by its form: ids, times, tokens, codes, keys.
fn mask(value: &mut Value, host: &str) {
    match value {
        Value::String(text) => {
            let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let secret = |text: &str| {
                let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
                text.len() == 43 && text.bytes().all(fits)
            };
            if text.len() == 36 && text.split('-').count() == 5 {
                *text = "UUID".into();
            } else if text.len() == 24 && hex(text) {
                *text = "ID".into();
            } else if text.len() == 24 && text.ends_with('Z') && text.contains('T') {
                *text = "TIME".into();
            } else if secret(text) {
                *text = "SECRET".into();
            } else {
                *text = text.replace(host, "HOST");
            }
        }
        Value::Number(number) if number.as_i64().is_some_and(|n| n > 1_700_000_000) => {
            *value = "TIME".into();
        }
        // JavaScript writes 0.0 as 0.
        Value::Number(number) if number.as_f64() == Some(0.0) => *value = 0.into(),
        Value::Array(list) => list.iter_mut().for_each(|inner| mask(inner, host)),
        Value::Object(object) => object.values_mut().for_each(|inner| mask(inner, host)),
        _ => {}
    }
}

/// How many operations the document has.
fn operations() -> usize {
    let document = document();
    entries(&document["paths"])
        .flat_map(|(_, methods)| entries(methods))
        .count()
}

/// Seen to fail when an example's answer in docs/openapi.json was changed by hand. In Chinese they
/// differ by comments alone.
#[tokio::test(flavor = "multi_thread")]
async fn samples_in_rust() {
    assert_eq!(run_all(Language::Rust, Tongue::En).await, operations());
}

/// Runs the samples of a language in both tongues.
async fn both(language: Language) {
    for tongue in Tongue::ALL {
        assert_eq!(run_all(language, tongue).await, operations());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_in_typescript() {
    both(Language::TypeScript).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_in_python() {
    both(Language::Python).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_in_curl() {
    both(Language::Curl).await;
}
