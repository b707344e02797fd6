//! Gadgets: the right caller, and each declared error. Gates try the wrong callers.

use cleat_api::ErrorCode;
use cleat_api::gadget::{CreateGadget, ListGadgets};

use crate::harness::{Server, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_name_belongs_to_one_gadget() {
    let server = Server::start().await;
    let create = CreateGadget::builder().name("first").build();
    server.client.call(&create).await.unwrap();
    refused(server.client.call(&create).await, ErrorCode::Conflict);
    let list = server.client.call(&ListGadgets {}).await.unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].name, "first");
}
