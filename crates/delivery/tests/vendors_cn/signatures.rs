//! The vendors' own code over our requests: their clients' functions sign them alike, and their
//! clients drive the stand-ins that judge us.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use cleat_delivery::call::Moment;
use serde_json::{Value, json};

use super::{DOMESTIC, FOREIGN, Peers, letter, nonce, open, peer, peer_of};

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
        let call = service
            .request(&letter(to), &Moment { now, nonce: &nonce })
            .unwrap();
        let headers: Value = call
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
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
