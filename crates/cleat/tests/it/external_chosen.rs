//! Who an identity becomes that an app asks about, where nobody proves an account: one of several that
//! are shown, or somebody new; WeChat in an app; and what is said at once.

use cleat_api::application::ClientAuthMethod;
use cleat_api::ext_idp::{
    AuthByCodeIdentity, ConnectionType, ExtIdpConn, LinkIdentity, Provider, RegisterNewUser,
    SignInByMobile, UpdateExtIdpConn,
};
use cleat_api::security::{RegisterAnomalyDetection, UpdateSecuritySettings};
use cleat_api::signin::SignInOptions;
use cleat_api::user::{CreateUser, UpdateUser, UserStatus};
use cleat_api::{Endpoint, ErrorCode};
use serde_json::{Value, json};

use crate::browser::claims;
use crate::external_binding::{ADA, Asking, by_id, by_password, by_phone, new, selected, subject};
use crate::external_sources::{Lab, Says, connect, merge};
use crate::harness::{at_once, refused};
use crate::people::PASSWORD;

/// Of several users who have proven what the source has proven, one is chosen: of these alone, and
/// while they have it.
///
/// Not seen to fail yet; break `chosen_one` that takes every account of the pool.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_is_chosen() {
    let choice = ErrorCode::AccountChoiceRequired;
    for by_select in [true, false] {
        let (asking, [phone, email]) = Asking::matching().await;
        let pool = asking.pool();
        let eve = asking.user(|user| user.username = Some("eve".into())).await;
        let (key, shown) = asking.asked(1, choice).await;
        let mut expected = vec![phone.clone(), email.clone()];
        let mut told = shown.clone();
        expected.sort();
        told.sort();
        assert_eq!(told, expected);
        let choose = async |user: &str| match by_select {
            true => pool.call(&selected(&key, user)).await,
            false => pool.call(&by_id(&key, user)).await,
        };
        for other in [eve.as_str(), "nobody", ""] {
            refused(choose(other).await, ErrorCode::UserNotFound);
        }
        refused(pool.call(&new(&key)).await, choice);
        let update = UpdateUser::builder().user_id(phone.as_str());
        let update = update.status(UserStatus::Suspended).build();
        pool.call(&update).await.unwrap();
        refused(choose(&phone).await, ErrorCode::UserDisabled);
        // It lost what was proven.
        let update = UpdateUser::builder().user_id(email.as_str());
        let update = update.email_verified(false).build();
        pool.call(&update).await.unwrap();
        refused(choose(&email).await, ErrorCode::UserNotFound);
        let update = UpdateUser::builder().user_id(email.as_str());
        let update = update.email_verified(true).build();
        pool.call(&update).await.unwrap();
        asking.nothing_is_linked().await;
        assert_eq!(subject(&choose(&email).await.unwrap()), email);
        assert_eq!(asking.notices(ADA).await, 1);
        refused(choose(&email).await, ErrorCode::GrantInvalid);
        pool.call(&asking.next(1)).await.unwrap();
        // Another one of the same source.
        let (second, _) = asking.asked(2, choice).await;
        let again = match by_select {
            true => pool.call(&selected(&second, &email)).await,
            false => pool.call(&by_id(&second, &email)).await,
        };
        refused(again, ErrorCode::IdentityTaken);
        assert_eq!(
            (asking.lab.users().await, asking.lab.identities().await),
            (3, 1)
        );
    }
}

