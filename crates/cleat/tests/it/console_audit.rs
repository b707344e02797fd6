//! The trail of what is done for a pool, on the console and elsewhere: P12.

use cleat_api::application::{GetApplicationSecret, RefreshApplicationSecret, UpdateApplication};
use cleat_api::endpoint::CallerKind;
use cleat_api::ext_idp::{CreateExtIdp, CreateExtIdpConn};
use cleat_api::log::GetUserActionLogs;
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::sms_delivery::{
    ConfigSmsBudget, ConfigSmsGuard, ConfigSmsProvider, ConfigSmsRoutes,
};
use cleat_api::sms_text::{ConfigSmsTestNumbers, ConfigSmsText};
use cleat_api::user::{CreateUser, UpdateUser};
use cleat_api::{Endpoint as _, Value};
use cleat_engine::kernel::iso;
use serde_json::json;

use crate::console::{Console, FIRST_PASSWORD, NOT_PERMITTED, PASSWORD, operator, owner, trail};
use crate::harness::{Server, number};

const ROWS: &str = "SELECT COUNT(*) FROM audit";

async fn log(console: &Console, wanted: Value) -> Value {
    trail(console, console.pool(), wanted).await
}

/// Every call that changes something leaves one row that names its operator, allowed or refused.
#[tokio::test(flavor = "multi_thread")]
async fn p12_calls_of_operators_leave_one_row_with_their_name() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (auditor, id) = operator(&mut first, "al", "auditor").await;
    let shown = first.get("session").await;
    let own = shown["data"]["operator"]["userId"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut looked_at = 0;
    for operation in cleat_api::operations() {
        if operation.caller != CallerKind::Management {
            continue;
        }
        server.advance(1);
        for (console, who) in [(&first, &own), (&auditor, &id)] {
            let before = server.count(ROWS).await;
            let told = console.operate(operation, &json!({})).await;
            let left = server.count(ROWS).await - before;
            let wanted = i64::from(operation.audit.is_some());
            assert_eq!(left, wanted, "{}: {told}", operation.id);
            if wanted == 0 {
                continue;
            }
            let newest = "SELECT operator_id, operation FROM audit ORDER BY id DESC LIMIT 1";
            let mut tx = server.app.db.read().await.unwrap();
            let row: (Option<String>, Option<String>) = tx.sql(newest).one().await.unwrap();
            let expected = (Some(who.clone()), Some(operation.id.to_owned()));
            assert_eq!(row, expected, "{told}");
            looked_at += 1;
        }
    }
    assert!(looked_at > 80, "{looked_at}");
    let page = log(
        &first,
        json!({ "userId": id, "pagination": { "page": 1, "limit": 50 } }),
    );
    let page = page.await;
    let list = page["list"].as_array().unwrap();
    assert!(list.iter().all(|row| row["success"] == false));
    assert!(list.iter().all(|row| row["adminUserDisplayName"] == "al"));
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// Rows are found by who, what, to what and whether; the key of the pool has rows without a name.
#[tokio::test(flavor = "multi_thread")]
async fn p12_the_trail_is_searched() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (auditor, id) = operator(&mut first, "al", "auditor").await;
    let create = |name: &str| json!({ "username": name, "phone": "13900000001" });
    let made = first.operate(CreateUser::operation(), &create("ada")).await;
    assert_eq!(made["statusCode"], 200, "{made}");
    let refused = auditor
        .operate(CreateUser::operation(), &create("eve"))
        .await;
    assert_eq!(refused["apiCode"], NOT_PERMITTED);
    let app_id = server.credentials.app_id.as_str();
    let secret = RefreshApplicationSecret {
        app_id: app_id.into(),
    };
    server.client.call(&secret).await.unwrap();
    let reveal = json!({ "appId": app_id });
    let told = first
        .operate(GetApplicationSecret::operation(), &reveal)
        .await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let all = log(&first, json!({})).await;
    assert_eq!(all["totalCount"], 4, "{all}");
    let names = all["list"].as_array().unwrap().iter();
    let names: Vec<_> = names
        .map(|row| row["adminUserDisplayName"].clone())
        .collect();
    assert_eq!(names, ["owner", "management", "al", "owner"]);
    for (wanted, count) in [
        (json!({ "operationType": "create" }), 2),
        (json!({ "operationType": "refresh" }), 1),
        (json!({ "operationType": "query" }), 1),
        (json!({ "operationType": "sync" }), 0),
        (json!({ "operationType": "all", "resourceType": "all" }), 4),
        (json!({ "resourceType": "application" }), 2),
        (json!({ "resourceType": "user", "success": true }), 1),
        (json!({ "userId": id }), 1),
        (json!({ "success": false }), 1),
        (json!({ "clientIp": "192.0.2.1" }), 0),
        (json!({ "requestId": refused["requestId"] }), 1),
        (json!({ "start": server.app.clock.now() + 1 }), 0),
        (json!({ "end": server.app.clock.now() - 1 }), 0),
    ] {
        let page = log(&first, wanted.clone()).await;
        assert_eq!(page["totalCount"], count, "{wanted}: {page}");
    }
    let text = all.to_string();
    assert!(!text.contains("13900000001"), "numbers are masked: {text}");
    assert!(!text.contains(told["data"]["secret"].as_str().unwrap_or("none")));
}

