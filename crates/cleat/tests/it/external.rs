//! Signing in by what people have elsewhere: O6, and P1 for what is linked.

use std::process::Stdio;

use cleat_api::ErrorCode;
use cleat_api::application::{OidcConfig, SigningAlgorithm, UpdateApplication};
use cleat_api::ext_idp::{
    ConnectionType, DeleteExtIdpConn, GenerateLinkExtIdpUrl, GetIdentities, GetUserIdentities,
    GetUserLoggedinIdentities, MobileConnection, Provider, SignInByCode, SignInByMobile,
    UnlinkExtIdp,
};
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::UnbindPhone;
use cleat_api::profile::GetProfile;
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::user::{CreateUser, UpdateUser, UserStatus};
use serde_json::{Value, json};

use crate::browser::{Browser, Rp, Wanted, claims};
use crate::common::{need, node};
use crate::external_sources::{Away, Fake, Lab, Says, connect, join, shows};
use crate::harness::{
    Folder, Process, Running, Server, at_once, client, figure, free_address, number, refused,
};

/// Another server of this kind is the source: from the application to its page, there, and back;
/// by every algorithm that it may sign with.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_signs_in_the_users_of_another() {
    let lab = Lab::new().await;
    let upstream = Server::seeded(&[("no_address_limits", "true")], 7).await;
    let algorithms = [
        SigningAlgorithm::Rs256,
        SigningAlgorithm::Es256,
        SigningAlgorithm::EdDsa,
    ];
    for (n, algorithm) in (1..).zip(algorithms) {
        let wanted = Wanted {
            config: OidcConfig {
                id_token_signed_response_alg: Some(algorithm),
                ..OidcConfig::default()
            },
            ..Wanted::default()
        };
        let there = Rp::with(&upstream, wanted).await;
        let name = format!("up-{n}");
        let fields = json!({
            "issuerUrl": format!("{}/oidc", there.host), "clientId": there.id,
            "clientSecret": there.secret, "scopes": "openid profile phone",
        });
        let at = (Provider::Oidc, ConnectionType::Oidc);
        connect(&lab.server.client, &lab.rp, &name, at, fields).await;
        let mut users = Vec::new();
        for _ in 0..2 {
            let browser = lab.browser();
            let away = lab.leave(&browser, &name).await;
            let register = UpdateApplication {
                app_id: there.id.clone(),
                redirect_uris: Some(vec![away.param("redirect_uri")]),
                ..UpdateApplication::default()
            };
            upstream.client.call(&register).await.unwrap();
            let abroad = Browser::new(&upstream);
            let path = away.0.location.as_ref().unwrap();
            let path = format!("{}?{}", path.path(), path.query().unwrap());
            let page = abroad.get(&path).await;
            upstream.advance(61);
            lab.server.advance(61);
            let answer = abroad.by_phone(&upstream, &page, &number(n)).await;
            let back = answer.location.unwrap();
            let shown = browser
                .get(&format!("{}?{}", back.path(), back.query().unwrap()))
                .await;
            users.push(lab.user_of(&shown).await);
        }
        assert_eq!(users[0], users[1], "{algorithm:?}");
    }
    assert_eq!((lab.users().await, lab.identities().await), (3, 3));
}

