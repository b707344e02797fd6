//! Tokens that are bound to a key (RFC 9449): who may use them, and what proves the key.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING as SIGNING, EcdsaKeyPair, KeyPair as _,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use cleat_api::application::{ClientAuthMethod, OidcConfig};
use cleat_api::ext_idp::MobileConnection;
use cleat_api::oidc::DEVICE_GRANT;
use cleat_api::passcode::SmsChannel;
use cleat_api::{ErrorCode, Value};
use cleat_protocol::jose::sign_hs256_as;
use cleat_server::Credentials;
use serde_json::json;

use crate::browser::{Browser, CALLBACK, CHALLENGE, Rp, VERIFIER, Wanted, claims};
use crate::external_apps::by_code;
use crate::harness::{START, Server, at_once, by_phone, client, figure, number, refused};

const NOW: i64 = START / 1000;
const TOKEN: &str = "/oidc/token";
const ME: &str = "/oidc/me";

/// A key, and what it is known by.
struct Key {
    pair: EcdsaKeyPair,
    jwk: Value,
    thumbprint: String,
}

fn sha256(text: &str) -> String {
    B64.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

impl Key {
    fn new() -> Self {
        let der = EcdsaKeyPair::generate_pkcs8(&SIGNING, &SystemRandom::new()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&SIGNING, der.as_ref()).unwrap();
        let point = pair.public_key().as_ref();
        let (x, y) = (B64.encode(&point[1..33]), B64.encode(&point[33..65]));
        // RFC 7638 section 3.3: these members, in this order, without a space.
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        Self {
            jwk: serde_json::from_str(&members).unwrap(),
            thumbprint: sha256(&members),
            pair,
        }
    }

    fn header(&self) -> Value {
        json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| B64.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), text.as_bytes());
        format!("{text}.{}", B64.encode(signature.unwrap()))
    }

    /// A good proof for that method and address, beside that token.
    fn proof(&self, method: &str, address: &str, token: Option<&str>) -> String {
        self.sign(&self.header(), &said(method, address, token))
    }

    fn at_token(&self, rp: &Rp) -> String {
        self.proof("POST", &format!("{}{TOKEN}", rp.host), None)
    }
}

/// What a good proof says.
fn said(method: &str, address: &str, token: Option<&str>) -> Value {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let jti = format!("jti-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut said = json!({ "htm": method, "htu": address, "iat": NOW, "jti": jti });
    if let Some(token) = token {
        said["ath"] = sha256(token).into();
    }
    said
}

async fn application(server: &Server, method: ClientAuthMethod) -> Rp {
    let grants = [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        DEVICE_GRANT,
    ];
    let config = OidcConfig {
        introspection_endpoint_auth_method: Some(method),
        grant_types: Some(grants.map(str::to_owned).to_vec()),
        ..Wanted::default().config
    };
    let wanted = Wanted {
        method,
        config,
        ..Wanted::default()
    };
    Rp::with(server, wanted).await
}

/// A code of whoever is signed in at the browser, or signs in now.
async fn code(server: &Server, rp: &Rp, browser: &Browser, changes: &[(&str, &str)]) -> String {
    let shown = browser.get(&rp.request(changes)).await;
    match shown.location {
        Some(_) => shown.code(),
        None => browser.by_phone(server, &shown, &number(1)).await.code(),
    }
}

/// The form that exchanges a code.
fn exchange(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]
}

async fn exchanged(rp: &Rp, code: &str, proof: &str) -> (u16, Value) {
    rp.post_with(TOKEN, &exchange(code), &[("dpop", proof)])
        .await
}

/// Tokens that are bound to that key.
async fn bound(server: &Server, rp: &Rp, key: &Key) -> Value {
    let code = code(server, rp, &Browser::new(server), &[]).await;
    let (status, tokens) = exchanged(rp, &code, &key.at_token(rp)).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["token_type"], "DPoP");
    tokens
}

fn text<'v>(told: &'v Value, name: &str) -> &'v str {
    told[name].as_str().unwrap()
}

/// Status, error and challenge of a call with these headers.
async fn call(
    (method, url): (&str, &str),
    headers: &[(&str, &str)],
    form: &[(&str, &str)],
) -> (u16, Value, String) {
    let mut call = reqwest::Client::new().request(method.parse().unwrap(), url);
    for (name, value) in headers {
        call = call.header(*name, *value);
    }
    let call = if form.is_empty() {
        call
    } else {
        call.form(form)
    };
    let answer = call.send().await.unwrap();
    let status = answer.status().as_u16();
    let told = answer.headers().get("www-authenticate");
    let told = told.map_or("", |told| told.to_str().unwrap()).to_owned();
    (status, answer.json().await.unwrap_or_default(), told)
}

