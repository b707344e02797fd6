//! Passwords: how they are sent, changed, tried and reset.

use cleat_api::ErrorCode;
use cleat_api::passcode::SmsChannel;
use cleat_api::password::{
    PasswordEncryptType, ResetPassword, ResetPasswordByPhone, ResetPasswordMethod, UpdatePassword,
    ValidatePassword, VerifyResetPasswordRequest,
};
use cleat_api::profile::GetProfile;
use cleat_api::signin::{SignInByCredentials, SignInByPassword, SignInConnection};
use cleat_api::system::GetSystemInfo;
use cleat_api::user::CreateUser;
use cleat_api::{PassCode, Secret};

use crate::harness::{Server, figure, number, refused};
use crate::people::{PASSWORD, by_password, refuses_codes};

#[tokio::test(flavor = "multi_thread")]
async fn passwords_in_the_three_encryptions() {
    use base64::Engine as _;
    let server = Server::start().await;
    let info = server.client.call(&GetSystemInfo::default()).await.unwrap();
    assert!(info.rsa.public_key.contains("BEGIN PUBLIC KEY"));
    assert!(info.sm2.public_key.starts_with("04"));
    let user = CreateUser {
        phone: Some(number(1)),
        password: Some("correct horse".into()),
        ..CreateUser::default()
    };
    server.client.call(&user).await.unwrap();
    let sign_in = |password: &str, how| SignInByCredentials {
        connection: SignInConnection::Password,
        password_payload: Some(SignInByPassword {
            phone: Some(number(1)),
            password: password.into(),
            ..SignInByPassword::default()
        }),
        options: Some(cleat_api::signin::SignInOptions {
            password_encrypt_type: Some(how),
            ..Default::default()
        }),
        ..SignInByCredentials::default()
    };
    use PasswordEncryptType as How;
    server
        .client
        .call(&sign_in("correct horse", How::None))
        .await
        .unwrap();
    refused(
        server.client.call(&sign_in("wrong horse", How::None)).await,
        ErrorCode::InvalidCredentials,
    );
    let garbage = base64::engine::general_purpose::STANDARD.encode([7; 256]);
    refused(
        server.client.call(&sign_in(&garbage, How::Rsa)).await,
        ErrorCode::InvalidCredentials,
    );
    refused(
        server.client.call(&sign_in("00ff", How::Sm2)).await,
        ErrorCode::InvalidCredentials,
    );
}

