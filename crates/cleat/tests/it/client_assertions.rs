//! Applications that prove themselves by what they sign: what counts, at every endpoint that asks.

use std::sync::atomic::{AtomicU32, Ordering};

use cleat_api::application::{ClientAuthMethod, CreateApplication, OidcConfig, UpdateApplication};
use cleat_api::oidc::DEVICE_GRANT;
use cleat_api::{ErrorCode, Object, Value};
use cleat_protocol::jose::{Algorithm, SigningKey, sign_hs256};
use serde_json::json;

use crate::browser::{Browser, CALLBACK, CHALLENGE, Rp, Wanted};
use crate::harness::{START, Server, at_once, figure, number, refused};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const NOW: i64 = START / 1000;

/// The endpoints, each with a form that it takes.
const ENDPOINTS: [(&str, &[(&str, &str)]); 5] = [
    ("/oidc/token", &[("grant_type", "client_credentials")]),
    ("/oidc/token/introspection", &[("token", "none")]),
    ("/oidc/token/revocation", &[("token", "none")]),
    (
        "/oidc/par",
        &[
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ],
    ),
    ("/oidc/device/auth", &[("scope", "openid")]),
];

fn key(kid: &str, algorithm: Algorithm) -> SigningKey {
    let der = SigningKey::generate(algorithm).unwrap();
    SigningKey::from_pkcs8(kid, algorithm, &der).unwrap()
}

fn set(keys: &[&SigningKey]) -> Object {
    let keys: Vec<&Value> = keys.iter().map(|key| &key.jwk).collect();
    json!({ "keys": keys }).as_object().unwrap().clone()
}

async fn rp(server: &Server, method: ClientAuthMethod, jwks: Option<Object>) -> Rp {
    let config = OidcConfig {
        introspection_endpoint_auth_method: Some(method),
        revocation_endpoint_auth_method: Some(method),
        grant_types: Some(
            ["authorization_code", "client_credentials", DEVICE_GRANT]
                .map(str::to_owned)
                .to_vec(),
        ),
        jwks,
        ..OidcConfig::default()
    };
    let wanted = Wanted {
        method,
        config,
        ..Wanted::default()
    };
    Rp::with(server, wanted).await
}

