//! Providers in the configuration file: every vendor whose settings the operations take.

use std::process::{Command, Stdio};

use cleat_api::ErrorCode;
use cleat_api::sms_delivery::*;
use serde_json::json;

use crate::common::need;
use crate::configuration::fails;
use crate::harness::{Folder, Process, by_phone, client, database, free_address, number, refused};
use crate::sms_delivery::login;
use crate::sms_smpp::{Centre, attempts, code_in};

/// A pool without providers goes by those of the file, which are shown, and not changed; their
/// secrets are in files, and are not shown. They are tried as those of a pool are.
///
/// Seen to fail with `servers` left out of `count` in `links.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn the_providers_of_the_file_serve_every_pool() {
    let centre = need!(Centre::start().await);
    let (folder, address) = (Folder::new(), free_address());
    let path = |name: &str| folder.0.join(name).to_string_lossy().into_owned();
    let data = path("data");
    let mut first = Process::start(&data, &address, &[], Stdio::null()).await;
    let mut credentials = first.credentials().await;
    first.kill();
    credentials.app_host = format!("http://{address}");
    let client = client(&credentials);
    let secret = path("password");
    std::fs::write(&secret, "p4ssw0rd\n").unwrap();
    let url = centre.fields["url"].as_str().unwrap();
    let file = path("cleat.toml");
    let text = format!(
        "data = \"{data}\"\nlisten = \"{address}\"\n\n[[providers]]\nid = \"carrier\"\n\
         scope = \"DOMESTIC\"\nprovider = \"SMPP\"\npriority = 3\n\
         [providers.fields]\nurl = \"{url}\"\nsystemId = \"cleat\"\n\
         password_file = \"{secret}\"\nfrom = \"Cleat\"\nwindow = 2\n\n\
         [[providers]]\nid = \"abroad\"\nscope = \"INTERNATIONAL\"\nprovider = \"TWILIO\"\n\
         fields = {{ accountSid = \"AC00000000000000000000000000000001\", \
         authToken = \"0123456789abcdef0123456789abcdef\", from = \"+15005550006\" }}\n"
    );
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
    command.args(["serve", "--config", &file]);
    if let Some(url) = database(&data).await {
        command.args(["--database-url", &url]);
    }
    let process = Process {
        child: command.stderr(Stdio::null()).spawn().unwrap(),
        base: credentials.app_host.clone(),
    };
    process.answers().await;
    let list = client.call(&GetSmsProviders {}).await.unwrap();
    let shown = list
        .providers
        .iter()
        .map(|one| (one.id.as_str(), one.provider.as_str()));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [("abroad", "TWILIO"), ("carrier", "SMPP")]
    );
    assert!(
        list.providers
            .iter()
            .all(|one| one.read_only && one.fields.is_empty())
    );
    let delete = DeleteSmsProvider {
        id: "carrier".into(),
        force: None,
    };
    refused(client.call(&delete).await, ErrorCode::SmsProviderNotFound);
    client.call(&login(number(1))).await.unwrap();
    let message = centre.message().await;
    let code = code_in(message["text"].as_str().unwrap());
    client
        .call(&by_phone(&number(1), code.into()))
        .await
        .unwrap();
    let id = attempts(&client, &["taken"]).await.attempts[0]
        .message_id
        .clone();
    let wish = json!({ "id": id, "stat": "DELIVRD", "form": "text" });
    centre.fake.ask("/_receipt", &wish).await;
    let attempt = attempts(&client, &["delivered"]).await.attempts.remove(0);
    assert_eq!(attempt.provider_id, "carrier");
    let metrics = reqwest::get(format!("{}/metrics", process.base))
        .await
        .unwrap();
    let metrics = metrics.text().await.unwrap();
    let line = "provider=\"carrier\",country=\"CN\",outcome=\"delivered\"} 1";
    assert!(metrics.contains(line), "{metrics}");
    let test = |id: &str| TestSmsProvider {
        id: id.into(),
        phone_number: number(9),
        ..TestSmsProvider::default()
    };
    let told = client.call(&test("carrier")).await.unwrap();
    assert_eq!(told.result, SmsResult::Taken, "{told:?}");
    refused(
        client.call(&test("nobody")).await,
        ErrorCode::SmsProviderNotFound,
    );
}

/// What cannot be used is an error at start, which names the provider and the field, and no secret.
#[test]
fn what_cannot_be_used_is_an_error_at_start() {
    let right = json!({ "id": "carrier", "scope": "DOMESTIC", "provider": "SMPP",
        "fields": { "url": "smpp://smsc.example.com", "systemId": "cleat", "password": "hunter2",
            "from": "Cleat" } });
    let with = |pointer: &str, value: serde_json::Value| {
        let mut list = json!([right]);
        *list.pointer_mut(&format!("/0{pointer}")).unwrap() = value;
        list.to_string()
    };
    for (list, says) in [
        ("[".to_owned(), "is no JSON"),
        ("{}".into(), "must be a list of tables"),
        (
            json!([{ "id": "a" }]).to_string(),
            "must be a list of tables",
        ),
        (with("/id", json!("a b")), "an id must have"),
        (
            json!([right, right]).to_string(),
            "carrier: the id is there twice",
        ),
        (
            with("/scope", json!("EVERYWHERE")),
            "carrier: scope must be",
        ),
        (
            with("/scope", json!("EMAIL")),
            "carrier: provider is none of that scope",
        ),
        (
            with("/provider", json!("NOBODY")),
            "carrier: provider is none",
        ),
        (
            with("/fields/url", json!("http://x")),
            "carrier: fields.url: must be like",
        ),
        (
            with("/fields/password", json!(5)),
            "carrier: fields.password: is missing",
        ),
        (
            with("/fields", json!({ "password_file": "/nowhere" })),
            "carrier: /nowhere",
        ),
        (
            with(
                "/fields",
                json!({ "password_file": "/nowhere", "password": "x" }),
            ),
            "setting providers: carrier",
        ),
    ] {
        let address = free_address();
        let serve = ["serve", "--listen", &address];
        fails(&serve, &[("CLEAT_PROVIDERS", &list)], says);
    }
    let list = json!([right]).to_string();
    fails(
        &["serve", "--dev"],
        &[("CLEAT_PROVIDERS", &list)],
        "take the providers out",
    );
}
