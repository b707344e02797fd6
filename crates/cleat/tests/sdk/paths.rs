//! Fields in the path, PUT and DELETE: what the clients, the samples and the explorer make of
//! them. The operations are the tests' own, for none that is served has such a path yet.

use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use cleat_api::{Endpoint as _, Object, Operation, Value};
use cleat_client::{Client, Error, ManagementProof, Options};
use cleat_generate::world::World;
use cleat_protocol::signature;
use cleat_render::samples::{self, Given, Language, Sample};
use cleat_render::{Document, Tongue};
use serde_json::json;

use crate::common::{self, need};
use crate::programs::{Folder, node, printed, root};

const PATH: &str = "/api/v3/things/{thingId}";

/// A call as a server sees it.
#[derive(Debug, Clone)]
struct Called {
    line: String,
    headers: HeaderMap,
    body: String,
}

type Calls = Arc<Mutex<Vec<Called>>>;

async fn note(
    State(calls): State<Calls>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> String {
    calls.lock().unwrap().push(Called {
        line: format!("{method} {uri}"),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    json!({ "statusCode": 200, "message": "", "requestId": "" }).to_string()
}

/// A server that notes what it is asked; its address.
async fn noting() -> (String, Calls) {
    let calls = Calls::default();
    let router = Router::new().fallback(note).with_state(calls.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (host, calls)
}

fn operation(id: &'static str, method: Method) -> Operation {
    let like = cleat_api::user::GetUser::operation();
    Operation {
        id,
        method,
        path: PATH,
        aliases: &[],
        noun: like.noun,
        caller: like.caller,
        limit: like.limit,
        audit: None,
        wire: like.wire,
        client: like.client,
        proof: like.proof,
        origin: like.origin,
        status: like.status,
        errors: &[],
        request_type: like.request_type,
        response_type: like.response_type,
        request: like.request,
        response: like.response,
    }
}

/// Both operations as the document has them.
fn entries() -> Value {
    let parameter = |name: &str, place: &str, kind: &str, example: Value| {
        json!({ "name": name, "in": place, "required": place == "path", "description": name,
            "schema": { "type": kind }, "example": example })
    };
    let own = |id: &str, more: Value| {
        let mut own = json!({
            "operationId": id, "tags": ["thing"], "summary": id, "description": id,
            "x-client": "ManagementClient", "x-caller": "Management", "x-wire": "Envelope", "x-python": true,
            "x-rust": "thing::Thing",
            "x-errors": [], "security": [{ "management": [] }],
            "responses": { "200": { "description": "", "content": { "application/json": {
                "schema": { "anyOf": [{ "type": "object", "properties": {} }] } } } } },
        });
        own.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        own
    };
    let id = parameter("thingId", "path", "string", json!("a/b c"));
    let force = parameter("force", "query", "boolean", json!(true));
    let schema = json!({ "type": "object", "required": ["name"],
        "properties": { "name": { "type": "string" } } });
    let body = json!({ "required": true, "content": { "application/json": {
        "schema": schema, "example": { "name": "Ada" } } } });
    json!({
        "put": own("updateThing", json!({ "parameters": [id], "requestBody": body })),
        "delete": own("deleteThing", json!({ "parameters": [id, force] })),
    })
}

fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

/// Whether the server finds the call signed with this secret.
fn is_signed(call: &Called, params: Value) {
    let (method, uri) = call.line.split_once(' ').unwrap();
    let path = uri.split('?').next().unwrap();
    let headers = call
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() == "date" || name.as_str().starts_with("x-authing-"));
    let headers: Vec<(String, String)> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let text = signature::string_to_sign(method, &headers, path, &object(params));
    let authorization = call.headers["authorization"].to_str().unwrap();
    let (_, given) = authorization.split_once(':').unwrap();
    assert!(signature::verify("secret", &text, given), "{call:?}");
}

/// What both clients must have sent.
fn are_right(calls: &[Called]) {
    let [update, delete] = calls else {
        panic!("{calls:?}")
    };
    assert_eq!(update.line, "PUT /api/v3/things/a%2Fb%20c");
    assert_eq!(update.body, r#"{"name":"Ada"}"#);
    is_signed(update, json!({ "name": "Ada" }));
    assert_eq!(delete.line, "DELETE /api/v3/things/a%2Fb%20c?force=true");
    assert_eq!(delete.body, "");
    is_signed(delete, json!({ "force": true }));
}

#[tokio::test]
async fn rust_sends_fields_in_the_path() {
    let (app_host, calls) = noting().await;
    let client = Client::new(Options {
        app_host,
        access_key_id: "id".into(),
        access_key_secret: "secret".into(),
        management: ManagementProof::Signature,
        ..Options::default()
    });
    let client = client.unwrap();
    let call = async |id, method, request: Value| {
        let operation = operation(id, method);
        client.call_dynamic(&operation, object(request)).await
    };
    let update = json!({ "thingId": "a/b c", "name": "Ada" });
    call("updateThing", Method::PUT, update).await.unwrap();
    let delete = json!({ "thingId": "a/b c", "force": true });
    call("deleteThing", Method::DELETE, delete).await.unwrap();
    are_right(&calls.lock().unwrap());
    for nothing in [
        json!({}),
        json!({ "thingId": "" }),
        json!({ "thingId": ".." }),
    ] {
        let error = call("deleteThing", Method::DELETE, nothing)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error}");
        assert!(error.to_string().contains("thingId"), "{error}");
    }
    assert_eq!(calls.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn typescript_sends_fields_in_the_path() {
    need!(common::node("tests/sdk/node"));
    let (host, calls) = noting().await;
    let mut command = node(&root().join("tests/sdk/node/paths.mjs"));
    command.arg(host);
    assert_eq!(printed(command).await, "two calls, three refused\n");
    are_right(&calls.lock().unwrap());
}

#[tokio::test]
async fn samples_have_fields_in_the_path() {
    need!(common::node("tests/sdk/node"));
    need!(common::python());
    need!(common::program("curl"));
    let document = json!({ "paths": { PATH: entries() } });
    let document = Document::read(&document).unwrap();
    let (app_host, calls) = noting().await;
    let given = Given {
        app_host,
        ..Given::placeholders()
    };
    let text = |id: &str, language: Language| {
        let operation = document.operation(id).unwrap();
        let sample = Sample {
            document: &document,
            operation,
            request: &operation.request(),
            given: &given,
            tongue: Tongue::En,
        };
        samples::text(language, &sample).unwrap()
    };
    // A method takes the whole request, wherever its fields travel.
    for (language, line) in [
        (
            Language::TypeScript,
            "thingId: \"a/b c\",\n    name: \"Ada\",\n",
        ),
        (Language::Python, "thing_id=\"a/b c\",\n    name=\"Ada\",\n"),
        (Language::Rust, ".thing_id(\"a/b c\")"),
    ] {
        let text = text("updateThing", language);
        assert!(text.contains(line), "{text}");
    }
    let folder = Folder::new();
    for id in ["updateThing", "deleteThing"] {
        let mut command = Command::new("sh");
        command.arg(folder.write("sample.sh", &text(id, Language::Curl)));
        printed(command).await;
    }
    let calls = calls.lock().unwrap();
    let lines: Vec<&str> = calls.iter().map(|call| call.line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "PUT /api/v3/things/a%2Fb%20c",
            "DELETE /api/v3/things/a%2Fb%20c?force=true"
        ]
    );
    let body: Value = serde_json::from_str(&calls[0].body).unwrap();
    assert_eq!(body, json!({ "name": "Ada" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn explorer_fills_in_the_path() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let world = World::live().await.unwrap();
    let mut command = node(&root().join("tests/sdk/node/explorer-paths.mjs"));
    command
        .arg(&world.credentials.app_host)
        .args([PATH, &entries().to_string()]);
    let text = printed(command).await;
    assert_eq!(text, "DELETE /api/v3/things/a%2Fb%20c?force=true\n");
}
