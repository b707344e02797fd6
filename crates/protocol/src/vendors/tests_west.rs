//! Vectors of Twilio, Vonage, Meta and SendGrid, none written by us. Of every input each byte
//! is changed by a bit once, and the signature must not be that of it any more.

use super::twilio::{Callback, Key};
use super::vonage::Algorithm;
use super::*;

/// The text with the lowest bit of one byte changed, once for each byte.
pub(super) fn flips(text: &str) -> impl Iterator<Item = String> + '_ {
    assert!(text.is_ascii(), "{text}");
    (0..text.len()).map(|at| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1;
        String::from_utf8(bytes).unwrap()
    })
}

const TOKEN: &str = "12345";
const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

fn call_of(number: &str) -> Vec<(String, String)> {
    let fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", number),
        ("Digits", "1234"),
        ("From", number),
        ("To", "+18005551212"),
    ];
    owned(&fields)
}

pub(super) fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    fields.iter().map(owned).collect()
}

fn is_twilio(
    key: &Key<'_>,
    url: &str,
    fields: &[(String, String)],
    settings: Option<&str>,
    signature: &str,
) -> bool {
    let callback = Callback {
        url,
        fields,
        body: b"",
        settings,
        signature,
    };
    twilio::verify(&[*key], &callback)
}

