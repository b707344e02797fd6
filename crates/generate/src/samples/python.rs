use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::{Object, Value};

use super::Sample;
use crate::names::snake_case;

/// What the official package has no method for.
const WITHOUT_METHOD: &[&str] = &[
    "getOpenIdConfiguration",
    "fetchJWKS",
    "exchangeToken",
    "getUserInfo",
    "postUserInfo",
    "validatePassword",
    "updateApplication",
    "getManagementToken",
];

pub fn sample(sample: &Sample<'_>) -> String {
    if WITHOUT_METHOD.contains(&sample.example.operation.id) {
        bare(sample)
    } else {
        by_method(sample)
    }
}

fn by_method(sample: &Sample<'_>) -> String {
    let operation = sample.example.operation;
    let given = sample.given;
    let class = operation.client();
    let name = snake_case(&class.replace("Client", "_client")).replace("__", "_");
    let options = if operation.is_management() {
        [
            ("access_key_id", &given.access_key_id),
            ("access_key_secret", &given.access_key_secret),
            ("host", &given.app_host),
        ]
    } else {
        [
            ("app_id", &given.app_id),
            ("app_secret", &given.app_secret),
            ("app_host", &given.app_host),
        ]
    };
    let comment = sample.replace("app_id, app_secret, app_host");
    let mut text = format!(
        "import json\n\nfrom genauth import {class}\n\n{name} = {class}(\n    # {comment}\n"
    );
    for (key, value) in options {
        text.push_str(&format!("    {key}={},\n", quoted(value)));
    }
    text.push_str(&format!("    lang={},\n)\n", quoted(sample.messages())));
    if operation.caller == CallerKind::User {
        text.push_str(&format!(
            "# {}\n{name}.set_access_token({})\n",
            sample.sign_in_first(),
            quoted(&given.access_token)
        ));
    }
    let mut request = sample.request.clone();
    if operation.caller == CallerKind::Client {
        request.insert("client_id".into(), given.app_id.as_str().into());
        request.insert("client_secret".into(), given.app_secret.as_str().into());
    }
    let mut arguments = String::new();
    for (key, value) in &request {
        arguments.push_str(&format!("    {}={},\n", snake_case(key), written(value, 4)));
    }
    if !arguments.is_empty() {
        arguments.insert(0, '\n');
    }
    text.push_str(&format!(
        "\nresult = {name}.{}({arguments})\n\nprint(json.dumps(result, indent=2, ensure_ascii=False))\n",
        snake_case(operation.id)
    ));
    text
}

/// A plain HTTP call.
fn bare(sample: &Sample<'_>) -> String {
    let operation = sample.example.operation;
    let given = sample.given;
    let method = operation.method.as_str().to_lowercase();
    let mut headers = vec![("x-authing-lang", quoted(sample.messages()))];
    match operation.caller {
        CallerKind::Management => headers.push((
            "authorization",
            quoted(&format!("Bearer {}", given.management_token)),
        )),
        CallerKind::User => headers.push((
            "authorization",
            quoted(&format!("Bearer {}", given.access_token)),
        )),
        _ => headers.push(("x-authing-app-id", quoted(&given.app_id))),
    }
    let mut request = sample.request.clone();
    let oauth = operation.wire() == Wire::OAuth;
    if operation.proves_application() {
        request.insert("client_id".into(), given.app_id.as_str().into());
        request.insert("client_secret".into(), given.app_secret.as_str().into());
    }
    let mut text = format!(
        "import json\n\nimport requests\n\nanswer = requests.{method}(\n    {},\n    headers={{\n",
        quoted(&format!("{}{}", given.app_host, operation.path))
    );
    for (key, value) in headers {
        text.push_str(&format!("        {}: {value},\n", quoted(key)));
    }
    text.push_str("    },\n");
    if operation.method != "GET" {
        let name = if oauth { "data" } else { "json" };
        text.push_str(&format!("    {name}={},\n", dict(&request, 4)));
    }
    text.push_str(")\n\nprint(json.dumps(answer.json(), indent=2, ensure_ascii=False))\n");
    text
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn dict(object: &Object, indent: usize) -> String {
    if object.is_empty() {
        return "{}".into();
    }
    let pad = " ".repeat(indent);
    let mut text = String::from("{\n");
    for (name, value) in object {
        let value = written(value, indent + 4);
        text.push_str(&format!("{pad}    {}: {value},\n", quoted(name)));
    }
    text.push_str(&format!("{pad}}}"));
    text
}

fn written(value: &Value, indent: usize) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Object(object) => dict(object, indent),
        Value::Array(list) => {
            let items: Vec<String> = list.iter().map(|item| written(item, indent)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
