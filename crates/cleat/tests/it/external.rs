//! Whose a new identity becomes.

use cleat_api::ext_idp::{ConnectionType, GetIdentities, Provider};
use cleat_api::profile::GetProfile;
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::user::{CreateUser, UpdateUser, UserStatus};
use serde_json::{Value, json};

use crate::external_sources::{Lab, connect, shows};
use crate::harness::{at_once, number};

/// Whose a new identity becomes, per connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_identity_is_matched_by_what_both_sides_have_proven() {
    let lab = Lab::new().await;
    lab.oidc("none", json!({})).await;
    lab.oidc("field", json!({ "associationMode": "field" }))
        .await;
    lab.oidc("ask", json!({ "associationMode": "challenge" }))
        .await;
    let pool = &lab.server.client;
    let proven = |address: &str| json!({ "email": address, "email_verified": true });
    let create = |address: &str, verified| CreateUser {
        email: Some(address.into()),
        email_verified: Some(verified),
        ..CreateUser::default()
    };
    let ada = pool
        .call(&create("ada@example.com", true))
        .await
        .unwrap()
        .user_id;
    let bob = pool
        .call(&create("bob@example.com", false))
        .await
        .unwrap()
        .user_id;
    let of = |name: &'static str, sub: &'static str, profile: Value| {
        let lab = &lab;
        async move {
            let back = lab.sign_in(&lab.browser(), name, sub, profile).await;
            lab.user_of(&back).await
        }
    };
    // What the source says of addresses counts only where the pool says so, and only proven.
    assert_ne!(of("none", "1", proven("ada@example.com")).await, ada);
    let unproven = json!({ "email": "ada@example.com", "email_verified": false });
    assert_ne!(of("field", "2", unproven).await, ada);
    assert_ne!(
        of("field", "3", json!({ "email": "ada@example.com" })).await,
        ada
    );
    // An address that nobody has proven here is nobody's.
    assert_ne!(of("field", "4", proven("bob@example.com")).await, bob);
    assert_eq!(of("field", "5", proven("Ada@Example.com")).await, ada);
    assert_eq!(of("field", "5", json!({})).await, ada, "known from now on");
    assert_eq!(
        lab.server.sent("ada@example.com").await.len(),
        1,
        "she is told"
    );
    // Another account of the source does not take its place.
    let shown = lab
        .sign_in(&lab.browser(), "field", "6", proven("ada@example.com"))
        .await;
    assert!(
        shown.body.contains("linked to another user"),
        "{}",
        shown.body
    );
    // Number and address of two people.
    let ann = lab.server.sign_in(&number(1)).await;
    let both = json!({
        "email": "ada@example.com", "email_verified": true,
        "phone_number": format!("+86{}", number(1)), "phone_number_verified": true,
    });
    let shown = lab.sign_in(&lab.browser(), "field", "7", both).await;
    assert!(
        shown.body.contains("linked to another user"),
        "{}",
        shown.body
    );
    assert!(ann.call(&GetIdentities {}).await.unwrap().is_empty());
    let phone = json!({
        "phone_number": format!("+86{}", number(1)), "phone_number_verified": true,
    });
    let ann = ann.call(&GetProfile::default()).await.unwrap().user_id;
    assert_eq!(of("field", "8", phone).await, ann);
    // Somebody new has what the source has proven, and nothing else.
    let eve = of("field", "9", proven("eve@example.com")).await;
    let of_eve = cleat_api::user::GetUser {
        user_id: eve,
        ..Default::default()
    };
    let eve = pool.call(&of_eve).await.unwrap();
    assert!(eve.email.as_deref() == Some("eve@example.com") && eve.email_verified);
    let before = lab.users().await;
    let shown = lab
        .sign_in(&lab.browser(), "ask", "10", proven("ada@example.com"))
        .await;
    assert!(
        shown.body.contains("is not linked to an account here yet"),
        "{}",
        shown.body
    );
    assert_eq!(lab.users().await, before);
}

/// Nobody new comes where connection or pool are closed, and nobody at all who is suspended.
#[tokio::test(flavor = "multi_thread")]
async fn closed_doors_are_closed_here_too() {
    let lab = Lab::new().await;
    let conn = lab.oidc("door", json!({})).await;
    let pool = &lab.server.client;
    let back = lab.sign_in(&lab.browser(), "door", "ada", json!({})).await;
    let ada = lab.user_of(&back).await;
    let closed = UpdateSecuritySettings::builder().register_disabled(true);
    pool.call(&closed.build()).await.unwrap();
    let shown = lab.sign_in(&lab.browser(), "door", "eve", json!({})).await;
    assert!(shown.location.is_none() && shown.status == 400, "{shown:?}");
    let back = lab.sign_in(&lab.browser(), "door", "ada", json!({})).await;
    assert_eq!(lab.user_of(&back).await, ada);
    let suspend = UpdateUser::builder().user_id(ada.as_str());
    let suspend = suspend.status(UserStatus::Suspended).build();
    pool.call(&suspend).await.unwrap();
    let shown = lab.sign_in(&lab.browser(), "door", "ada", json!({})).await;
    assert!(shown.location.is_none() && shown.status == 400, "{shown:?}");
    // A connection that is taken away meanwhile.
    let browser = lab.browser();
    let away = lab.leave(&browser, "door").await;
    let claims = lab.fake.claims("ada", &away.param("nonce"));
    lab.fake.gives(&claims, json!({}));
    let hide = shows(&conn.id, &lab.rp.id, false);
    let hide = cleat_api::ext_idp::ChangeExtIdpConnState {
        force: Some(true),
        ..hide
    };
    pool.call(&hide).await.unwrap();
    let shown = browser.get(&away.back("code=c1")).await;
    assert!(shown.location.is_none() && shown.status == 400, "{shown:?}");
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

/// The same account at once, in as many browsers: one user.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_account_twice_at_once_is_one_user() {
    let lab = std::sync::Arc::new(Lab::new().await);
    lab.fake
        .tell("/oauth/token", &json!({ "access_token": "at" }));
    let fields = json!({
        "clientId": "client", "clientSecret": "secret",
        "authEndPoint": format!("{}/authorize", lab.fake.base),
        "tokenEndPoint": format!("{}/oauth/token", lab.fake.base),
        "userInfoEndPoint": format!("{}/oauth/me", lab.fake.base),
        "mapping": { "id": "/user/id" },
    });
    let at = (Provider::Oauth2, ConnectionType::Oauth);
    connect(&lab.server.client, &lab.rp, "plain", at, fields).await;
    for round in 0..10 {
        lab.fake
            .tell("/oauth/me", &json!({ "user": { "id": round } }));
        let mut ready = Vec::new();
        for _ in 0..4 {
            let browser = lab.browser();
            let away = lab.leave(&browser, "plain").await;
            let lab = lab.clone();
            ready.push(async move {
                let back = browser.get(&away.back("code=c1")).await;
                lab.user_of(&back).await
            });
        }
        let users = at_once(4, ready).await;
        assert!(users.iter().all(|user| *user == users[0]), "{users:?}");
    }
    assert_eq!((lab.users().await, lab.identities().await), (10, 10));
}
