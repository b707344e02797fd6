//! What a source, or somebody in its name, may try: O6.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{ConnectionType, Provider};
use serde_json::{Value, json};

use crate::browser::{Browser, Rp};
use crate::external_sources::{Away, Fake, Lab, Says, join, shows};
use crate::harness::{Server, figure, refused};

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
    // These two may be left out, and stand as text and as a number.
    for name in ["azp", "nbf"] {
        all.extend(wrong().into_iter().map(|value| with(name, value)));
    }
    for name in ["nonce", "iss", "aud", "exp", "iat", "sub"] {
        all.push(with(name, json!(null)));
        all.extend(
            wrong()
                .into_iter()
                .filter(|value| !is_right(name, value))
                .map(|value| with(name, value)),
        );
    }
    let others = [
        ("nonce", vec![json!("other"), json!(1)]),
        (
            "iss",
            vec![
                json!("https://other.example"),
                json!(format!("{base}/")),
                json!(base.to_uppercase()),
                json!([base]),
            ],
        ),
        (
            "aud",
            vec![
                json!("other"),
                json!("Client"),
                json!(["client", "other"]),
                json!({ "client": true }),
            ],
        ),
        ("azp", vec![json!("other"), json!("Client")]),
        ("exp", vec![json!(0), json!("9999999999"), json!(-1)]),
        ("iat", vec![json!(9_999_999_999_i64), json!("now")]),
        ("nbf", vec![json!(9_999_999_999_i64)]),
    ];
    for (name, values) in others {
        all.extend(values.into_iter().map(|value| with(name, value)));
    }
    all.push(with("sub", json!("x".repeat(300))));
    all
}

/// Whether a claim may be that: an audience of one stands in a list, too.
fn is_right(name: &str, value: &Value) -> bool {
    name == "aud" && *value == json!(["client"])
}

/// What stands in place of a text that is none, or endless.
pub fn wrong() -> Vec<Value> {
    vec![
        json!(""),
        json!(" "),
        json!(true),
        json!(false),
        json!(1.5),
        json!([]),
        json!(["client"]),
        json!({}),
        json!("x\u{0}"),
        json!("x\n"),
        json!("x".repeat(5000)),
    ]
}

/// Parts of answers that are something else: of the tokens, of the profile, of what the source says
/// of itself, of its keys.
fn twists() -> Vec<(&'static str, &'static str, Value)> {
    let parts = [
        ("/token", ["/id_token", "/access_token"].as_slice()),
        ("/me", &["/sub"]),
        (
            "/.well-known/openid-configuration",
            &["/issuer", "/token_endpoint", "/jwks_uri"],
        ),
        (
            "/jwks",
            &[
                "/keys",
                "/keys/0",
                "/keys/0/kty",
                "/keys/0/crv",
                "/keys/0/x",
                "/keys/0/y",
                "/keys/0/kid",
            ],
        ),
    ];
    let values = || wrong().into_iter().chain([json!(null), json!(0)]);
    let all = parts
        .into_iter()
        .flat_map(|(path, parts)| parts.iter().map(move |part| (path, *part)));
    all.flat_map(|(path, part)| values().map(move |value| (path, part, value)))
        .collect()
}

/// Answers that are none, at every step of the way.
fn nonsense() -> Vec<(&'static str, Says)> {
    let paths = [
        "/token",
        "/jwks",
        "/me",
        "/.well-known/openid-configuration",
    ];
    paths.into_iter().flat_map(nonsense_at).collect()
}

/// Answers of a path that are none.
pub fn nonsense_at(path: &'static str) -> Vec<(&'static str, Says)> {
    let round = |path: &str| Says {
        location: Some(path.into()),
        ..Says::text(302, "")
    };
    vec![
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
    ]
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
    for (path, part, value) in twists() {
        let browser = lab.browser();
        let away = lab.leave(&browser, "liar").await;
        let claims = lab.fake.claims("eve", &away.param("nonce"));
        lab.fake.gives(&claims, json!({}));
        let right = lab.fake.said(path);
        let mut answer: Value = serde_json::from_slice(&right.body).unwrap();
        *answer.pointer_mut(part).unwrap() = value;
        lab.fake.tell(path, &answer);
        check(&away, &browser, &format!("{path}: {part} of {answer:.300}")).await;
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
    assert!(told >= 300, "{told}");
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
