//! Bad input: a clear error with the field named, nothing written, no fault of the server (W1);
//! no side door (W6).

use cleat_api::application::{ClientAuthMethod, OidcConfig, UpdateApplication};
use cleat_api::endpoint::{CallerKind, Wire};
use cleat_api::profile::GetProfile;
use cleat_api::{Object, Operation, Value};
use serde_json::json;

use crate::common::{need, python};
use crate::harness::{Server, number};

struct Prober {
    server: Server,
    user_token: String,
    pool_token: String,
    http: reqwest::Client,
    schemas: Value,
}

impl Prober {
    async fn new() -> Self {
        let server = Server::start().await;
        let me = server.sign_in(&number(1)).await;
        drop(me);
        server.advance(60);
        let code = server
            .sms(
                &server.client,
                cleat_api::passcode::SmsChannel::Login,
                &number(1),
            )
            .await;
        let tokens = server
            .client
            .call(&crate::harness::by_phone(&number(1), code))
            .await
            .unwrap();
        let management = cleat_api::access_key::GetManagementToken {
            access_key_id: server.credentials.user_pool_id.clone(),
            access_key_secret: server.credentials.user_pool_secret.as_str().into(),
        };
        let pool_token = server
            .client
            .call(&management)
            .await
            .unwrap()
            .access_token
            .expose()
            .to_owned();
        // Without a secret to prove first, the body of a sign-in is what is looked at.
        let update = UpdateApplication {
            app_id: server.credentials.app_id.clone(),
            oidc_config: Some(OidcConfig {
                token_endpoint_auth_method: Some(ClientAuthMethod::None),
                ..OidcConfig::default()
            }),
            ..UpdateApplication::default()
        };
        server.client.call(&update).await.unwrap();
        let document = cleat_api::openapi::document(&cleat_api::operations());
        Self {
            user_token: tokens.access_token.unwrap().expose().to_owned(),
            pool_token,
            http: reqwest::Client::new(),
            schemas: document["components"]["schemas"].clone(),
            server,
        }
    }

