//! Pages of other origins call where the pool lets them, and nowhere else.

use cleat_api::Endpoint as _;
use cleat_api::passcode::SendSms;
use cleat_api::security::UpdateSecuritySettings;
use reqwest::{Method, Response};

use crate::harness::Server;

async fn ask(server: &Server, method: Method, origin: &str) -> Response {
    let url = format!(
        "{}{}",
        server.credentials.app_host,
        SendSms::operation().path
    );
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

/// Seen to fail with every origin allowed.
#[tokio::test]
async fn pages_of_named_origins_may_call() {
    let server = Server::with(&[("dev", "false")]).await;
    let shop = "https://shop.example.com";
    let update = UpdateSecuritySettings::builder()
        .allowed_origins(vec![shop.to_owned()])
        .build();
    server.client.call(&update).await.unwrap();
    for method in [Method::OPTIONS, Method::POST] {
        let answer = ask(&server, method.clone(), shop).await;
        assert_eq!(allowed(&answer), Some(shop));
        let headers = answer.headers().get("access-control-allow-headers");
        assert_eq!(headers.is_some(), method == Method::OPTIONS);
        assert!(
            answer
                .headers()
                .get("access-control-allow-credentials")
                .is_none()
        );
        for other in [
            "https://evil.example.com",
            "http://shop.example.com",
            "null",
        ] {
            assert_eq!(allowed(&ask(&server, method.clone(), other).await), None);
        }
    }
}
