//! The vendors' own code over our requests: their clients' functions sign them alike, and their
//! clients drive the stand-ins that judge us.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use cleat_delivery::call::Call;
use cleat_delivery::outcome::Outcome;
use serde_json::{Value, json};

use super::{DOMESTIC, FOREIGN, Peers, letter, moment, nonce, open, peer, peer_of};

/// Runs the judges by the Python that has the vendors' clients; nothing where there is none.
async fn judges(arguments: &[&str], input: String) -> Option<Output> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/python/bin/python");
    let clients = "import alibabacloud_dm20151123, tencentcloud.sms";
    let there = Command::new(&python).args(["-c", clients]).output();
    if !there.is_ok_and(|there| there.status.success()) {
        println!("skipped: the vendors' clients are not installed; cargo xtask setup does it");
        return None;
    }
    let mut child = tokio::process::Command::new(python)
        .arg("-B")
        .arg(peer::fakes().join("judges.py"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stdin, input.as_bytes())
        .await
        .unwrap();
    drop(stdin);
    Some(child.wait_with_output().await.unwrap())
}

#[tokio::test]
async fn the_vendors_own_functions_sign_our_requests_alike() {
    let mut peers = Peers::default();
    let mut requests = Vec::new();
    for (name, to, secret) in [
        ("ALIYUN", DOMESTIC, "testKeySecret"),
        ("ALIYUN", FOREIGN, "testKeySecret"),
        ("ALIYUN_INTERNATIONAL", DOMESTIC, "testKeySecret"),
        ("ALIYUN_INTERNATIONAL", FOREIGN, "testKeySecret"),
        ("ALIYUN_DIRECT_MAIL", "someone@example.com", "testKeySecret"),
        ("TENCENT", DOMESTIC, "testSecretKey"),
    ] {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let (now, nonce) = (peer::now(), nonce());
        let service = open(name, peer, &json!({}));
        let call = service.request(&letter(to), &moment(now, &nonce)).unwrap();
        let headers: Value = call
            .headers
            .iter()
            .map(|(name, value)| (&name[..], value.as_str()))
            .collect();
        requests.push(json!({
            "vendor": peer_of(name), "secret": secret, "method": call.method, "url": call.url,
            "headers": headers, "body": String::from_utf8(call.body).unwrap(),
        }));
    }
    let lines: String = requests
        .iter()
        .map(|request| format!("{request}\n"))
        .collect();
    let Some(output) = judges(&["--sign"], lines).await else {
        return;
    };
    let signed = String::from_utf8(output.stdout).unwrap();
    let signed: Vec<Value> = signed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(signed.len(), requests.len());
    for (request, signed) in requests.iter().zip(signed) {
        assert_eq!(
            request["headers"]["authorization"], signed["authorization"],
            "{request}"
        );
    }
}

#[tokio::test]
async fn the_vendors_own_clients_pass_and_fail_as_they_should() {
    let Some(output) = judges(&[], String::new()).await else {
        return;
    };
    let said = String::from_utf8(output.stdout).unwrap();
    let checks: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(output.status.success(), "{said}");
    assert!(checks.len() >= 16, "{said}");
    assert!(checks.iter().all(|check| check["ok"] == true), "{said}");
}

/// A text with the lowest bit of its last letter or digit changed.
fn flipped(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    *bytes
        .iter_mut()
        .rfind(|byte| byte.is_ascii_alphanumeric())? ^= 1;
    String::from_utf8(bytes).ok()
}

/// The call with one bit of each thing changed that its vendor signs.
fn flips(call: &Call, signed: &[&str]) -> Vec<(String, Call)> {
    let mut flips = Vec::new();
    let mut url = url::Url::parse(&call.url).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    for (index, (name, value)) in pairs.iter().enumerate() {
        let mut pairs = pairs.clone();
        pairs[index].1 = flipped(value).unwrap();
        url.query_pairs_mut().clear().extend_pairs(pairs);
        let mut wrong = call.clone();
        wrong.url = url.to_string();
        flips.push((name.clone(), wrong));
    }
    for (index, (name, value)) in call.headers.iter().enumerate() {
        if signed.contains(&&name[..]) {
            let mut wrong = call.clone();
            wrong.headers[index].1 = flipped(value).unwrap();
            flips.push((name.to_string(), wrong));
        }
    }
    for index in 0..call.body.len() {
        let mut wrong = call.clone();
        wrong.body[index] ^= 1;
        flips.push((format!("byte {index} of the body"), wrong));
    }
    flips
}

/// Seen to fail with a stand-in of Alibaba that does not hash the body.
#[tokio::test]
async fn one_flipped_bit_of_a_request_is_refused() {
    let acs = [
        "authorization",
        "content-type",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    ];
    let tc = [
        "authorization",
        "content-type",
        "x-tc-action",
        "x-tc-timestamp",
    ];
    let abroad = json!({ "path": "/send/sms" });
    let mut peers = Peers::default();
    for (name, change, to, signed) in [
        ("ALIYUN", json!({}), DOMESTIC, &acs[..]),
        ("ALIYUN_INTERNATIONAL", json!({}), FOREIGN, &acs),
        (
            "ALIYUN_INTERNATIONAL",
            json!({ "signName": "Cleat 测试*~" }),
            DOMESTIC,
            &acs,
        ),
        ("ALIYUN_DIRECT_MAIL", json!({}), "someone@example.com", &acs),
        ("TENCENT", json!({}), DOMESTIC, &tc),
        ("CHUANGLAN", abroad, FOREIGN, &["nonce", "sign"]),
    ] {
        let Some(peer) = peers.get(peer_of(name)).await else {
            return;
        };
        let service = open(name, peer, &change);
        let (now, nonce) = (peer::now(), nonce());
        let call = service.request(&letter(to), &moment(now, &nonce)).unwrap();
        for (what, wrong) in flips(&call, signed) {
            let outcome = service.outcome(&peer.call(&wrong).await.answer());
            assert!(
                matches!(outcome, Outcome::Refused(_)),
                "{name} {what}: {outcome:?}"
            );
        }
        assert_eq!(peer.messages().await.len(), 0, "{name}");
        let outcome = service.outcome(&peer.call(&call).await.answer());
        assert!(matches!(outcome, Outcome::Taken(_)), "{name}: {outcome:?}");
    }
}
