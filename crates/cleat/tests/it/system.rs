//! What the server says of itself to anybody.

use cleat_api::system::GetSystemInfo;

use crate::harness::Server;

#[tokio::test(flavor = "multi_thread")]
async fn the_server_tells_its_version_and_the_keys_for_passwords() {
    let server = Server::start().await;
    let info = server.client.call(&GetSystemInfo {}).await.unwrap();
    assert_eq!(info.version.server, env!("CARGO_PKG_VERSION"));
    assert!(info.rsa.public_key.contains("BEGIN PUBLIC KEY"));
    assert!(info.sm2.public_key.starts_with("04"));
}
