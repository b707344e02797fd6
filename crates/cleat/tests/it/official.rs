//! Clients of others, unmodified: the official SDKs run the whole life of a phone, those of the
//! standards what OAuth and OpenID Connect have.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::common::{Found, need, node, python};
use crate::harness::{Folder, Process, free_address};

/// A folder of the tests in other languages.
pub fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/official")
        .join(name)
}

/// The client of OpenID Connect that is written in Rust.
fn openidconnect() -> Found<Command> {
    let program = folder("../../target/standards/debug/openidconnect-test");
    match program.exists() {
        true => Ok(Command::new(program)),
        false => Err("no openidconnect, run cargo xtask setup".into()),
    }
}

async fn tell(command: &mut Command) -> String {
    tell_with(command, &[]).await
}

/// What a program says of a server; its address comes before the other arguments.
async fn tell_with(command: &mut Command, more: &[&str]) -> String {
    let folder = Folder::new();
    let flags = ["--no-address-limits"];
    let server = Process::start(&folder.path(), &free_address(), &flags, Stdio::null()).await;
    let output = command.arg(&server.base).args(more).output().unwrap();
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn python_sdk() {
    let python = need!(python());
    for brand in ["genauth", "authing"] {
        let mut command = Command::new(&python);
        let story = command.arg(folder("python").join("story.py"));
        let text = tell_with(story, &[brand]).await;
        let expected = format!("official Python SDK {brand}: 164 checks passed");
        assert!(text.contains(&expected), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn node_sdk() {
    let (mut command, modules) = need!(node("target/node"));
    command
        .env("NODE_PATH", modules)
        .arg(folder("node").join("story.cjs"));
    let text = tell(&mut command).await;
    assert!(text.contains("official Node SDK:"), "{text}");
}

/// W8: Authlib, three client authentications by three algorithms; the flows of codes, with PKCE and
/// pushed or not, and of devices by seven proofs.
#[tokio::test(flavor = "multi_thread")]
async fn w8_authlib() {
    let python = need!(python());
    let text = tell(Command::new(python).arg(folder("python").join("standards.py"))).await;
    assert!(text.contains("Authlib: 191 checks passed"), "{text}");
}

/// W8: openid-client and oauth4webapi, three client authentications by three algorithms.
#[tokio::test(flavor = "multi_thread")]
async fn w8_openid_client_and_oauth4webapi() {
    let (mut command, _) = need!(node("tests/standards/node"));
    let script = folder("../standards/node").join("clients.mjs");
    let text = tell(command.arg(script)).await;
    assert!(text.contains("oauth4webapi: 132 checks passed"), "{text}");
}

/// W8: the same two by the authorization code flow and the pages.
#[tokio::test(flavor = "multi_thread")]
async fn w8_the_code_flow_of_openid_client_and_oauth4webapi() {
    let (mut command, _) = need!(node("tests/standards/node"));
    let script = folder("../standards/node").join("code.mjs");
    let text = tell(command.arg(script)).await;
    assert!(text.contains("144 checks"), "{text}");
}

/// W8: the same two where the application signs, pushes its requests, or is a device.
#[tokio::test(flavor = "multi_thread")]
async fn w8_the_provider_of_openid_client_and_oauth4webapi() {
    let (mut command, _) = need!(node("tests/standards/node"));
    let script = folder("../standards/node").join("provider.mjs");
    let text = tell(command.arg(script)).await;
    assert!(text.contains("56 checks of the provider"), "{text}");
}

/// W8: the same two with tokens that are bound to a key, by three algorithms.
#[tokio::test(flavor = "multi_thread")]
async fn w8_the_keys_of_openid_client_and_oauth4webapi() {
    let (mut command, _) = need!(node("tests/standards/node"));
    let script = folder("../standards/node").join("dpop.mjs");
    let text = tell(command.arg(script)).await;
    assert!(text.contains("checks with keys"), "{text}");
}

/// W8: what an independent provider does with the same authorization requests, and why not always
/// the same.
#[tokio::test(flavor = "multi_thread")]
async fn w8_an_independent_provider_takes_the_same_authorization_requests() {
    let (mut command, _) = need!(node("tests/standards/node"));
    let script = folder("../standards/node").join("authorization.mjs");
    let text = tell(command.arg(script)).await;
    assert!(text.contains("authorization requests compared"), "{text}");
}

/// W8: the crate openidconnect, four algorithms, with the flows of codes and devices.
#[tokio::test(flavor = "multi_thread")]
async fn w8_openidconnect() {
    let text = tell(&mut need!(openidconnect())).await;
    assert!(text.contains("openidconnect: 88 checks passed"), "{text}");
}

/// W8: what an independent provider answers to the same requests; each difference has its reason.
/// Seen to fail with `standard::challenge` left out, and with `require_one`.
#[tokio::test(flavor = "multi_thread")]
async fn w8_an_independent_provider_answers_alike() {
    let (mut command, _) = need!(node("tests/standards/node"));
    let script = folder("../standards/node").join("differential.mjs");
    let text = tell(command.arg(script)).await;
    assert!(text.contains("requests compared"), "{text}");
}

/// The demo of the README: every step does what it should.
#[test]
fn demo() {
    let output = Command::new(env!("CARGO_BIN_EXE_cleat"))
        .args(["demo", "--exit"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("Every step did what it should"), "{text}");
}