/// Whether `/oidc/me` takes a token with that proof.
async fn me(rp: &Rp, token: &str, proof: &str) -> (u16, Value, String) {
    let scheme = format!("DPoP {token}");
    let headers = [("authorization", scheme.as_str()), ("dpop", proof)];
    call(("GET", &format!("{}{ME}", rp.host)), &headers, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bound_token_is_of_who_has_the_key() {
    let server = Server::start().await;
    let (key, other) = (Key::new(), Key::new());
    for method in [ClientAuthMethod::None, ClientAuthMethod::ClientSecretBasic] {
        let rp = application(&server, method).await;
        let tokens = bound(&server, &rp, &key).await;
        let (access, id) = (text(&tokens, "access_token"), text(&tokens, "id_token"));
        let url = format!("{}{ME}", rp.host);
        for token in ["access_token", "id_token"] {
            assert_eq!(
                claims(&tokens[token])["cnf"]["jkt"],
                key.thumbprint.as_str()
            );
        }
        let proof = key.proof("GET", &url, Some(access));
        assert_eq!(me(&rp, access, &proof).await.0, 200);
        let with_query = key.proof("GET", &format!("{url}?a=b#c"), Some(access));
        assert_eq!(me(&rp, access, &with_query).await.0, 200);
        // Whoever has only the token, or another key, has nothing.
        let stolen = other.proof("GET", &url, Some(access));
        let (status, told, challenge) = me(&rp, access, &stolen).await;
        assert!(status == 401 && told["error"] == "invalid_token", "{told}");
        assert!(challenge.starts_with("DPoP ") && challenge.contains("algs=\"RS256 ES256"));
        for token in [access, id] {
            let bearer = format!("Bearer {token}");
            let scheme = format!("dpop {token}");
            let proof = key.proof("GET", &url, Some(token));
            for headers in [
                vec![("authorization", bearer.as_str())],
                vec![("authorization", token)],
                vec![("authorization", bearer.as_str()), ("dpop", &proof)],
                vec![("authorization", scheme.as_str())],
            ] {
                let (status, told, _) = call(("GET", &url), &headers, &[]).await;
                assert_eq!(status, 401, "{headers:?} {told}");
            }
            let form = [("access_token", token)];
            let (status, _, _) = call(("POST", &url), &[], &form).await;
            assert_eq!(status, 401);
            let (status, _, _) =
                call(("GET", &format!("{url}?access_token={token}")), &[], &[]).await;
            assert_eq!(status, 401);
        }
        // The operations of V3 as well.
        let profile = format!("{}/api/v3/get-profile", rp.host);
        let bearer = format!("Bearer {access}");
        let (_, told, _) = call(("GET", &profile), &[("authorization", &bearer)], &[]).await;
        assert_eq!(told["statusCode"], 401, "{told}");
        let proof = key.proof("GET", &profile, Some(access));
        let scheme = format!("DPoP {access}");
        let headers = [("authorization", scheme.as_str()), ("dpop", proof.as_str())];
        let (_, told, _) = call(("GET", &profile), &headers, &[]).await;
        assert_eq!(told["statusCode"], 200, "{told}");
        let (_, told) = rp
            .post("/oidc/token/introspection", &[("token", access)])
            .await;
        assert!(
            told["active"] == true && told["token_type"] == "DPoP",
            "{told}"
        );
        assert_eq!(told["cnf"]["jkt"], key.thumbprint.as_str());
        server.advance(61);
    }
}

/// A token that is bound to no key does not become one by a key.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_no_token() {
    let server = Server::start().await;
    let (rp, key) = (Rp::new(&server).await, Key::new());
    let tokens = rp.tokens(&server, &Browser::new(&server), &number(1)).await;
    assert_eq!(tokens["token_type"], "bearer");
    assert!(claims(&tokens["access_token"]).get("cnf").is_none());
    let access = text(&tokens, "access_token");
    let url = format!("{}{ME}", rp.host);
    let proof = key.proof("GET", &url, Some(access));
    let (status, told, _) = me(&rp, access, &proof).await;
    assert!(status == 401 && told["error"] == "invalid_token", "{told}");
    assert_eq!(rp.me(access).await.0, 200);
}

/// What is wrong with a proof for that method and address, beside that token.
fn faults(key: &Key, method: &str, address: &str, token: Option<&str>) -> Vec<(String, String)> {
    let stranger = Key::new();
    let good = || said(method, address, token);
    let mut faults = Vec::new();
    let mut private = key.jwk.clone();
    private["d"] = "AA".into();
    let headers = [
        ("typ", json!("jwt")),
        ("typ", json!("JWT")),
        ("typ", json!(null)),
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("RS256")),
        ("jwk", json!(null)),
        ("jwk", json!("x")),
        ("jwk", private),
        ("jwk", stranger.jwk.clone()),
        ("crit", json!(["x"])),
    ];
    for (name, value) in headers {
        let mut header = key.header();
        header[name] = value;
        faults.push((format!("{header}"), key.sign(&header, &good())));
    }
    let mut changes = vec![
        ("htm", json!("PUT")),
        ("htm", json!(method.to_lowercase())),
        ("htm", json!(null)),
        ("htu", json!(null)),
        ("htu", json!("https://other.example/")),
        ("htu", json!(format!("{address}x"))),
        ("htu", json!(ME)),
        ("iat", json!(null)),
        ("iat", json!("now")),
        ("iat", json!(NOW - 301)),
        ("iat", json!(NOW + 61)),
        ("iat", json!(i64::MAX)),
        ("iat", json!(i64::MIN)),
        ("nbf", json!(NOW + 61)),
        ("exp", json!(NOW)),
        ("jti", json!(null)),
        ("jti", json!("")),
        ("jti", json!(1)),
        ("jti", json!("x".repeat(257))),
    ];
    if token.is_some() {
        changes.push(("ath", json!(null)));
        changes.push(("ath", json!(sha256("another token"))));
    }
    for (name, value) in changes {
        let mut wrong = good();
        wrong[name] = value;
        faults.push((format!("{wrong}"), key.sign(&key.header(), &wrong)));
    }
    let whole = key.sign(&key.header(), &good());
    let (head, _) = whole.rsplit_once('.').unwrap();
    faults.push(("unsigned".into(), format!("{head}.")));
    faults.push(("garbage".into(), "garbage".into()));
    faults.push(("long".into(), "a.".repeat(5000)));
    let by_secret = sign_hs256_as("dpop+jwt", "secret", &good()).unwrap();
    faults.push(("by a secret".into(), by_secret));
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_is_of_its_request_and_new() {
    let server = Server::start().await;
    let key = Key::new();
    let rp = application(&server, ClientAuthMethod::ClientSecretPost).await;
    let machine = [("grant_type", "client_credentials")];
    let token = format!("{}{TOKEN}", rp.host);
    let mut asked = 0;
    for (what, proof) in faults(&key, "POST", &token, None) {
        let (status, told) = rp.post_with(TOKEN, &machine, &[("dpop", &proof)]).await;
        let refused = status == 400 && told["error"] == "invalid_dpop_proof";
        assert!(refused, "{what}: {status} {told}");
        asked += 1;
    }
    // Other spellings of the same address (RFC 9449 section 4.3).
    let (scheme, rest) = token.split_once("://").unwrap();
    for same in [
        format!("{}://{rest}", scheme.to_uppercase()),
        format!("{token}?a=b#c"),
        format!("{token}/"),
    ] {
        let proof = key.proof("POST", &same, None);
        let (status, told) = rp.post_with(TOKEN, &machine, &[("dpop", &proof)]).await;
        assert_eq!(status, 200, "{same}: {told}");
    }
    let proof = key.at_token(&rp);
    let two = [("dpop", proof.as_str()), ("dpop", proof.as_str())];
    assert_eq!(
        rp.post_with(TOKEN, &machine, &two).await.1["error"],
        "invalid_dpop_proof"
    );
    let (status, told) = rp.post_with(TOKEN, &machine, &[("dpop", &proof)]).await;
    assert!(status == 200 && told["token_type"] == "DPoP", "{told}");
    assert_eq!(
        claims(&told["access_token"])["cnf"]["jkt"],
        key.thumbprint.as_str()
    );
    let (status, told) = rp.post_with(TOKEN, &machine, &[("dpop", &proof)]).await;
    assert!(
        status == 400 && told["error"] == "invalid_dpop_proof",
        "again: {told}"
    );
    let tokens = bound(&server, &rp, &key).await;
    let (access, url) = (text(&tokens, "access_token"), format!("{}{ME}", rp.host));
    for (what, proof) in faults(&key, "GET", &url, Some(access)) {
        let (status, told, challenge) = me(&rp, access, &proof).await;
        let refused = status == 401 && told["error"] == "invalid_dpop_proof";
        assert!(refused, "{what}: {status} {told}");
        assert!(challenge.starts_with("DPoP "), "{challenge}");
        asked += 1;
    }
    let proof = key.proof("GET", &url, Some(access));
    assert_eq!(me(&rp, access, &proof).await.0, 200);
    assert_eq!(me(&rp, access, &proof).await.0, 401, "it came again");
    figure("O2", format!("{asked} wrong proofs of keys: 0 accepted"));
}

/// O2: twenty at once, one is taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_proof_counts_once_in_races_too() {
    let server = Server::start().await;
    let key = Key::new();
    let rp = application(&server, ClientAuthMethod::ClientSecretPost).await;
    for _ in 0..10 {
        let proof = key.at_token(&rp);
        let tries = (0..20).map(|_| {
            let (rp, proof) = (rp.clone(), proof.clone());
            async move {
                let machine = [("grant_type", "client_credentials")];
                rp.post_with(TOKEN, &machine, &[("dpop", &proof)]).await.0
            }
        });
        let won = at_once(20, tries).await;
        assert_eq!(won.iter().filter(|status| **status == 200).count(), 1);
    }
}

