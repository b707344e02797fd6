//! Tokens of sources, kept where a connection says so.

use std::sync::Arc;
use std::time::Duration;

use cleat_api::Endpoint as _;
use cleat_api::ext_idp::{
    ConnectionType, DeleteExtIdpConn, ExtIdpConn, GetIdentities, GetUserIdentities, LinkIdentity,
    UnlinkExtIdp, UnlinkIdentity, UpdateExtIdpConn,
};
use cleat_api::user::{DeleteUsersBatch, UpdateUser, UserStatus};
use cleat_client::Client;
use serde_json::{Value, json};

use crate::browser::{Browser, Shown};
use crate::delivery::until;
use crate::external_sources::{Away, Fake, Lab, Says, join};
use crate::harness::at_once;

/// What the source gives out, with an ID token of its own.
fn gives(fake: &Fake, id_token: Option<&str>, tokens: Value) {
    let mut answer = tokens;
    if let Some(token) = id_token {
        answer["id_token"] = json!(token);
    }
    fake.tell("/token", &answer);
}

fn first() -> Value {
    json!({ "access_token": "at-first", "refresh_token": "rt-first", "expires_in": 600 })
}

/// A source that says where tokens end.
fn revokes(fake: &Fake) {
    let mut metadata = fake.metadata();
    metadata["revocation_endpoint"] = json!(format!("{}/revoke", fake.base));
    fake.tell("/.well-known/openid-configuration", &metadata);
    fake.say("/revoke", Says::text(200, ""));
}

impl Lab {
    async fn keeps(&self, name: &str, keeps: bool) -> ExtIdpConn {
        self.oidc(name, json!({ "keepTokens": keeps })).await
    }

    /// Links somebody's account of that source, which gives out those tokens.
    async fn linked(&self, n: u32, name: &str, tokens: Value) -> (Client, String) {
        let (me, token) = self.person(n).await;
        let browser = self.browser();
        let page = browser.get(&self.ticket(&token, name).await.unwrap()).await;
        let away = Away::of(browser.submit(&page, &[("answer", "yes")]).await);
        let shown = self.comes(&browser, &away, (n, tokens)).await;
        assert_eq!(shown.status, 200);
        let claims = crate::browser::claims(&json!(token));
        (me, claims["sub"].as_str().unwrap().to_owned())
    }

    /// Somebody comes back from the source, which gives out those tokens.
    async fn comes(&self, browser: &Browser, away: &Away, (n, tokens): (u32, Value)) -> Shown {
        let claims = self.fake.claims(&format!("sub-{n}"), &away.param("nonce"));
        self.fake.gives(&claims, json!({}));
        gives(&self.fake, Some(&self.fake.sign(&claims)), tokens);
        browser.get(&away.back("code=c1")).await
    }

    /// The same, who signs in.
    async fn comes_again(&self, n: u32, name: &str, tokens: Value) -> Shown {
        let browser = self.browser();
        let away = self.leave(&browser, name).await;
        self.comes(&browser, &away, (n, tokens)).await
    }

    /// Whoever manages the pool asks for a token, and the source was asked for another.
    async fn asks(self: &Arc<Self>, user_id: &str) -> tokio::task::JoinHandle<Option<String>> {
        let before = self.forms("/token").len();
        let (lab, of) = (self.clone(), user_id.to_owned());
        let asked = tokio::spawn(async move { lab.given(&of).await });
        until("the source is asked", || {
            self.forms("/token").len() > before
        })
        .await;
        asked
    }

    /// The token that whoever manages the pool is given.
    async fn given(&self, user_id: &str) -> Option<String> {
        let of = GetUserIdentities {
            user_id: user_id.into(),
            user_id_type: None,
        };
        let identities = self.server.client.call(&of).await.unwrap();
        assert_eq!(identities.len(), 1);
        assert!(identities[0].refresh_token.is_none(), "it stays here");
        let token = identities[0].access_token.as_ref();
        token.map(|token| token.expose().to_owned())
    }

    async fn kept(&self) -> i64 {
        self.server
            .count("SELECT COUNT(*) FROM external_token")
            .await
    }

