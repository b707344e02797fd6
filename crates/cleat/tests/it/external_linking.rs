//! What is linked with an account: P1, and the tickets to link by.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{
    DeleteExtIdpConn, GenerateLinkExtIdpUrl, GetIdentities, GetUserLoggedinIdentities, UnlinkExtIdp,
};
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::UnbindPhone;
use cleat_api::profile::GetProfile;
use serde_json::json;

use crate::external_sources::{Away, Lab, shows};
use crate::harness::{number, refused};

/// P1: an identity counts while its source signs somebody in, and not a moment longer.
#[tokio::test(flavor = "multi_thread")]
async fn an_identity_is_a_login_method_while_its_connection_is_shown() {
    let lab = Lab::new().await;
    let conn = lab.oidc("counts", json!({})).await;
    let pool = &lab.server.client;
    let (me, token) = lab.person(1).await;
    lab.link(&token, "counts", "ada").await;
    let unlink = UnlinkExtIdp {
        ext_idp_id: conn.ext_idp_id.clone(),
    };
    let unbind = async || {
        lab.server.advance(61);
        let pass_code = lab
            .server
            .sms(&me, SmsChannel::UnbindPhone, &number(1))
            .await;
        me.call(&UnbindPhone { pass_code }).await
    };
    pool.call(&shows(&conn.id, &lab.rp.id, false))
        .await
        .unwrap();
    refused(unbind().await, ErrorCode::LastLoginMethod);
    pool.call(&shows(&conn.id, &lab.rp.id, true)).await.unwrap();
    unbind().await.unwrap();
    refused(me.call(&unlink).await, ErrorCode::LastLoginMethod);
    let hide = shows(&conn.id, &lab.rp.id, false);
    refused(pool.call(&hide).await, ErrorCode::UsersStranded);
    let gone = |force| DeleteExtIdpConn {
        id: conn.id.clone(),
        force,
        ..DeleteExtIdpConn::default()
    };
    refused(pool.call(&gone(None)).await, ErrorCode::UsersStranded);
    let found = "SELECT COUNT(*) FROM login_method WHERE method = 'identity' AND usable";
    assert_eq!(lab.server.count(found).await, 1);
    pool.call(&gone(Some(true))).await.unwrap();
    assert_eq!(lab.server.count(found).await, 0);
}

/// Unlinking and unbinding at once: one of both stays.
#[tokio::test(flavor = "multi_thread")]
async fn unlinking_and_unbinding_at_once_leave_one() {
    let lab = Lab::new().await;
    let conn = lab.oidc("both", json!({})).await;
    for n in 0..10 {
        let (me, token) = lab.person(n).await;
        lab.link(&token, "both", &format!("user-{n}")).await;
        lab.server.advance(61);
        let pass_code = lab
            .server
            .sms(&me, SmsChannel::UnbindPhone, &number(n))
            .await;
        let unlink = UnlinkExtIdp {
            ext_idp_id: conn.ext_idp_id.clone(),
        };
        let (one, other) = (me.clone(), me.clone());
        let unbind = tokio::spawn(async move { one.call(&UnbindPhone { pass_code }).await });
        let unlink = tokio::spawn(async move { other.call(&unlink).await });
        let done = [unbind.await.unwrap(), unlink.await.unwrap()];
        assert_eq!(
            done.iter().filter(|answer| answer.is_ok()).count(),
            1,
            "{done:?}"
        );
    }
}

/// A ticket works once, for a minute, in one browser, for who asked for it; and an account is
/// linked with one user.
#[tokio::test(flavor = "multi_thread")]
async fn a_signed_in_user_links_an_account_by_a_ticket() {
    let lab = Lab::new().await;
    let conn = lab.oidc("mine", json!({})).await;
    let (ada, token) = lab.person(1).await;
    refused(
        lab.ticket(&token, "other").await,
        ErrorCode::ExtIdpConnNotFound,
    );
    refused(lab.ticket("x.y.z", "mine").await, ErrorCode::TokenInvalid);
    let elsewhere = GenerateLinkExtIdpUrl {
        ext_idp_conn_identifier: "mine".into(),
        app_id: lab.rp.id.clone(),
        id_token: token.as_str().into(),
        target_url: Some("https://evil.example".into()),
        ..GenerateLinkExtIdpUrl::default()
    };
    let pool = &lab.server.client;
    refused(pool.call(&elsewhere).await, ErrorCode::InvalidArgument);
    let shown = lab.link(&token, "mine", "at-source").await;
    assert!(
        shown.body.contains("You can sign in by it"),
        "{}",
        shown.body
    );
    let own = ada.call(&GetIdentities {}).await.unwrap();
    assert_eq!(
        (own.len(), own[0].user_id_in_idp.as_str()),
        (1, "at-source")
    );
    assert_eq!(own[0].origin_conn_ids, std::slice::from_ref(&conn.id));
    let me = ada.call(&GetProfile::default()).await.unwrap().user_id;
    let used = GetUserLoggedinIdentities {
        user_id: me.clone(),
        user_id_type: None,
    };
    assert!(pool.call(&used).await.unwrap().is_empty());
    let back = lab
        .sign_in(&lab.browser(), "mine", "at-source", json!({}))
        .await;
    assert_eq!(lab.user_of(&back).await, me);
    assert_eq!(pool.call(&used).await.unwrap()[0].idp_id, conn.ext_idp_id);
    // Somebody else's, and a second one.
    let (_, other) = lab.person(2).await;
    for (token, sub) in [(&other, "at-source"), (&token, "another")] {
        let shown = lab.link(token, "mine", sub).await;
        assert!(
            shown.body.contains("linked to another user"),
            "{}",
            shown.body
        );
    }
    // Once, for a minute, by its own page.
    let path = lab.ticket(&token, "mine").await.unwrap();
    let browser = lab.browser();
    let page = browser.get(&path).await;
    assert!(
        page.body.contains("The mine") && page.body.contains("+86***01"),
        "{}",
        page.body
    );
    let forged = browser.post(&path, &[("form", "x")]).await;
    assert_eq!(forged.status, 403);
    assert_eq!(
        lab.browser().post(&path, &[("form", "x")]).await.status,
        400
    );
    Away::of(browser.submit(&page, &[("answer", "yes")]).await);
    let again = browser.submit(&page, &[("answer", "yes")]).await;
    assert!(again.body.contains("another browser"), "{}", again.body);
    let path = lab.ticket(&token, "mine").await.unwrap();
    lab.server.advance(61);
    assert!(
        lab.browser()
            .get(&path)
            .await
            .body
            .contains("another browser")
    );
    // Whoever signed out meanwhile links nothing.
    let (gone, token) = lab.person(3).await;
    let browser = lab.browser();
    let page = browser
        .get(&lab.ticket(&token, "mine").await.unwrap())
        .await;
    let away = Away::of(browser.submit(&page, &[("answer", "yes")]).await);
    let claims = lab.fake.claims("late", &away.param("nonce"));
    lab.fake.gives(&claims, json!({}));
    lab.server.execute("UPDATE session SET ended_at = 1").await;
    let shown = browser.get(&away.back("code=c1")).await;
    assert_eq!(shown.status, 400, "{}", shown.body);
    refused(gone.call(&GetIdentities {}).await, ErrorCode::NotSignedIn);
    refused(lab.ticket(&token, "mine").await, ErrorCode::NotSignedIn);
    assert_eq!(lab.identities().await, 1);
}