/// A provider of another make: its discovery, its keys, its page, and its clock.
#[tokio::test(flavor = "multi_thread")]
async fn an_independent_provider_signs_its_users_in() {
    let (mut command, _) = need!(node("tests/standards/node"));
    let data = Folder::new();
    let flags = ["--no-address-limits", "--private-sources"];
    let process = Process::start(&data.path(), &free_address(), &flags, Stdio::null()).await;
    let own = process.credentials().await;
    let (pool, address) = (client(&own), free_address());
    let rp = Rp::of(&pool, &process.base, Wanted::default()).await;
    let fields = json!({
        "issuerUrl": format!("http://{address}"), "clientId": "cleat",
        "clientSecret": "secret-of_the-app.long~enough", "scopes": "openid profile email",
        "associationMode": "field",
    });
    let at = (Provider::Oidc, ConnectionType::Oidc);
    connect(&pool, &rp, "other", at, fields).await;
    let path = format!("/connection/social/other/{}/callback", own.user_pool_id);
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/standards/node/upstream.mjs"
    );
    command.args([script, &address, &format!("{}{path}", process.base)]);
    let _running = Running(command.stdout(Stdio::null()).spawn().unwrap());
    let discovery = format!("http://{address}/.well-known/openid-configuration");
    while reqwest::get(&discovery).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let mut subjects = Vec::new();
    for name in ["ada", "bob", "ada"] {
        let browser = Browser::at(&process.base);
        let page = browser.get(&rp.request(&[])).await;
        let link = format!("{}/with?source=other", page.path.trim_end_matches('?'));
        let away = browser.get(&link).await;
        let abroad = Browser::at(&format!("http://{address}"));
        let (_, rest) = away
            .location
            .as_ref()
            .unwrap()
            .as_str()
            .split_at(7 + address.len());
        let asks = abroad.get(rest).await;
        let form = [("prompt", "login"), ("login", name), ("password", "x")];
        let action = asks.action();
        let asks = abroad
            .post(
                action
                    .strip_prefix(&format!("http://{address}"))
                    .unwrap_or(&action),
                &form,
            )
            .await;
        let action = asks.action();
        let path = action
            .strip_prefix(&format!("http://{address}"))
            .unwrap_or(&action);
        let answer = abroad.post(path, &[("prompt", "consent")]).await;
        let back = answer.location.unwrap();
        let shown = browser
            .get(back.as_str().strip_prefix(&process.base).unwrap())
            .await;
        let (status, tokens) = rp.exchange(&shown.code()).await;
        assert_eq!(status, 200, "{tokens}");
        let id = claims(&tokens["id_token"]);
        assert_eq!(id["email"], format!("{name}@example.com"));
        subjects.push(id["sub"].clone());
    }
    assert!(
        subjects[0] == subjects[2] && subjects[0] != subjects[1],
        "{subjects:?}"
    );
}

/// What a source lies about, and the telling of it.
type Lie = (&'static str, Box<dyn Fn(&Fake, &str) + Send>);

/// Lies of a source, each by itself; none signs anybody in, and the page offers other ways.
fn lies(fake: &Fake) -> Vec<Lie> {
    let with = |name: &'static str, value: Value| {
        let lie = move |fake: &Fake, nonce: &str| {
            let mut claims = fake.claims("eve", nonce);
            match value.is_null() {
                true => claims.remove(name),
                false => claims.insert(name.into(), value.clone()),
            };
            fake.gives(&claims, json!({}));
        };
        (name, Box::new(lie) as Box<_>)
    };
    let base = fake.base.clone();
    let mut all = Vec::new();
    for value in [
        json!(null),
        json!("other"),
        json!(""),
        json!(["client"]),
        json!(1),
    ] {
        all.push(with("nonce", value));
    }
    for value in [
        json!(null),
        json!("https://other.example"),
        json!(format!("{base}/")),
        json!([base]),
    ] {
        all.push(with("iss", value));
    }
    for value in [
        json!(null),
        json!("other"),
        json!([]),
        json!(["client", "other"]),
        json!({ "client": true }),
    ] {
        all.push(with("aud", value));
    }
    all.push(with("azp", json!("other")));
    for value in [json!(null), json!(0), json!("9999999999"), json!(-1)] {
        all.push(with("exp", value));
    }
    for value in [json!(null), json!(9_999_999_999_i64), json!("now")] {
        all.push(with("iat", value));
    }
    all.push(with("nbf", json!(9_999_999_999_i64)));
    for value in [
        json!(null),
        json!(""),
        json!(" "),
        json!(true),
        json!(1.5),
        json!("x\u{0}"),
    ] {
        all.push(with("sub", value));
    }
    all.push(with("sub", json!("x".repeat(300))));
    all
}

