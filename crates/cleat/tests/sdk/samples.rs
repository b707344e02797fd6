//! Every sample of the documentation runs, in every language, and prints what the page shows.

use std::io::Write as _;
use std::process::{Command, Stdio};

use cleat_api::{Object, Value};
use cleat_generate::example::examples;
use cleat_generate::record::abridge;
use cleat_generate::world::{Ready, World};
use cleat_render::samples::{self, Given, HOST, Language, Sample};
use cleat_render::{Document, Operation, Tongue};
use serde_json::json;

use crate::common::{self, need};
use crate::programs::{Folder, document, node, printed, root};

/// What the page says that comes back.
fn recorded(document: &Document<'_>, operation: &Operation<'_>, tongue: Tongue) -> Value {
    let mut answer = operation.answer().clone();
    if let Some(message) = answer.get_mut("message") {
        *message = document.value["x-success"][tongue.messages()].clone();
    }
    answer
}

/// Runs every sample of a language, as the pages in this tongue have it; the number of those that
/// printed what was recorded.
async fn run_all(language: Language, tongue: Tongue) -> usize {
    let document = document();
    let document = Document::read(&document).unwrap();
    let folder = Folder::with_packages();
    let mut ran = 0;
    for example in examples().unwrap() {
        let operation = document.operation(example.operation.id).unwrap();
        let mut world = World::live().await.unwrap();
        let ready = world.prepare(&example).await.unwrap();
        let given = world.given(&ready).await.unwrap();
        let sample = Sample {
            document: &document,
            operation,
            request: &ready.request,
            given: &given,
            tongue,
        };
        let command = match language {
            Language::Rust => rust(operation.id, &ready, &given),
            _ => written(&folder, language, &sample),
        };
        let text = printed(command).await;
        let expected = recorded(&document, operation, tongue);
        compare(language, operation.id, &text, expected, &given.app_host);
        ran += 1;
    }
    ran
}

/// The sample as a file, and the program that runs it.
fn written(folder: &Folder, language: Language, sample: &Sample<'_>) -> Command {
    let text = samples::text(language, sample).unwrap();
    let (program, name) = match language {
        Language::TypeScript => return node(&folder.write("sample.mjs", &text)),
        Language::Python => (root().join("target/python/bin/python"), "sample.py"),
        _ => ("sh".into(), "sample.sh"),
    };
    let mut command = Command::new(program);
    command.arg(folder.write(name, &text));
    command
}

/// The same code as on the page, compiled; what a reader replaces comes from the environment.
fn rust(id: &str, ready: &Ready, given: &Given) -> Command {
    let mut values = Object::new();
    texts("", &ready.request.clone().into(), &mut values);
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
        "run `cargo build --package cleat-docs --examples`"
    );
    let mut command = Command::new(program);
    command.arg(id).env("SAMPLE", json!(values).to_string());
    command
}

/// Every text of a request by its place (RFC 6901).
fn texts(place: &str, value: &Value, found: &mut Object) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                texts(&format!("{place}/{name}"), value, found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                texts(&format!("{place}/{at}"), item, found);
            }
        }
        Value::String(_) => drop(found.insert(place.to_owned(), value.clone())),
        _ => {}
    }
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

/// A code that somebody types for a device (RFC 8628 section 6.1).
fn is_user_code(text: &str) -> bool {
    let halves = text.split_once('-');
    let is_half = |half: &str| half.len() == 4 && half.bytes().all(|b| b.is_ascii_uppercase());
    halves.is_some_and(|(one, two)| is_half(one) && is_half(two))
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
            } else if is_user_code(text) {
                *text = "CODE".into();
            } else {
                *text = text.replace(host, "HOST");
                // An id and a token stand at its end.
                if let Some((start, _)) = text.split_once("?user_code=") {
                    *text = format!("{start}?user_code=CODE");
                }
                // So does what a pushed request or a ticket is known by.
                let last = text.rsplit(['/', ':']).next().unwrap_or_default();
                if secret(last) {
                    *text = text.replace(last, "SECRET");
                }
                if let Some((start, _)) = text.split_once("/hooks/messages/") {
                    *text = format!("{start}/hooks/messages/ID/SECRET");
                }
            }
        }
        Value::Number(number) if number.as_i64().is_some_and(|n| n > 1_700_000_000) => {
            *value = "TIME".into();
        }
        // JavaScript writes 0.0 as 0.
        Value::Number(number) if number.as_f64() == Some(0.0) => *value = 0.into(),
        Value::Array(list) => list.iter_mut().for_each(|inner| mask(inner, host)),
        Value::Object(object) => {
            // A standard mail is in the language of the caller, and samples do not name theirs.
            if object.get("customizeEnabled") == Some(&Value::Bool(false)) {
                for name in ["name", "subject", "content"] {
                    object.insert(name.into(), "TEXT".into());
                }
            }
            object.values_mut().for_each(|inner| mask(inner, host));
        }
        _ => {}
    }
}

/// Seen to fail with a call chain of 61 columns left on one line.
#[test]
fn rust_samples_are_written_as_rustfmt_writes_them() {
    let document = document();
    let document = Document::read(&document).unwrap();
    for operation in &document.operations {
        let sample = Sample {
            document: &document,
            operation,
            request: &operation.request(),
            given: &Given::placeholders(),
            tongue: Tongue::En,
        };
        let text = samples::text(Language::Rust, &sample).unwrap();
        assert_eq!(text, formatted(&text), "{}", operation.id);
    }
}

fn formatted(text: &str) -> String {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{text}");
    String::from_utf8(output.stdout).unwrap()
}

/// How many operations the document has.
fn operations() -> usize {
    Document::read(&document()).unwrap().operations.len()
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
    need!(common::node("tests/sdk/node"));
    both(Language::TypeScript).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_in_python() {
    need!(common::python());
    both(Language::Python).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_in_curl() {
    need!(common::program("curl"));
    both(Language::Curl).await;
}
