//! What the trail says that was changed: P12.

use cleat_api::application::UpdateApplication;
use cleat_api::endpoint::CallerKind;
use cleat_api::ext_idp::{CreateExtIdp, CreateExtIdpConn};
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::sms_delivery::{
    ConfigSmsBudget, ConfigSmsGuard, ConfigSmsProvider, ConfigSmsRoutes,
};
use cleat_api::sms_text::{ConfigSmsTestNumbers, ConfigSmsText};
use cleat_api::{Endpoint as _, Value};
use cleat_engine::kernel::iso;
use serde_json::json;

use crate::console::{Console, operator, owner};
use crate::console_audit::log;
use crate::harness::{Server, number};

/// Settings leave what changed of them, without secrets and whole numbers.
#[tokio::test(flavor = "multi_thread")]
async fn p12_settings_leave_what_changed() {
    let server = Server::with(&[("test_numbers", "true")]).await;
    let first = owner(&server).await;
    let app_id = server.credentials.app_id.as_str();
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let fields = json!({ "url": "https://sms.example.com/send", "secret": secret });
    let expires = iso(server.app.clock.now() + 86_400_000);
    let number = number(7);
    let numbers = json!([{ "phoneNumber": number, "code": "000000", "expiresAt": expires }]);
    for (operation, request, path) in [
        (
            UpdateApplication::operation(),
            json!({ "appId": app_id, "appName": "Next" }),
            r#""appName":"Next""#,
        ),
        (
            UpdateSecuritySettings::operation(),
            json!({ "verifyCodeLength": 6, "verifyCodeMaxAttempts": 7 }),
            r#"{"verifyCodeMaxAttempts":7}"#,
        ),
        (
            ConfigSmsProvider::operation(),
            json!({ "scope": "INTERNATIONAL", "provider": "WEBHOOK", "fields": fields }),
            r#""fields.secret":"***""#,
        ),
        (
            ConfigSmsRoutes::operation(),
            json!({ "routes": [{ "country": "SO", "providers": [] }] }),
            r#""[0].country":"SO""#,
        ),
        (
            ConfigSmsBudget::operation(),
            json!({ "budget": { "currency": "USD", "assumedPrice": "0.05" } }),
            r#""currency":"USD""#,
        ),
        (
            ConfigSmsGuard::operation(),
            json!({ "guard": { "enforced": true, "prefixPerHour": 41 } }),
            r#""prefixPerHour":41"#,
        ),
        (
            ConfigSmsText::operation(),
            json!({ "brandName": "Shop" }),
            r#""brandName":"Shop""#,
        ),
        (
            ConfigSmsTestNumbers::operation(),
            json!({ "numbers": numbers }),
            r#"{"numbers":["+86***07"]}"#,
        ),
    ] {
        let told = first.operate(operation, &request).await;
        assert_eq!(told["statusCode"], 200, "{}: {told}", operation.id);
        let rows = log(&first, json!({ "pagination": { "limit": 1 } })).await;
        let row = &rows["list"][0];
        assert_eq!(row["operationParam"], operation.id);
        let target = row["targetValue"].as_str().unwrap_or_default();
        assert!(target.contains(path), "{}: {target}", operation.id);
        let text = row.to_string();
        assert!(
            !text.contains(&secret[6..]) && !text.contains(&number),
            "{text}"
        );
        assert!(!text.contains("000000"), "{text}");
    }
}

/// The newest row of the trail.
async fn newest(console: &Console) -> Value {
    let rows = log(console, json!({ "pagination": { "limit": 1 } })).await;
    rows["list"][0].clone()
}

/// One side of what a row says was changed.
fn side(row: &Value, name: &str) -> Value {
    let text = row[name].as_str().unwrap_or("{}");
    serde_json::from_str(text).unwrap()
}

/// A source, and a connection to it; their ids.
async fn connection(console: &Console) -> [String; 2] {
    let id = |told: Value| told["data"]["id"].as_str().unwrap().to_owned();
    let source = json!({ "name": "GitHub", "type": "github" });
    let source = id(console.operate(CreateExtIdp::operation(), &source).await);
    let fields = json!({ "clientId": "Iv1.8a61", "clientSecret": "hush-hush-12" });
    let made = json!({ "extIdpId": source, "type": "github", "identifier": "github",
        "displayName": "GitHub", "fields": fields });
    let made = console.operate(CreateExtIdpConn::operation(), &made).await;
    let row = newest(console).await;
    let target = side(&row, "targetValue");
    assert_eq!(target["fields.clientSecret"], "***", "{target}");
    assert_eq!(target["fields.clientId"], "Iv1.8a61", "{target}");
    assert!(!row.to_string().contains("hush"), "{row}");
    [source, id(made)]
}