/// What no key of the server decrypts, sent as if one did.
fn undecipherable() -> (Secret, PasswordEncryptType) {
    ("00ff".into(), PasswordEncryptType::Sm2)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_password_proves_a_new_one() {
    let server = Server::start().await;
    let me = server.user_by_name("ada").await;
    let change = |old: &str, new: &str| {
        let change = UpdatePassword::builder().old_password(old);
        change.new_password(new).build()
    };
    let bare = UpdatePassword::builder().new_password("battery staple");
    refused(me.call(&bare.build()).await, ErrorCode::OldPasswordRequired);
    let wrong = change("wrong horse", "battery staple");
    refused(me.call(&wrong).await, ErrorCode::OldPasswordWrong);
    refused(
        me.call(&change(PASSWORD, "short")).await,
        ErrorCode::PasswordTooWeak,
    );
    let granted = UpdatePassword::builder().password_reset_token("rubbish");
    let granted = granted.new_password("battery staple").build();
    refused(me.call(&granted).await, ErrorCode::GrantInvalid);
    let (secret, how) = undecipherable();
    let garbage = UpdatePassword::builder().new_password(secret);
    let garbage = garbage.password_encrypt_type(how).build();
    refused(me.call(&garbage).await, ErrorCode::OldPasswordRequired);
    let without = server.sign_in(&number(1)).await;
    refused(
        without.call(&garbage).await,
        ErrorCode::PasswordDecryptFailed,
    );
    me.call(&change(PASSWORD, "battery staple")).await.unwrap();
    server
        .signed_in(&by_password("ada", "battery staple"))
        .await;
    refused(
        server.client.call(&by_password("ada", PASSWORD)).await,
        ErrorCode::InvalidCredentials,
    );
}

/// Seen to fail with `failures::wait` left out of `check.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn ten_wrong_passwords_lock_who_changes_it() {
    let server = Server::start().await;
    let me = server.user_by_name("ada").await;
    let wrong = UpdatePassword::builder().old_password("wrong horse");
    let wrong = wrong.new_password("battery staple").build();
    for _ in 0..10 {
        refused(me.call(&wrong).await, ErrorCode::OldPasswordWrong);
    }
    refused(me.call(&wrong).await, ErrorCode::AccountLocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_validated() {
    let server = Server::start().await;
    server.user_by_name("ada").await;
    let ask = |name: &str, password: &str| {
        let ask = ValidatePassword::builder().username(name);
        ask.password(password).build()
    };
    let valid = async |name: &str, password: &str| {
        let answer = server.client.call(&ask(name, password)).await;
        answer.unwrap().valid
    };
    assert!(valid("ada", PASSWORD).await);
    assert!(!valid("nobody", PASSWORD).await);
    let (secret, how) = undecipherable();
    let garbage = ValidatePassword::builder().username("ada").password(secret);
    let garbage = garbage.password_encrypt_type(how).build();
    assert!(!server.client.call(&garbage).await.unwrap().valid);
    for _ in 0..9 {
        assert!(!valid("ada", "wrong horse").await);
    }
    let locked = server.client.call(&ask("ada", PASSWORD)).await;
    refused(locked, ErrorCode::AccountLocked);
}

fn reset_by(number: &str, code: PassCode) -> VerifyResetPasswordRequest {
    let payload = ResetPasswordByPhone::builder();
    let payload = payload.phone_number(number).pass_code(code).build();
    VerifyResetPasswordRequest::builder()
        .verify_method(ResetPasswordMethod::PhonePasscode)
        .phone_pass_code_payload(payload)
        .build()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_refuses_codes() {
    let server = Server::start().await;
    server.sign_in(&number(1)).await;
    let by = &server.client;
    let send = async || server.sms(by, SmsChannel::ResetPassword, &number(1)).await;
    refuses_codes(&server, by, send, |code| reset_by(&number(1), code)).await;
}

/// Seen to fail with `end_all` left out of `reset.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_reset_sets_a_password_once_and_ends_every_session() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let by = &server.client;
    let code = server.sms(by, SmsChannel::ResetPassword, &number(1)).await;
    let grant = by.call(&reset_by(&number(1), code)).await.unwrap();
    let token = grant.password_reset_token;
    let set = |password: &str| {
        let set = ResetPassword::builder().password(password);
        set.password_reset_token(token.clone())
    };
    refused(
        by.call(&set("short").build()).await,
        ErrorCode::PasswordTooWeak,
    );
    let how = PasswordEncryptType::Sm2;
    refused(
        by.call(&set("00ff").password_encrypt_type(how).build())
            .await,
        ErrorCode::PasswordDecryptFailed,
    );
    by.call(&set(PASSWORD).build()).await.unwrap();
    refused(
        by.call(&set(PASSWORD).build()).await,
        ErrorCode::GrantInvalid,
    );
    let profile = cleat_api::profile::GetProfile::default();
    refused(me.call(&profile).await, ErrorCode::NotSignedIn);
    server.signed_in(&by_password(&number(1), PASSWORD)).await;
}

/// A password that is replaced while it is being checked is worth nothing: whatever the order, no
/// session of the old one is left, and of two changes by the old one, one is made.
///
/// Seen to fail with the hash not compared in `write` of `by_password.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_replaced_while_it_is_checked() {
    let server = Server::start().await;
    server.quick_tokens().await;
    let by = &server.client;
    let (mut signed_in, mut late) = (0, 0);
    for n in 0..20 {
        let user = CreateUser::builder().phone(number(n)).password(PASSWORD);
        by.call(&user.username(format!("user{n}")).build())
            .await
            .unwrap();
        let code = server.sms(by, SmsChannel::ResetPassword, &number(n)).await;
        let granted = by.call(&reset_by(&number(n), code)).await.unwrap();
        let reset = ResetPassword::builder().password("battery staple");
        let reset = reset
            .password_reset_token(granted.password_reset_token)
            .build();
        let tries = (0..6).map(|_| {
            let (by, name) = (by.clone(), format!("user{n}"));
            tokio::spawn(async move { by.call(&by_password(&name, PASSWORD)).await })
        });
        let tries: Vec<_> = tries.collect();
        by.call(&reset).await.unwrap();
        for one in tries {
            match one.await.unwrap() {
                Ok(tokens) => {
                    let me = by.with_access_token(tokens.access_token.unwrap());
                    let profile = me.call(&GetProfile::default()).await;
                    assert!(profile.is_err(), "{n}: a session of the old password");
                    signed_in += 1;
                }
                Err(error) => {
                    assert!(error.is(ErrorCode::InvalidCredentials), "{error}");
                    late += 1;
                }
            }
        }
        let now = by_password(&format!("user{n}"), "battery staple");
        let me = server.signed_in(&now).await;
        let changes = ["one new password", "another new password"].map(|new| {
            let update = UpdatePassword::builder().new_password(new);
            let (me, update) = (me.clone(), update.old_password("battery staple").build());
            tokio::spawn(async move { me.call(&update).await })
        });
        let mut made = 0;
        for change in changes {
            made += u32::from(change.await.unwrap().is_ok());
        }
        assert_eq!(made, 1, "{n}: changes by one password");
    }
    figure(
        "P20",
        format_args!(
            "20 resets during 6 sign-ins each: {signed_in} came before, {late} refused, 0 alive"
        ),
    );
}
