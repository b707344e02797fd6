//! The phone of the signed-in user.

use cleat_api::email::{BindEmail, EmailChannel, UnbindEmail};
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::{
    BindPhone, UnbindPhone, UpdatePhone, UpdatePhoneMethod, UpdatePhonePayload,
    VerifyUpdatePhoneRequest,
};
use cleat_api::profile::GetProfile;
use cleat_api::security::{ChangePhoneStrategy, UpdateSecuritySettings};
use cleat_api::user::UpdateUser;
use cleat_api::{ErrorCode, PassCode, Patch};

use crate::harness::{Server, number, other_than, refused};
use crate::people::refuses_codes;

fn bind(number: &str, code: &PassCode) -> BindPhone {
    BindPhone {
        phone_number: number.into(),
        pass_code: code.clone(),
        phone_country_code: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bind_phone() {
    let server = Server::start().await;
    let me = server.user_by_email("ada@example.com").await;
    let owner = server.sign_in(&number(2)).await;
    let code = server.sms(&me, SmsChannel::BindPhone, &number(1)).await;
    refused(
        server.client.call(&bind(&number(1), &code)).await,
        ErrorCode::NotSignedIn,
    );
    refused(
        me.call(&bind(&number(1), &other_than(&code))).await,
        ErrorCode::CodeWrong,
    );
    refused(
        owner.call(&bind(&number(1), &code)).await,
        ErrorCode::PhoneAlreadyBound,
    );
    // That a number is somebody's is told only to who proved to hold it.
    refused(
        me.call(&bind(&number(2), &code)).await,
        ErrorCode::CodeWrong,
    );
    let taken = server.sms(&me, SmsChannel::BindPhone, &number(2)).await;
    refused(
        me.call(&bind(&number(2), &taken)).await,
        ErrorCode::PhoneTaken,
    );
    assert_eq!(
        me.call(&bind("12", &code)).await.unwrap_err().status_code(),
        Some(400)
    );
    let messages = server.count("SELECT COUNT(*) FROM outbox").await;
    me.call(&bind(&number(1), &code)).await.unwrap();
    let user = me.call(&GetProfile::default()).await.unwrap();
    assert_eq!(
        (user.phone.as_deref(), user.phone_country_code.as_deref()),
        (Some(number(1).as_str()), Some("+86"))
    );
    assert!(user.phone_verified);
    assert_eq!(
        server.count("SELECT COUNT(*) FROM outbox").await,
        messages + 1,
        "the address is told, and nothing else is sent"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unbind_phone_keeps_the_last_login_method() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let code = server.sms(&me, SmsChannel::UnbindPhone, &number(1)).await;
    refused(
        me.call(&UnbindPhone {
            pass_code: other_than(&code),
        })
        .await,
        ErrorCode::CodeWrong,
    );
    refused(
        me.call(&UnbindPhone {
            pass_code: code.clone(),
        })
        .await,
        ErrorCode::LastLoginMethod,
    );
    refused(
        me.call(&UnbindPhone { pass_code: code }).await,
        ErrorCode::CodeUsed,
    );
    let code = server
        .mail(&me, EmailChannel::BindEmail, "ada@example.com")
        .await;
    me.call(&BindEmail {
        email: "Ada@Example.com".into(),
        pass_code: code,
    })
    .await
    .unwrap();
    server.advance(60);
    let code = server.sms(&me, SmsChannel::UnbindPhone, &number(1)).await;
    me.call(&UnbindPhone {
        pass_code: code.clone(),
    })
    .await
    .unwrap();
    refused(
        me.call(&UnbindPhone { pass_code: code }).await,
        ErrorCode::PhoneNotBound,
    );
    let user = me.call(&GetProfile::default()).await.unwrap();
    assert_eq!(
        (user.phone, user.phone_country_code, user.phone_verified),
        (None, None, false)
    );
    assert_eq!(user.email.as_deref(), Some("Ada@Example.com"));
    // The same guard stands at every other door.
    let code = server
        .mail(&me, EmailChannel::UnbindEmail, "ada@example.com")
        .await;
    refused(
        me.call(&UnbindEmail { pass_code: code }).await,
        ErrorCode::LastLoginMethod,
    );
    let clear = UpdateUser {
        user_id: user.user_id,
        email: Patch::Clear,
        ..UpdateUser::default()
    };
    refused(server.client.call(&clear).await, ErrorCode::LastLoginMethod);
}

/// A change of phone to a number, by the code sent to it alone.
fn change_to(number: &str, code: PassCode) -> VerifyUpdatePhoneRequest {
    let payload = UpdatePhonePayload::builder();
    let payload = payload.new_phone_number(number).new_phone_pass_code(code);
    VerifyUpdatePhoneRequest::builder()
        .verify_method(UpdatePhoneMethod::PhonePasscode)
        .phone_pass_code_payload(payload.build())
        .build()
}

/// The pool does not ask for the old number.
async fn without_old_phone(server: &Server) {
    let strategy = ChangePhoneStrategy {
        verify_old_phone: false,
    };
    let update = UpdateSecuritySettings::builder().change_phone_strategy(strategy);
    server.client.call(&update.build()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn bind_phone_refuses_codes() {
    let server = Server::start().await;
    server.sign_in(&number(2)).await;
    let me = server.user_by_email("ada@example.com").await;
    // The number is somebody else's: the right code is used up, and binds nothing.
    let send = async || server.sms(&me, SmsChannel::BindPhone, &number(2)).await;
    refuses_codes(&server, &me, send, |code| bind(&number(2), &code)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unbind_phone_refuses_codes() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    // It is the last login method: the right code is used up, and unbinds nothing.
    let send = async || server.sms(&me, SmsChannel::UnbindPhone, &number(1)).await;
    refuses_codes(&server, &me, send, |pass_code| UnbindPhone { pass_code }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_phone_refuses_codes() {
    let server = Server::start().await;
    without_old_phone(&server).await;
    let me = server.sign_in(&number(1)).await;
    let send = async || server.sms(&me, SmsChannel::BindPhone, &number(2)).await;
    refuses_codes(&server, &me, send, |code| change_to(&number(2), code)).await;
}

/// Seen to fail with `phone_taken` left out of `update_phone`.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_phone_takes_no_number_of_another() {
    let server = Server::start().await;
    without_old_phone(&server).await;
    let me = server.sign_in(&number(1)).await;
    server.sign_in(&number(2)).await;
    let code = server.sms(&me, SmsChannel::BindPhone, &number(2)).await;
    refused(
        me.call(&change_to(&number(2), code)).await,
        ErrorCode::PhoneTaken,
    );
    // The number is free while it is proven, and taken before it is changed to.
    let code = server.sms(&me, SmsChannel::BindPhone, &number(3)).await;
    let grant = me.call(&change_to(&number(3), code)).await.unwrap();
    server.sign_in(&number(3)).await;
    let update = UpdatePhone {
        update_phone_token: grant.update_phone_token,
    };
    refused(me.call(&update).await, ErrorCode::PhoneTaken);
    let nobody = server.user_by_email("ada@example.com").await;
    let code = server.sms(&nobody, SmsChannel::BindPhone, &number(4)).await;
    refused(
        nobody.call(&change_to(&number(4), code)).await,
        ErrorCode::PhoneNotBound,
    );
}
