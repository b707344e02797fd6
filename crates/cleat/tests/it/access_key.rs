//! Access keys of management, and the tokens that they buy.

use cleat_api::access_key::{
    AccessKey, CreateAccessKey, DeleteAccessKey, GetAccessKey, GetAccessKeyList,
    GetManagementToken, UpdateAccessKey,
};
use cleat_api::{ErrorCode, Value};
use cleat_client::Client;
use cleat_server::Credentials;
use serde_json::json;

use crate::harness::{START, Server, at_once, client, refused};
use crate::management::{LIST, send, signed};
use crate::namespace::at_fault;
use crate::tenants::second_pool;

fn new() -> CreateAccessKey {
    CreateAccessKey {
        r#type: "userpool".into(),
        ..CreateAccessKey::default()
    }
}

async fn made(by: &Client) -> AccessKey {
    let mut made = by.call(&new()).await.unwrap();
    assert_eq!(made.len(), 1);
    made.remove(0)
}

fn get(id: &str) -> GetAccessKey {
    GetAccessKey {
        user_id: String::new(),
        access_key_id: id.into(),
    }
}

fn switch(id: &str, enable: bool) -> UpdateAccessKey {
    UpdateAccessKey {
        enable,
        access_key_id: id.into(),
    }
}

fn delete(id: &str) -> DeleteAccessKey {
    DeleteAccessKey {
        access_key_id: id.into(),
    }
}

fn ask(id: &str, secret: &str) -> GetManagementToken {
    GetManagementToken {
        access_key_id: id.into(),
        access_key_secret: secret.into(),
    }
}

/// What somebody knows who was given a key.
fn with(server: &Server, key: &AccessKey) -> Credentials {
    Credentials {
        user_pool_id: key.access_key_id.clone(),
        user_pool_secret: key.access_key_secret.expose().into(),
        ..server.credentials.clone()
    }
}

async fn token(server: &Server, key: &AccessKey) -> String {
    let ask = ask(&key.access_key_id, key.access_key_secret.expose());
    let token = server.client.call(&ask).await.unwrap();
    token.access_token.expose().to_owned()
}

async fn listed(by: &Client, wanted: &GetAccessKeyList) -> Vec<String> {
    let keys = by.call(wanted).await.unwrap();
    keys.into_iter().map(|key| key.access_key_id).collect()
}