/// Answers that are none, at every step of the way.
fn nonsense() -> Vec<(&'static str, Says)> {
    let paths = [
        "/token",
        "/jwks",
        "/me",
        "/.well-known/openid-configuration",
    ];
    let round = |path: &str| Says {
        location: Some(path.into()),
        ..Says::text(302, "")
    };
    let mut all = Vec::new();
    for path in paths {
        all.extend([
            (path, Says::text(200, "<html>")),
            (path, Says::text(200, "")),
            (path, Says::text(200, "[]")),
            (path, Says::text(200, "null")),
            (
                path,
                Says::text(200, "{\"errcode\":40029,\"errmsg\":\"invalid code\"}"),
            ),
            (
                path,
                Says::text(200, "{\"error\":\"bad_verification_code\"}"),
            ),
            (path, Says::text(200, vec![b' '; 10_000_000])),
            (path, Says::text(400, "{\"error\":\"invalid_grant\"}")),
            (path, Says::text(500, "{}")),
            (path, Says::text(204, "")),
            (path, round(path)),
            (path, round("http://169.254.169.254/latest/meta-data")),
        ]);
    }
    all
}

/// O6.
#[tokio::test(flavor = "multi_thread")]
async fn o6_a_lying_source_signs_nobody_in() {
    let lab = Lab::new().await;
    lab.oidc("liar", json!({})).await;
    let mut told = 0;
    let mut check = async |away: &Away, browser: &Browser, what: &str| {
        let shown = browser.get(&away.back("code=c1")).await;
        assert_eq!(shown.status, 400, "{what}: {}", shown.body);
        assert!(
            shown.body.contains("name=\"phone\""),
            "{what}: {}",
            shown.body
        );
        assert!(
            shown.body.contains("The external service"),
            "{what}: {}",
            shown.body
        );
        told += 1;
    };
    for (name, lie) in lies(&lab.fake) {
        let browser = lab.browser();
        let away = lab.leave(&browser, "liar").await;
        lie(&lab.fake, &away.param("nonce"));
        check(&away, &browser, name).await;
    }
    for (path, says) in nonsense() {
        let browser = lab.browser();
        let away = lab.leave(&browser, "liar").await;
        let claims = lab.fake.claims("eve", &away.param("nonce"));
        lab.fake.gives(&claims, json!({}));
        let shown = &says.body[..says.body.len().min(40)];
        let what = format!("{path}: {:?}", String::from_utf8_lossy(shown));
        let right = lab.fake.said(path);
        lab.fake.say(path, says);
        check(&away, &browser, &what).await;
        lab.fake.say(path, right);
    }
    for token in forged(&lab.fake) {
        let browser = lab.browser();
        let away = lab.leave(&browser, "liar").await;
        let claims = lab.fake.claims("eve", &away.param("nonce"));
        lab.fake.gives(&claims, json!({}));
        lab.fake.gives_token(&token(&claims));
        check(&away, &browser, "forged").await;
    }
    // The profile of somebody else.
    let browser = lab.browser();
    let away = lab.leave(&browser, "liar").await;
    let claims = lab.fake.claims("eve", &away.param("nonce"));
    lab.fake.gives(&claims, json!({}));
    lab.fake.tell("/me", &json!({ "sub": "ada" }));
    check(&away, &browser, "the profile of somebody else").await;
    figure(
        "O6",
        format!("{told} answers of a lying source: nobody signed in"),
    );
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
    let back = lab.sign_in(&lab.browser(), "liar", "ada", json!({})).await;
    lab.user_of(&back).await;
}

type Forge = Box<dyn Fn(&cleat_api::Object) -> String + Send>;

