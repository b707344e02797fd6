//! External identities: linked and unlinked by the pool, unlinked by the user.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{
    GetIdentities, GetUserIdentities, LinkIdentity, UnlinkExtIdp, UnlinkIdentity,
};
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::UnbindPhone;
use cleat_api::user::CreateUser;

use crate::harness::{Server, number, refused};

/// A user with nothing but an external id; the user id.
async fn user(server: &Server, external_id: &str) -> String {
    let user = CreateUser::builder().external_id(external_id).build();
    server.client.call(&user).await.unwrap().user_id
}

fn link(user_id: &str, id: &str) -> LinkIdentity {
    let link = LinkIdentity::builder().user_id(user_id);
    link.ext_idp_id("idp").user_id_in_idp(id).build()
}

fn unlink(user_id: &str) -> UnlinkIdentity {
    let unlink = UnlinkIdentity::builder().user_id(user_id);
    unlink.ext_idp_id("idp").build()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pool_links_an_identity_to_one_user() {
    let server = Server::start().await;
    let pool = &server.client;
    let (ada, eve) = (user(&server, "1").await, user(&server, "2").await);
    refused(
        pool.call(&link("nobody", "gh1")).await,
        ErrorCode::UserNotFound,
    );
    refused(pool.call(&unlink("nobody")).await, ErrorCode::UserNotFound);
    pool.call(&link(&ada, "gh1")).await.unwrap();
    refused(
        pool.call(&link(&eve, "gh1")).await,
        ErrorCode::IdentityTaken,
    );
    refused(pool.call(&unlink(&eve)).await, ErrorCode::IdentityNotFound);
    refused(pool.call(&unlink(&ada)).await, ErrorCode::LastLoginMethod);
    let of = GetUserIdentities::builder().user_id(ada).build();
    let linked = pool.call(&of).await.unwrap();
    assert_eq!(linked.len(), 1);
    assert_eq!(linked[0].user_id_in_idp, "gh1");
    let of = GetUserIdentities::builder().user_id("nobody").build();
    refused(pool.call(&of).await, ErrorCode::UserNotFound);
}

/// An identity that no operation signs in by is no login method: it is unlinked at will, and does
/// not make up for a phone.
#[tokio::test(flavor = "multi_thread")]
async fn users_unlink_what_is_not_their_last_login_method() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let unlink = UnlinkExtIdp {
        ext_idp_id: "idp".into(),
    };
    refused(me.call(&unlink).await, ErrorCode::IdentityNotFound);
    let profile = cleat_api::profile::GetProfile::default();
    let user_id = me.call(&profile).await.unwrap().user_id;
    server.client.call(&link(&user_id, "gh1")).await.unwrap();
    me.call(&unlink).await.unwrap();
    assert!(me.call(&GetIdentities {}).await.unwrap().is_empty());
    server.client.call(&link(&user_id, "gh1")).await.unwrap();
    let pass_code = server.sms(&me, SmsChannel::UnbindPhone, &number(1)).await;
    refused(
        me.call(&UnbindPhone { pass_code }).await,
        ErrorCode::LastLoginMethod,
    );
    assert_eq!(me.call(&GetIdentities {}).await.unwrap().len(), 1);
    me.call(&unlink).await.unwrap();
}

/// A user of before who has nothing but an identity keeps it. Seen to fail with
/// `keep_one_after_unlinking` left out of `mine.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn an_identity_that_is_all_there_is_stays() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let user = me.call(&cleat_api::profile::GetProfile::default()).await;
    let id = user.unwrap().user_id;
    server.client.call(&link(&id, "gh1")).await.unwrap();
    let nothing_else = "UPDATE account SET phone = NULL, phone_country_code = NULL,
        phone_verified = FALSE";
    server.execute(nothing_else).await;
    let unlink = UnlinkExtIdp {
        ext_idp_id: "idp".into(),
    };
    refused(me.call(&unlink).await, ErrorCode::LastLoginMethod);
}