/// A call of management with a token.
async fn called(base: &str, token: &str) -> Value {
    let call = reqwest::Client::new().post(format!("{base}{LIST}"));
    let answer = call.bearer_auth(token).json(&json!({})).send();
    answer.await.unwrap().json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_of_the_pool_buys_a_management_token() {
    let server = Server::start().await;
    let own = &server.credentials;
    for (id, secret) in [
        (own.user_pool_id.as_str(), "wrong"),
        ("nobody", own.user_pool_secret.as_str()),
        (own.app_id.as_str(), own.app_secret.as_str()),
        // What is compared with where there is no key.
        ("nobody", "0".repeat(43).as_str()),
    ] {
        refused(
            server.client.call(&ask(id, secret)).await,
            ErrorCode::ClientAuthFailed,
        );
    }
    let right = ask(&own.user_pool_id, &own.user_pool_secret);
    let token = server.client.call(&right).await.unwrap();
    assert!(token.expires_in > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_created_read_disabled_and_deleted() {
    let server = Server::start().await;
    let pool = &server.client;
    let all = GetAccessKeyList::default();
    assert!(
        listed(pool, &all).await.is_empty(),
        "the pool's own is none"
    );
    let key = made(pool).await;
    let id = key.access_key_id.as_str();
    assert_eq!(key.access_key_secret.expose().len(), 43);
    assert_eq!(key.user_pool_id, server.credentials.user_pool_id);
    let facts = (key.status.as_str(), key.enable, key.last_date.as_str());
    assert_eq!(facts, ("activated", true, ""));
    let other = made(pool).await.access_key_id;
    assert_eq!(listed(pool, &all).await, [id, other.as_str()]);
    // The secret is told once.
    for shown in [
        pool.call(&get(id)).await.unwrap(),
        pool.call(&all).await.unwrap(),
    ] {
        assert_eq!(shown[0].access_key_id, id);
        assert_eq!(shown[0].access_key_secret.expose(), "••••");
    }
    for enable in [false, false, true, false] {
        pool.call(&switch(id, enable)).await.unwrap();
        let shown = pool.call(&get(id)).await.unwrap().remove(0);
        let status = if enable { "activated" } else { "revoked" };
        assert_eq!((shown.enable, shown.status.as_str()), (enable, status));
    }
    let in_state = |state: &str| GetAccessKeyList {
        status: Some(vec![state.into()]),
        ..GetAccessKeyList::default()
    };
    assert_eq!(listed(pool, &in_state("revoked")).await, [id]);
    assert_eq!(listed(pool, &in_state("activated")).await, [other]);
    assert!(listed(pool, &in_state("staging")).await.is_empty());
    pool.call(&delete(id)).await.unwrap();
    let unknown = ErrorCode::AccessKeyNotFound;
    refused(pool.call(&delete(id)).await, unknown);
    refused(pool.call(&switch(id, true)).await, unknown);
    refused(pool.call(&get(id)).await, unknown);
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// What would be somebody else's key is refused, and the pool's own stays: nobody is locked out.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_supported_is_refused() {
    let server = Server::start().await;
    let pool = &server.client;
    let invalid = ErrorCode::InvalidArgument;
    for (field, request) in [
        (
            "type",
            CreateAccessKey {
                r#type: "user".into(),
                ..new()
            },
        ),
        (
            "userId",
            CreateAccessKey {
                user_id: Some("somebody".into()),
                ..new()
            },
        ),
        (
            "tenantId",
            CreateAccessKey {
                tenant_id: Some("tenant".into()),
                ..new()
            },
        ),
        (
            "type",
            CreateAccessKey {
                r#type: "x".repeat(257),
                ..new()
            },
        ),
    ] {
        at_fault(pool.call(&request).await, invalid, field);
    }
    let states = GetAccessKeyList {
        status: Some(vec!["lost".into()]),
        ..GetAccessKeyList::default()
    };
    at_fault(pool.call(&states).await, invalid, "status");
    let key = made(pool).await;
    for others in [
        GetAccessKeyList {
            user_id: Some("somebody".into()),
            ..GetAccessKeyList::default()
        },
        GetAccessKeyList {
            r#type: Some("user".into()),
            ..GetAccessKeyList::default()
        },
    ] {
        assert!(listed(pool, &others).await.is_empty());
    }
    let of_user = GetAccessKey {
        user_id: "somebody".into(),
        ..get(&key.access_key_id)
    };
    refused(pool.call(&of_user).await, ErrorCode::AccessKeyNotFound);
    let own = server.credentials.user_pool_id.as_str();
    at_fault(pool.call(&delete(own)).await, invalid, "accessKeyId");
    at_fault(pool.call(&switch(own, false)).await, invalid, "accessKeyId");
    // The key may end itself; the pool's own goes on.
    let by_key = client(&with(&server, &key));
    by_key.call(&delete(&key.access_key_id)).await.unwrap();
    assert!(listed(pool, &GetAccessKeyList::default()).await.is_empty());
}

/// A key that is disabled or deleted, the tokens that it bought and the calls that it signs end with
/// the commit, on every server. A token of before stays ended when the key is enabled again.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_and_its_tokens_end_at_once() {
    let server = Server::start().await;
    let replica = server.replica_at(7).await.app_host;
    let base = server.credentials.app_host.clone();
    let pool = &server.client;
    let key = made(pool).await;
    let other = made(pool).await;
    let id = key.access_key_id.as_str();
    let lives = token(&server, &other).await;
    let first = token(&server, &key).await;
    let knows = with(&server, &key);
    let date = START.to_string();
    let sign = |nonce: &str| signed(&knows, &date, nonce, LIST, json!({}));
    let ended = async |token: &str, nonce: &str| {
        for base in [&base, &replica] {
            let told = called(base, token).await;
            assert_eq!(told["apiCode"], 2207, "{told}");
            assert_eq!(called(base, &lives).await["statusCode"], 200);
        }
        let told = send(&base, &sign(nonce)).await;
        assert_eq!(told["apiCode"], 1300, "{told}");
        let ask = ask(id, key.access_key_secret.expose());
        refused(pool.call(&ask).await, ErrorCode::ClientAuthFailed);
    };
    for base in [&base, &replica] {
        assert_eq!(called(base, &first).await["statusCode"], 200);
    }
    assert_eq!(send(&base, &sign("a")).await["statusCode"], 200);
    assert_eq!(send(&replica, &sign("a")).await["apiCode"], 1306);
    pool.call(&switch(id, false)).await.unwrap();
    ended(&first, "b").await;
    pool.call(&switch(id, true)).await.unwrap();
    assert_eq!(called(&base, &first).await["apiCode"], 2207);
    assert_eq!(send(&base, &sign("c")).await["statusCode"], 200);
    let second = token(&server, &key).await;
    assert_eq!(called(&replica, &second).await["statusCode"], 200);
    pool.call(&delete(id)).await.unwrap();
    ended(&first, "d").await;
    ended(&second, "e").await;
}

/// A pool has twenty keys, also where many are made at once; another pool has its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_pool_has_twenty_keys() {
    let server = Server::start().await;
    let many = (0..30).map(|_| {
        let by = server.client.clone();
        async move { by.call(&new()).await }
    });
    let told = at_once(10, many).await;
    let (made_now, refusals): (Vec<_>, Vec<_>) = told.into_iter().partition(Result::is_ok);
    assert_eq!((made_now.len(), refusals.len()), (20, 10));
    for refusal in refusals {
        refused(refusal, ErrorCode::TooManyAccessKeys);
    }
    let all = GetAccessKeyList::default();
    let keys = listed(&server.client, &all).await;
    assert_eq!(keys.len(), 20);
    let second = client(&second_pool(&server).await);
    assert!(listed(&second, &all).await.is_empty());
    made(&second).await;
    server.client.call(&delete(&keys[0])).await.unwrap();
    made(&server.client).await;
    refused(
        server.client.call(&new()).await,
        ErrorCode::TooManyAccessKeys,
    );
}

/// A key is of one pool: no other finds, changes or deletes it, and it opens no other.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_of_one_pool() {
    let server = Server::start().await;
    let foreign = client(&second_pool(&server).await);
    let key = made(&server.client).await;
    let theirs = made(&foreign).await;
    let (id, unknown) = (key.access_key_id.as_str(), ErrorCode::AccessKeyNotFound);
    refused(foreign.call(&get(id)).await, unknown);
    refused(foreign.call(&switch(id, false)).await, unknown);
    refused(foreign.call(&delete(id)).await, unknown);
    let all = GetAccessKeyList::default();
    let by_key = client(&with(&server, &key));
    assert_eq!(listed(&by_key, &all).await, [id]);
    assert_eq!(
        listed(&foreign, &all).await,
        [theirs.access_key_id.as_str()]
    );
    let mixed = ask(id, theirs.access_key_secret.expose());
    refused(
        server.client.call(&mixed).await,
        ErrorCode::ClientAuthFailed,
    );
}

