//! Forged tokens: W2.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use cleat_api::Value;
use cleat_api::passcode::SmsChannel;
use cleat_api::profile::GetProfile;
use cleat_api::signin::{LoginTokens, SignInOptions};
use cleat_client::Client;
use cleat_protocol::jose::{Algorithm, SigningKey, sign_hs256};
use serde_json::json;

use crate::harness::{Server, by_phone, number};

/// The tokens of a user who signs in through this client.
pub async fn tokens(server: &Server, client: &Client, n: u32) -> LoginTokens {
    let code = server
        .sms(&server.client, SmsChannel::Login, &number(n))
        .await;
    let mut request = by_phone(&number(n), code);
    request.options = Some(SignInOptions {
        auto_register: Some(true),
        scope: Some("openid phone offline_access".into()),
        ..SignInOptions::default()
    });
    client.call(&request).await.unwrap()
}

/// Seen to fail with `alg: none` let through in `jose.rs`, with `iss` not compared
/// in `tokens.rs`, and with `token_use` not looked at.
#[tokio::test(flavor = "multi_thread")]
async fn w2_forged_tokens() {
    let server = Server::start().await;
    let issued = tokens(&server, &server.client, 1).await;
    let genuine = issued.access_token.unwrap().expose().to_owned();
    let me = |token: &str| server.client.with_access_token(token);
    let user = me(&genuine).call(&GetProfile::default()).await.unwrap();
    let parts: Vec<&str> = genuine.split('.').collect();
    let claims: Value = serde_json::from_slice(&B64.decode(parts[1]).unwrap()).unwrap();
    let keys = server.app.keys.ring();
    let key = keys
        .signer(Algorithm::Rs256, crate::harness::START)
        .unwrap();
    let part = |value: &Value| B64.encode(value.to_string());
    let mut forged: Vec<String> = Vec::new();
    // No signature, in all spellings.
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        for signature in ["", parts[2], "AA"] {
            let header = json!({ "alg": alg, "typ": "JWT", "kid": key.kid });
            forged.push(format!("{}.{}.{signature}", part(&header), parts[1]));
        }
    }
    // HMAC with what is public.
    let public = serde_json::to_string(&key.jwk).unwrap();
    let modulus = key.jwk["n"].as_str().unwrap().to_owned();
    for secret in [
        public.as_str(),
        &modulus,
        &key.kid,
        "",
        &server.credentials.app_id,
    ] {
        for alg in ["HS256", "HS384", "HS512", "RS256"] {
            let signed = sign_hs256(secret, &claims).unwrap();
            let tail: Vec<&str> = signed.split('.').skip(1).collect();
            let header = json!({ "alg": alg, "typ": "JWT", "kid": key.kid });
            forged.push(format!("{}.{}", part(&header), tail.join(".")));
            forged.push(sign_hs256(secret, &claims).unwrap());
        }
    }
    // The application asks for RS256, so its secret signs nothing.
    forged.push(sign_hs256(&server.credentials.app_secret, &claims).unwrap());
    // Keys of the attacker's own, named in every way.
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        let der = SigningKey::generate(algorithm).unwrap();
        for kid in [
            key.kid.as_str(),
            "evil",
            "../../dev/null",
            "' OR 1=1 --",
            "\0",
            "http://127.0.0.1:1/k",
        ] {
            let own = SigningKey::from_pkcs8(kid, algorithm, &der).unwrap();
            let signed = own.sign(&claims).unwrap();
            let rest: Vec<&str> = signed.split('.').skip(1).collect();
            forged.push(signed.clone());
            for extra in [
                json!({ "jku": "http://127.0.0.1:1/jwks.json" }),
                json!({ "x5u": "http://127.0.0.1:1/x" }),
                json!({ "jwk": own.jwk }),
            ] {
                let mut header = json!({ "alg": algorithm.name(), "typ": "JWT", "kid": kid });
                header
                    .as_object_mut()
                    .unwrap()
                    .extend(extra.as_object().unwrap().clone());
                forged.push(format!("{}.{}", part(&header), rest.join(".")));
            }
        }
    }
    // Genuine signatures over claims that do not hold.
    let now = server.clock.now() / 1000;
    let changes = [
        json!({ "exp": now }),
        json!({ "exp": now - 1 }),
        json!({ "exp": "never" }),
        json!({ "exp": null }),
        json!({ "aud": "another" }),
        json!({ "aud": null }),
        json!({ "aud": ["another"] }),
        json!({ "iss": "https://evil.example/oidc" }),
        json!({ "iss": null }),
        json!({ "iss": "" }),
        json!({ "token_use": "management" }),
        json!({ "token_use": "m2m" }),
        json!({ "token_use": null }),
        json!({ "sid": "another" }),
        json!({ "sid": null }),
        json!({ "sub": "another" }),
        json!({ "sub": 1 }),
        json!({ "pool": "another" }),
        json!({ "pool": null }),
        json!({ "jti": null }),
    ];
    for change in changes {
        let mut claims = claims.clone();
        claims
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        forged.push(key.sign(&claims).unwrap());
    }
    // Bits turned over, parts cut and doubled.
    for place in (0..genuine.len()).step_by(genuine.len() / 160) {
        let mut bytes = genuine.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        forged.push(String::from_utf8(bytes).unwrap());
    }
    for cut in [1, 2, 3, 10, 100] {
        forged.push(genuine[..genuine.len() - cut].to_owned());
        forged.push(genuine[cut..].to_owned());
    }
    forged.push(format!("{genuine}.{}", parts[2]));
    let management = cleat_api::access_key::GetManagementToken {
        access_key_id: server.credentials.user_pool_id.clone(),
        access_key_secret: server.credentials.user_pool_secret.as_str().into(),
    };
    let management = server.client.call(&management).await.unwrap().access_token;
    forged.push(management.expose().to_owned());
    forged.retain(|token| *token != genuine);
    assert!(forged.len() >= 300, "{}", forged.len());
    for token in &forged {
        let answer = me(token).call(&GetProfile::default()).await;
        assert!(answer.is_err(), "accepted: {token}");
        assert_eq!(answer.unwrap_err().status_code(), Some(401));
    }
    // A user's token manages nothing.
    let url = format!(
        "{}/api/v3/get-user?userId={}",
        server.credentials.app_host, user.user_id
    );
    let answer: Value = reqwest::Client::new()
        .get(url)
        .bearer_auth(&genuine)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(answer["statusCode"], 401);
}
