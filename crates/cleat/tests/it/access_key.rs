//! The management token.

use cleat_api::ErrorCode;
use cleat_api::access_key::GetManagementToken;

use crate::harness::{Server, refused};

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_of_the_pool_buys_a_management_token() {
    let server = Server::start().await;
    let own = &server.credentials;
    let ask = |id: &str, secret: &str| {
        let ask = GetManagementToken::builder().access_key_id(id);
        ask.access_key_secret(secret).build()
    };
    for (id, secret) in [
        (own.user_pool_id.as_str(), "wrong"),
        ("nobody", own.user_pool_secret.as_str()),
        (own.app_id.as_str(), own.app_secret.as_str()),
    ] {
        refused(
            server.client.call(&ask(id, secret)).await,
            ErrorCode::ClientAuthFailed,
        );
    }
    let right = ask(&own.user_pool_id, &own.user_pool_secret);
    let token = server.client.call(&right).await.unwrap();
    assert!(token.expires_in > 0);
}
