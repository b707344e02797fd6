//! Two pools on one server: neither counts, finds or serves what is the other's.

use cleat_api::ErrorCode;
use cleat_api::log::{GetUserActionLogs, GetUserLoginHistory};
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::BindPhone;
use cleat_api::profile::GetProfile;
use cleat_api::user::{GetUserBatch, IsUserExists, ListUsers};

use crate::harness::{Server, by_phone, client, number, refused};
use crate::tenants::{second_pool, sign_in};

/// Counts, lists and logs. Seen to fail with the pool left out of each statement in `search.rs` of
/// the audit trail and of `list.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn counts_and_logs_are_of_one_pool() {
    let server = Server::start().await;
    let other = client(&second_pool(&server).await);
    for n in 1..=3 {
        server.sign_in(&number(n)).await;
    }
    let code = server.sms(&other, SmsChannel::Login, &number(9)).await;
    let theirs = other.call(&by_phone(&number(9), code)).await.unwrap();
    let theirs = other.with_access_token(theirs.access_token.unwrap());
    let theirs = theirs.call(&GetProfile::default()).await.unwrap().user_id;
    for (pool, users) in [(&server.client, 3), (&other, 1)] {
        let list = pool.call(&ListUsers::default()).await.unwrap();
        assert_eq!((list.total_count, list.list.len()), (users, users as usize));
        let logs = pool.call(&GetUserActionLogs::default()).await.unwrap();
        // Sending leaves no row; a sign-up and a sign-in each.
        assert_eq!(logs.total_count, 2 * users);
        assert_eq!(logs.list.len(), 2 * users as usize);
        let own = logs.list.iter().filter(|row| row.user_id == theirs);
        assert_eq!(own.count(), if users == 1 { 2 } else { 0 });
    }
    let pool = &server.client;
    let history = GetUserLoginHistory::builder().user_id(theirs.as_str());
    refused(pool.call(&history.build()).await, ErrorCode::UserNotFound);
    let batch = GetUserBatch::builder().user_ids(vec![theirs]).build();
    assert!(pool.call(&batch).await.unwrap().is_empty());
    let exists = IsUserExists::builder().phone(number(9)).build();
    assert!(!pool.call(&exists).await.unwrap().exists);
}

/// A user of another pool is a visitor like any other, and no code is bound to them. Seen to fail
/// with the pool of the token not compared in `Visitor`.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_of_another_pool_is_a_visitor() {
    let server = Server::start().await;
    let other = client(&second_pool(&server).await);
    server.user_by_email("ann@example.com").await;
    server.advance(60);
    let token = sign_in(&server, &server.client, "ann").await.0;
    let foreign = server.client.with_access_token(token.as_str());
    let visitor = other.with_access_token(token);
    let code = server
        .sms(&visitor, SmsChannel::BindPhone, &number(2))
        .await;
    let bind = BindPhone {
        phone_number: number(2),
        pass_code: code,
        ..BindPhone::default()
    };
    refused(foreign.call(&bind).await, ErrorCode::CodeWrong);
    let code = server.sms(&visitor, SmsChannel::Login, &number(3)).await;
    other.call(&by_phone(&number(3), code)).await.unwrap();
}