    /// The forms that a path of the source was sent.
    fn forms(&self, path: &str) -> Vec<String> {
        let asked = self.fake.asked.lock().unwrap();
        let own = asked.iter().filter(|one| one.path == path);
        own.map(|one| one.body.clone()).collect()
    }
}

/// Sealed, given to whoever manages the pool alone, refreshed when it ends, by one at a time.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_kept_sealed_and_refreshed() {
    let lab = Arc::new(Lab::new().await);
    lab.keeps("keeps", true).await;
    lab.keeps("not", false).await;
    let (_, other) = lab.linked(2, "not", first()).await;
    assert_eq!((lab.kept().await, lab.given(&other).await), (0, None));
    let (me, ada) = lab.linked(1, "keeps", first()).await;
    assert_eq!(lab.kept().await, 1);
    assert_eq!(lab.given(&ada).await.as_deref(), Some("at-first"));
    let plain = "SELECT COUNT(*) FROM external_token WHERE tokens LIKE '%-first%'";
    assert_eq!(lab.server.count(plain).await, 0);
    // They are no operator's.
    let of = json!({ "userId": ada });
    let owner = crate::console::owner(&lab.server).await;
    let seen = owner.operate(GetUserIdentities::operation(), &of).await;
    assert_eq!(seen["data"].as_array().unwrap().len(), 1, "{seen}");
    assert!(!seen.to_string().contains("-first"), "{seen}");
    let mine = me.call(&GetIdentities {}).await.unwrap();
    assert!(mine[0].access_token.is_none() && mine[0].refresh_token.is_none());
    assert_eq!(lab.forms("/token").len(), 2, "nothing was refreshed");
    // It ends; many ask at once.
    lab.server.advance(600);
    gives(
        &lab.fake,
        None,
        json!({ "access_token": "at-next", "refresh_token": "rt-next", "expires_in": 600 }),
    );
    let ready = (0..8).map(|_| {
        let (lab, ada) = (lab.clone(), ada.clone());
        async move { lab.given(&ada).await }
    });
    let given = at_once(8, ready.collect::<Vec<_>>()).await;
    assert!(
        given.iter().any(|one| one.as_deref() == Some("at-next")),
        "{given:?}"
    );
    assert!(
        given.iter().flatten().all(|one| one == "at-next"),
        "{given:?}"
    );
    let forms = lab.forms("/token");
    assert_eq!(forms.len(), 3, "{forms:?}");
    assert!(
        forms[2].contains("grant_type=refresh_token&refresh_token=rt-first"),
        "{forms:?}"
    );
    assert_eq!(lab.given(&ada).await.as_deref(), Some("at-next"));
    // What is not given anew stays.
    lab.server.advance(600);
    gives(
        &lab.fake,
        None,
        json!({ "access_token": "at-third", "expires_in": 60 }),
    );
    assert_eq!(lab.given(&ada).await.as_deref(), Some("at-third"));
    for says in [
        Says::text(500, ""),
        Says::text(400, "{\"error\":\"invalid_grant\"}"),
        Says::text(200, "{}"),
        Says::text(200, "{\"access_token\":\"a b\"}"),
    ] {
        lab.server.advance(60);
        lab.fake.say("/token", says);
        assert_eq!(lab.given(&ada).await, None);
    }
    lab.server.advance(60);
    gives(&lab.fake, None, first());
    assert_eq!(lab.given(&ada).await.as_deref(), Some("at-first"));
    assert!(
        lab.forms("/token")
            .last()
            .unwrap()
            .contains("refresh_token=rt-next")
    );
}

/// They go where the settings keep none any more, and where the source is elsewhere than it was:
/// they are not for another address. Other settings leave them.
///
/// Seen to fail with the tokens left.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_for_the_source_that_gave_them() {
    let lab = Lab::new().await;
    let conn = lab.keeps("keeps", true).await;
    lab.keeps("other", true).await;
    lab.linked(9, "other", first()).await;
    let (here, moved) = (lab.fake.base.clone(), format!("{}/", lab.fake.base));
    let left = async |base: &str, keeps: bool, scopes: &str| {
        let fields = json!({ "issuerUrl": base, "clientId": "client", "clientSecret": "secret",
            "keepTokens": keeps, "scopes": scopes });
        let update = UpdateExtIdpConn {
            id: conn.id.clone(),
            display_name: "Source".into(),
            fields: fields.as_object().unwrap().clone(),
            ..UpdateExtIdpConn::default()
        };
        lab.server.client.call(&update).await.unwrap();
        lab.kept().await
    };
    lab.linked(1, "keeps", first()).await;
    assert_eq!(left(&here, true, "openid email").await, 2, "they stay");
    assert_eq!(left(&here, false, "openid").await, 1, "none are kept");
    assert_eq!(left(&here, true, "openid").await, 1);
    lab.linked(2, "keeps", first()).await;
    assert_eq!(lab.kept().await, 2);
    assert_eq!(left(&moved, true, "openid").await, 1, "it moved");
}