#[test]
fn twilio_signs_the_address_and_the_fields() {
    let of_twilio = call_of("+14158675309");
    let digits = [
        ("Sid", "CA123"),
        ("SidAccount", "AC123"),
        ("Digits", "5678"),
    ];
    let digits = [&digits[..], &[("Digits", "1234"), ("Digits", "1234")]].concat();
    for (fields, signature) in [
        (of_twilio, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (owned(&digits), "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
        (call_of("+12349013030"), "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
    ] {
        let key = Key::AuthToken(TOKEN);
        assert_eq!(twilio::sign(&key, URL, &fields), signature);
        assert!(is_twilio(&key, URL, &fields, None, signature));
        for token in flips(TOKEN) {
            assert!(!is_twilio(
                &Key::AuthToken(&token),
                URL,
                &fields,
                None,
                signature
            ));
        }
        for url in flips(URL) {
            assert!(!is_twilio(&key, &url, &fields, None, signature), "{url}");
        }
        for other in flips(signature) {
            assert!(!is_twilio(&key, URL, &fields, None, &other), "{other}");
        }
        for fields in changed(&fields) {
            assert!(!is_twilio(&key, URL, &fields, None, signature));
        }
    }
}

/// The fields with the lowest bit of one byte of a name or a value changed.
fn changed(fields: &[(String, String)]) -> Vec<Vec<(String, String)>> {
    let mut all = Vec::new();
    for (at, (name, value)) in fields.iter().enumerate() {
        let names = flips(name).map(|name| (name, value.clone()));
        for field in names.chain(flips(value).map(|value| (name.clone(), value))) {
            let mut fields = fields.to_vec();
            fields[at] = field;
            all.push(fields);
        }
    }
    all
}

/// Seen to fail with one spelling of the address.
#[test]
fn twilio_signs_with_and_without_the_port() {
    let fields = call_of("+14158675309");
    let key = Key::AuthToken(TOKEN);
    for (url, signature) in [
        (
            "https://mycompany.com:1234/myapp.php?foo=1&bar=2",
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        ),
        (
            "http://mycompany.com:1234/myapp.php?foo=1&bar=2",
            "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
        ),
        (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (
            "http://mycompany.com/myapp.php?foo=1&bar=2",
            "0ZXoZLH/DfblKGATFgpif+LLRf4=",
        ),
    ] {
        assert!(is_twilio(&key, url, &fields, None, signature), "{url}");
        let (address, query) = url.split_once('?').unwrap();
        for query in flips(query) {
            let url = format!("{address}?{query}");
            assert!(!is_twilio(&key, &url, &fields, None, signature), "{url}");
        }
        for signature in flips(signature) {
            assert!(!is_twilio(&key, url, &fields, None, &signature));
        }
    }
}

/// The header that names the algorithm chooses among the configured keys, and never makes a key of
/// SHA-1 one of SHA-256. Seen to fail with a header that was believed.
#[test]
fn twilio_s_header_chooses_no_algorithm_that_the_key_is_not_for() {
    let fields = call_of("+14158675309");
    let sha1 = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    let sha256 = "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=";
    let settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256";
    let (token, shared) = (Key::AuthToken(TOKEN), Key::Shared(TOKEN));
    assert!(is_twilio(&shared, URL, &fields, Some(settings), sha256));
    for (key, settings, signature) in [
        (&token, Some(settings), sha256),
        (&token, Some(settings), sha1),
        (&shared, None, sha256),
        (&shared, None, sha1),
        (&shared, Some("key=a,algorithm=HMAC_SHA1"), sha256),
        (&shared, Some("key=a"), sha256),
        (&shared, Some("algorithm=HMAC_MD5"), sha256),
        (&token, Some("algorithm=none"), sha1),
    ] {
        assert!(
            !is_twilio(key, URL, &fields, settings, signature),
            "{settings:?}"
        );
    }
    for shared in flips(TOKEN) {
        let key = Key::Shared(&shared);
        assert!(!is_twilio(&key, URL, &fields, Some(settings), sha256));
    }
}

/// Seen to fail with a digest in the query that is not compared.
#[test]
fn twilio_signs_the_digest_of_another_body() {
    let digest = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    let url = format!("{URL}&bodySHA256={digest}");
    let body = r#"{"property": "value", "boolean": true}"#;
    let signature = "a9nBmqA0ju/hNViExpshrM61xv4=";
    let verify = |url: &str, body: &str| {
        let callback = Callback {
            url,
            fields: &[],
            body: body.as_bytes(),
            settings: None,
            signature,
        };
        twilio::verify(&[Key::AuthToken(TOKEN)], &callback)
    };
    assert!(verify(&url, body));
    assert!(flips(body).all(|body| !verify(&url, &body)));
    assert!(flips(&url).all(|url| !verify(&url, body)));
    // A body that nothing signs.
    let signature = twilio::sign(&Key::AuthToken(TOKEN), URL, &[]);
    let mut callback = Callback {
        url: URL,
        fields: &[],
        body: b"",
        settings: None,
        signature: &signature,
    };
    assert!(twilio::verify(&[Key::AuthToken(TOKEN)], &callback));
    callback.body = b"{}";
    assert!(!twilio::verify(&[Key::AuthToken(TOKEN)], &callback));
}

#[test]
fn vonage_signs_parameters() {
    let fields = [
        ("param1", "value1"),
        ("param2", "value2"),
        ("timestamp", "1234567890"),
    ];
    let secret = "signature_secret";
    let expected = "280c4320703dbc98bfa22db676655ed2acfbfe8792b062ff7622e67f1183c287";
    assert_eq!(vonage::sign(Algorithm::Sha256, secret, fields), expected);
    let verify = |algorithm, secret: &str, fields: [(&str, &str); 3], sig: &str| {
        vonage::verify(algorithm, secret, fields.into_iter().chain([("sig", sig)]))
    };
    let upper = expected.to_ascii_uppercase();
    assert!(verify(Algorithm::Sha256, secret, fields, expected));
    assert!(verify(Algorithm::Sha256, secret, fields, &upper));
    assert!(!verify(Algorithm::Sha512, secret, fields, expected));
    assert!(
        !vonage::verify(Algorithm::Sha256, secret, fields),
        "no signature"
    );
    for secret in flips(secret) {
        assert!(!verify(Algorithm::Sha256, &secret, fields, expected));
    }
    for sig in flips(expected).chain(flips(&upper)) {
        assert!(!verify(Algorithm::Sha256, secret, fields, &sig));
    }
    for at in 0..fields.len() {
        let (name, value) = fields[at];
        for other in flips(name) {
            let mut changed = fields;
            changed[at].0 = &other;
            assert!(!verify(Algorithm::Sha256, secret, changed, expected));
        }
        for other in flips(value) {
            let mut changed = fields;
            changed[at].1 = &other;
            assert!(!verify(Algorithm::Sha256, secret, changed, expected));
        }
    }
}

/// The order is that of names, and `&` and `=` of values are `_` in what is signed. SHA-512 has no
/// vector of the vendor's: this one is that of its Python SDK.
#[test]
fn vonage_replaces_what_parts_parameters() {
    let sign = |fields: [(&'static str, &'static str); 3]| {
        vonage::sign(Algorithm::Sha512, "signature_secret", fields)
    };
    let plain = sign([("a", "value_1"), ("b", "value_2"), ("timestamp", "1")]);
    let same = sign([("timestamp", "1"), ("b", "value=2"), ("a", "value&1")]);
    assert_eq!(plain, same);
    let of_sdk = vonage::sign(
        Algorithm::Sha512,
        "signature_secret",
        [
            ("param1", "value&1"),
            ("param2", "value=2"),
            ("timestamp", "1234567890"),
        ],
    );
    let expected = "6ec17d5a2b840eb7fdffff78107b8e2c3b2b01bcdf5010bab80f41d17bd98314\
                    ba7687f6fbf5ed8903a2093384d2fbf8bda837f50d7bdd5c9547761cf74e4957";
    assert_eq!(of_sdk, expected);
}

#[test]
fn vonage_signs_webhooks_as_a_token() {
    let token = concat!(
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.",
        "eyJpc3MiOiJPbmxpbmUgSldUIEJ1aWxkZXIiLCJpYXQiOjE2OTc2MzQ2ODAsImV4cCI6MzMyNTQ1NDA4",
        "MjgsImF1ZCI6IiIsInN1YiI6IiJ9.",
        "88vJc3I2HhuqEDixHXVhc9R30tA6U_HQHZTC29y6CGM",
    );
    let secret = "qwertyuiopasdfghjklzxcvbnm123456";
    let claims = vonage::claims(secret, token).unwrap();
    assert_eq!(
        (claims.iat, claims.exp),
        (1_697_634_680, Some(33_254_540_828))
    );
    assert!(!claims.is_of(b""), "it names no body");
    assert!(flips(secret).all(|secret| vonage::claims(&secret, token).is_none()));
    assert!(flips(token).all(|token| vonage::claims(secret, &token).is_none()));
    assert!(vonage::claims(secret, "eyJhbGciOiJub25lIn0.eyJpYXQiOjF9.").is_none());
}

#[test]
fn meta_signs_the_body() {
    let (secret, body) = ("It's a Secret to Everybody", "Hello, World!");
    let header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let verify = |secret: &str, body: &str, header: &str| {
        hub_signature::verify(secret, body.as_bytes(), header)
    };
    assert_eq!(hub_signature::sign(secret, body.as_bytes()), header);
    assert!(verify(secret, body, header));
    assert!(flips(secret).all(|secret| !verify(&secret, body, header)));
    assert!(flips(body).all(|body| !verify(secret, &body, header)));
    assert!(flips(header).all(|header| !verify(secret, body, &header)));
    assert!(!verify(secret, body, ""));
}

#[test]
fn sendgrid_signs_time_and_body() {
    let key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3G\
               Rqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    let signature = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPI\
                     qHh89M15TluLtEZtM=";
    let timestamp = "1600112502";
    let body = concat!(
        r#"[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","#,
        r#""sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","#,
        r#""sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-"#,
        r#"5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","#,
        r#""timestamp":1600112492}]"#,
        "\r\n"
    );
    let verify = |key: &str, timestamp: &str, body: &str, signature: &str| {
        let key = sendgrid::Key::parse(key);
        key.is_some_and(|key| key.verify(timestamp, body.as_bytes(), signature))
    };
    assert!(verify(key, timestamp, body, signature));
    assert!(flips(key).all(|key| !verify(&key, timestamp, body, signature)));
    assert!(flips(timestamp).all(|timestamp| !verify(key, &timestamp, body, signature)));
    assert!(flips(body).all(|body| !verify(key, timestamp, &body, signature)));
    assert!(flips(signature).all(|signature| !verify(key, timestamp, body, &signature)));
    assert!(!verify(key, timestamp, body.trim_end(), signature));
}

/// The header may hold several signatures; one of another version is none.
#[test]
fn standard_webhooks_are_verified() {
    let key = b"a key of 24 bytes or more";
    let (id, seconds, body) = ("msg_1", "1731705121", r#"{"a":1}"#);
    let header = standard_webhook::sign(key, id, seconds, body.as_bytes());
    let verify = |id: &str, seconds: &str, body: &str, header: &str| {
        standard_webhook::verify(key, id, seconds, body.as_bytes(), header)
    };
    assert!(verify(id, seconds, body, &header));
    assert!(verify(id, seconds, body, &format!("v1,AAAA {header}")));
    assert!(!verify(id, seconds, body, &header.replace("v1,", "v2,")));
    assert!(flips(id).all(|id| !verify(&id, seconds, body, &header)));
    assert!(flips(seconds).all(|seconds| !verify(id, &seconds, body, &header)));
    assert!(flips(body).all(|body| !verify(id, seconds, &body, &header)));
    assert!(flips(&header).all(|header| !verify(id, seconds, body, &header)));
}