    async fn send(&self, operation: &Operation, body: Vec<u8>, kind: &str) -> (u16, Value) {
        let url = format!("{}{}", self.server.credentials.app_host, operation.path);
        let mut call = self
            .http
            .request(operation.method.as_str().parse().unwrap(), url);
        call = call.header("x-authing-app-id", &self.server.credentials.app_id);
        call = match operation.caller {
            CallerKind::User => call.bearer_auth(&self.user_token),
            CallerKind::Management => call.bearer_auth(&self.pool_token),
            _ => call,
        };
        let answer = call
            .header("content-type", kind)
            .body(body)
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.unwrap();
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    /// The error of a bad request; the server must not have failed.
    async fn bad(&self, operation: &Operation, body: Vec<u8>, kind: &str) -> Value {
        let (status, answer) = self.send(operation, body, kind).await;
        assert!(status < 500, "{} {answer}", operation.id);
        if operation.wire() == Wire::Envelope {
            assert_eq!(status, 200, "{}", operation.id);
            let code = answer["statusCode"].as_u64().unwrap();
            assert!(
                (400..500).contains(&code) || code == 501,
                "{} {answer}",
                operation.id
            );
        }
        answer
    }

    fn request(&self, operation: &Operation) -> Value {
        let document = cleat_api::openapi::document(&[operation]);
        let method = operation.method.as_str().to_lowercase();
        let body = &document["paths"][operation.path][method]["requestBody"]["content"];
        let media = body
            .as_object()
            .and_then(|media| media.values().next())
            .cloned();
        self.resolve(&media.unwrap_or_default()["schema"])
    }

    fn resolve(&self, schema: &Value) -> Value {
        let name = schema["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next());
        name.map_or_else(|| schema.clone(), |name| self.schemas[name].clone())
    }

    /// A value that fits a schema.
    fn example(&self, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        if let Some(values) = schema["enum"].as_array() {
            return values[0].clone();
        }
        let any = schema["anyOf"].as_array().and_then(|list| list.first());
        if let Some(first) = any {
            return self.example(first);
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[0].as_str().unwrap_or_default().to_owned(),
            kind => kind.as_str().unwrap_or_default().to_owned(),
        };
        match kind.as_str() {
            "object" => {
                let required: Vec<&str> = schema["required"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                let properties = schema["properties"]
                    .as_object()
                    .cloned()
                    .unwrap_or_default();
                let fields = properties
                    .iter()
                    .filter(|(name, _)| required.contains(&name.as_str()));
                Value::Object(
                    fields
                        .map(|(name, s)| (name.clone(), self.example(s)))
                        .collect(),
                )
            }
            "array" => json!([]),
            "integer" | "number" => json!(1),
            "boolean" => json!(true),
            _ => json!("text"),
        }
    }
}

/// Seen to fail with `LARGEST_BODY` raised, and with `read` answering without the path.
#[tokio::test(flavor = "multi_thread")]
async fn w1_bad_bodies_get_a_clear_error_and_write_nothing() {
    let prober = Prober::new().await;
    let state =
        "SELECT (SELECT COUNT(*) FROM account) * 1000000 + (SELECT COUNT(*) FROM session) * 10000
        + (SELECT COUNT(*) FROM application) * 100 + (SELECT CAST(SUM(revision) AS BIGINT) FROM account)
        + (SELECT COUNT(*) FROM outbox)";
    let before = prober.server.count(state).await;
    let large = format!("{{\"x\": \"{}\"}}", "x".repeat(1 << 20)).into_bytes();
    let deep = format!("{{\"x\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000)).into_bytes();
    let mut cases = 0;
    for operation in cleat_api::operations() {
        if operation.method != "POST" || operation.wire() == Wire::OAuth {
            continue;
        }
        let id = operation.id;
        let json = "application/json";
        let answer = prober.bad(operation, large.clone(), json).await;
        assert_eq!(answer["statusCode"], 413, "{id}");
        for (body, kind, field) in [
            (deep.clone(), json, "body"),
            (b"{".to_vec(), json, "body"),
            (b"[1]".to_vec(), json, "body"),
            (b"\"text\"".to_vec(), json, "body"),
            (b"{\"x\": \"\xff\xfe\"}".to_vec(), json, "body"),
            (b"{}".to_vec(), "text/plain", "content-type"),
            (
                b"a=1".to_vec(),
                "application/x-www-form-urlencoded",
                "content-type",
            ),
        ] {
            let answer = prober.bad(operation, body, kind).await;
            assert_eq!(answer["statusCode"], 400, "{id} {answer}");
            assert!(
                answer["message"].as_str().unwrap().contains(field),
                "{id} {field}: {answer}"
            );
            cases += 1;
        }
        let nul = br#"{"customData": {"deep": ["a\u0000b"]}}"#.to_vec();
        let answer = prober.bad(operation, nul, json).await;
        assert!(
            answer["message"]
                .as_str()
                .unwrap()
                .contains("customData.deep"),
            "{id}: {answer}"
        );
        let request = prober.request(operation);
        let good = prober.example(&request);
        for name in request["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            let mut body = good.clone();
            body.as_object_mut().unwrap().remove(name);
            let answer = prober
                .bad(operation, body.to_string().into_bytes(), json)
                .await;
            assert_eq!(answer["statusCode"], 400, "{id} without {name}: {answer}");
            assert!(
                answer["message"].as_str().unwrap().contains(name),
                "{id} without {name}: {answer}"
            );
            cases += 1;
        }
        let properties: Object = request["properties"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        for (name, schema) in properties {
            if schema.as_object().is_none_or(|s| {
                !s.contains_key("type") && !s.contains_key("$ref") && !s.contains_key("anyOf")
            }) {
                continue;
            }
            // The payload of a way that is not named is not read.
            let is_named = |(selector, value): (&String, &Value)| good[selector] == *value;
            if let Some(mut when) = schema["x-when"].as_object().map(|when| when.iter())
                && !when.all(is_named)
            {
                continue;
            }
            let own = prober.example(&schema);
            for wrong in [
                json!("text"),
                json!(5),
                json!(true),
                json!([1]),
                json!({ "a": [] }),
            ] {
                if std::mem::discriminant(&own) == std::mem::discriminant(&wrong) {
                    continue;
                }
                let mut body = good.clone();
                body.as_object_mut()
                    .unwrap()
                    .insert(name.clone(), wrong.clone());
                let answer = prober
                    .bad(operation, body.to_string().into_bytes(), json)
                    .await;
                assert_eq!(answer["statusCode"], 400, "{id} {name}={wrong}: {answer}");
                assert!(
                    answer["message"].as_str().unwrap().contains(&name),
                    "{id} {name}: {answer}"
                );
                cases += 1;
            }
        }
    }
    assert!(cases > 900, "{cases}");
    assert_eq!(
        prober.server.count(state).await,
        before,
        "nothing was written"
    );
}

/// The same by the tool that others test with, over the document of the API.
#[tokio::test(flavor = "multi_thread")]
async fn w1_schemathesis() {
    let python = need!(python());
    let prober = Prober::new().await;
    let folder = crate::harness::Folder::new();
    let document = cleat_api::openapi::document(&cleat_api::operations());
    let path = folder.0.join("openapi.json");
    std::fs::write(&path, document.to_string()).unwrap();
    let output = tokio::process::Command::new(python)
        .arg(crate::official::folder("python").join("schemathesis_run.py"))
        .arg(&path)
        .arg(&prober.server.credentials.app_host)
        .env("APP_ID", &prober.server.credentials.app_id)
        .env("USER_TOKEN", &prober.user_token)
        .env("POOL_TOKEN", &prober.pool_token)
        .output()
        .await
        .unwrap();
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{text}");
    let cases: u32 = text
        .lines()
        .find_map(|line| line.strip_prefix("cases: "))
        .and_then(|count| count.parse().ok())
        .unwrap_or_default();
    // As many on the other database.
    assert!(cases >= 5_000 * crate::harness::soak(), "{text}");
}

/// Seen to fail with a field `phone` in `UpdateProfile` that `changed` writes.
#[tokio::test(flavor = "multi_thread")]
async fn w6_nothing_is_written_by_a_side_door() {
    let prober = Prober::new().await;
    let me = prober
        .server
        .client
        .with_access_token(prober.user_token.as_str());
    let before = me.call(&GetProfile::default()).await.unwrap();
    let fields = [
        ("phone", json!("13911112222")),
        ("phoneCountryCode", json!("+1")),
        ("phoneVerified", json!(true)),
        ("email", json!("evil@example.com")),
        ("emailVerified", json!(true)),
        ("password", json!("evil evil")),
        ("passwordHash", json!("x")),
        ("password_hash", json!("x")),
        ("status", json!("Archived")),
        ("userId", json!("x")),
        ("id", json!("x")),
        ("pool_id", json!("x")),
        ("poolId", json!("x")),
        ("userPoolId", json!("x")),
        ("roles", json!(["admin"])),
        ("role", json!("admin")),
        ("isAdmin", json!(true)),
        ("loginsCount", json!(99)),
        ("createdAt", json!("2000")),
        ("identities", json!([{ "extIdpId": "x" }])),
        ("tenantId", json!("x")),
        ("departmentIds", json!(["x"])),
        ("phone_verified", json!(true)),
        ("email_verified", json!(true)),
        ("resetPasswordOnNextLogin", json!(true)),
    ];
    let update = cleat_api::operations()
        .into_iter()
        .find(|op| op.id == "updateProfile")
        .unwrap();
    let mut tries = 0;
    for (name, value) in &fields {
        for (other, other_value) in &fields {
            let nested = json!({ *name: value, *other: other_value });
            let bodies = [
                json!({ *name: value, *other: other_value, "nickname": "n" }),
                json!({ "customData": nested }),
                json!({ "profile": "p", *name: value, "customData": { "profile": nested } }),
                json!({ "__proto__": nested, "constructor": nested }),
                json!({ "options": nested, "user": nested, "data": nested }),
            ];
            for body in bodies {
                prober
                    .send(update, body.to_string().into_bytes(), "application/json")
                    .await;
                tries += 1;
            }
        }
    }
    assert!(tries >= 3000, "{tries}");
    let after = me.call(&GetProfile::default()).await.unwrap();
    let kept = |user: &cleat_api::user::User| {
        let mut fields = serde_json::to_value(user).unwrap();
        let map = fields.as_object_mut().unwrap();
        for free in ["updatedAt", "nickname", "profile"] {
            map.remove(free);
        }
        fields
    };
    assert_eq!(kept(&before), kept(&after));
    assert_eq!(
        prober
            .server
            .count("SELECT COUNT(*) FROM account WHERE password_hash IS NOT NULL")
            .await,
        0
    );
    assert_eq!(
        prober.server.count("SELECT COUNT(*) FROM identity").await,
        0
    );
}
