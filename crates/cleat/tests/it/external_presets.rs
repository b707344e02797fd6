//! Sources that speak OpenID Connect, each with the documents and the habits of its vendor.

use cleat_api::ext_idp::{ConnectionType, Provider};
use cleat_api::user::CreateUser;
use cleat_api::{Object, Value};
use cleat_protocol::jose::{Algorithm, PublicKey, SigningKey, verify_by};
use serde_json::json;

use crate::external_sources::{Away, Lab, connect, merge};

/// A user of the pool who has proven that address.
async fn proven(lab: &Lab, address: &str) -> String {
    let create = CreateUser {
        email: Some(address.into()),
        email_verified: Some(true),
        ..CreateUser::default()
    };
    lab.server.client.call(&create).await.unwrap().user_id
}

/// The fake as a source of that vendor, which links by what both sides have proven.
async fn vendor(lab: &Lab, name: &str, at: (Provider, ConnectionType), more: Value) {
    let mut fields = json!({
        "issuerUrl": lab.fake.base, "clientId": "client", "clientSecret": "secret",
        "associationMode": "field",
    });
    merge(&mut fields, more);
    connect(&lab.server.client, &lab.rp, name, at, fields).await;
}

/// Google and GitLab prove addresses, and are told from each other by their issuers.
#[tokio::test(flavor = "multi_thread")]
async fn google_and_gitlab_sign_in() {
    for (name, at) in [
        ("google", (Provider::Google, ConnectionType::Google)),
        ("gitlab", (Provider::Gitlab, ConnectionType::Gitlab)),
    ] {
        let lab = Lab::new().await;
        vendor(&lab, name, at, json!({})).await;
        let ada = proven(&lab, "ada@example.com").await;
        let away = lab.leave(&lab.browser(), name).await;
        assert_eq!(away.param("scope"), "openid profile email");
        for (sub, verified, is_ada) in [("1", false, false), ("2", true, true), ("2", false, true)]
        {
            let profile = json!({ "email": "ada@example.com", "email_verified": verified });
            let back = lab.sign_in(&lab.browser(), name, sub, profile).await;
            assert_eq!(lab.user_of(&back).await == ada, is_ada, "{name} {sub}");
        }
        assert_eq!((lab.users().await, lab.identities().await), (2, 2));
    }
}

const TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Microsoft: the configuration of all tenants has a place for one, which the token fills in; what
/// it says of addresses does not count.
///
/// Seen to fail with an issuer that is not compared, and with `proves: true`.
#[tokio::test(flavor = "multi_thread")]
async fn microsoft_is_of_its_tenant_and_proves_nothing() {
    let lab = Lab::new().await;
    let base = lab.fake.base.clone();
    let mut document = lab.fake.metadata();
    document["issuer"] = format!("{base}/{{tenantid}}/v2.0").into();
    lab.fake
        .tell("/common/v2.0/.well-known/openid-configuration", &document);
    let at = (Provider::AzureAd, ConnectionType::AzureAd);
    let issuer = json!({ "issuerUrl": format!("{base}/common/v2.0") });
    vendor(&lab, "entra", at, issuer).await;
    let ada = proven(&lab, "ada@example.com").await;
    let come = async |claims: &dyn Fn(Object) -> Object| {
        let browser = lab.browser();
        let away = lab.leave(&browser, "entra").await;
        let mut own = lab.fake.claims("ada", &away.param("nonce"));
        own.insert("iss".into(), format!("{base}/{TENANT}/v2.0").into());
        own.insert("tid".into(), TENANT.into());
        let profile = json!({ "email": "ada@example.com", "email_verified": true });
        lab.fake.gives(&claims(own), profile);
        browser.get(&away.back("code=c1")).await
    };
    let with = |name: &'static str, value: Value| {
        move |mut claims: Object| {
            claims.insert(name.into(), value.clone());
            claims
        }
    };
    let mut told = 0;
    for value in [
        json!(null),
        json!(""),
        json!("other"),
        json!(format!("{TENANT}/")),
        json!(1),
        json!([TENANT]),
    ] {
        let shown = come(&with("tid", value.clone())).await;
        assert!(
            shown.body.contains("did not confirm"),
            "{value}: {}",
            shown.body
        );
        told += 1;
    }
    for value in [
        json!(format!("{base}/{{tenantid}}/v2.0")),
        json!(format!("{base}/common/v2.0")),
        json!(format!("https://other.example/{TENANT}/v2.0")),
        json!(null),
    ] {
        let shown = come(&with("iss", value.clone())).await;
        assert!(
            shown.body.contains("did not confirm"),
            "{value}: {}",
            shown.body
        );
        told += 1;
    }
    assert_eq!((lab.users().await, told), (1, 10));
    let user = lab.user_of(&come(&|claims| claims).await).await;
    assert_ne!(user, ada);
    assert_eq!(lab.user_of(&come(&|claims| claims).await).await, user);
}

