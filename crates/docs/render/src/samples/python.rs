//! A sample in Python: with the official package, or a plain HTTP call.

use serde_json::Value;

use super::sample::{Sample, quoted};
use crate::document::{Caller, Object, Wire};
use crate::names::snake_case;

pub fn sample(sample: &Sample<'_>) -> String {
    match sample.operation.in_python {
        true => by_method(sample),
        false => bare(sample),
    }
}

fn by_method(sample: &Sample<'_>) -> String {
    let operation = sample.operation;
    let class = operation.client;
    let name = snake_case(&class.replace("Client", "_client")).replace("__", "_");
    let token = match operation.caller {
        Caller::User => format!(
            "# {}\n{name}.set_access_token({})\n",
            sample.sign_in_first(),
            quoted(&sample.given.access_token)
        ),
        _ => String::new(),
    };
    format!(
        "import json\n\nfrom genauth import {class}\n\n{name} = {class}(\n{options})\n{token}\n\
         result = {name}.{method}({arguments})\n\n\
         print(json.dumps(result, indent=2, ensure_ascii=False))\n",
        options = options(sample),
        method = snake_case(operation.id),
        arguments = arguments(sample),
    )
}

fn options(sample: &Sample<'_>) -> String {
    let given = sample.given;
    let options = if sample.operation.is_management() {
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
    let mut text = format!("    # {}\n", sample.replace("app_id, app_secret, app_host"));
    for (key, value) in options {
        text.push_str(&format!("    {key}={},\n", quoted(value)));
    }
    text.push_str(&format!("    lang={},\n", quoted(sample.tongue.messages())));
    text
}

/// The arguments of a method; the package does not add the application's id and secret itself.
fn arguments(sample: &Sample<'_>) -> String {
    let request = match sample.operation.caller {
        Caller::Client => sample.with_proof(),
        _ => sample.request.clone(),
    };
    let mut text = String::new();
    for (key, value) in &request {
        text.push_str(&format!("    {}={},\n", snake_case(key), written(value, 4)));
    }
    if !text.is_empty() {
        text.insert(0, '\n');
    }
    text
}

/// A plain HTTP call.
fn bare(sample: &Sample<'_>) -> String {
    let (operation, given) = (sample.operation, sample.given);
    let mut request = sample.with_proof();
    let url = format!("{}{}", given.app_host, operation.address(&mut request));
    let (header, value) = match operation.caller {
        Caller::Management => (
            "authorization",
            format!("Bearer {}", given.management_token),
        ),
        Caller::User => ("authorization", format!("Bearer {}", given.access_token)),
        _ => ("x-authing-app-id", given.app_id.clone()),
    };
    let body = match operation.has_body() {
        true if operation.wire == Wire::OAuth => format!("    data={},\n", dict(&request, 4)),
        true => format!("    json={},\n", dict(&request, 4)),
        false if request.is_empty() => String::new(),
        false => format!("    params={},\n", dict(&request, 4)),
    };
    format!(
        "import json\n\nimport requests\n\nanswer = requests.{method}(\n    {url},\n    \
         headers={{\n        \"x-authing-lang\": {language},\n        \"{header}\": {value},\n    \
         }},\n{body})\n\nprint(json.dumps(answer.json(), indent=2, ensure_ascii=False))\n",
        method = operation.method.to_lowercase(),
        url = quoted(&url),
        language = quoted(sample.tongue.messages()),
        value = quoted(&value),
    )
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
