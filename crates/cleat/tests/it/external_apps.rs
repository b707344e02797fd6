//! What keeps somebody out on a page keeps an app out too: signing in by a code that a source gave.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{
    ConnectionType, MobileConnection, Provider, SignInByCode, SignInByMobile, SignInByMobileOptions,
};
use cleat_api::security::{RegisterAnomalyDetection, UpdateSecuritySettings};
use cleat_api::user::{UpdateUser, UserStatus};
use serde_json::{Value, json};

use crate::external_sources::{Lab, connect};
use crate::harness::refused;

/// A sign-in by the code `c1`, whatever the source.
pub fn by_code(name: &str, connection: MobileConnection) -> SignInByMobile {
    let code = Some(SignInByCode { code: "c1".into() });
    SignInByMobile {
        ext_idp_connidentifier: name.into(),
        wechat_payload: code.clone(),
        wechat_mini_program_code_payload: code.clone(),
        github_payload: code,
        connection,
        ..SignInByMobile::default()
    }
}

/// Connects GitHub under that name.
pub async fn github(lab: &Lab, name: &str, mode: &str) {
    let at = |path: &str| format!("{}{path}", lab.fake.base);
    let fields = json!({
        "clientId": name, "clientSecret": "secret", "authEndPoint": at("/authorize"),
        "tokenEndPoint": at("/token"), "userInfoEndPoint": at("/user"), "associationMode": mode,
    });
    let kind = (Provider::Github, ConnectionType::Github);
    connect(&lab.server.client, &lab.rp, name, kind, fields).await;
    lab.fake.tell("/token", &json!({ "access_token": "gho_1" }));
    lab.fake.tell("/user/emails", &json!([]));
}

/// The user of that id at GitHub comes next.
fn next(lab: &Lab, id: u32) -> SignInByMobile {
    lab.fake.tell("/user", &json!({ "id": id }));
    by_code("github", MobileConnection::Github)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_closed_on_pages_is_closed_to_apps() {
    let lab = Lab::new().await;
    let pool = &lab.server.client;
    github(&lab, "github", "none").await;
    github(&lab, "asks", "challenge").await;
    let unscoped = SignInByMobile {
        options: Some(SignInByMobileOptions {
            scope: Some("phone".into()),
            ..SignInByMobileOptions::default()
        }),
        ..next(&lab, 1)
    };
    refused(pool.call(&unscoped).await, ErrorCode::InvalidScope);
    let asks = SignInByMobile {
        ext_idp_connidentifier: "asks".into(),
        ..next(&lab, 1)
    };
    refused(pool.call(&asks).await, ErrorCode::BindingRequired);
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
    let tokens = pool.call(&next(&lab, 1)).await.unwrap();
    let me = crate::browser::claims(&Value::from(tokens.id_token.unwrap().expose()));
    let closed = UpdateSecuritySettings::builder().register_disabled(true);
    pool.call(&closed.build()).await.unwrap();
    refused(pool.call(&next(&lab, 2)).await, ErrorCode::RegisterDisabled);
    pool.call(&next(&lab, 1)).await.unwrap();
    let suspend = UpdateUser::builder().user_id(me["sub"].as_str().unwrap());
    let suspend = suspend.status(UserStatus::Suspended).build();
    pool.call(&suspend).await.unwrap();
    refused(pool.call(&next(&lab, 1)).await, ErrorCode::UserDisabled);
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_signs_up_so_many_by_sources() {
    let lab = Lab::with(&[("private_sources", "true")]).await;
    let pool = &lab.server.client;
    github(&lab, "github", "none").await;
    let detection = RegisterAnomalyDetection {
        enabled: true,
        limit: 1,
        time_interval: 3600,
    };
    let limit = UpdateSecuritySettings::builder().register_anomaly_detection(detection);
    pool.call(&limit.build()).await.unwrap();
    pool.call(&next(&lab, 1)).await.unwrap();
    refused(pool.call(&next(&lab, 2)).await, ErrorCode::RegisterTooOften);
    pool.call(&next(&lab, 1)).await.unwrap();
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

/// A ticket to link an account is for whoever is signed in now.
#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_for_those_who_are_signed_in() {
    let lab = Lab::new().await;
    lab.oidc("mine", json!({})).await;
    let (_, token) = lab.person(1).await;
    lab.ticket(&token, "mine").await.unwrap();
    let disable = "UPDATE account SET status = 'Suspended'";
    lab.server.execute(disable).await;
    refused(lab.ticket(&token, "mine").await, ErrorCode::UserDisabled);
    lab.server.advance(1_209_600);
    refused(lab.ticket(&token, "mine").await, ErrorCode::TokenExpired);
}
