//! What users did, as the pool reads it.

use cleat_api::ErrorCode;
use cleat_api::log::{EventType, GetUserActionLogs, GetUserLoginHistory};
use cleat_api::passcode::SmsChannel;
use cleat_api::profile::GetProfile;

use crate::harness::{Server, by_phone, number, other_than, refused};

#[tokio::test(flavor = "multi_thread")]
async fn actions_are_logged_refused_ones_too() {
    let server = Server::start().await;
    let pool = &server.client;
    let me = server.sign_in(&number(1)).await;
    let user_id = me.call(&GetProfile::default()).await.unwrap().user_id;
    server.advance(60);
    let code = server.sms(pool, SmsChannel::Login, &number(1)).await;
    refused(
        pool.call(&by_phone(&number(1), other_than(&code))).await,
        ErrorCode::CodeWrong,
    );
    let of_user = || GetUserActionLogs::builder().user_id(user_id.as_str());
    let all = pool.call(&of_user().build()).await.unwrap();
    let told: Vec<_> = all
        .list
        .iter()
        .map(|row| (row.event_type, row.success))
        .collect();
    let login = EventType::Login;
    let wanted = [(login, false), (login, true), (EventType::Register, true)];
    assert_eq!(told, wanted, "newest first");
    let failed = of_user().success(false).build();
    assert_eq!(pool.call(&failed).await.unwrap().total_count, 1);
    let history = |id: &str| GetUserLoginHistory::builder().user_id(id).build();
    let sign_ins = pool.call(&history(&user_id)).await.unwrap();
    assert_eq!(sign_ins.total_count, 1, "the ones that were done");
    refused(pool.call(&history("nobody")).await, ErrorCode::UserNotFound);
}
