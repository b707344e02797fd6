//! Management of users, one at a time and in batches.

use cleat_api::password::PasswordEncryptType;
use cleat_api::user::{
    CreateIdentity, CreateUser, CreateUserInfo, CreateUserOptions, CreateUsersBatch,
    DeleteUsersBatch, GetUser, GetUserBatch, IsUserExists, UpdateUser, UpdateUserBatch,
    UpdateUserBatchOptions, UpdateUserInfo, UpdateUserOptions, UserIdType,
};
use cleat_api::{ErrorCode, Patch};
use serde_json::json;

use crate::harness::{Server, number, refused};

fn identity(id: &str) -> CreateIdentity {
    CreateIdentity {
        ext_idp_id: "idp".into(),
        r#type: "openid".into(),
        user_id_in_idp: id.into(),
        user_info_in_idp: json!({}),
        ..CreateIdentity::default()
    }
}

/// Somebody who has one of everything.
fn eve() -> CreateUserInfo {
    CreateUserInfo::builder()
        .phone(number(9))
        .email("eve@example.com")
        .email_verified(true)
        .username("eve")
        .external_id("9")
        .identities(vec![identity("gh9")])
        .build()
}

/// New users, each with something wrong.
fn refused_users() -> [(CreateUserInfo, ErrorCode); 6] {
    let new = || CreateUserInfo::builder();
    [
        (new().phone(number(9)).build(), ErrorCode::PhoneTaken),
        (
            new().email("EVE@example.com").build(),
            ErrorCode::EmailTaken,
        ),
        (new().username("eve").build(), ErrorCode::UsernameTaken),
        (new().external_id("9").build(), ErrorCode::ExternalIdTaken),
        (
            new()
                .username("x")
                .identities(vec![identity("gh9")])
                .build(),
            ErrorCode::IdentityTaken,
        ),
        (
            new().username("x").password("short").build(),
            ErrorCode::PasswordTooWeak,
        ),
    ]
}

/// One on the top level of the request: the fields are the same by name.
fn alone(info: &CreateUserInfo) -> CreateUser {
    let fields = serde_json::to_value(info).unwrap();
    serde_json::from_value(fields).unwrap()
}

fn batch(list: Vec<CreateUserInfo>) -> CreateUsersBatch {
    CreateUsersBatch {
        list,
        options: None,
    }
}

/// Seen to fail with a refusal that commits in `create.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_created_with_what_another_has() {
    let server = Server::start().await;
    let pool = &server.client;
    pool.call(&batch(vec![eve()])).await.unwrap();
    for (info, code) in refused_users() {
        refused(pool.call(&alone(&info)).await, code);
        // All or none: the good one before it is not there either.
        let good = CreateUserInfo::builder().username("good").build();
        refused(pool.call(&batch(vec![good, info])).await, code);
    }
    let garbage = CreateUserInfo::builder().username("x").password("00ff");
    let garbage = garbage.build();
    let options = CreateUserOptions::builder();
    let options = options.password_encrypt_type(PasswordEncryptType::Sm2);
    let options = Some(options.build());
    let mut one = alone(&garbage);
    one.options.clone_from(&options);
    refused(pool.call(&one).await, ErrorCode::PasswordDecryptFailed);
    let list = vec![garbage];
    refused(
        pool.call(&CreateUsersBatch { list, options }).await,
        ErrorCode::PasswordDecryptFailed,
    );
    assert_eq!(server.count("SELECT COUNT(*) FROM account").await, 1);
}

