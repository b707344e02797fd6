//! A sample for the shell.

use serde_json::Value;

use super::sample::Sample;
use crate::document::{Caller, Object, Wire};
use crate::schema::plain;

pub fn sample(sample: &Sample<'_>) -> String {
    let operation = sample.operation;
    let mut request = sample.with_proof();
    let url = format!(
        "{}{}",
        sample.given.app_host,
        operation.address(&mut request)
    );
    let verb = verb(&operation.method, operation.has_body(), &request);
    let mut text = format!("curl --silent{verb} {}", quoted(&url));
    for (name, value) in options(sample, request) {
        text.push_str(&format!(" \\\n  {name} {}", quoted(&value)));
    }
    text.push('\n');
    text
}

fn verb(method: &str, has_body: bool, request: &Object) -> String {
    let own = match method {
        "GET" => String::new(),
        method => format!(" --request {method}"),
    };
    let in_query = !has_body && !request.is_empty();
    format!("{}{own}", if in_query { " --get" } else { "" })
}

/// Headers, then what is sent.
fn options(sample: &Sample<'_>, request: Object) -> Vec<(&'static str, String)> {
    let (operation, given) = (sample.operation, sample.given);
    let bearer = |token: &str| format!("authorization: Bearer {token}");
    let caller = match operation.caller {
        Caller::Management => bearer(&given.management_token),
        Caller::User => bearer(&given.access_token),
        _ => format!("x-authing-app-id: {}", given.app_id),
    };
    let language = format!("x-authing-lang: {}", sample.tongue.messages());
    let mut options = vec![("--header", language), ("--header", caller)];
    if operation.has_body() && operation.wire != Wire::OAuth {
        options.push(("--header", "content-type: application/json".into()));
        let body = serde_json::to_string_pretty(&Value::Object(request));
        options.push(("--data", body.unwrap_or_default()));
    } else {
        let pairs = pairs(&request);
        options.extend(pairs.map(|pair| ("--data-urlencode", pair)));
    }
    options
}

/// `name=value`; a list repeats its name.
fn pairs(request: &Object) -> impl Iterator<Item = String> {
    request.iter().flat_map(|(name, value)| {
        let values = match value {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        let pairs = values
            .into_iter()
            .map(|value| format!("{name}={}", plain(value)));
        pairs.collect::<Vec<_>>()
    })
}

/// In single quotes, as every shell reads them.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