/// Tokens that the source did not sign.
fn forged(fake: &Fake) -> Vec<Forge> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
    use cleat_protocol::jose::{Algorithm, SigningKey, sign_hs256};
    let other = SigningKey::generate(Algorithm::Es256).unwrap();
    let other = SigningKey::from_pkcs8("k1", Algorithm::Es256, &other).unwrap();
    let none = |claims: &cleat_api::Object| {
        let part = |value: Value| B64.encode(value.to_string());
        let header = part(json!({ "alg": "none", "kid": "k1" }));
        format!("{header}.{}.", part(Value::Object(claims.clone())))
    };
    let cut = fake.clone();
    vec![
        Box::new(none),
        Box::new(|claims| sign_hs256("secret", claims).unwrap()),
        Box::new(move |claims| other.sign(claims).unwrap()),
        Box::new(move |claims| {
            let mut token = cut.sign(claims);
            token.truncate(token.len() - 4);
            token
        }),
        Box::new(|_| String::new()),
        Box::new(|_| "a.b.c".into()),
    ]
}

/// What comes back is of the browser that went, of that connection, and comes back once.
#[tokio::test(flavor = "multi_thread")]
async fn o6_callbacks_are_the_browsers_and_the_connections_own() {
    let lab = Lab::new().await;
    let first = lab.oidc("one", json!({})).await;
    let kind = (first.ext_idp_id.as_str(), ConnectionType::Oidc);
    let fields = json!({
        "issuerUrl": lab.fake.base, "clientId": "client", "clientSecret": "secret",
    });
    let pool = &lab.server.client;
    join(pool, &lab.rp, "two", kind, fields.clone()).await;
    let browser = lab.browser();
    let away = lab.leave(&browser, "one").await;
    let claims = lab.fake.claims("ada", &away.param("nonce"));
    lab.fake.gives(&claims, json!({}));
    let right = away.back("code=c1");
    let state = away.param("state");
    let over = "begun in another browser";
    let stranger = lab.browser();
    lab.leave(&stranger, "one").await;
    for (who, path) in [
        (&stranger, right.clone()),
        (&lab.browser(), right.clone()),
        (&browser, right.replace("/one/", "/two/")),
        (&browser, right.replace("/one/", "/none/")),
        (&browser, right.replace(&state, "state")),
        (&browser, right.replace("state=", "other=")),
        (
            &browser,
            right.replacen(&lab.server.credentials.user_pool_id, "pool", 1),
        ),
    ] {
        let shown = who.get(&path).await;
        assert!(
            shown.status == 400 && shown.body.contains(over),
            "{path}: {}",
            shown.body
        );
    }
    let asked = |path: &str| {
        let asked = lab.fake.asked.lock().unwrap();
        asked.iter().filter(|one| one.path == path).count()
    };
    assert_eq!(asked("/token"), 0, "nothing was asked for them");
    let back = browser.get(&right).await;
    lab.user_of(&back).await;
    {
        let all = lab.fake.asked.lock().unwrap();
        let exchange = all.iter().find(|one| one.path == "/token").unwrap();
        assert!(exchange.authorization.starts_with("Basic "));
        let verifier = exchange
            .body
            .split('&')
            .find_map(|pair| pair.strip_prefix("code_verifier="));
        let challenge = cleat_protocol::pkce::challenge(verifier.unwrap());
        assert_eq!(challenge, away.param("code_challenge"));
    }
    let again = browser.get(&right).await;
    assert!(
        again.status == 400 && again.body.contains(over),
        "{}",
        again.body
    );
    assert_eq!((asked("/token"), lab.users().await), (1, 1));
    // A form of another site brings no cookie; the browser comes back with it.
    let browser = lab.browser();
    let away = lab.leave(&browser, "one").await;
    let claims = lab.fake.claims("ada", &away.param("nonce"));
    lab.fake.gives(&claims, json!({}));
    let path = away.back("code=c1");
    let (path, _) = path.split_once('?').unwrap();
    let form = [("state", away.param("state")), ("code", "c2".into())];
    let form: Vec<_> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    lab.user_of(&browser.post(path, &form).await).await;
    // Its time is over.
    let away = lab.leave(&lab.browser(), "one").await;
    lab.server.advance(601);
    let shown = lab.browser().get(&away.back("code=c1")).await;
    assert!(shown.body.contains(over));
    // An answer in another issuer's name, and a no.
    for (more, says) in [
        ("code=c1&iss=https%3A%2F%2Fother.example", "did not confirm"),
        ("error=access_denied", "was cancelled"),
        ("error=server_error", "did not confirm"),
        ("nothing=1", "was cancelled"),
    ] {
        let browser = lab.browser();
        let away = lab.leave(&browser, "one").await;
        let claims = lab.fake.claims("ada", &away.param("nonce"));
        lab.fake.gives(&claims, json!({}));
        let shown = browser.get(&away.back(more)).await;
        assert!(shown.body.contains(says), "{more}: {}", shown.body);
    }
}

