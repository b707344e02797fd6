//! Sources with a dialect of their own.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{ConnectionType, GetUserIdentities, MobileConnection, Provider};
use cleat_api::user::CreateUser;
use serde_json::json;

use crate::external_apps::{by_code, github};
use crate::external_sources::{Lab, Says, connect, join};
use crate::harness::refused;

/// WeChat: two ids of one account, errors with the status of success; on a page, in an app and in a
/// mini program, which are one source.
#[tokio::test(flavor = "multi_thread")]
async fn wechat_signs_in_by_the_widest_id() {
    let lab = Lab::new().await;
    let at = |path: &str| format!("{}{path}", lab.fake.base);
    let fields = json!({
        "clientId": "wx1", "clientSecret": "secret", "authEndPoint": at("/qrconnect"),
        "tokenEndPoint": at("/sns/token"), "userInfoEndPoint": at("/sns/userinfo"),
    });
    let pool = &lab.server.client;
    let kind = (Provider::Wechat, ConnectionType::WechatPc);
    let web = connect(pool, &lab.rp, "wechat", kind, fields.clone()).await;
    let source = web.ext_idp_id.as_str();
    join(
        pool,
        &lab.rp,
        "app",
        (source, ConnectionType::WechatMobile),
        fields.clone(),
    )
    .await;
    let mini = json!({ "clientId": "wx2", "clientSecret": "s", "tokenEndPoint": at("/mini") });
    join(
        pool,
        &lab.rp,
        "mini",
        (source, ConnectionType::WechatMiniprogramDefault),
        mini,
    )
    .await;
    let token = json!({ "access_token": "at", "openid": "o-web", "unionid": "u" });
    lab.fake.tell("/sns/token", &token);
    let user = json!({ "openid": "o-web", "unionid": "u", "nickname": "Ada" });
    lab.fake.tell("/sns/userinfo", &user);
    let browser = lab.browser();
    let page = browser.get(&lab.rp.request(&[])).await;
    assert!(!page.body.contains("source=app") && !page.body.contains("source=mini"));
    let away = lab.leave(&browser, "wechat").await;
    let url = away.0.location.clone().unwrap();
    assert_eq!(url.fragment(), Some("wechat_redirect"));
    assert!(
        url.query().unwrap().starts_with("appid=wx1&redirect_uri="),
        "{url}"
    );
    let ada = lab.user_of(&browser.get(&away.back("code=c1")).await).await;
    assert_eq!(lab.identities().await, 2);
    lab.fake.tell(
        "/mini",
        &json!({ "openid": "o-mini", "unionid": "u", "session_key": "k" }),
    );
    pool.call(&by_code("mini", MobileConnection::WechatMiniProgramCode))
        .await
        .unwrap();
    pool.call(&by_code("app", MobileConnection::Wechat))
        .await
        .unwrap();
    assert_eq!((lab.users().await, lab.identities().await), (1, 3));
    // An id of one user and an id of another: nobody's.
    lab.fake
        .tell("/mini", &json!({ "openid": "o-eve", "session_key": "k" }));
    pool.call(&by_code("mini", MobileConnection::WechatMiniProgramCode))
        .await
        .unwrap();
    lab.fake
        .tell("/mini", &json!({ "openid": "o-eve", "unionid": "u" }));
    let mixed = pool
        .call(&by_code("mini", MobileConnection::WechatMiniProgramCode))
        .await;
    refused(mixed, ErrorCode::IdentityTaken);
    for (body, code) in [
        (
            r#"{"errcode":40029,"errmsg":"invalid code"}"#,
            ErrorCode::ExtIdpFailed,
        ),
        (r#"{"errcode":40163}"#, ErrorCode::ExtIdpFailed),
        (r#"{"openid":""}"#, ErrorCode::ExtIdpFailed),
        ("", ErrorCode::ExtIdpFailed),
    ] {
        lab.fake.say("/mini", Says::text(200, body));
        let answer = pool
            .call(&by_code("mini", MobileConnection::WechatMiniProgramCode))
            .await;
        refused(answer, code);
    }
    lab.fake.say("/mini", Says::text(503, ""));
    let down = pool
        .call(&by_code("mini", MobileConnection::WechatMiniProgramCode))
        .await;
    refused(down, ErrorCode::ExtIdpUnreachable);
    // A profile that is another user's.
    lab.fake.tell(
        "/sns/userinfo",
        &json!({ "openid": "o-other", "unionid": "u" }),
    );
    let other = pool.call(&by_code("app", MobileConnection::Wechat)).await;
    refused(other, ErrorCode::ExtIdpFailed);
    for (name, connection, code) in [
        (
            "none",
            MobileConnection::Wechat,
            ErrorCode::ExtIdpConnNotFound,
        ),
        (
            "mini",
            MobileConnection::Github,
            ErrorCode::ExtIdpConnNotFound,
        ),
        ("mini", MobileConnection::Oppo, ErrorCode::InvalidArgument),
        ("mini", MobileConnection::Google, ErrorCode::InvalidArgument),
    ] {
        refused(pool.call(&by_code(name, connection)).await, code);
    }
    let of = GetUserIdentities {
        user_id: ada,
        user_id_type: None,
    };
    assert_eq!(pool.call(&of).await.unwrap().len(), 3);
}

/// GitHub: an error with the status of success, and the primary address where it is verified.
#[tokio::test(flavor = "multi_thread")]
async fn github_proves_the_primary_address_alone() {
    let lab = Lab::new().await;
    github(&lab, "github", "field").await;
    let create = CreateUser {
        email: Some("ada@example.com".into()),
        email_verified: Some(true),
        ..CreateUser::default()
    };
    let ada = lab.server.client.call(&create).await.unwrap().user_id;
    let entry = |primary: bool, verified: bool| json!({ "email": "ada@example.com", "primary": primary, "verified": verified });
    for (id, entry, is_ada) in [
        (1, entry(true, false), false),
        (2, entry(false, true), false),
        (3, entry(true, true), true),
    ] {
        lab.fake
            .tell("/user", &json!({ "id": id, "email": "ada@example.com" }));
        lab.fake.tell("/user/emails", &json!([entry]));
        let browser = lab.browser();
        let away = lab.leave(&browser, "github").await;
        let user = lab.user_of(&browser.get(&away.back("code=c1")).await).await;
        assert_eq!(user == ada, is_ada, "{id}");
    }
    lab.fake
        .tell("/token", &json!({ "error": "bad_verification_code" }));
    let browser = lab.browser();
    let away = lab.leave(&browser, "github").await;
    let shown = browser.get(&away.back("code=c1")).await;
    assert!(shown.body.contains("did not confirm"), "{}", shown.body);
}