/// Changes of settings: what to call, with what, the member that changes, and how it was and is.
fn changes([source, conn]: &[String; 2], app_id: &str) -> Vec<(Value, &'static str, Value, Value)> {
    let none = || Value::Null;
    let one = |id: &str, request: Value| json!({ "id": id, "request": request });
    let secret = json!({ "id": conn, "displayName": "GitHub",
        "fields": { "clientId": "Iv1.8a61", "clientSecret": "hush-hush-34" } });
    let smtp = |secret: &str| {
        json!({ "type": "custom", "enabled": true, "smtpConfig": {
        "smtp_host": "mail.example.com", "smtp_port": 465, "sender": "no-reply@example.com",
        "senderPass": secret } })
    };
    let mail = json!({ "type": "LOGIN_VERIFY_CODE", "customizeEnabled": true, "name": "x",
        "subject": "Hello", "sender": "y", "content": "{{verify_code}}" });
    let text = json!({ "channel": "CHANNEL_LOGIN", "language": "en-US", "customizeEnabled": true,
        "content": "{{verify_code}} is it" });
    let named = |name: &str| json!({ "code": "shop", "name": name });
    let shown = json!({ "id": conn, "enabled": true, "appId": app_id });
    let method = json!({ "appId": app_id, "oidcConfig": { "token_endpoint_auth_method": "none",
        "id_token_signed_response_alg": "ES256", "refresh_token_expire": 1_209_600 } });
    vec![
        (
            one("updateApplication", method.clone()),
            "oidcConfig.token_endpoint_auth_method",
            none(),
            json!("none"),
        ),
        (
            one(
                "updateSecuritySettings",
                json!({ "verifyCodeMaxAttempts": 7 }),
            ),
            "verifyCodeMaxAttempts",
            json!(5),
            json!(7),
        ),
        (
            one(
                "configSmsRoutes",
                json!({ "routes": [{ "country": "SO", "providers": [] }] }),
            ),
            "[0].country",
            none(),
            json!("SO"),
        ),
        (
            one(
                "configSmsBudget",
                json!({ "budget": { "currency": "USD", "assumedPrice": "0.05" } }),
            ),
            "currency",
            none(),
            json!("USD"),
        ),
        (
            one(
                "configSmsGuard",
                json!({ "guard": { "enforced": true, "prefixPerHour": 41 } }),
            ),
            "prefixPerHour",
            json!(50),
            json!(41),
        ),
        (
            one("configSmsText", json!({ "brandName": "Shop" })),
            "brandName",
            none(),
            json!("Shop"),
        ),
        (
            one("configEmailProvider", smtp("hush-hush-1")),
            "smtpConfig.smtp_host",
            none(),
            json!("mail.example.com"),
        ),
        (
            one("configEmailProvider", smtp("hush-hush-2")),
            "smtpConfig.senderPass",
            json!("***"),
            json!("***"),
        ),
        (
            one("updateEmailTemplate", mail),
            "customizeEnabled",
            json!(false),
            json!(true),
        ),
        (
            one("updateSmsTemplate", text),
            "customizeEnabled",
            json!(false),
            json!(true),
        ),
        (
            one("updateExtIdp", json!({ "id": source, "name": "Hub" })),
            "name",
            json!("GitHub"),
            json!("Hub"),
        ),
        (
            one("updateExtIdpConn", secret),
            "fields.clientSecret",
            json!("***"),
            json!("***"),
        ),
        (
            one("changeExtIdpConnState", shown),
            "appIds",
            json!([]),
            json!([app_id]),
        ),
        (
            one(
                "changeExtIdpConnAssociationState",
                json!({ "id": conn, "association": false }),
            ),
            "association",
            json!(true),
            json!(false),
        ),
        (
            one("createRole", named("Shop")),
            "name",
            none(),
            json!("Shop"),
        ),
        (
            one(
                "updateRole",
                json!({ "code": "shop", "newCode": "shop", "name": "Store" }),
            ),
            "name",
            json!("Shop"),
            json!("Store"),
        ),
        (
            one("createNamespace", named("Shop")),
            "name",
            none(),
            json!("Shop"),
        ),
        (
            one("updateNamespace", named("Store")),
            "name",
            json!("Shop"),
            json!("Store"),
        ),
        (
            one("updatePermissionNamespace", named("Mall")),
            "name",
            json!("Store"),
            json!("Mall"),
        ),
    ]
}