/// What operators do on the console itself is in the trail of their own pool: sign-ins, wrong
/// passwords, step-ups, sign-outs, other operators. No password and no token is in any row.
#[tokio::test(flavor = "multi_thread")]
async fn p12_operators_have_a_trail_of_their_own() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let mut expected = 1;
    let mut count = async |what: &str, more: i64| {
        expected += more;
        assert_eq!(server.count(ROWS).await, expected, "{what}");
    };
    count("the set-up", 0).await;
    first.sign_in("owner@example.com", "a wrong password").await;
    count("a wrong password", 1).await;
    first.sign_in("nobody@example.com", PASSWORD).await;
    count("an unknown name", 1).await;
    first.sign_in("owner@example.com", PASSWORD).await;
    count("a sign-in", 1).await;
    first.step_up().await;
    count("a step-up", 1).await;
    let (mut other, id) = operator(&mut first, "al", "auditor").await;
    count("an operator, their sign-in and their password", 3).await;
    let raise = json!({ "userId": id, "role": "owner" });
    other.post("operators/change", raise.clone()).await;
    count("a change that is refused", 1).await;
    first.post("operators/change", raise).await;
    count("a change", 1).await;
    other.post("sign-out", json!({})).await;
    count("a sign-out", 1).await;
    let rows = "SELECT COUNT(*) FROM audit WHERE pool_id = 'operators'";
    assert_eq!(server.count(rows).await, expected);
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(String, String)> = tx
        .sql("SELECT detail, method FROM audit")
        .all()
        .await
        .unwrap();
    let text = format!("{rows:?}");
    for secret in [
        PASSWORD,
        FIRST_PASSWORD,
        "a wrong password",
        "owner@example.com",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// The trail of operators tells who did what to whom, and what it changed; it is not told of those
/// to whom it was done.
#[tokio::test(flavor = "multi_thread")]
async fn p12_the_trail_of_operators_says_what_changed() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let shown = first.get("session").await;
    assert_eq!(shown["data"]["operatorsPool"], "operators");
    let own = shown["data"]["operator"]["userId"].as_str().unwrap();
    let (mut other, id) = operator(&mut first, "al", "auditor").await;
    for change in [json!({ "role": "support" }), json!({ "suspended": true })] {
        let mut change = change;
        change["userId"] = id.as_str().into();
        first.post("operators/change", change).await;
    }
    first.post("sign-out", json!({})).await;
    first.sign_in("owner@example.com", PASSWORD).await;
    let by_owner = trail(&first, "operators", json!({ "userId": own })).await;
    let list = by_owner["list"].as_array().unwrap();
    let rows: Vec<_> = list
        .iter()
        .map(|row| {
            let side = |name: &str| row[name].as_str().unwrap_or("{}").to_owned();
            (
                row["operationParam"].as_str().unwrap(),
                side("originValue"),
                side("targetValue"),
            )
        })
        .collect();
    let none = "{}".to_owned();
    assert_eq!(rows[0].0, "signIn");
    assert_eq!(rows[1].0, "endSession");
    let suspended = (
        "changeOperator",
        r#"{"suspended":false}"#.into(),
        r#"{"suspended":true}"#.into(),
    );
    assert_eq!(rows[2], suspended);
    let role = (
        "changeOperator",
        r#"{"role":"auditor"}"#.into(),
        r#"{"role":"support"}"#.into(),
    );
    assert_eq!(rows[3], role);
    assert_eq!(rows[4].0, "createOperator");
    assert!(rows[4].2.contains(r#""role":"auditor""#), "{}", rows[4].2);
    assert_eq!(rows[5].0, "createOwner");
    assert_eq!((rows.len(), &rows[1].1), (6, &none));
    assert!(
        list.iter()
            .all(|row| row["adminUserDisplayName"] == "owner")
    );
    let of = json!({ "operationType": "create", "resourceType": "cooperator" });
    assert_eq!(trail(&first, "operators", of).await["totalCount"], 2);
    let acts = json!({ "userId": id });
    let logs = GetUserActionLogs::operation();
    let acts = first.operate_in("operators", logs, &acts).await;
    let events = acts["data"]["list"].as_array().unwrap().iter();
    let events: Vec<_> = events
        .map(|row| row["eventType"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["updateUserPassword", "login"], "{acts}");
    assert!(!other.is_in().await);
    assert_eq!(other.post("sign-out", json!({})).await["statusCode"], 401);
}

/// What an operator or the key of the pool changes of a user is not what the user did.
#[tokio::test(flavor = "multi_thread")]
async fn p12_a_user_did_not_do_what_an_operator_did() {
    let server = Server::start().await;
    let first = owner(&server).await;
    let made = json!({ "username": "ada" });
    let made = first.operate(CreateUser::operation(), &made).await;
    let id = made["data"]["userId"].clone();
    let change = json!({ "userId": id, "name": "Ada" });
    let told = first.operate(UpdateUser::operation(), &change).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let by_key = UpdateUser::builder().user_id(id.as_str().unwrap());
    let by_key = by_key.build();
    server.client.call(&by_key).await.unwrap();
    let wanted = json!({ "userId": id });
    let acts = first.operate(GetUserActionLogs::operation(), &wanted);
    let acts = acts.await;
    assert_eq!(acts["data"]["totalCount"], 0, "{acts}");
    assert_eq!(log(&first, json!({})).await["totalCount"], 3);
}

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

/// A call that is refused before its body is looked at, or by it, leaves its row: by whom, and why.
#[tokio::test(flavor = "multi_thread")]
async fn p12_early_refusals_leave_their_row() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (mut auditor, id) = operator(&mut first, "al", "auditor").await;
    let pool = first.pool().to_owned();
    let create = CreateUser::operation();
    let long = json!({ "username": "x".repeat(300) });
    let told = auditor.operate(create, &long).await;
    assert_eq!(told["apiCode"], NOT_PERMITTED, "{told}");
    let told = first.operate(create, &long).await;
    assert_eq!(told["statusCode"], 400, "{told}");
    let told = auditor.operate_in("none", create, &json!({})).await;
    assert_eq!(told["apiCode"], NOT_PERMITTED, "{told}");
    let told = first.operate_in("none", create, &json!({})).await;
    assert_eq!(told["statusCode"], 404, "{told}");
    let refused = json!({ "success": false });
    let rows = trail(&first, &pool, refused.clone()).await;
    assert_eq!(rows["totalCount"], 2, "{rows}");
    let rows = trail(&first, "operators", refused.clone()).await;
    assert_eq!(rows["totalCount"], 2, "{rows}");
    for (call, name) in [
        ("operators/create", "createOperator"),
        ("operators/change", "changeOperator"),
        ("operators/password", "setOperatorPassword"),
    ] {
        for body in [
            json!({}),
            json!({ "userId": "x", "role": "king", "name": 1 }),
        ] {
            let told = auditor.post(call, body.clone()).await;
            assert_eq!(told["apiCode"], NOT_PERMITTED, "{call}: {told}");
            let told = first.post(call, body).await;
            assert_eq!(told["statusCode"], 400, "{call}: {told}");
            let rows = trail(&first, "operators", refused.clone()).await;
            let rows = rows["list"].as_array().unwrap().iter();
            let mut rows = rows.filter(|row| row["operationParam"] == name);
            let [own, foreign] = [rows.next(), rows.next()].map(Option::unwrap);
            assert_ne!(own["adminUserId"], id.as_str());
            assert_eq!(foreign["adminUserId"], id.as_str());
        }
    }
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// A password that was typed for a name stands nowhere, and what is too long for a name is refused.
#[tokio::test(flavor = "multi_thread")]
async fn p12_what_is_no_name_is_not_told() {
    let server = Server::start().await;
    let first = owner(&server).await;
    let mut stranger = Console::of(&server);
    let told = stranger.sign_in(PASSWORD, "ada@example.com").await;
    assert_eq!(told["statusCode"], 403, "{told}");
    let rows = trail(&first, "operators", json!({ "success": false })).await;
    let detail = rows["list"][0]["eventDetails"].as_str().unwrap();
    assert!(detail.contains(r#""target":"***""#), "{detail}");
    let before = server.count(ROWS).await;
    let told = stranger.sign_in(&"x".repeat(255), PASSWORD).await;
    assert_eq!(told["statusCode"], 400, "{told}");
    assert!(told["message"].to_string().contains("account"), "{told}");
    assert_eq!(server.count(ROWS).await, before);
}