/// FAPI 2: ensure-dpop-auth-code-binding-success, ensure-mismatched-dpop-jkt-fails and
/// ensure-token-endpoint-fails-with-mismatched-dpop-jkt.
#[tokio::test(flavor = "multi_thread")]
async fn codes_are_bound_where_that_is_asked_for() {
    let server = Server::start().await;
    let (key, other) = (Key::new(), Key::new());
    let rp = application(&server, ClientAuthMethod::ClientSecretBasic).await;
    let browser = Browser::new(&server);
    for jkt in ["short", &format!("{}=", key.thumbprint), "a b"] {
        let shown = browser.get(&rp.request(&[("dpop_jkt", jkt)])).await;
        assert_eq!(
            shown.told("error").as_deref(),
            Some("invalid_request"),
            "{jkt}"
        );
    }
    let code = code(&server, &rp, &browser, &[("dpop_jkt", &key.thumbprint)]).await;
    let (status, told) = rp.exchange(&code).await;
    assert!(status == 400 && told["error"] == "invalid_grant", "{told}");
    let (status, told) = exchanged(&rp, &code, &other.at_token(&rp)).await;
    assert!(status == 400 && told["error"] == "invalid_grant", "{told}");
    // Whoever has the code alone did not use it up.
    let (status, told) = exchanged(&rp, &code, &key.at_token(&rp)).await;
    assert_eq!(status, 200, "{told}");
    // Pushed, by the parameter, by a proof, or by both.
    let form = [
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let par = "/oidc/par";
    let push = async |named: Option<&Key>, shown: Option<&Key>| {
        let mut form = form.to_vec();
        form.extend(named.map(|key| ("dpop_jkt", key.thumbprint.as_str())));
        let proof = shown.map(|key| key.proof("POST", &format!("{}{par}", rp.host), None));
        let proof: Vec<_> = proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
        rp.post_with(par, &form, &proof).await
    };
    let (status, told) = push(Some(&other), Some(&key)).await;
    assert!(
        status == 400 && told["error"] == "invalid_dpop_proof",
        "{told}"
    );
    for (named, shown) in [
        (Some(&key), None),
        (None, Some(&key)),
        (Some(&key), Some(&key)),
    ] {
        let (status, told) = push(named, shown).await;
        assert_eq!(status, 201, "{told}");
        let uri = text(&told, "request_uri");
        let path = format!("/oidc/auth?client_id={}&request_uri={uri}", rp.id);
        let code = browser.get(&path).await.code();
        assert_eq!(exchanged(&rp, &code, &other.at_token(&rp)).await.0, 400);
        assert_eq!(exchanged(&rp, &code, &key.at_token(&rp)).await.0, 200);
    }
}

/// Refresh tokens of an application without a secret are of who has the key; those of another are
/// of who has the secret.
#[tokio::test(flavor = "multi_thread")]
async fn refresh_tokens_are_bound_where_nothing_else_binds_them() {
    let server = Server::start().await;
    let (key, other) = (Key::new(), Key::new());
    for method in [ClientAuthMethod::None, ClientAuthMethod::ClientSecretPost] {
        let is_public = method == ClientAuthMethod::None;
        let rp = application(&server, method).await;
        let mut tokens = bound(&server, &rp, &key).await;
        server.advance(61);
        for _ in 0..2 {
            let form = [
                ("grant_type", "refresh_token"),
                ("refresh_token", text(&tokens, "refresh_token")),
            ];
            if is_public {
                let stolen = other.at_token(&rp);
                let stolen = [vec![], vec![("dpop", stolen.as_str())]];
                for headers in stolen {
                    let (status, told) = rp.post_with(TOKEN, &form, &headers).await;
                    assert!(status == 400 && told["error"] == "invalid_grant", "{told}");
                }
            }
            let by = if is_public { &key } else { &other };
            let proof = by.at_token(&rp);
            let (status, next) = rp.post_with(TOKEN, &form, &[("dpop", &proof)]).await;
            assert_eq!(status, 200, "{next}");
            let named = claims(&next["access_token"])["cnf"]["jkt"].clone();
            assert_eq!(named, by.thumbprint.as_str());
            tokens = next;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_and_applications_that_must_show_a_key() {
    let server = Server::start().await;
    let key = Key::new();
    let rp = application(&server, ClientAuthMethod::None).await;
    let (_, begun) = rp.post("/oidc/device/auth", &[("scope", "openid")]).await;
    let browser = Browser::new(&server);
    let page = browser.get("/device").await;
    let page = browser
        .submit(&page, &[("user_code", text(&begun, "user_code"))])
        .await;
    let asked = browser.by_phone(&server, &page, &number(1)).await;
    browser.submit(&asked, &[("answer", "yes")]).await;
    let form = [
        ("grant_type", DEVICE_GRANT),
        ("device_code", text(&begun, "device_code")),
    ];
    let (status, tokens) = rp
        .post_with(TOKEN, &form, &[("dpop", &key.at_token(&rp))])
        .await;
    assert!(status == 200 && tokens["token_type"] == "DPoP", "{tokens}");
    assert_eq!(
        claims(&tokens["access_token"])["cnf"]["jkt"],
        key.thumbprint.as_str()
    );
    let wanted = Wanted {
        method: ClientAuthMethod::ClientSecretPost,
        config: OidcConfig {
            dpop_bound_access_tokens: Some(true),
            ..Wanted::default().config
        },
        ..Wanted::default()
    };
    let strict = Rp::with(&server, wanted).await;
    server.advance(61);
    let code = code(&server, &strict, &Browser::new(&server), &[]).await;
    let (status, told) = strict.exchange(&code).await;
    assert!(
        status == 400 && told["error"] == "invalid_request",
        "{told}"
    );
    let machine = [("grant_type", "client_credentials")];
    assert_eq!(strict.token(&machine).await.0, 400);
    let (status, told) = exchanged(&strict, &code, &key.at_token(&strict)).await;
    assert_eq!(status, 200, "{told}");
    // Where no key is looked at, no token is given.
    server.advance(61);
    let sms = server
        .sms(&server.client, SmsChannel::Login, &number(1))
        .await;
    let at = Credentials {
        app_id: strict.id.clone(),
        app_secret: strict.secret.clone(),
        ..server.credentials.clone()
    };
    let unsupported = ErrorCode::MethodUnsupported;
    let strict = client(&at);
    refused(strict.call(&by_phone(&number(1), sms)).await, unsupported);
    let by_source = by_code("any", MobileConnection::Wechat);
    refused(strict.call(&by_source).await, unsupported);
}

/// Seen to fail with the token looked at as one that whoever finds it may use.
#[tokio::test(flavor = "multi_thread")]
async fn the_session_of_a_bound_token_ends_without_its_key() {
    let server = Server::start().await;
    let key = Key::new();
    let rp = application(&server, ClientAuthMethod::ClientSecretPost).await;
    for scheme in ["DPoP", "Bearer", "bearer"] {
        server.advance(61);
        let tokens = bound(&server, &rp, &key).await;
        let token = text(&tokens, "access_token");
        let url = format!("{}/oidc/me", rp.host);
        assert_eq!(
            me(&rp, token, &key.proof("GET", &url, Some(token))).await.0,
            200
        );
        let header = format!("{scheme} {token}");
        let logout = format!("{}/api/v2/logout", rp.host);
        let headers = [("authorization", header.as_str())];
        let (_, told, _) = call(("GET", &logout), &headers, &[]).await;
        assert_eq!(told["code"], 200, "{told}");
        assert_eq!(
            me(&rp, token, &key.proof("GET", &url, Some(token))).await.0,
            401,
            "{scheme}"
        );
    }
}
