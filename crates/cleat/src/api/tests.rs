//! An operation with a field in its path, from the command line to the wire.

use clap::error::ErrorKind;
use cleat_api::{Endpoint as _, Operation, Value};
use cleat_client::{Client, Options};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::flags::{of_operation, params};

/// No operation of the contract's that is served has a field in its path yet.
fn operation() -> Operation {
    let like = cleat_api::user::GetUser::operation();
    Operation {
        id: "deleteThing",
        method: "DELETE".parse().unwrap(),
        path: "/api/v3/things/{thingId}",
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

fn document() -> Value {
    json!({ "paths": { "/api/v3/things/{thingId}": { "delete": {
        "operationId": "deleteThing",
        "summary": "Delete a thing",
        "parameters": [
            { "name": "thingId", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "force", "in": "query", "required": false, "schema": { "type": "boolean" } },
        ],
    } } } })
}

/// Answers one call; its first line.
async fn first_line(listener: TcpListener) -> String {
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut bytes = [0; 4096];
    let read = socket.read(&mut bytes).await.unwrap();
    let answer = r#"{"statusCode":200,"message":"","requestId":""}"#;
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n",
        answer.len()
    );
    socket
        .write_all(format!("{head}{answer}").as_bytes())
        .await
        .unwrap();
    let text = String::from_utf8_lossy(&bytes[..read]).into_owned();
    text.lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn a_field_of_the_path_is_a_flag() {
    let (operation, document) = (operation(), document());
    let command = of_operation(&operation, &document);
    let missing = command.clone().try_get_matches_from(["deleteThing"]);
    assert_eq!(
        missing.unwrap_err().kind(),
        ErrorKind::MissingRequiredArgument
    );
    let args = ["deleteThing", "--thingId", "a/b c", "--force", "true"];
    let given = command.try_get_matches_from(args).unwrap();
    let request = params(&document, operation.id, &given).unwrap();
    assert_eq!(json!(request), json!({ "thingId": "a/b c", "force": true }));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::new(Options {
        app_host: format!("http://{}", listener.local_addr().unwrap()),
        management: cleat_client::ManagementProof::Signature,
        ..Options::default()
    });
    let called = tokio::spawn(first_line(listener));
    client
        .unwrap()
        .call_dynamic(&operation, request)
        .await
        .unwrap();
    assert_eq!(
        called.await.unwrap(),
        "DELETE /api/v3/things/a%2Fb%20c?force=true HTTP/1.1"
    );
}
