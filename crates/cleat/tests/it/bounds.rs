//! Every text of a request has a bound, which the document names and the server keeps.

use std::sync::LazyLock;

use cleat_api::{Object, Operation};
use serde_json::{Value, json};

use crate::harness::{Server, figure};
use crate::people::PASSWORD;

/// A text in a request: where it stands, and how long it may be.
#[derive(Clone)]
struct Text {
    /// Names on the way to it; `[]` is a list.
    way: Vec<String>,
    most: usize,
    /// Whether it is free data: then a text in it is meant, and all of it.
    free: bool,
}

impl Text {
    /// A request that has this value there.
    fn request(&self, value: Value) -> Value {
        self.way
            .iter()
            .rev()
            .fold(value, |inner, step| match step.as_str() {
                "[]" => json!([inner]),
                name => json!({ name: inner }),
            })
    }

    /// The field as an error names it.
    fn name(&self) -> String {
        self.way.iter().fold(String::new(), |mut name, step| {
            match step.as_str() {
                "[]" => name.push_str("[0]"),
                step if name.is_empty() => name.push_str(step),
                step => name.push_str(&format!(".{step}")),
            }
            name
        })
    }
}

/// Finds the texts of a schema.
struct Finder<'d> {
    schemas: &'d Value,
    texts: Vec<Text>,
}

impl Finder<'_> {
    fn look(&mut self, schema: &Value, way: &[String]) {
        if way.len() > 12 {
            return;
        }
        if let Some(path) = schema["$ref"].as_str() {
            let target = self.schemas[path.rsplit('/').next().unwrap()].clone();
            return self.look(&target, way);
        }
        for part in ["anyOf", "oneOf", "allOf"]
            .iter()
            .filter_map(|name| schema[name].as_array())
            .flatten()
        {
            self.look(part, way);
        }
        let with = |step: &str| [way, &[step.to_owned()]].concat();
        let has = |kind: &str| {
            schema["type"] == kind
                || schema["type"]
                    .as_array()
                    .is_some_and(|kinds| kinds.iter().any(|own| own == kind))
        };
        let is_named = schema.get("enum").is_some() || schema.get("const").is_some();
        if has("string") && !is_named {
            let most = schema["maxLength"].as_u64();
            let most = most.unwrap_or_else(|| panic!("{way:?} has no bound"));
            self.texts.push(Text {
                way: way.to_vec(),
                most: most.try_into().unwrap(),
                free: false,
            });
        }
        if let Some(most) = schema["x-max-bytes"].as_u64() {
            self.texts.push(Text {
                way: way.to_vec(),
                most: most.try_into().unwrap(),
                free: true,
            });
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            self.look(field, &with(name));
        }
        if let Some(items) = schema.get("items") {
            self.look(items, &with("[]"));
        }
    }
}

pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| cleat_api::openapi::document(&cleat_api::operations()));

fn texts(operation: &Operation) -> Vec<Text> {
    let method = operation.method.as_str().to_lowercase();
    let described = &DOCUMENT["paths"][operation.path][method];
    let mut finder = Finder {
        schemas: &DOCUMENT["components"]["schemas"],
        texts: Vec::new(),
    };
    for parameter in described["parameters"].as_array().into_iter().flatten() {
        finder.look(
            &parameter["schema"],
            &[parameter["name"].as_str().unwrap().to_owned()],
        );
    }
    for media in described["requestBody"]["content"]
        .as_object()
        .into_iter()
        .flatten()
    {
        finder.look(&media.1["schema"], &[]);
    }
    finder.texts
}

