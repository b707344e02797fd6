use cleat_api::Value;
use cleat_api::endpoint::{CallerKind, Wire};

use super::Sample;

pub fn sample(sample: &Sample<'_>) -> String {
    let operation = sample.example.operation;
    let given = sample.given;
    let mut request = sample.request.clone();
    if operation.proves_application() {
        request.insert("client_id".into(), given.app_id.as_str().into());
        request.insert("client_secret".into(), given.app_secret.as_str().into());
    }
    let url = format!("{}{}", given.app_host, operation.path);
    let get = operation.method == "GET";
    let verb = if get && request.is_empty() {
        ""
    } else if get {
        " --get"
    } else {
        " --request POST"
    };
    let mut text = format!("curl --silent{verb} {}", quoted(&url));
    let mut add = |option: &str, value: &str| {
        text.push_str(&format!(" \\\n  {option} {}", quoted(value)));
    };
    add(
        "--header",
        &format!("x-authing-lang: {}", sample.messages()),
    );
    match operation.caller {
        CallerKind::Management => add(
            "--header",
            &format!("authorization: Bearer {}", given.management_token),
        ),
        CallerKind::User => add(
            "--header",
            &format!("authorization: Bearer {}", given.access_token),
        ),
        _ => add("--header", &format!("x-authing-app-id: {}", given.app_id)),
    }
    if get || operation.wire() == Wire::OAuth {
        for (name, value) in cleat_api::query::pairs(&request) {
            add("--data-urlencode", &format!("{name}={value}"));
        }
    } else {
        add("--header", "content-type: application/json");
        let body = serde_json::to_string_pretty(&Value::Object(request)).unwrap_or_default();
        add("--data", &body);
    }
    text.push('\n');
    text
}

/// In single quotes, as every shell reads them.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
