//! The requests of official SDKs that no registry has: Java, Go, PHP and C#, as they write them.

use cleat_api::application::{BrandingConfigInput, UpdateApplication};
use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::passcode::SmsChannel;
use cleat_api::user::{CreateUserInfo, CreateUsersBatch};
use cleat_api::{Language, Value, openapi};
use serde_json::json;

use crate::harness::{Server, number};
use crate::tokens::tokens;

struct Sdk<'s> {
    http: reqwest::Client,
    server: &'s Server,
    headers: Vec<(&'static str, String)>,
}

impl<'s> Sdk<'s> {
    /// As an application, in English.
    fn new(server: &'s Server) -> Self {
        Self {
            http: reqwest::Client::new(),
            server,
            headers: vec![
                ("x-authing-app-id", server.credentials.app_id.clone()),
                ("x-authing-lang", "en-US".into()),
            ],
        }
    }

    /// As the pool, with a token as Java sends it.
    async fn managing(server: &'s Server) -> Self {
        let own = &server.credentials;
        let request = cleat_api::access_key::GetManagementToken {
            access_key_id: own.user_pool_id.clone(),
            access_key_secret: own.user_pool_secret.as_str().into(),
        };
        let token = server.client.call(&request).await.unwrap().access_token;
        let sdk = Self::new(server);
        sdk.with("authorization", token.expose())
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    async fn send(&self, call: reqwest::RequestBuilder) -> Value {
        let with_headers = |call: reqwest::RequestBuilder,
                            (name, value): &(&'static str, String)| {
            call.header(*name, value)
        };
        let call = self.headers.iter().fold(call, with_headers);
        call.send().await.unwrap().json().await.unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.server.credentials.app_host);
        self.send(self.http.get(url)).await
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.server.credentials.app_host);
        self.send(self.http.post(url).json(body)).await
    }
}

/// The access token of somebody who signs in.
async fn token(server: &Server, n: u32) -> String {
    let issued = tokens(server, &server.client, n).await;
    issued.access_token.unwrap().expose().to_owned()
}

#[track_caller]
fn ok(answer: &Value) -> &Value {
    assert_eq!(answer["statusCode"], 200, "{answer}");
    &answer["data"]
}

#[track_caller]
fn says(answer: &Value, end: &str) {
    let message = answer["message"].as_str().unwrap();
    assert!(
        answer["statusCode"] == 400 && message.ends_with(end),
        "{answer}"
    );
}

/// The options of the SDKs for Java, Python and PHP: no `context`.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_up_needs_no_context() {
    let server = Server::start().await;
    let sdk = Sdk::new(&server);
    let code = server
        .sms(&server.client, SmsChannel::Register, &number(1))
        .await;
    let request = json!({
        "connection": "PASSCODE",
        "passCodePayload": { "phone": number(1), "passCode": code.expose(), "email": "",
            "phoneCountryCode": "" },
        "passwordPayload": { "password": "", "username": "", "email": "" },
        "profile": { "nickname": "Ada", "gender": "", "email": "", "phone": "", "customData": [] },
        "options": { "clientIp": "203.0.113.7", "passwordEncryptType": "",
            "phonePassCodeForInformationCompletion": "", "passwordForPhonePassCode": "" },
    });
    assert_eq!(
        ok(&sdk.post("/api/v3/signup", &request).await)["nickname"],
        "Ada"
    );
}

