//! Sessions and what ends them.

use cleat_api::ErrorCode;
use cleat_api::passcode::SmsChannel;
use cleat_api::profile::{GetProfile, UpdateProfile};
use cleat_api::session::KickUsers;
use cleat_api::user::UpdateUser;

use crate::harness::{Server, by_phone, number, refused};

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_with_the_account_and_with_its_state() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let user = me
        .call(&UpdateProfile {
            nickname: Some("Ada".into()),
            ..Default::default()
        })
        .await
        .unwrap();
    let suspend = UpdateUser {
        user_id: user.user_id,
        status: Some(cleat_api::user::UserStatus::Suspended),
        ..UpdateUser::default()
    };
    server.client.call(&suspend).await.unwrap();
    refused(
        me.call(&GetProfile::default()).await,
        ErrorCode::NotSignedIn,
    );
    server.advance(60);
    let code = server
        .sms(&server.client, SmsChannel::Login, &number(1))
        .await;
    refused(
        server.client.call(&by_phone(&number(1), code)).await,
        ErrorCode::UserDisabled,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pool_ends_the_sessions_of_a_user() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let other = server.sign_in(&number(2)).await;
    let user = me.call(&GetProfile::default()).await.unwrap();
    let kick = |user_id: &str| {
        let app_ids = vec![server.credentials.app_id.clone()];
        KickUsers::builder()
            .user_id(user_id)
            .app_ids(app_ids)
            .build()
    };
    refused(
        server.client.call(&kick("nobody")).await,
        ErrorCode::UserNotFound,
    );
    me.call(&GetProfile::default()).await.unwrap();
    server.client.call(&kick(&user.user_id)).await.unwrap();
    refused(
        me.call(&GetProfile::default()).await,
        ErrorCode::NotSignedIn,
    );
    other.call(&GetProfile::default()).await.unwrap();
}
