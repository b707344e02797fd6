//! NOUN: nobody, the wrong caller, the right one, each declared error.

use cleat_api::NOUN::GetNoun;

use crate::harness::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_NOUN_is_read() {
    let server = Server::start().await;
    let request = GetNoun { id: "…".into() };
    server.client.call(&request).await.unwrap();
}
