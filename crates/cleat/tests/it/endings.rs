//! What ends tokens, and that nothing brings them back.

use cleat_api::ErrorCode;
use cleat_api::application::{OidcConfig, UpdateApplication};
use cleat_api::ext_idp::LinkIdentity;
use cleat_api::oidc::{ExchangeToken, IntrospectToken};
use cleat_api::profile::GetProfile;
use cleat_api::user::{CreateUser, DeleteUsersBatch, UpdateUser, UserStatus};

use crate::harness::{Server, refused};
use crate::oidc::exchange;
use crate::tokens::tokens;

/// Every state but `Activated` ends every token, and the way back revives none. Seen to fail with
/// `Suspended` alone taken for inactive, and with sessions left as they are in `update.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn no_state_but_one_keeps_tokens_alive() {
    let server = Server::start().await;
    for (n, status) in (1..).zip(UserStatus::ALL) {
        let issued = tokens(&server, &server.client, n).await;
        let access = issued.access_token.unwrap();
        let me = server.client.with_access_token(access.clone());
        let user_id = me.call(&GetProfile::default()).await.unwrap().user_id;
        for status in [*status, UserStatus::Activated] {
            let update = UpdateUser::builder().user_id(user_id.as_str());
            let update = update.status(status).build();
            server.client.call(&update).await.unwrap();
        }
        let refreshed = server
            .client
            .call(&exchange(&issued.refresh_token.unwrap()))
            .await;
        let ask = IntrospectToken::builder().token(access).build();
        let active = server.client.call(&ask).await.unwrap().active;
        if *status == UserStatus::Activated {
            assert!(active && refreshed.is_ok());
        } else {
            assert!(!active, "{status:?}");
            refused(refreshed, ErrorCode::InvalidGrant);
            refused(
                me.call(&GetProfile::default()).await,
                ErrorCode::NotSignedIn,
            );
        }
    }
}

/// However often it is refreshed, a sign-in ends when its first refresh token would have; longer
/// lives of other tokens do not stretch it. Seen to fail with `min` left out of `refresh.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn refreshing_does_not_outlive_the_first_expiry() {
    let server = Server::start().await;
    let config = OidcConfig {
        access_token_expire: Some(10_000),
        refresh_token_expire: Some(1000),
        ..OidcConfig::default()
    };
    let update = UpdateApplication::builder().app_id(server.credentials.app_id.as_str());
    let update = update.oidc_config(config).build();
    server.client.call(&update).await.unwrap();
    let issued = tokens(&server, &server.client, 1).await;
    let mut token = issued.refresh_token.unwrap();
    for _ in 0..3 {
        server.advance(300);
        let next = server.client.call(&exchange(&token)).await.unwrap();
        token = next.refresh_token.unwrap();
    }
    server.advance(100);
    refused(
        server.client.call(&exchange(&token)).await,
        ErrorCode::InvalidGrant,
    );
}

/// A narrowed refresh gives what was asked for, and the next one no more than was granted. Seen to
/// fail with the scope of the request written into the next token unchecked.
#[tokio::test(flavor = "multi_thread")]
async fn refreshing_does_not_widen_the_scope() {
    let server = Server::start().await;
    let issued = tokens(&server, &server.client, 1).await;
    let narrow = ExchangeToken {
        scope: Some("openid".into()),
        ..exchange(&issued.refresh_token.unwrap())
    };
    let narrowed = server.client.call(&narrow).await.unwrap();
    assert_eq!(narrowed.scope, "openid");
    let next = narrowed.refresh_token.unwrap();
    let wide = ExchangeToken {
        scope: Some("openid email".into()),
        ..exchange(&next)
    };
    refused(server.client.call(&wide).await, ErrorCode::InvalidScope);
    let whole = server.client.call(&exchange(&next)).await.unwrap();
    assert_eq!(whole.scope, "openid phone offline_access");
    let me = server.client.with_access_token(whole.access_token);
    let claims = me.call(&cleat_api::oidc::GetUserInfo::default()).await;
    let claims = claims.unwrap();
    assert!(claims.contains_key("phone_number") && !claims.contains_key("email"));
}

/// What a deleted user was known by is free again. Seen to fail with identities left out of what
/// goes with a user.
#[tokio::test(flavor = "multi_thread")]
async fn names_are_free_after_a_deletion() {
    let server = Server::start().await;
    let pool = &server.client;
    let user = CreateUser::builder()
        .username("ada")
        .external_id("7")
        .email("ada@example.com")
        .phone("13900000001")
        .build();
    for _ in 0..2 {
        let id = pool.call(&user).await.unwrap().user_id;
        let link = LinkIdentity::builder().user_id(id.as_str());
        let link = link.ext_idp_id("idp").user_id_in_idp("1").build();
        pool.call(&link).await.unwrap();
        refused(pool.call(&user).await, ErrorCode::PhoneTaken);
        let delete = DeleteUsersBatch::builder().user_ids(vec![id]).build();
        pool.call(&delete).await.unwrap();
    }
}