/// Every payload is there, and only the one that is named is read. Seen to fail with `x-when` left
/// out of `shape.rs`, and with `""` handed through.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_payload_that_is_named_is_read() {
    let server = Server::start().await;
    let sdk = Sdk::new(&server);
    let others = json!({
        "adPayload": {}, "ldapPayload": { "password": "", "sAMAccountName": 5 },
    });
    let options = json!({ "scope": "", "clientIp": "", "context": [], "tenantId": "",
        "customData": [], "autoRegister": true, "captchaCode": "", "passwordEncryptType": "" });
    let code = server
        .sms(&server.client, SmsChannel::Login, &number(1))
        .await;
    let mut request = json!({
        "connection": "PASSCODE", "options": options,
        "client_id": server.credentials.app_id, "client_secret": server.credentials.app_secret,
        "passCodePayload": { "phone": number(1), "email": "", "phoneCountryCode": "",
            "passCode": code.expose() },
        "passwordPayload": "nothing",
    });
    request
        .as_object_mut()
        .unwrap()
        .extend(others.as_object().unwrap().clone());
    ok(&sdk.post("/api/v3/signin", &request).await);

    let made = CreateUserInfo {
        username: Some("ada".into()),
        password: Some("correct horse 1".into()),
        ..CreateUserInfo::default()
    };
    let batch = CreateUsersBatch {
        list: vec![made],
        options: None,
    };
    server.client.call(&batch).await.unwrap();
    request["connection"] = "PASSWORD".into();
    request["passCodePayload"] = json!({});
    request["passwordPayload"] = json!({ "account": "", "email": "", "username": "ada",
        "phone": "", "password": "correct horse 1" });
    ok(&sdk.post("/api/v3/signin", &request).await);

    let code = server
        .sms(&server.client, SmsChannel::BindPhone, &number(2))
        .await;
    let mut check = json!({
        "codeType": "SMS", "emailCodePayload": { "email": "", "passCode": "", "channel": "" },
        "smsCodePayload": { "phone": number(2), "passCode": code.expose(), "phoneCountryCode": "",
            "channel": "CHANNEL_BIND_PHONE" },
    });
    assert_eq!(
        ok(&sdk.post("/api/v3/pre-check-code", &check).await)["isValid"],
        true
    );
    check["smsCodePayload"]
        .as_object_mut()
        .unwrap()
        .remove("channel");
    let answer = sdk.post("/api/v3/pre-check-code", &check).await;
    says(&answer, ": smsCodePayload.channel: is missing");
    let chinese = Sdk::new(&server).with("x-authing-lang", "zh-CN");
    let answer = chinese.post("/api/v3/pre-check-code", &check).await;
    says(&answer, "smsCodePayload.channel: 缺失");
    check["codeType"] = "EMAIL".into();
    let answer = sdk.post("/api/v3/pre-check-code", &check).await;
    says(
        &answer,
        ": emailCodePayload.channel: is not one of the allowed values",
    );
}

/// The generator of the kind: in every operation, a value that says nothing is no fault of its field.
#[tokio::test(flavor = "multi_thread")]
async fn zero_values_are_no_values() {
    let server = Server::start().await;
    let pool = Sdk::managing(&server).await;
    let user = Sdk::new(&server).with("authorization", &token(&server, 1).await);
    let mut looked_at = 0;
    for operation in cleat_api::operations() {
        let sdk = match operation.caller {
            CallerKind::Management => &pool,
            _ => &user,
        };
        if operation.wire() != Wire::Envelope {
            continue;
        }
        let document = openapi::document(&[operation]);
        let fields = cleat_render::schema::request_fields(
            &document,
            cleat_render::schema::operation(&document, operation.id),
        );
        for field in fields.iter().filter(|field| !field.required) {
            let answer = match operation.has_body() {
                true => {
                    sdk.post(operation.path, &json!({ field.name.as_str(): "" }))
                        .await
                }
                false => {
                    sdk.get(&format!("{}?{}=", operation.path, field.name))
                        .await
                }
            };
            let message = answer["message"].as_str().unwrap();
            let blamed = message.contains(&format!(": {}: must be", field.name))
                || message.contains(&format!(": {}: is not one", field.name));
            assert!(!blamed, "{} {}: {message}", operation.id, field.name);
            assert_ne!(answer["statusCode"], 500, "{} {}", operation.id, field.name);
            looked_at += 1;
        }
    }
    assert!(looked_at > 200, "{looked_at}");
}

