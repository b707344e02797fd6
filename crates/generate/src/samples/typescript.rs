use cleat_api::endpoint::CallerKind;
use cleat_api::{Object, Value};

use super::Sample;

pub fn sample(sample: &Sample<'_>) -> String {
    let operation = sample.example.operation;
    let given = sample.given;
    let class = operation.client();
    let name = lower_first(class);
    let options = if operation.is_management() {
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
    let comment = sample.replace("appId, appSecret, appHost");
    let mut text = format!(
        "import {{ {class} }} from \"@cleat/nodejs\";\n\nconst {name} = new {class}({{\n  // {comment}\n"
    );
    for (key, value) in options {
        text.push_str(&format!("  {key}: {},\n", quoted(value)));
    }
    text.push_str(&format!("  lang: {},\n", quoted(sample.messages())));
    text.push_str("});\n\n(async () => {\n");
    if operation.caller == CallerKind::User {
        text.push_str(&format!(
            "  // {}\n  {name}.setAccessToken({});\n\n",
            sample.sign_in_first(),
            quoted(&given.access_token)
        ));
    }
    let id = operation.id;
    let argument = if sample.request.is_empty() {
        String::new()
    } else {
        object(sample.request, 2)
    };
    text.push_str(&format!(
        "  const result = await {name}.{id}({argument});\n\n  console.log(JSON.stringify(result, null, 2));\n}})();\n"
    ));
    text
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
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