/// Somebody new passes the gate that everybody passes, once.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_passes_the_gate() {
    let lab = Lab::with(&[("private_sources", "true")]).await;
    let asking = Asking::at(lab, json!({ "associationMode": "challenge" })).await;
    let pool = asking.pool();
    let key = asking.key(1).await;
    let closed = UpdateSecuritySettings::builder().register_disabled(true);
    asking.set(closed.build()).await;
    refused(pool.call(&new(&key)).await, ErrorCode::RegisterDisabled);
    // Only who has an account is asked now.
    asking.asked(1, ErrorCode::ExistingAccountRequired).await;
    let open = UpdateSecuritySettings::builder().register_disabled(false);
    let detection = RegisterAnomalyDetection {
        enabled: true,
        limit: 1,
        time_interval: 3600,
    };
    let open = open.register_anomaly_detection(detection);
    asking.set(open.build()).await;
    asking.nothing_is_linked().await;
    let user = subject(&pool.call(&new(&key)).await.unwrap());
    assert_eq!(asking.identities(&user).await, 1);
    refused(pool.call(&new(&key)).await, ErrorCode::GrantInvalid);
    let key = asking.key(2).await;
    refused(pool.call(&new(&key)).await, ErrorCode::RegisterTooOften);
    pool.call(&asking.next(1)).await.unwrap();
    assert_eq!(
        (asking.lab.users().await, asking.lab.identities().await),
        (1, 1)
    );
}

/// Where the connection signs in those alone who are linked, existing accounts are linked and nobody
/// is new.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_for_those_who_are_known_takes_nobody_new() {
    let asking = Asking::new().await;
    let pool = asking.pool();
    let ada = asking.ada().await;
    let update = UpdateExtIdpConn {
        login_only: Some(true),
        ..asking.renamed("GitHub")
    };
    pool.call(&update).await.unwrap();
    let (key, _) = asking.asked(1, ErrorCode::ExistingAccountRequired).await;
    refused(pool.call(&new(&key)).await, ErrorCode::RegisterDisabled);
    let bound = pool.call(&by_password(&key, "ada", PASSWORD)).await;
    assert_eq!(subject(&bound.unwrap()), ada);
}

/// A connection to WeChat for apps.
async fn wechat(lab: &Lab, name: &str, more: Value) -> ExtIdpConn {
    let at = |path: &str| format!("{}{path}", lab.fake.base);
    let mut fields = json!({
        "clientId": "wx1", "clientSecret": "secret",
        "tokenEndPoint": at("/sns/token"), "userInfoEndPoint": at("/sns/userinfo"),
    });
    merge(&mut fields, more);
    let kind = (Provider::Wechat, ConnectionType::WechatMobile);
    connect(&lab.server.client, &lab.rp, name, kind, fields).await
}

fn comes(lab: &Lab, n: u32) {
    let ids =
        json!({ "access_token": "at", "openid": format!("o{n}"), "unionid": format!("u{n}") });
    lab.fake.tell("/sns/token", &ids);
    lab.fake.tell("/sns/userinfo", &ids);
}

