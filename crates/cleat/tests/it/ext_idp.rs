//! External identities: linked and unlinked by the pool, unlinked by the user.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{
    ChangeExtIdpConnAssociationState, ConnectionType, CreateExtIdp, CreateExtIdpConn, DeleteExtIdp,
    DeleteExtIdpConn, ExtIdpConnType, GetApplicationEnabledExtIdps, GetExtIdp, GetExtIdpConnTypes,
    GetIdentities, GetUserIdentities, GetUserLoggedinIdentities, LinkIdentity, ListExtIdp,
    Provider, UnlinkExtIdp, UnlinkIdentity, UpdateExtIdp, UpdateExtIdpConn,
};
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::UnbindPhone;
use cleat_api::user::CreateUser;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_protocol::jose::{Algorithm, SigningKey};
use serde_json::json;

use crate::external_saml::Key;
use crate::external_sources::shows;
use crate::harness::{Server, number, refused};

/// A user with nothing but an external id; the user id.
async fn user(server: &Server, external_id: &str) -> String {
    let user = CreateUser::builder().external_id(external_id).build();
    server.client.call(&user).await.unwrap().user_id
}

fn link(user_id: &str, id: &str) -> LinkIdentity {
    let link = LinkIdentity::builder().user_id(user_id);
    link.ext_idp_id("idp").user_id_in_idp(id).build()
}

fn unlink(user_id: &str) -> UnlinkIdentity {
    let unlink = UnlinkIdentity::builder().user_id(user_id);
    unlink.ext_idp_id("idp").build()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pool_links_an_identity_to_one_user() {
    let server = Server::start().await;
    let pool = &server.client;
    let (ada, eve) = (user(&server, "1").await, user(&server, "2").await);
    refused(
        pool.call(&link("nobody", "gh1")).await,
        ErrorCode::UserNotFound,
    );
    refused(pool.call(&unlink("nobody")).await, ErrorCode::UserNotFound);
    pool.call(&link(&ada, "gh1")).await.unwrap();
    refused(
        pool.call(&link(&eve, "gh1")).await,
        ErrorCode::IdentityTaken,
    );
    refused(pool.call(&unlink(&eve)).await, ErrorCode::IdentityNotFound);
    refused(pool.call(&unlink(&ada)).await, ErrorCode::LastLoginMethod);
    let of = GetUserIdentities::builder().user_id(ada).build();
    let linked = pool.call(&of).await.unwrap();
    assert_eq!(linked.len(), 1);
    assert_eq!(linked[0].user_id_in_idp, "gh1");
    let of = GetUserIdentities::builder().user_id("nobody").build();
    refused(pool.call(&of).await, ErrorCode::UserNotFound);
}

/// An identity that no operation signs in by is no login method: it is unlinked at will, and does
/// not make up for a phone.
#[tokio::test(flavor = "multi_thread")]
async fn users_unlink_what_is_not_their_last_login_method() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let unlink = UnlinkExtIdp {
        ext_idp_id: "idp".into(),
    };
    refused(me.call(&unlink).await, ErrorCode::IdentityNotFound);
    let profile = cleat_api::profile::GetProfile::default();
    let user_id = me.call(&profile).await.unwrap().user_id;
    server.client.call(&link(&user_id, "gh1")).await.unwrap();
    me.call(&unlink).await.unwrap();
    assert!(me.call(&GetIdentities {}).await.unwrap().is_empty());
    server.client.call(&link(&user_id, "gh1")).await.unwrap();
    let pass_code = server.sms(&me, SmsChannel::UnbindPhone, &number(1)).await;
    refused(
        me.call(&UnbindPhone { pass_code }).await,
        ErrorCode::LastLoginMethod,
    );
    assert_eq!(me.call(&GetIdentities {}).await.unwrap().len(), 1);
    me.call(&unlink).await.unwrap();
}

/// A user of before who has nothing but an identity keeps it. Seen to fail with
/// `keep_one_after_unlinking` left out of `mine.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn an_identity_that_is_all_there_is_stays() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    let user = me.call(&cleat_api::profile::GetProfile::default()).await;
    let id = user.unwrap().user_id;
    server.client.call(&link(&id, "gh1")).await.unwrap();
    let nothing_else = "UPDATE account SET phone = NULL, phone_country_code = NULL,
        phone_verified = FALSE";
    server.execute(nothing_else).await;
    let unlink = UnlinkExtIdp {
        ext_idp_id: "idp".into(),
    };
    refused(me.call(&unlink).await, ErrorCode::LastLoginMethod);
}