/// Changes that are refused to a user whose phone is the only login method.
fn refused_changes(user_id: &str) -> [(UpdateUserInfo, ErrorCode); 7] {
    let set = |value: String| Patch::Set(value);
    let change = || UpdateUserInfo::builder().user_id(user_id);
    [
        (
            change().phone(set(number(9))).build(),
            ErrorCode::PhoneTaken,
        ),
        (
            change().email(set("eve@example.com".into())).build(),
            ErrorCode::EmailTaken,
        ),
        (
            change().username(set("eve".into())).build(),
            ErrorCode::UsernameTaken,
        ),
        (
            change().external_id(set("9".into())).build(),
            ErrorCode::ExternalIdTaken,
        ),
        (
            change().password("short").build(),
            ErrorCode::PasswordTooWeak,
        ),
        (
            change().phone(Patch::Clear).build(),
            ErrorCode::LastLoginMethod,
        ),
        (
            UpdateUserInfo::builder().user_id("nobody").build(),
            ErrorCode::UserNotFound,
        ),
    ]
}

fn alone_changed(info: &UpdateUserInfo) -> UpdateUser {
    let fields = serde_json::to_value(info).unwrap();
    serde_json::from_value(fields).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_given_what_another_has() {
    let server = Server::start().await;
    let pool = &server.client;
    let ada = CreateUserInfo::builder().phone(number(1)).build();
    let users = pool.call(&batch(vec![eve(), ada])).await.unwrap();
    let (eve, ada) = (&users[0].user_id, &users[1].user_id);
    for (change, code) in refused_changes(ada) {
        refused(pool.call(&alone_changed(&change)).await, code);
        // All or none: the change before it is not made either.
        let good = UpdateUserInfo::builder();
        let good = good.user_id(eve.as_str()).nickname("Evelyn").build();
        let both = UpdateUserBatch {
            list: vec![good, change],
            options: None,
        };
        refused(pool.call(&both).await, code);
    }
    let nicknames = "SELECT COUNT(*) FROM account WHERE profile LIKE '%Evelyn%'";
    assert_eq!(server.count(nicknames).await, 0);
    let sm2 = PasswordEncryptType::Sm2;
    let garbage = UpdateUserInfo::builder().user_id(ada.as_str());
    let garbage = garbage.password("00ff").build();
    let mut one = alone_changed(&garbage);
    let options = UpdateUserOptions::builder().password_encrypt_type(sm2);
    one.options = Some(options.build());
    refused(pool.call(&one).await, ErrorCode::PasswordDecryptFailed);
    let options = UpdateUserBatchOptions::builder().password_encrypt_type(sm2);
    let many = UpdateUserBatch {
        list: vec![garbage],
        options: Some(options.build()),
    };
    refused(pool.call(&many).await, ErrorCode::PasswordDecryptFailed);
}

#[tokio::test(flavor = "multi_thread")]
async fn users_are_found_until_they_are_deleted() {
    let server = Server::start().await;
    let pool = &server.client;
    let users = pool.call(&batch(vec![eve()])).await.unwrap();
    let id = &users[0].user_id;
    let phone = format!("+86{}", number(9));
    for (name, kind) in [
        (id.as_str(), UserIdType::UserId),
        ("eve", UserIdType::Username),
        ("EVE@example.com", UserIdType::Email),
        (&phone, UserIdType::Phone),
        ("9", UserIdType::ExternalId),
        ("idp:gh9", UserIdType::Identity),
    ] {
        let get = GetUser::builder().user_id(name).user_id_type(kind).build();
        assert_eq!(&pool.call(&get).await.unwrap().user_id, id, "{name}");
    }
    let get = GetUserBatch::builder();
    let get = get.user_ids(vec![id.clone(), "nobody".into()]).build();
    assert_eq!(pool.call(&get).await.unwrap().len(), 1);
    let exists = IsUserExists::builder().username("eve").build();
    assert!(pool.call(&exists).await.unwrap().exists);
    let delete = |ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        DeleteUsersBatch::builder().user_ids(ids).build()
    };
    refused(
        pool.call(&delete(&[id, "nobody"])).await,
        ErrorCode::UserNotFound,
    );
    assert!(pool.call(&exists).await.unwrap().exists, "all or none");
    pool.call(&delete(&[id])).await.unwrap();
    assert!(!pool.call(&exists).await.unwrap().exists);
    let get = GetUser::builder().user_id(id.as_str()).build();
    refused(pool.call(&get).await, ErrorCode::UserNotFound);
}