/// The last use is kept by the hour, whether a token was bought or a call signed.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_use_is_kept() {
    let server = Server::start().await;
    let pool = &server.client;
    let key = made(pool).await;
    let last = async || {
        let shown = pool.call(&get(&key.access_key_id)).await.unwrap();
        shown[0].last_date.clone()
    };
    assert_eq!(last().await, "");
    token(&server, &key).await;
    let first = last().await;
    assert!(first.starts_with("2026-01-01T00:00:00"), "{first}");
    server.advance(3599);
    token(&server, &key).await;
    assert_eq!(last().await, first);
    server.advance(1);
    let now = server.clock.now().to_string();
    let call = signed(&with(&server, &key), &now, "a", LIST, json!({}));
    let told = send(&server.credentials.app_host, &call).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    let second = last().await;
    assert!(second.starts_with("2026-01-01T01:00:00"), "{second}");
}

/// Guesses are counted against the address, right ones as well.
#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_a_key_are_counted() {
    let server = Server::with(&[("guesses_per_address", "4")]).await;
    // It takes a token: one of the four.
    let key = made(&server.client).await;
    let id = key.access_key_id.as_str();
    for guess in ["a", "b", "c"] {
        refused(
            server.client.call(&ask(id, guess)).await,
            ErrorCode::ClientAuthFailed,
        );
    }
    let right = ask(id, key.access_key_secret.expose());
    refused(server.client.call(&right).await, ErrorCode::TooManyRequests);
}

/// Each change leaves its row, a refused one too, and no row tells a secret.
#[tokio::test(flavor = "multi_thread")]
async fn changes_of_keys_leave_their_rows() {
    let server = Server::start().await;
    let pool = &server.client;
    let key = made(pool).await;
    let id = key.access_key_id.as_str();
    pool.call(&switch(id, false)).await.unwrap();
    pool.call(&delete(id)).await.unwrap();
    refused(pool.call(&delete(id)).await, ErrorCode::AccessKeyNotFound);
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(String, bool, String)> = tx
        .sql("SELECT event, success, detail FROM audit ORDER BY id")
        .all()
        .await
        .unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.0.as_str(), row.1)).collect();
    let expected = [
        ("createAccessKey", true),
        ("updateAccessKey", true),
        ("deleteAccessKey", true),
        ("deleteAccessKey", false),
    ];
    assert_eq!(told, expected);
    assert!(rows[1].2.contains("\"enable\":false"), "{rows:?}");
    let text = format!("{rows:?}");
    assert!(!text.contains(key.access_key_secret.expose()), "{text}");
}