/// Whoever unlinks the identity ends its tokens at the source; it may not be there.
#[tokio::test(flavor = "multi_thread")]
async fn unlinking_ends_the_tokens() {
    let lab = Lab::new().await;
    let conn = lab.keeps("keeps", true).await;
    revokes(&lab.fake);
    let ext_idp_id = conn.ext_idp_id.clone();
    let unlink = UnlinkExtIdp {
        ext_idp_id: ext_idp_id.clone(),
    };
    let (me, _) = lab.linked(1, "keeps", first()).await;
    me.call(&unlink).await.unwrap();
    let told = lab.forms("/revoke");
    assert_eq!(told, ["token=rt-first&token_type_hint=refresh_token"]);
    let proven = {
        let asked = lab.fake.asked.lock().unwrap();
        let one = asked.iter().find(|one| one.path == "/revoke").unwrap();
        one.authorization.clone()
    };
    assert!(proven.starts_with("Basic "), "{proven}");
    assert_eq!(lab.kept().await, 0);
    let (_, bob) = lab
        .linked(2, "keeps", json!({ "access_token": "at-only" }))
        .await;
    let by_pool = UnlinkIdentity {
        user_id: bob,
        ext_idp_id: ext_idp_id.clone(),
        r#type: None,
        is_social: None,
    };
    lab.server.client.call(&by_pool).await.unwrap();
    let told = lab.forms("/revoke");
    assert_eq!(told[1], "token=at-only&token_type_hint=access_token");
    // The source is not there, or says no: unlinked all the same.
    for (n, says) in [(3, Says::text(500, "")), (4, Says::text(400, "no"))] {
        lab.fake.say("/revoke", says);
        let (me, _) = lab.linked(n, "keeps", first()).await;
        me.call(&unlink).await.unwrap();
        assert!(me.call(&GetIdentities {}).await.unwrap().is_empty());
    }
    assert_eq!((lab.kept().await, lab.forms("/revoke").len()), (0, 4));
    // They go with their user, and with their connection.
    let (_, eve) = lab.linked(5, "keeps", first()).await;
    let delete = DeleteUsersBatch {
        user_ids: vec![eve],
        ..DeleteUsersBatch::default()
    };
    lab.linked(6, "keeps", first()).await;
    lab.server.client.call(&delete).await.unwrap();
    assert_eq!(lab.kept().await, 1);
    let delete = DeleteExtIdpConn {
        id: conn.id,
        ..DeleteExtIdpConn::default()
    };
    lab.server.client.call(&delete).await.unwrap();
    assert_eq!(lab.kept().await, 0);
}

/// A sign-in by which no refresh token comes leaves the one of before, and one by another connection
/// all of them; so does one that is refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_sign_in_leaves_the_refresh_token() {
    let lab = Lab::new().await;
    let conn = lab.keeps("keeps", true).await;
    let fields = json!({
        "issuerUrl": lab.fake.base, "clientId": "client", "clientSecret": "secret",
    });
    let pool = &lab.server.client;
    let source = (conn.ext_idp_id.as_str(), ConnectionType::Oidc);
    join(pool, &lab.rp, "not", source, fields).await;
    let (_, ada) = lab.linked(1, "keeps", first()).await;
    let second = json!({ "access_token": "at-second", "expires_in": 600 });
    for (name, given) in [("not", "at-first"), ("keeps", "at-second")] {
        let back = lab.comes_again(1, name, second.clone()).await;
        assert_eq!(lab.user_of(&back).await, ada);
        assert_eq!(lab.given(&ada).await.as_deref(), Some(given), "{name}");
    }
    lab.server.advance(600);
    let third = json!({ "access_token": "at-third", "expires_in": 600 });
    gives(&lab.fake, None, third);
    assert_eq!(lab.given(&ada).await.as_deref(), Some("at-third"));
    let forms = lab.forms("/token");
    let last = forms.last().unwrap();
    assert!(last.contains("refresh_token=rt-first"), "{forms:?}");
    let suspend = UpdateUser::builder().user_id(ada.as_str());
    let suspend = suspend.status(UserStatus::Suspended).build();
    pool.call(&suspend).await.unwrap();
    let before = (lab.kept().await, lab.given(&ada).await);
    let shown = lab.comes_again(1, "keeps", first()).await;
    assert!(shown.location.is_none(), "{shown:?}");
    assert_eq!((lab.kept().await, lab.given(&ada).await), before);
}