/// Apple: a signature for a secret, an answer by a form that brings no cookies, and a text where
/// others have a truth value.
///
/// Seen to fail with a secret that is signed for another audience.
#[tokio::test(flavor = "multi_thread")]
async fn apple_wants_a_signature_and_answers_by_a_form() {
    use base64::Engine as _;
    let lab = Lab::new().await;
    let der = SigningKey::generate(Algorithm::Es256).unwrap();
    let key = SigningKey::from_pkcs8("KEY1", Algorithm::Es256, &der).unwrap();
    let text = base64::engine::general_purpose::STANDARD.encode(&der);
    let fields = json!({
        "issuerUrl": lab.fake.base, "clientId": "client", "teamId": "TEAM1", "keyId": "KEY1",
        "privateKey": format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"),
        "associationMode": "field",
    });
    let at = (Provider::Apple, ConnectionType::AppleWeb);
    connect(&lab.server.client, &lab.rp, "apple", at, fields).await;
    let ada = proven(&lab, "ada@example.com").await;
    let browser = lab.browser();
    let away: Away = lab.leave(&browser, "apple").await;
    assert_eq!(away.param("response_mode"), "form_post");
    assert_eq!(away.param("scope"), "name email");
    let claims = lab.fake.claims("001.ada", &away.param("nonce"));
    lab.fake.gives(
        &claims,
        json!({ "email": "ada@example.com", "email_verified": "true" }),
    );
    let (path, state) = (away.back(""), away.param("state"));
    let path = path.split('?').next().unwrap();
    let form = [
        ("state", &*state),
        ("code", "c1"),
        ("user", "{\"name\":{\"firstName\":\"Ada\"}}"),
    ];
    // As a form of another site: without cookies.
    let there = lab.browser().post(path, &form).await;
    assert_eq!(there.status, 400, "{}", there.body);
    let back = browser.post(path, &form).await;
    assert_eq!(lab.user_of(&back).await, ada);
    let asked = lab.fake.asked.lock().unwrap();
    let exchange = asked.iter().find(|one| one.path == "/token").unwrap();
    let pairs = url_pairs(&exchange.body);
    let of = |name: &str| pairs.iter().find(|(own, _)| own == name).unwrap().1.clone();
    let public = PublicKey::from_jwk(key.jwk.as_object().unwrap()).unwrap();
    let secret = verify_by(&of("client_secret"), &[public]).unwrap();
    assert_eq!(
        (of("client_id"), exchange.authorization.as_str()),
        ("client".into(), "")
    );
    assert_eq!(secret["iss"], "TEAM1");
    assert_eq!(secret["sub"], "client");
    assert_eq!(secret["aud"], lab.fake.base);
    let life = secret["exp"].as_i64().unwrap() - secret["iat"].as_i64().unwrap();
    assert!((1..=15_777_000).contains(&life), "{life}");
}

fn url_pairs(form: &str) -> Vec<(String, String)> {
    let url = reqwest::Url::parse(&format!("https://a.example/?{form}")).unwrap();
    let pairs = url.query_pairs();
    pairs
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .collect()
}