/// The claims of a good assertion, with these over them; `null` leaves one out.
fn claims(rp: &Rp, changes: &Value) -> Value {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut claims = json!({
        "iss": rp.id, "sub": rp.id, "aud": format!("{}/oidc", rp.host), "exp": NOW + 60,
        "iat": NOW, "jti": format!("jti-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
    });
    let own = claims.as_object_mut().unwrap();
    own.extend(changes.as_object().unwrap().clone());
    own.retain(|_, value| !value.is_null());
    claims
}

/// Whether an endpoint takes an assertion.
async fn taken(rp: &Rp, (path, form): (&str, &[(&str, &str)]), assertion: &str) -> bool {
    let proof = [
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    let (status, told) = rp.post(path, &[form, &proof].concat()).await;
    let refusal = (status, told["error"] == "invalid_client");
    assert!(
        [200, 201].contains(&status) || refusal == (401, true),
        "{path}: {status} {told}"
    );
    refusal.0 < 300
}

/// What is wrong with the claims of an assertion.
fn faults(rp: &Rp) -> Vec<Value> {
    let host = &rp.host;
    vec![
        json!({ "iss": null }),
        json!({ "iss": "somebody" }),
        json!({ "sub": null }),
        json!({ "sub": "somebody" }),
        json!({ "aud": null }),
        json!({ "aud": host }),
        json!({ "aud": format!("{host}/oidc/") }),
        json!({ "aud": "https://other.example/oidc" }),
        json!({ "aud": [] }),
        json!({ "aud": ["https://other.example/oidc"] }),
        json!({ "aud": 1 }),
        json!({ "exp": null }),
        json!({ "exp": "soon" }),
        json!({ "exp": NOW }),
        json!({ "exp": NOW - 300 }),
        json!({ "exp": NOW + 100_000 }),
        json!({ "exp": i64::MAX }),
        json!({ "exp": i64::MIN }),
        json!({ "iat": NOW + 300 }),
        json!({ "nbf": NOW + 300 }),
        json!({ "jti": null }),
        json!({ "jti": "" }),
        json!({ "jti": 1 }),
        json!({ "jti": "x".repeat(257) }),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_is_of_its_application_for_this_server_and_new() {
    let server = Server::start().await;
    let own = key("one", Algorithm::Es256);
    let signed = rp(&server, ClientAuthMethod::PrivateKeyJwt, Some(set(&[&own]))).await;
    let hashed = rp(&server, ClientAuthMethod::ClientSecretJwt, None).await;
    let by = |rp: &Rp, claims: &Value| match rp.method {
        ClientAuthMethod::PrivateKeyJwt => own.sign(claims).unwrap(),
        _ => sign_hs256(&rp.secret, claims).unwrap(),
    };
    let mut asked = 0;
    for rp in [&signed, &hashed] {
        for endpoint in ENDPOINTS {
            for audience in [
                json!(format!("{}/oidc", rp.host)),
                json!(format!("{}{}", rp.host, endpoint.0)),
                json!([format!("{}/oidc/token", rp.host), "x"]),
            ] {
                let good = by(rp, &claims(rp, &json!({ "aud": audience })));
                assert!(taken(rp, endpoint, &good).await, "{endpoint:?} {audience}");
                assert!(!taken(rp, endpoint, &good).await, "it came again");
            }
            for fault in faults(rp) {
                let wrong = by(rp, &claims(rp, &fault));
                assert!(!taken(rp, endpoint, &wrong).await, "{endpoint:?} {fault}");
                asked += 1;
            }
        }
    }
    figure("O2", format!("{asked} wrong assertions: 0 accepted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_is_signed_by_a_key_of_its_application() {
    let server = Server::start().await;
    let keys = [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa];
    let keys = keys.map(|algorithm| key(algorithm.name(), algorithm));
    let jwks = set(&keys.each_ref());
    let signed = rp(&server, ClientAuthMethod::PrivateKeyJwt, Some(jwks)).await;
    let hashed = rp(&server, ClientAuthMethod::ClientSecretJwt, None).await;
    let good = |rp: &Rp| claims(rp, &json!({}));
    let token = ENDPOINTS[0];
    for key in &keys {
        assert!(taken(&signed, token, &key.sign(&good(&signed)).unwrap()).await);
        let named = key.jwk.as_object().unwrap();
        let public = ["n", "x"].into_iter().find_map(|name| named.get(name));
        for secret in [&key.jwk.to_string(), public.unwrap().as_str().unwrap(), ""] {
            let forged = sign_hs256(secret, &good(&signed)).unwrap();
            assert!(!taken(&signed, token, &forged).await, "{secret}");
        }
        let stranger = crate::client_assertions::key(&key.kid, key.algorithm);
        assert!(!taken(&signed, token, &stranger.sign(&good(&signed)).unwrap()).await);
        // A key of another id is another key, though it is the application's.
        let der = SigningKey::generate(key.algorithm).unwrap();
        let unknown = SigningKey::from_pkcs8("unknown", key.algorithm, &der).unwrap();
        assert!(!taken(&signed, token, &unknown.sign(&good(&signed)).unwrap()).await);
    }
    let by_secret = sign_hs256(&signed.secret, &good(&signed)).unwrap();
    assert!(!taken(&signed, token, &by_secret).await);
    assert!(
        taken(
            &hashed,
            token,
            &sign_hs256(&hashed.secret, &good(&hashed)).unwrap()
        )
        .await
    );
    assert!(
        !taken(
            &hashed,
            token,
            &sign_hs256("wrong", &good(&hashed)).unwrap()
        )
        .await
    );
    assert!(!taken(&hashed, token, &keys[1].sign(&good(&hashed)).unwrap()).await);
    for nothing in ["", "x", "a.b.c", &"x".repeat(5000)] {
        assert!(!taken(&signed, token, nothing).await);
    }
    let unsigned = keys[1].sign(&good(&signed)).unwrap();
    let unsigned = format!("{}.", unsigned.rsplit_once('.').unwrap().0);
    assert!(!taken(&signed, token, &unsigned).await);
}

/// Whoever signs tells no secret, and whoever tells a secret does not sign. Seen to fail
/// with `signs` never true in `machine.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn an_application_has_one_way_to_prove_itself() {
    let server = Server::start().await;
    let own = key("one", Algorithm::Es256);
    let jwks = set(&[&own]);
    for method in [
        ClientAuthMethod::PrivateKeyJwt,
        ClientAuthMethod::ClientSecretJwt,
    ] {
        let signed = rp(&server, method, Some(jwks.clone())).await;
        for method in [
            ClientAuthMethod::None,
            ClientAuthMethod::ClientSecretPost,
            ClientAuthMethod::ClientSecretBasic,
        ] {
            let other = Rp {
                method,
                ..signed.clone()
            };
            for (path, form) in ENDPOINTS {
                let (status, told) = other.post(path, form).await;
                let refused = status == 401 && told["error"] == "invalid_client";
                assert!(refused, "{method:?} {path}: {status} {told}");
            }
        }
    }
    for method in [
        ClientAuthMethod::None,
        ClientAuthMethod::ClientSecretPost,
        ClientAuthMethod::ClientSecretBasic,
    ] {
        let plain = rp(&server, method, Some(jwks.clone())).await;
        let assertion = own.sign(&claims(&plain, &json!({}))).unwrap();
        let bare = Rp {
            method: ClientAuthMethod::PrivateKeyJwt,
            ..plain.clone()
        };
        assert!(!taken(&bare, ENDPOINTS[0], &assertion).await, "{method:?}");
        let (path, form) = ENDPOINTS[0];
        let both = [
            ("client_assertion_type", TYPE),
            ("client_assertion", &assertion),
        ];
        let (status, told) = plain.post(path, &[form, &both].concat()).await;
        let is_one = method == ClientAuthMethod::None;
        let expected = if is_one {
            "invalid_client"
        } else {
            "invalid_request"
        };
        assert!(
            status >= 400 && told["error"] == expected,
            "{method:?} {told}"
        );
    }
}

/// O2: twenty at once, one is taken.
#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_counts_once_in_races_too() {
    let server = Server::start().await;
    let own = key("one", Algorithm::Es256);
    let rp = rp(&server, ClientAuthMethod::PrivateKeyJwt, Some(set(&[&own]))).await;
    for _ in 0..10 {
        let assertion = own.sign(&claims(&rp, &json!({}))).unwrap();
        let tries = (0..20).map(|_| {
            let (rp, assertion) = (rp.clone(), assertion.clone());
            async move { taken(&rp, ENDPOINTS[0], &assertion).await }
        });
        let won = at_once(20, tries).await;
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
    }
}

/// The code flow by a key, and the settings that are refused.
#[tokio::test(flavor = "multi_thread")]
async fn codes_are_exchanged_by_a_key() {
    let server = Server::start().await;
    let own = key("one", Algorithm::EdDsa);
    let rp = rp(&server, ClientAuthMethod::PrivateKeyJwt, Some(set(&[&own]))).await;
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let code = browser.by_phone(&server, &page, &number(1)).await.code();
    assert_eq!(rp.exchange(&code).await.0, 401);
    let assertion = own.sign(&claims(&rp, &json!({}))).unwrap();
    let proof = [
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion.as_str()),
    ];
    let (status, tokens) = rp.exchange_with(&code, &proof).await;
    assert_eq!(status, 200, "{tokens}");
}

/// Seen to fail with `openid::valid` left out of `create.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn settings_that_nothing_would_heed_are_refused() {
    let server = Server::start().await;
    let own = key("one", Algorithm::Es256);
    let mut private = own.jwk.clone();
    private["d"] = "AA".into();
    let mut wrong = vec![
        json!({ "token_endpoint_auth_method": "private_key_jwt" }),
        json!({ "revocation_endpoint_auth_method": "private_key_jwt" }),
        json!({ "token_endpoint_auth_method": "tls_client_auth" }),
        json!({ "jwks": {} }),
        json!({ "jwks": { "keys": [] } }),
        json!({ "jwks": { "keys": [{}] } }),
        json!({ "jwks": { "keys": vec![own.jwk.clone(); 21] } }),
        json!({ "jwks": { "keys": [{ "kty": "oct", "k": "AA" }] } }),
        json!({ "jwks": { "keys": [{ "kty": "RSA", "n": "AA" }] } }),
        json!({ "jwks": { "keys": [private] } }),
        json!({ "jwks_uri": "https://app.example/jwks" }),
    ];
    for name in [
        "id_token_encrypted_response_alg",
        "userinfo_signed_response_alg",
        "request_object_encryption_enc",
    ] {
        wrong.push(json!({ name: "RSA-OAEP" }));
    }
    for config in wrong {
        let read: Result<OidcConfig, _> = serde_json::from_value(config.clone());
        let Ok(read) = read else { continue };
        let create = CreateApplication::builder().app_name("x");
        let create = create.oidc_config(read.clone()).build();
        refused(
            server.client.call(&create).await,
            ErrorCode::InvalidArgument,
        );
        let update = UpdateApplication::builder().app_id(server.credentials.app_id.as_str());
        let update = update.oidc_config(read).build();
        refused(
            server.client.call(&update).await,
            ErrorCode::InvalidArgument,
        );
    }
    let empty = json!({ "jwks_uri": "", "id_token_encrypted_response_alg": null });
    let create = CreateApplication::builder().app_name("x");
    let create = create.oidc_config(serde_json::from_value::<OidcConfig>(empty).unwrap());
    server.client.call(&create.build()).await.unwrap();
}