/// Seen to fail with `listed` left out of `query.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn lists_and_truth_values_of_a_query() {
    let server = Server::start().await;
    let sdk = Sdk::managing(&server).await;
    let named = |username: &str| CreateUserInfo {
        username: Some(username.into()),
        custom_data: Some(json!({ "k": 1 }).as_object().unwrap().clone()),
        ..CreateUserInfo::default()
    };
    let batch = CreateUsersBatch {
        list: vec![named("a"), named("b")],
        options: None,
    };
    let made = server.client.call(&batch).await.unwrap();
    let [a, b] = [&made[0].user_id, &made[1].user_id];
    let path = "/api/v3/get-user-batch";
    for (query, found) in [
        (format!("userIds={a}&userIds={b}"), 2),
        (format!("userIds[]={a}&userIds[]={b}"), 2),
        (format!("userIds={a},{b}"), 2),
        (format!("userIds=[{a}, {b}]"), 2),
        (format!("userIds=%5B{a}%2C%20{b}%5D"), 2),
        (format!("userIds=[\"{a}\",\"{b}\"]"), 2),
        (format!("userIds=[{a}]"), 1),
        ("userIds=[]".into(), 0),
        ("userIds=".into(), 0),
        (format!("userIds={a}&userIdType=&withIdentities=<nil>"), 1),
    ] {
        let answer = sdk.get(&format!("{path}?{query}")).await;
        assert_eq!(ok(&answer).as_array().unwrap().len(), found, "{query}");
    }
    let answer = sdk.get(&format!("{path}?userIds=[{a} {b}]")).await;
    says(
        &answer,
        ": userIds: must be written a=1&a=2, a=1,2 or a=[1, 2]",
    );
    for (given, there) in [
        ("1", true),
        ("true", true),
        ("TRUE", true),
        ("0", false),
        ("false", false),
        ("", false),
    ] {
        let answer = sdk
            .get(&format!(
                "/api/v3/get-user?userId={a}&withCustomData={given}"
            ))
            .await;
        let told = &ok(&answer)["customData"]["k"];
        assert_eq!(told == 1, there, "{given}: {answer}");
    }
    let page = json!({ "pagination": { "page": 1.0, "limit": 10.0 } });
    ok(&sdk
        .post(
            "/api/v3/list-users",
            &json!({ "options": page, "advancedFilter": [] }),
        )
        .await);
    // Go reads coordinates as whole numbers.
    server.sign_in(&number(1)).await;
    let logs = sdk.post("/api/v3/get-user-action-logs", &json!({})).await;
    let first = &ok(&logs)["list"][0];
    assert!(first.get("geoip").is_some_and(Value::is_null), "{first}");
}

/// A kiosk, say: whoever is signed in there asks for the code of somebody else. Seen to fail with
/// `by_visitor` never true.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_for_a_visitor_is_not_bound_to_who_asked() {
    let server = Server::start().await;
    let attendant = server.sign_in(&number(1)).await;
    let code = server.sms(&attendant, SmsChannel::Login, &number(2)).await;
    let tokens = server
        .client
        .call(&crate::harness::by_phone(&number(2), code))
        .await
        .unwrap();
    assert!(tokens.access_token.is_some());
    let code = server
        .sms(&attendant, SmsChannel::Register, &number(3))
        .await;
    let request = json!({ "connection": "PASSCODE",
        "passCodePayload": { "phone": number(3), "passCode": code.expose() } });
    ok(&Sdk::new(&server).post("/api/v3/signup", &request).await);
    // What acts on an account stays its owner's.
    let code = server
        .sms(&attendant, SmsChannel::UnbindPhone, &number(1))
        .await;
    let stranger = server.sign_in(&number(4)).await;
    let unbind = cleat_api::phone::UnbindPhone { pass_code: code };
    assert!(stranger.call(&unbind).await.is_err());
}

/// The language header, then `accept-language`, then the application, then Chinese.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_speaks_the_language_that_is_nearest() {
    let server = Server::start().await;
    let own = token(&server, 1).await;
    let host = &server.credentials.app_host;
    let http = reqwest::Client::new();
    let said = async |headers: &[(&str, &str)]| {
        let mut call = http
            .post(format!("{host}/api/v3/bind-phone"))
            .json(&json!({}));
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        let answer: Value = call.send().await.unwrap().json().await.unwrap();
        answer["message"].as_str().unwrap().to_owned()
    };
    let signed_in = ("authorization", own.as_str());
    let app = ("x-authing-app-id", server.credentials.app_id.as_str());
    let (english, japanese) = (
        ("accept-language", "en-GB, en;q=0.9"),
        ("x-genauth-lang", "ja-JP"),
    );
    let field = ": passCode: ";
    assert_eq!(said(&[signed_in]).await, format!("参数错误{field}缺失"));
    assert_eq!(
        said(&[signed_in, english]).await,
        format!("Invalid argument{field}is missing")
    );
    assert!(
        said(&[signed_in, english, japanese])
            .await
            .starts_with("引数")
    );
    assert!(
        said(&[signed_in, ("accept-language", "*")])
            .await
            .starts_with("参数错误")
    );
    let update = UpdateApplication {
        app_id: server.credentials.app_id.clone(),
        branding_config: Some(BrandingConfigInput {
            default_language: Some(Language::ZhTw),
            ..BrandingConfigInput::default()
        }),
        ..UpdateApplication::default()
    };
    server.client.call(&update).await.unwrap();
    // A change takes two seconds to reach who does not name the application.
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    assert_eq!(said(&[app]).await, "尚未登入");
    assert!(said(&[signed_in, app]).await.starts_with("參數錯誤"));
    assert!(said(&[signed_in, english]).await.starts_with("Invalid"));
}