/// Tokens are of the identity that they came with.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_of_one_identity() {
    let lab = Lab::new().await;
    let conn = lab.keeps("keeps", true).await;
    let (_, ada) = lab.linked(1, "keeps", first()).await;
    let pool = &lab.server.client;
    let link = LinkIdentity {
        user_id: ada.clone(),
        ext_idp_id: conn.ext_idp_id,
        user_id_in_idp: "sub-9".into(),
        r#type: None,
        is_social: None,
    };
    pool.call(&link).await.unwrap();
    let of = GetUserIdentities {
        user_id: ada,
        user_id_type: None,
    };
    let given = async || {
        let identities = pool.call(&of).await.unwrap().into_iter();
        let given = identities.map(|one| {
            let token = one.access_token.map(|token| token.expose().to_owned());
            (one.user_id_in_idp, token)
        });
        let mut given: Vec<_> = given.collect();
        given.sort();
        given
    };
    let of_one = |id: &str, token: &str| (id.to_owned(), Some(token.to_owned()));
    let none = |id: &str| (id.to_owned(), None);
    assert_eq!(given().await, [of_one("sub-1", "at-first"), none("sub-9")]);
    // The refresh token of one is none of the other's.
    let other = json!({ "access_token": "at-other", "expires_in": 600 });
    lab.comes_again(9, "keeps", other).await;
    assert_eq!(given().await, [none("sub-1"), of_one("sub-9", "at-other")]);
    lab.server.advance(600);
    assert_eq!(given().await, [none("sub-1"), none("sub-9")]);
}

/// What a source gives when nobody keeps it any more is over at once.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_nobody_keeps_are_revoked() {
    let lab = Arc::new(Lab::new().await);
    let conn = lab.keeps("keeps", true).await;
    revokes(&lab.fake);
    let (me, ada) = lab.linked(1, "keeps", first()).await;
    lab.server.advance(600);
    let next = json!({ "access_token": "at-next", "refresh_token": "rt-next" });
    gives(&lab.fake, None, next);
    let gate = lab.fake.gate.clone().lock_owned().await;
    let asked = lab.asks(&ada).await;
    let unlink = UnlinkExtIdp {
        ext_idp_id: conn.ext_idp_id,
    };
    me.call(&unlink).await.unwrap();
    drop(gate);
    assert_eq!(asked.await.unwrap(), None);
    let told =
        ["rt-first", "rt-next"].map(|token| format!("token={token}&token_type_hint=refresh_token"));
    assert_eq!(lab.forms("/revoke"), told);
    assert_eq!(lab.kept().await, 0);
}

/// A refresh token that the source has spent is not lost with the client that asked.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_hangs_up_loses_no_token() {
    let lab = Arc::new(Lab::new().await);
    lab.keeps("keeps", true).await;
    let (_, ada) = lab.linked(1, "keeps", first()).await;
    lab.server.advance(600);
    let next = json!({ "access_token": "at-next", "refresh_token": "rt-next" });
    gives(&lab.fake, None, next);
    let gate = lab.fake.gate.clone().lock_owned().await;
    let asked = lab.asks(&ada).await;
    asked.abort();
    assert!(asked.await.is_err());
    // The server sees that it is gone.
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(gate);
    let mut given = None;
    for _ in 0..1500 {
        given = lab.given(&ada).await;
        if given.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(given.as_deref(), Some("at-next"));
    assert_eq!(lab.forms("/token").len(), 2);
}