/// Whatever changes a setting leaves how it was and how it is, and no secret of it.
#[tokio::test(flavor = "multi_thread")]
async fn p12_every_setting_leaves_what_changed() {
    let server = Server::start().await;
    let first = owner(&server).await;
    let ids = connection(&first).await;
    let changes = changes(&ids, &server.credentials.app_id);
    // What users are leaves their contacts; the other two have tests of their own.
    let besides = [
        "updateUser",
        "updateUserBatch",
        "configSmsProvider",
        "configSmsTestNumbers",
    ];
    let looked_at = |id: &str| changes.iter().any(|(one, ..)| one["id"] == id);
    for operation in cleat_api::operations() {
        let id = operation.id;
        let is_change = ["update", "config", "change"]
            .iter()
            .any(|verb| id.starts_with(verb));
        if is_change && operation.caller == CallerKind::Management {
            assert!(besides.contains(&id) || looked_at(id), "{id}");
        }
    }
    for (one, path, was, is) in &changes {
        let mut rows = cleat_api::operations().into_iter();
        let operation = rows.find(|row| one["id"] == row.id).unwrap();
        let told = first.operate(operation, &one["request"]).await;
        assert_eq!(told["statusCode"], 200, "{}: {told}", operation.id);
        let row = newest(&first).await;
        assert_eq!(row["operationParam"], operation.id);
        for (name, value) in [("originValue", was), ("targetValue", is)] {
            let side = side(&row, name);
            assert_eq!(side[*path], *value, "{} {path}: {side}", operation.id);
        }
        assert!(!row.to_string().contains("hush"), "{row}");
    }
}

/// A secret that is changed has its trace, also where nothing else is, however short it is.
#[tokio::test(flavor = "multi_thread")]
async fn p12_another_secret_leaves_a_trace() {
    let server = Server::start().await;
    let first = owner(&server).await;
    let config = ConfigSmsProvider::operation();
    let made = |secret: &str| {
        json!({ "scope": "INTERNATIONAL", "provider": "TWILIO",
            "fields": { "accountSid": "AC0123456789abcdef0123456789abcdef", "authToken": secret,
                "from": "+12025550123" } })
    };
    let [one, other] = ["hush-1", "hush-2"];
    let told = first.operate(config, &made(one)).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let mut next = made(other);
    next["id"] = told["data"]["id"].clone();
    let told = first.operate(config, &next).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let row = newest(&first).await;
    for name in ["originValue", "targetValue"] {
        let side = side(&row, name);
        assert_eq!(side["fields.authToken"], "***", "{side}");
        assert!(side["fields.accountSid"].is_null(), "{side}");
    }
    assert!(!row.to_string().contains("hush"), "{row}");
    let told = first.operate(config, &next).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let side = side(&newest(&first).await, "targetValue");
    assert!(
        side["fields.authToken"].is_null(),
        "the same one is no change: {side}"
    );
}

/// Figures of settings are no numbers of people, for an auditor either; names of ways to sign are no
/// secrets.
#[tokio::test(flavor = "multi_thread")]
async fn p12_an_auditor_reads_what_changed() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (auditor, _) = operator(&mut first, "al", "auditor").await;
    let app_id = server.credentials.app_id.as_str();
    let change = |life: i64, method: &str, alg: &str| {
        json!({ "appId": app_id, "oidcConfig": {
        "refresh_token_expire": life, "token_endpoint_auth_method": method,
        "id_token_signed_response_alg": alg } })
    };
    for request in [
        change(2_592_000, "client_secret_basic", "ES256"),
        change(1_209_600, "client_secret_post", "RS256"),
    ] {
        let told = first
            .operate(UpdateApplication::operation(), &request)
            .await;
        assert_eq!(told["statusCode"], 200, "{told}");
    }
    let row = newest(&auditor).await;
    for (name, life, method, alg) in [
        ("originValue", 2_592_000, "client_secret_basic", "ES256"),
        ("targetValue", 1_209_600, "client_secret_post", "RS256"),
    ] {
        let side = side(&row, name);
        assert_eq!(side["oidcConfig.refresh_token_expire"], life, "{side}");
        assert_eq!(
            side["oidcConfig.token_endpoint_auth_method"], method,
            "{side}"
        );
        assert_eq!(
            side["oidcConfig.id_token_signed_response_alg"], alg,
            "{side}"
        );
        let details = row["eventDetails"].as_str().unwrap();
        assert!(details.contains(&life.to_string()), "{details}");
    }
}
