//! Pages of other origins call where the pool lets them, and nowhere else.

use cleat_api::Endpoint as _;
use cleat_api::passcode::SendSms;
use cleat_api::security::UpdateSecuritySettings;
use reqwest::{Method, Response};

use crate::harness::Server;

async fn ask(server: &Server, method: Method, path: &str, origin: &str) -> Response {
    let url = format!("{}{path}", server.credentials.app_host);
    let call = reqwest::Client::new().request(method, url);
    let call = call
        .header("origin", origin)
        .header("access-control-request-method", "POST");
    call.send().await.unwrap()
}

fn allowed(answer: &Response) -> Option<&str> {
    assert_eq!(answer.headers()["vary"], "origin");
    let header = answer.headers().get("access-control-allow-origin");
    header.map(|origin| origin.to_str().unwrap())
}

/// Whether the page may call with credentials.
fn with_credentials(answer: &Response) -> bool {
    let header = answer.headers().get("access-control-allow-credentials");
    header.is_some_and(|yes| yes == "true")
}

async fn allow(server: &Server, origins: &[&str]) {
    let origins: Vec<_> = origins.iter().map(|&one| one.to_owned()).collect();
    let update = UpdateSecuritySettings::builder().allowed_origins(origins);
    server.client.call(&update.build()).await.unwrap();
}

/// An operation, calls of the V2 API, and what answers GraphQL.
fn paths() -> Vec<String> {
    let own = cleat_server::v2_paths().into_iter().map(str::to_owned);
    own.chain([SendSms::operation().path.to_owned()]).collect()
}

/// Seen to fail with every origin allowed.
#[tokio::test]
async fn pages_of_named_origins_may_call() {
    let server = Server::with(&[("dev", "false")]).await;
    let shop = "https://shop.example.com";
    allow(&server, &[shop]).await;
    for path in paths() {
        for method in [Method::OPTIONS, Method::POST, Method::GET] {
            let answer = ask(&server, method.clone(), &path, shop).await;
            if answer.status() == 405 {
                continue;
            }
            assert_eq!(allowed(&answer), Some(shop), "{path}");
            assert!(with_credentials(&answer), "{path}");
            let headers = answer.headers().get("access-control-allow-headers");
            assert_eq!(headers.is_some(), method == Method::OPTIONS);
            for other in [
                "https://evil.example.com",
                "https://shop.example.com.evil.test",
                "https://shop.example.com:8443",
                "http://shop.example.com",
                "https://SHOP.example.com",
                "null",
                "*",
            ] {
                let answer = ask(&server, method.clone(), &path, other).await;
                assert_eq!(allowed(&answer), None, "{path} {other}");
                assert!(!with_credentials(&answer), "{path} {other}");
            }
        }
    }
}

/// `*`, and development mode, let any page call, and none with credentials.
#[tokio::test]
async fn credentials_are_for_named_origins_alone() {
    for (dev, origins) in [("false", &["*"][..]), ("true", &[])] {
        let server = Server::with(&[("dev", dev)]).await;
        allow(&server, origins).await;
        for origin in ["https://evil.example.com", "null", "*"] {
            for path in paths() {
                let answer = ask(&server, Method::OPTIONS, &path, origin).await;
                assert_eq!(allowed(&answer), Some(origin), "{path}");
                assert!(!with_credentials(&answer), "{dev} {path} {origin}");
            }
        }
    }
}
