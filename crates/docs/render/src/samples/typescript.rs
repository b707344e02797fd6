//! A sample in TypeScript.

use serde_json::Value;

use super::sample::{Sample, quoted};
use crate::document::{Caller, Object};
use crate::names::lower_first;

pub fn sample(sample: &Sample<'_>) -> String {
    let operation = sample.operation;
    let (id, class) = (operation.id, operation.client);
    let name = lower_first(class);
    let argument = match sample.request.is_empty() {
        true => String::new(),
        false => object(sample.request, 2),
    };
    format!(
        "import {{ {class} }} from \"@cleat/nodejs\";\n\n{client}\n(async () => {{\n{token}  \
         const result = await {name}.{id}({argument});\n\n  \
         console.log(JSON.stringify(result, null, 2));\n}})();\n",
        client = client(sample, &name),
        token = token(sample, &name),
    )
}

/// The client with its options.
fn client(sample: &Sample<'_>, name: &str) -> String {
    let given = sample.given;
    let options = if sample.operation.is_management() {
        [
            ("accessKeyId", &given.access_key_id),
            ("accessKeySecret", &given.access_key_secret),
            ("host", &given.app_host),
        ]
    } else {
        [
            ("appId", &given.app_id),
            ("appSecret", &given.app_secret),
            ("appHost", &given.app_host),
        ]
    };
    let class = sample.operation.client;
    let comment = sample.replace("appId, appSecret, appHost");
    let mut text = format!("const {name} = new {class}({{\n  // {comment}\n");
    for (key, value) in options {
        text.push_str(&format!("  {key}: {},\n", quoted(value)));
    }
    text.push_str(&format!(
        "  lang: {},\n}});\n",
        quoted(sample.tongue.messages())
    ));
    text
}

fn token(sample: &Sample<'_>, name: &str) -> String {
    if sample.operation.caller != Caller::User {
        return String::new();
    }
    let comment = sample.sign_in_first();
    let token = quoted(&sample.given.access_token);
    format!("  // {comment}\n  {name}.setAccessToken({token});\n\n")
}

fn object(object: &Object, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut text = String::from("{\n");
    for (name, value) in object {
        text.push_str(&format!("{pad}  {name}: {},\n", written(value, indent + 2)));
    }
    text.push_str(&format!("{pad}}}"));
    text
}

fn written(value: &Value, indent: usize) -> String {
    match value {
        Value::Object(inner) => object(inner, indent),
        Value::Array(list) => {
            let items: Vec<String> = list.iter().map(|item| written(item, indent)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