/// Sources and connections as the pool manages them; secrets are taken and not told again.
#[tokio::test(flavor = "multi_thread")]
async fn the_pool_manages_sources_and_connections() {
    let server = Server::start().await;
    let pool = &server.client;
    let create = |name: &str, kind| CreateExtIdp {
        name: name.into(),
        r#type: kind,
        tenant_id: None,
    };
    let github = pool
        .call(&create("GitHub", Provider::Github))
        .await
        .unwrap();
    let empty = pool.call(&create(" ", Provider::Github)).await;
    refused(empty, ErrorCode::InvalidArgument);
    let get = |id: &str| GetExtIdp {
        id: id.into(),
        ..GetExtIdp::default()
    };
    refused(pool.call(&get("none")).await, ErrorCode::ExtIdpNotFound);
    let rename = |id: &str| UpdateExtIdp {
        id: id.into(),
        name: "Code".into(),
        tenant_id: None,
    };
    refused(pool.call(&rename("none")).await, ErrorCode::ExtIdpNotFound);
    assert_eq!(pool.call(&rename(&github.id)).await.unwrap().name, "Code");
    let connect = |source: &str, kind, name: &str, fields: cleat_api::Value| CreateExtIdpConn {
        ext_idp_id: source.into(),
        r#type: kind,
        identifier: name.into(),
        display_name: "GitHub".into(),
        fields: fields.as_object().cloned().unwrap(),
        ..CreateExtIdpConn::default()
    };
    let right = json!({ "clientId": "id", "clientSecret": "a-long-secret-1234", "unknown": 1 });
    let kind = ConnectionType::Github;
    let conn = pool
        .call(&connect(&github.id, kind, "gh", right.clone()))
        .await
        .unwrap();
    for (source, kind, name, fields, code) in [
        ("none", kind, "a", right.clone(), ErrorCode::ExtIdpNotFound),
        (&github.id, kind, "gh", right.clone(), ErrorCode::Conflict),
        (
            &github.id,
            kind,
            "Big",
            right.clone(),
            ErrorCode::InvalidArgument,
        ),
        (
            &github.id,
            kind,
            "a/b",
            right.clone(),
            ErrorCode::InvalidArgument,
        ),
        (
            &github.id,
            kind,
            "",
            right.clone(),
            ErrorCode::InvalidArgument,
        ),
        (
            &github.id,
            ConnectionType::Google,
            "a",
            right.clone(),
            ErrorCode::InvalidArgument,
        ),
        (
            &github.id,
            ConnectionType::Welink,
            "a",
            right.clone(),
            ErrorCode::InvalidArgument,
        ),
        (
            &github.id,
            kind,
            "a",
            json!({ "clientId": "id" }),
            ErrorCode::InvalidArgument,
        ),
        (
            &github.id,
            kind,
            "a",
            json!({ "clientId": 1 }),
            ErrorCode::InvalidArgument,
        ),
    ] {
        let answer = pool.call(&connect(source, kind, name, fields)).await;
        refused(answer, code);
    }
    let apple = pool.call(&create("Apple", Provider::Apple)).await.unwrap();
    let key = json!({ "clientId": "id", "teamId": "t", "keyId": "k", "privateKey": "no key" });
    let answer = connect(&apple.id, ConnectionType::AppleWeb, "apple", key);
    refused(pool.call(&answer).await, ErrorCode::InvalidArgument);
    let shown = conn.fields.unwrap();
    assert_eq!(shown["clientSecret"], "••••1234");
    assert!(!shown.contains_key("unknown"));
    let sealed = "SELECT COUNT(*) FROM ext_idp_conn WHERE fields LIKE '%a-long-secret%'";
    assert_eq!(server.count(sealed).await, 0);
    let update = |id: &str, fields: cleat_api::Value| UpdateExtIdpConn {
        id: id.into(),
        display_name: "Code".into(),
        fields: fields.as_object().cloned().unwrap(),
        ..UpdateExtIdpConn::default()
    };
    let masked = json!({ "clientId": "id2", "clientSecret": shown["clientSecret"] });
    refused(
        pool.call(&update("none", masked.clone())).await,
        ErrorCode::ExtIdpConnNotFound,
    );
    let kept = pool
        .call(&update(&conn.id, masked))
        .await
        .unwrap()
        .fields
        .unwrap();
    assert_eq!(
        (&kept["clientId"], &kept["clientSecret"]),
        (&json!("id2"), &json!("••••1234"))
    );
    // Whoever moves the source must know its secret.
    let moved = json!({ "clientId": "id", "tokenEndPoint": "https://other.example/token" });
    refused(
        pool.call(&update(&conn.id, moved)).await,
        ErrorCode::InvalidArgument,
    );
    let detail = pool.call(&get(&github.id)).await.unwrap();
    assert_eq!(detail.connections.len(), 1);
    states(&server, &github.id, &conn.id).await;
}