/// A source of a private network is not called, whatever name leads there.
#[tokio::test(flavor = "multi_thread")]
async fn o6_private_addresses_are_not_called() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let fake = Fake::start().await;
    let create = |address: &str| {
        let fields = json!({ "issuerUrl": address, "clientId": "c", "clientSecret": "s" });
        let (server, rp, fields) = (&server, &rp, fields.clone());
        let name = "private";
        async move {
            let at = (Provider::Oidc, ConnectionType::Oidc);
            let source = cleat_api::ext_idp::CreateExtIdp {
                name: "x".into(),
                r#type: at.0,
                tenant_id: None,
            };
            let source = server.client.call(&source).await.unwrap();
            let create = cleat_api::ext_idp::CreateExtIdpConn {
                ext_idp_id: source.id,
                r#type: at.1,
                identifier: name.into(),
                display_name: "x".into(),
                fields: fields.as_object().cloned().unwrap(),
                ..Default::default()
            };
            let conn = server.client.call(&create).await?;
            let shown = server.client.call(&shows(&conn.id, &rp.id, true)).await;
            shown.map(|_| conn)
        }
    };
    for address in [
        fake.base.as_str(),
        "https://127.0.0.1",
        "https://10.0.0.1",
        "https://[::1]",
        "https://169.254.169.254",
        "https://localhost",
        "http://example.com",
        "ftp://example.com",
        "example.com",
        "javascript:alert(1)",
    ] {
        refused(create(address).await, ErrorCode::InvalidArgument);
    }
    // A name that leads there.
    create("https://localhost.localdomain:1").await.unwrap();
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let path = page.path.trim_end_matches('?');
    let shown = browser.get(&format!("{path}/with?source=private")).await;
    assert!(shown.location.is_none() && shown.status == 400, "{shown:?}");
    assert!(fake.asked.lock().unwrap().is_empty());
}

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
        shown.body.contains("sign in another way and link it"),
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
    let at = |path: &str| format!("{}{path}", lab.fake.base);
    let fields = json!({
        "clientId": "client", "clientSecret": "secret", "authEndPoint": at("/authorize"),
        "tokenEndPoint": at("/token"), "userInfoEndPoint": at("/user"),
        "associationMode": "field",
    });
    let kind = (Provider::Github, ConnectionType::Github);
    connect(&lab.server.client, &lab.rp, "github", kind, fields).await;
    let create = CreateUser {
        email: Some("ada@example.com".into()),
        email_verified: Some(true),
        ..CreateUser::default()
    };
    let ada = lab.server.client.call(&create).await.unwrap().user_id;
    let entry = |primary: bool, verified: bool| json!({ "email": "ada@example.com", "primary": primary, "verified": verified });
    lab.fake.tell(
        "/token",
        &json!({ "access_token": "gho_1", "token_type": "bearer" }),
    );
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
