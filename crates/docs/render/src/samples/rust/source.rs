//! The source of a sample.

use std::collections::BTreeMap;

use super::layout::{Call, Code, import};
use super::value::{Text, Writer};
use crate::document::Caller;
use crate::names::snake_case;
use crate::samples::sample::{Sample, quoted};
use crate::schema;

/// The sample as it stands on a page.
pub fn sample(sample: &Sample<'_>) -> Result<String, String> {
    source(sample, &|_, text| quoted(text))
}

/// The sample, its strings written by `text`.
pub fn source(sample: &Sample<'_>, text: Text<'_>) -> Result<String, String> {
    let operation = sample.operation;
    let mut writer = Writer::new(sample.document, text);
    let fields = schema::request_fields(sample.document.value, operation.described);
    let request = writer.request(operation.rust_type, &fields, sample.request)?;
    let call = call(operation.id, request);
    let body = if operation.answers_nothing() {
        format!("    {};\n", call.text(4, 4, 1))
    } else {
        let prefix = "    let result = ";
        format!(
            "{prefix}{};\n\n    \
             println!(\"{{}}\", serde_json::to_string_pretty(&result)?);\n",
            call.text(4, prefix.len(), 1)
        )
    };
    Ok(format!(
        "{}\n#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {{\n\
         {};\n\n{body}    Ok(())\n}}\n",
        imports(sample, writer.used()),
        client(sample, text),
    ))
}

fn call(id: &str, request: Code) -> Code {
    let request = Some(Code::Borrowed(Box::new(request)));
    let calls = vec![Call::Method(snake_case(id), request), Call::Await];
    Code::Chain("client".into(), calls)
}

fn imports<'u>(sample: &Sample<'_>, used: impl Iterator<Item = &'u (String, String)>) -> String {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (module, name) in used {
        modules.entry(module).or_default().push(name);
    }
    let types = modules
        .into_iter()
        .map(|(module, names)| import(&format!("cleat_client::api::{module}"), &names));
    let own = import(
        "cleat_client",
        &[sample.operation.client, options_type(sample)],
    );
    types.chain([own]).collect()
}

fn options_type(sample: &Sample<'_>) -> &'static str {
    match sample.operation.is_management() {
        true => "ManagementOptions",
        false => "AuthenticationOptions",
    }
}

/// The client with its options, and the token of its user.
fn client(sample: &Sample<'_>, text: Text<'_>) -> String {
    let (class, options) = (sample.operation.client, options_type(sample));
    let given = sample.given;
    let pairs = if sample.operation.is_management() {
        [
            ("host", "appHost", &given.app_host),
            ("access_key_id", "accessKeyId", &given.access_key_id),
            (
                "access_key_secret",
                "accessKeySecret",
                &given.access_key_secret,
            ),
        ]
    } else {
        [
            ("app_host", "appHost", &given.app_host),
            ("app_id", "appId", &given.app_id),
            ("app_secret", "appSecret", &given.app_secret),
        ]
    };
    let comment = sample.replace("app_host, app_id, app_secret");
    let mut source = format!("    let client = {class}::new({options} {{\n        // {comment}\n");
    for (name, place, value) in pairs {
        source.push_str(&format!("        {name}: {}.into(),\n", text(place, value)));
    }
    source.push_str(&format!("        ..{options}::default()\n    }})?"));
    if sample.operation.caller == Caller::User {
        let token = text("accessToken", &given.access_token);
        let comment = sample.sign_in_first();
        source.push_str(&format!(
            "\n    // {comment}\n    .with_access_token({token})"
        ));
    }
    source
}