/// What Go asks first, and what Java asks of a token.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_and_tokens_are_checked_online() {
    let server = Server::start().await;
    let sdk = Sdk::new(&server);
    let own = &server.credentials;
    for (id, secret, valid) in [
        (own.app_id.as_str(), own.app_secret.as_str(), true),
        (own.app_id.as_str(), "wrong", false),
        ("nobody", own.app_secret.as_str(), false),
        (
            own.user_pool_id.as_str(),
            own.user_pool_secret.as_str(),
            false,
        ),
    ] {
        let request = json!({ "appId": id, "appSecret": secret });
        let answer = sdk.post("/api/v3/check-app-id-secret", &request).await;
        let told = ok(&answer);
        assert_eq!(told["valid"], valid, "{id}");
        assert_eq!(told["message"].is_string(), !valid);
    }
    let issued = tokens(&server, &server.client, 1).await;
    let access = issued.access_token.unwrap().expose().to_owned();
    let id = issued.id_token.unwrap().expose().to_owned();
    let path = "/api/v2/oidc/validate_token";
    for (query, sub) in [
        (format!("access_token={access}"), true),
        (format!("id_token={id}"), true),
        (format!("access_token={id}"), false),
        (format!("id_token={access}"), false),
        ("access_token=x".into(), false),
        (format!("access_token={access}&id_token={id}"), false),
        (String::new(), false),
    ] {
        let told = sdk.get(&format!("{path}?{query}")).await;
        assert_eq!(told["sub"].is_string(), sub, "{told}");
        assert_eq!(
            told["code"] == 400 && told["message"].is_string(),
            !sub,
            "{told}"
        );
    }
    let revoke = cleat_api::oidc::RevokeToken {
        token: access.as_str().into(),
        ..Default::default()
    };
    server.client.call(&revoke).await.unwrap();
    let told = sdk.get(&format!("{path}?access_token={access}")).await;
    assert_eq!(told["code"], 400);
}

/// Every sentence about a field is in the table of translations. Seen to fail with one left out.
#[test]
fn details_speak_every_language() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // Folders, and two files whose errors are told as they are.
    let mut paths = [
        "engine/src",
        "nouns/src",
        "protocol/src/phone.rs",
        "store/src/select/bounds.rs",
    ]
    .map(|path| root.join(path))
    .to_vec();
    let (mut known, mut missing) = (0, Vec::new());
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).unwrap();
            paths.extend(entries.map(|entry| entry.unwrap().path()));
            continue;
        }
        for why in sentences(&std::fs::read_to_string(&path).unwrap()) {
            if cleat_api::error::detail::is_known(&why) {
                known += 1;
            } else {
                missing.push(why);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(known > 50, "{known}");
}

/// The sentences that a source says of fields: `Error::field(place, "sentence")`.
fn sentences(source: &str) -> Vec<String> {
    let calls = source.split("Error::field(").skip(1);
    let of_calls = calls.filter_map(|call| {
        let call = call.split(";\n").next()?.split("))").next()?;
        let (_, arguments) = call.split_once(',')?;
        let (start, rest) = arguments.split_once('"')?;
        let plain = matches!(start.trim(), "" | "format_args!(");
        plain.then(|| rest.split('"').next().unwrap_or_default())
    });
    let of_fields = source.contains("Error::field(");
    let named = source.split("let why = ").skip(1).filter(|_| of_fields);
    // A room's own errors are told with a name before them.
    let declared = source.split("#[error(\"").skip(1);
    let declared = declared.filter(|text| !text.starts_with("setting "));
    let declared = declared.filter_map(|rest| rest.split('"').next());
    let named = named.filter_map(|rest| {
        let rest = rest.trim_start_matches("format_args!(");
        rest.strip_prefix('"')?.split('"').next()
    });
    let whole = of_calls.chain(named).chain(declared).map(|text| {
        // A parameter is a number; what stands after a colon comes from elsewhere.
        let text = text.split(": {").next().unwrap_or_default();
        let parts = text
            .split('{')
            .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
        parts.collect::<Vec<_>>().join("1")
    });
    whole.collect()
}
