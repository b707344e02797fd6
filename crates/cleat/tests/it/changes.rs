//! A change of phone is proven, and told to the old one: P10.

use cleat_api::ErrorCode;
use cleat_api::email::{BindEmail, EmailChannel};
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::{
    UpdatePhone, UpdatePhoneMethod, UpdatePhonePayload, VerifyUpdatePhoneRequest,
};
use cleat_api::profile::GetProfile;

use crate::harness::{Server, number, other_than, refused};

/// P10. Seen to fail with the branch of `verify_old_phone` left out of `change.rs`, and with the
/// notices left out.
#[tokio::test(flavor = "multi_thread")]
async fn p10_change_of_phone_proves_both_and_tells_the_old_one() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let other = server.sign_in(&number(9)).await;
    let mail = server
        .mail(&me, EmailChannel::BindEmail, "ada@example.com")
        .await;
    me.call(&BindEmail {
        email: "ada@example.com".into(),
        pass_code: mail,
    })
    .await
    .unwrap();
    let new = server.sms(&me, SmsChannel::BindPhone, &number(2)).await;
    let old = server.sms(&me, SmsChannel::UnbindPhone, &number(1)).await;
    let request = |payload: UpdatePhonePayload| VerifyUpdatePhoneRequest {
        verify_method: UpdatePhoneMethod::PhonePasscode,
        phone_pass_code_payload: payload,
    };
    let both = UpdatePhonePayload {
        new_phone_number: number(2),
        new_phone_pass_code: new.clone(),
        old_phone_number: Some(number(1)),
        old_phone_pass_code: Some(old.clone()),
        ..UpdatePhonePayload::default()
    };
    let without = UpdatePhonePayload {
        old_phone_number: None,
        ..both.clone()
    };
    refused(
        me.call(&request(without)).await,
        ErrorCode::OldPhoneRequired,
    );
    let foreign = UpdatePhonePayload {
        old_phone_number: Some(number(9)),
        ..both.clone()
    };
    refused(
        me.call(&request(foreign)).await,
        ErrorCode::OldPhoneMismatch,
    );
    let same = UpdatePhonePayload {
        new_phone_number: number(1),
        ..both.clone()
    };
    refused(me.call(&request(same)).await, ErrorCode::SamePhone);
    let wrong = UpdatePhonePayload {
        old_phone_pass_code: Some(other_than(&old)),
        ..both.clone()
    };
    refused(me.call(&request(wrong)).await, ErrorCode::CodeWrong);
    let grant = me.call(&request(both)).await.unwrap();
    assert_eq!(grant.token_expires_in, 60);
    let update = UpdatePhone {
        update_phone_token: grant.update_phone_token,
    };
    refused(other.call(&update).await, ErrorCode::GrantInvalid);
    // The token was used up by the stranger's try; a new proof is needed.
    refused(me.call(&update).await, ErrorCode::GrantInvalid);
    server.advance(60);
    let both = UpdatePhonePayload {
        new_phone_number: number(2),
        new_phone_pass_code: server.sms(&me, SmsChannel::BindPhone, &number(2)).await,
        old_phone_number: Some(number(1)),
        old_phone_pass_code: Some(server.sms(&me, SmsChannel::UnbindPhone, &number(1)).await),
        ..UpdatePhonePayload::default()
    };
    let grant = me.call(&request(both)).await.unwrap();
    let update = UpdatePhone {
        update_phone_token: grant.update_phone_token,
    };
    me.call(&update).await.unwrap();
    refused(me.call(&update).await, ErrorCode::GrantInvalid);
    for to in [format!("+86{}", number(1)), "ada@example.com".into()] {
        let told = server.sent(&to).await;
        assert_eq!(
            told.first().map(|message| message.channel.as_str()),
            Some("NOTICE_PHONE_CHANGED")
        );
        assert_eq!(
            told.iter()
                .filter(|message| message.channel == "NOTICE_PHONE_CHANGED")
                .count(),
            1
        );
    }
    assert_eq!(
        me.call(&GetProfile::default()).await.unwrap().phone,
        Some(number(2))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_change_lives_a_minute() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let payload = UpdatePhonePayload {
        new_phone_number: number(2),
        new_phone_pass_code: server.sms(&me, SmsChannel::BindPhone, &number(2)).await,
        old_phone_number: Some(number(1)),
        old_phone_pass_code: Some(server.sms(&me, SmsChannel::UnbindPhone, &number(1)).await),
        ..UpdatePhonePayload::default()
    };
    let request = VerifyUpdatePhoneRequest {
        verify_method: UpdatePhoneMethod::PhonePasscode,
        phone_pass_code_payload: payload,
    };
    let grant = me.call(&request).await.unwrap();
    server.advance(60);
    let update = UpdatePhone {
        update_phone_token: grant.update_phone_token,
    };
    refused(me.call(&update).await, ErrorCode::GrantInvalid);
}