/// WeChat for phones: the same sign-in by the path that its SDKs know, and the key of its refusal.
#[tokio::test(flavor = "multi_thread")]
async fn wechat_in_an_app_signs_in_and_asks() {
    let lab = Lab::with(&[("private_sources", "true")]).await;
    let pool = &lab.server.client;
    let conn = wechat(&lab, "wechat", json!({})).await;
    let call = AuthByCodeIdentity {
        code: "c1".into(),
        app_id: Some(lab.rp.id.clone()),
        conn_id: Some(conn.id.clone()),
        options: None,
    };
    comes(&lab, 1);
    let tokens = pool.call(&call).await.unwrap();
    let token = Value::from(tokens.id_token.unwrap().expose());
    let user = claims(&token)["sub"].as_str().unwrap().to_owned();
    let alone = AuthByCodeIdentity {
        app_id: None,
        conn_id: Some(String::new()),
        ..call.clone()
    };
    pool.call(&alone).await.unwrap();
    assert_eq!((lab.users().await, lab.identities().await), (1, 2));
    // What is wrong with the call.
    let other = wechat(&lab, "other", json!({ "associationMode": "challenge" })).await;
    let wrong = [
        (alone.clone(), ErrorCode::ExtIdpConnNotFound),
        (
            AuthByCodeIdentity {
                conn_id: Some("none".into()),
                ..call.clone()
            },
            ErrorCode::ExtIdpConnNotFound,
        ),
        (
            AuthByCodeIdentity {
                app_id: Some("other".into()),
                ..call.clone()
            },
            ErrorCode::InvalidArgument,
        ),
        (
            AuthByCodeIdentity {
                code: " ".into(),
                ..call.clone()
            },
            ErrorCode::InvalidArgument,
        ),
        (
            AuthByCodeIdentity {
                options: Some(SignInOptions {
                    scope: Some("phone".into()),
                    ..SignInOptions::default()
                }),
                ..call.clone()
            },
            ErrorCode::InvalidScope,
        ),
    ];
    for (call, code) in wrong {
        refused(pool.call(&call).await, code);
    }
    // Two ids of one account that belong to two users.
    let link = |kind: &str, id: &str, conn: &ExtIdpConn, user: &str| LinkIdentity {
        user_id_in_idp: id.into(),
        user_id: user.into(),
        ext_idp_id: conn.ext_idp_id.clone(),
        r#type: Some(kind.into()),
        ..LinkIdentity::default()
    };
    let eve = CreateUser::builder().username("eve").password(PASSWORD);
    let eve = pool.call(&eve.build()).await.unwrap().user_id;
    let asks = AuthByCodeIdentity {
        conn_id: Some(other.id.clone()),
        ..call.clone()
    };
    comes(&lab, 2);
    let asked = pool.call(&asks).await.unwrap_err();
    assert!(asked.is(ErrorCode::BindingRequired), "{asked}");
    let key = asked.refusal().unwrap().key.clone().unwrap();
    pool.call(&link("unionid", "u2", &other, &user))
        .await
        .unwrap();
    pool.call(&link("openid", "o2", &other, &eve))
        .await
        .unwrap();
    refused(pool.call(&asks).await, ErrorCode::IdentityTaken);
    refused(pool.call(&new(&key)).await, ErrorCode::IdentityTaken);
    // What is closed, and what the source says.
    comes(&lab, 3);
    let limit =
        UpdateSecuritySettings::builder().register_anomaly_detection(RegisterAnomalyDetection {
            enabled: true,
            // The first one came a moment ago.
            limit: 2,
            time_interval: 3600,
        });
    pool.call(&limit.build()).await.unwrap();
    comes(&lab, 4);
    pool.call(&call).await.unwrap();
    comes(&lab, 5);
    refused(pool.call(&call).await, ErrorCode::RegisterTooOften);
    let closed = UpdateSecuritySettings::builder().register_disabled(true);
    pool.call(&closed.build()).await.unwrap();
    refused(pool.call(&call).await, ErrorCode::RegisterDisabled);
    refused(pool.call(&asks).await, ErrorCode::ExistingAccountRequired);
    lab.fake.say("/sns/token", Says::text(503, ""));
    refused(pool.call(&call).await, ErrorCode::ExtIdpUnreachable);
    lab.fake.say("/sns/token", Says::text(200, "{}"));
    refused(pool.call(&call).await, ErrorCode::ExtIdpFailed);
    comes(&lab, 1);
    let suspend = UpdateUser::builder().user_id(user.as_str());
    let suspend = suspend.status(UserStatus::Suspended).build();
    pool.call(&suspend).await.unwrap();
    refused(pool.call(&call).await, ErrorCode::UserDisabled);
    lab.binds(ClientAuthMethod::ClientSecretPost).await;
    refused(pool.call(&call).await, ErrorCode::MethodUnsupported);
}