async fn send(server: &Server, operation: &Operation, text: &Text, value: Value) -> (u16, String) {
    static HTTP: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);
    let request = text.request(value);
    let url = format!("{}{}", server.credentials.app_host, operation.path);
    let mut call = HTTP.request(operation.method.as_str().parse().unwrap(), url);
    // Whoever calls must not matter, but for calls without any credentials at all.
    call = call
        .header("authorization", "Bearer x")
        .header("x-authing-app-id", &server.credentials.app_id);
    call = if operation.has_body() {
        call.json(&request)
    } else {
        let object: Object = request.as_object().unwrap().clone();
        call.query(&cleat_api::query::pairs(&object))
    };
    let answer: Value = call.send().await.unwrap().json().await.unwrap();
    let status = answer["statusCode"].as_u64().unwrap_or(400);
    let said = [&answer["message"], &answer["error_description"]]
        .map(|text| text.as_str().unwrap_or_default());
    (status.try_into().unwrap(), said.concat())
}

/// Seen to fail with `bounds.check` left out of `routes.rs`, and with `maxLength` left out of
/// `bounds::write`.
#[tokio::test(flavor = "multi_thread")]
async fn w1_every_text_has_a_bound() {
    let server = Server::start().await;
    let (mut fields, mut cases) = (0, 0);
    for operation in cleat_api::operations() {
        // Fields in a path are bounded by the request line.
        if operation.path_names().next().is_some() {
            continue;
        }
        for text in texts(operation) {
            fields += 1;
            let long: &[Value] = &if text.free {
                let wide: Object = (0..10)
                    .map(|n| (n.to_string(), "x".repeat(text.most / 9).into()))
                    .collect();
                vec![
                    json!({ "a": { "b": ["x".repeat(8193)] } }),
                    json!({ "x".repeat(257): 1 }),
                    Value::Object(wide),
                ]
            } else {
                vec![
                    "x".repeat(text.most + 1).into(),
                    "\u{1f600}".repeat(text.most + 1).into(),
                ]
            };
            for value in long {
                // A query that long is no request line any more.
                if !operation.has_body() && (text.free || text.most > 2048) {
                    continue;
                }
                let (status, said) = send(&server, operation, &text, value.clone()).await;
                assert_eq!(status, 400, "{} {}: {said}", operation.id, text.name());
                assert!(
                    said.contains(&text.name()),
                    "{} {}: {said}",
                    operation.id,
                    text.name()
                );
                cases += 1;
            }
        }
    }
    assert!(fields > 300, "{fields}");
    figure(
        "W1",
        format_args!(
            "{fields} texts of requests: {cases} over their bounds, each told with its field"
        ),
    );
}

/// A text as long as its bound is taken; one in many bytes too. And whatever a profile holds, its
/// token is one that servers take.
#[tokio::test(flavor = "multi_thread")]
async fn a_profile_within_its_bounds_makes_a_token_that_servers_take() {
    let server = Server::start().await;
    let create = cleat_api::operations()
        .into_iter()
        .find(|operation| operation.id == "createUser")
        .unwrap();
    let mut user = json!({ "username": "ada", "password": PASSWORD });
    let own = [
        "username",
        "password",
        "phone",
        "phoneCountryCode",
        "email",
        "externalId",
        "salt",
        "otp",
    ];
    for text in texts(create)
        .iter()
        .filter(|text| text.way.len() == 1 && !text.free)
    {
        if !own.contains(&text.way[0].as_str()) {
            user[text.way[0].as_str()] = "x".repeat(text.most).into();
        }
    }
    let request = serde_json::from_value::<cleat_api::user::CreateUser>(user).unwrap();
    server.client.call(&request).await.unwrap();
    let mut sign_in = crate::people::by_password("ada", PASSWORD);
    sign_in.options = Some(cleat_api::signin::SignInOptions {
        scope: Some("openid profile email phone address username external_id roles".into()),
        ..Default::default()
    });
    let tokens = server.client.call(&sign_in).await.unwrap();
    let longest = tokens
        .id_token
        .unwrap()
        .expose()
        .len()
        .max(tokens.access_token.unwrap().expose().len());
    assert!(longest < 16_384, "{longest}");
    figure(
        "W1",
        format_args!("the longest token of a profile at all its bounds: {longest} characters"),
    );
}
