//! Management of applications.

use cleat_api::ErrorCode;
use cleat_api::application::{
    CreateApplication, DeleteApplication, GetApplication, GetApplicationSecret, ListApplications,
    RefreshApplicationSecret, UpdateApplication,
};

use crate::harness::{Server, refused};

#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_belongs_to_one_application() {
    let server = Server::start().await;
    let pool = &server.client;
    let create = |identifier: &str| {
        let create = CreateApplication::builder().app_name("Shop");
        create.app_identifier(identifier).build()
    };
    let shop = pool.call(&create("shop")).await.unwrap();
    refused(pool.call(&create("shop")).await, ErrorCode::Conflict);
    let other = pool.call(&create("other")).await.unwrap();
    let rename = UpdateApplication::builder().app_id(other.app_id);
    let rename = rename.app_identifier("shop").build();
    refused(pool.call(&rename).await, ErrorCode::Conflict);
    let get = GetApplication::builder().app_id(shop.app_id).build();
    assert_eq!(pool.call(&get).await.unwrap().app_identifier, "shop");
}

/// Seen to fail with the last one deleted in `manage.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_application_stays() {
    let server = Server::start().await;
    let pool = &server.client;
    let create = CreateApplication::builder().app_name("Shop").build();
    let shop = pool.call(&create).await.unwrap().app_id;
    let delete = |id: &str| DeleteApplication::builder().app_id(id).build();
    pool.call(&delete(&shop)).await.unwrap();
    refused(pool.call(&delete(&shop)).await, ErrorCode::AppNotFound);
    let last = &server.credentials.app_id;
    refused(pool.call(&delete(last)).await, ErrorCode::AppIsLast);
    let list = pool.call(&ListApplications::default()).await.unwrap();
    assert_eq!(list.total_count, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_replaced() {
    let server = Server::start().await;
    let pool = &server.client;
    let app_id = server.credentials.app_id.as_str();
    let get = GetApplicationSecret::builder().app_id(app_id).build();
    let old = pool.call(&get).await.unwrap().secret;
    let refresh = RefreshApplicationSecret::builder().app_id(app_id).build();
    let new = pool.call(&refresh).await.unwrap().secret;
    assert_ne!(old.expose(), new.expose());
    let now = pool.call(&get).await.unwrap().secret;
    assert_eq!(now.expose(), new.expose());
    let unknown = RefreshApplicationSecret::builder().app_id("nobody").build();
    refused(pool.call(&unknown).await, ErrorCode::AppNotFound);
}