/// Whatever is said at once with one key, one of it happens: one user has the identity, whole.
///
/// Not seen to fail yet; break `release` that always says it released something.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_used_at_once_works_once() {
    let asking = Asking::new().await;
    let ada = asking.ada().await;
    let bob = asking
        .user(|user| {
            user.username = Some("bob".into());
            user.password = Some(PASSWORD.into());
        })
        .await;
    for round in 0..8 {
        let key = asking.key(100 + round).await;
        let (users, identities) = (asking.lab.users().await, asking.lab.identities().await);
        let code = asking.sms().await;
        let tries = (0..4).map(|n| {
            let (by, key, code) = (asking.pool().clone(), key.clone(), code.clone());
            async move {
                match n {
                    0 => by.call(&by_phone(&key, code)).await,
                    1 => by.call(&by_password(&key, "bob", PASSWORD)).await,
                    _ => by.call(&new(&key)).await,
                }
            }
        });
        let answers = at_once(4, tries).await;
        let right: Vec<_> = answers.iter().filter_map(|one| one.as_ref().ok()).collect();
        assert_eq!(right.len(), 1, "{answers:?}");
        for error in answers.iter().filter_map(|one| one.as_ref().err()) {
            let is_told = error.is(ErrorCode::GrantInvalid) || error.is(ErrorCode::IdentityTaken);
            assert!(is_told, "{error}");
        }
        let winner = subject(right[0]);
        assert_eq!(asking.identities(&winner).await, 1);
        let is_new = winner != ada && winner != bob;
        let (now, linked) = (asking.lab.users().await, asking.lab.identities().await);
        assert_eq!((now, linked), (users + i64::from(is_new), identities + 1));
        // Who has one may have no second: the next round begins without it.
        asking.lab.server.execute("DELETE FROM identity").await;
    }
}

/// Two keys for one identity at once: one user has it.
#[tokio::test(flavor = "multi_thread")]
async fn two_keys_for_one_identity_make_one_link() {
    let asking = Asking::new().await;
    asking.ada().await;
    for round in 0..5 {
        let users = asking.lab.users().await;
        let keys = [asking.key(200 + round).await, asking.key(200 + round).await];
        let tries = keys.map(|key| {
            let by = asking.pool().clone();
            async move { by.call(&new(&key)).await }
        });
        let answers = at_once(2, tries).await;
        let subjects: Vec<_> = answers.iter().flatten().map(subject).collect();
        assert!(!subjects.is_empty(), "{answers:?}");
        assert!(
            subjects.iter().all(|one| *one == subjects[0]),
            "{subjects:?}"
        );
        assert_eq!(asking.lab.users().await, users + 1);
        assert_eq!(asking.identities(&subjects[0]).await, 1);
    }
}

/// Every operation is of the contract, and answers as it has it: bare tokens, and a refusal with its
/// status in HTTP.
#[tokio::test(flavor = "multi_thread")]
async fn answers_are_those_of_the_contract() {
    let asking = Asking::new().await;
    let own = &asking.lab.server.credentials;
    let post = async |path: &str, mut body: Value| {
        merge(
            &mut body,
            json!({ "client_id": own.app_id, "client_secret": own.app_secret }),
        );
        let url = format!("{}{path}", own.app_host);
        let call = reqwest::Client::new().post(url).json(&body);
        let answer = call.header("x-authing-lang", "en-US").send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap())
    };
    let wish = serde_json::to_value(asking.next(1)).unwrap();
    let (status, asked) = post(SignInByMobile::operation().path, wish).await;
    assert_eq!(
        (status, &asked["statusCode"], &asked["apiCode"]),
        (200, &json!(422), &json!(1641))
    );
    let key = asked["data"]["key"].as_str().unwrap();
    assert_eq!(asked["data"].as_object().unwrap().len(), 1, "{asked}");
    let path = RegisterNewUser::operation().path;
    assert_eq!(path, "/api/v2/ecConn/wechatMobile/register");
    let wrong = json!({ "key": "x", "action": "create-federation-account" });
    let (status, refused) = post(path, wrong).await;
    assert_eq!(
        (status, &refused["statusCode"]),
        (400, &json!(422)),
        "{refused}"
    );
    let right = json!({ "key": key, "action": "create-federation-account" });
    let (status, tokens) = post(path, right).await;
    assert_eq!(status, 200, "{tokens}");
    assert!(
        tokens["access_token"].is_string() && tokens["data"].is_null(),
        "{tokens}"
    );
    let (status, missing) = post(path, json!({ "action": "x" })).await;
    assert_eq!(status, 400, "{missing}");
}