/// Showing, associating and deleting.
async fn states(server: &Server, source: &str, conn: &str) {
    let (pool, own) = (&server.client, server.credentials.app_id.as_str());
    let listed = async || {
        let list = ListExtIdp {
            app_id: Some(own.into()),
        };
        let shown = pool.call(&GetApplicationEnabledExtIdps {}).await.unwrap();
        (pool.call(&list).await.unwrap().total_count, shown.len())
    };
    assert_eq!(listed().await, (0, 0));
    refused(
        pool.call(&shows("none", own, true)).await,
        ErrorCode::ExtIdpConnNotFound,
    );
    refused(
        pool.call(&shows(conn, "none", true)).await,
        ErrorCode::AppNotFound,
    );
    pool.call(&shows(conn, own, true)).await.unwrap();
    assert_eq!(listed().await, (1, 1));
    let associate = |id: &str, association| ChangeExtIdpConnAssociationState {
        id: id.into(),
        association,
        ..ChangeExtIdpConnAssociationState::default()
    };
    refused(
        pool.call(&associate("none", true)).await,
        ErrorCode::ExtIdpConnNotFound,
    );
    let user = user(server, "1").await;
    let link = LinkIdentity::builder().user_id(user).ext_idp_id(source);
    pool.call(&link.user_id_in_idp("gh1").build())
        .await
        .unwrap();
    refused(
        pool.call(&associate(conn, false)).await,
        ErrorCode::UsersStranded,
    );
    let forced = ChangeExtIdpConnAssociationState {
        force: Some(true),
        ..associate(conn, false)
    };
    pool.call(&forced).await.unwrap();
    assert_eq!(listed().await, (0, 0));
    pool.call(&associate(conn, true)).await.unwrap();
    let delete = |id: &str| DeleteExtIdpConn {
        id: id.into(),
        ..DeleteExtIdpConn::default()
    };
    refused(
        pool.call(&delete("none")).await,
        ErrorCode::ExtIdpConnNotFound,
    );
    let gone = |id: &str, force| DeleteExtIdp {
        id: id.into(),
        force,
        ..DeleteExtIdp::default()
    };
    refused(
        pool.call(&gone("none", None)).await,
        ErrorCode::ExtIdpNotFound,
    );
    refused(
        pool.call(&gone(source, None)).await,
        ErrorCode::UsersStranded,
    );
    pool.call(&gone(source, Some(true))).await.unwrap();
    refused(
        pool.call(&delete(conn)).await,
        ErrorCode::ExtIdpConnNotFound,
    );
    let unknown = GetUserLoggedinIdentities {
        user_id: "none".into(),
        user_id_type: None,
    };
    refused(pool.call(&unknown).await, ErrorCode::UserNotFound);
}

/// Settings that a connection of that type can be made with, by the names that its schema needs.
fn settings(of: &ExtIdpConnType) -> cleat_api::Object {
    let key = |algorithm| STANDARD.encode(SigningKey::generate(algorithm).unwrap());
    let needed = of.schema["required"].as_array().unwrap().iter();
    let value = |name: &str| match (name, of.provider) {
        ("privateKey", Provider::Alipay) => key(Algorithm::Rs256),
        ("privateKey", _) => key(Algorithm::Es256),
        ("url", _) => "ldaps://a.example".into(),
        ("casConnectionLoginUrl", _) => "https://a.example/login".into(),
        ("samlIdpCert", _) => Key::rsa().certificate(),
        ("publicKey", _) => STANDARD.encode("a key"),
        (name, _) if name.ends_with("Url") || name.ends_with("Point") => "https://a.example".into(),
        _ => "a-secret-of-some-length".to_owned(),
    };
    let named = needed.map(|name| name.as_str().unwrap());
    named
        .map(|name| (name.to_owned(), value(name).into()))
        .collect()
}

/// Every type that is built says what it needs: with that a connection is made, without any part of it
/// none is. Secrets are marked, and not told again.
///
/// Seen to fail with a schema that says nothing of what is required.
#[tokio::test(flavor = "multi_thread")]
async fn every_type_says_what_it_needs() {
    let server = Server::start().await;
    let pool = &server.client;
    let types = pool.call(&GetExtIdpConnTypes {}).await.unwrap().types;
    assert!(types.len() > 20, "{}", types.len());
    for (n, one) in types.iter().enumerate() {
        let source = CreateExtIdp {
            name: one.title.clone(),
            r#type: one.provider,
            tenant_id: None,
        };
        let source = pool.call(&source).await.unwrap().id;
        let create = |fields| CreateExtIdpConn {
            ext_idp_id: source.clone(),
            r#type: one.r#type,
            identifier: format!("conn-{n}"),
            display_name: one.title.clone(),
            fields,
            ..CreateExtIdpConn::default()
        };
        let whole = settings(one);
        for name in whole.keys() {
            let mut fields = whole.clone();
            fields.remove(name);
            let refusal = pool.call(&create(fields)).await;
            refused(refusal, ErrorCode::InvalidArgument);
        }
        let made = pool.call(&create(whole.clone())).await.unwrap();
        let (shown, properties) = (made.fields.unwrap(), &one.schema["properties"]);
        for (name, value) in &whole {
            assert!(!properties[name].is_null(), "{} {name}", one.title);
            let is_secret = properties[name]["writeOnly"] == true;
            assert_eq!(
                is_secret,
                matches!(&**name, "clientSecret" | "privateKey"),
                "{name}"
            );
            assert_eq!(shown[name] != *value, is_secret, "{} {name}", one.title);
        }
    }
}
