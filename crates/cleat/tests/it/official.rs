//! The official SDKs, unmodified, run the whole life of a phone.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::common::{need, node, python};
use crate::harness::{Folder, Process, free_address};

/// A folder of the tests in other languages.
pub fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/official")
        .join(name)
}

async fn tell(command: &mut Command) -> String {
    let folder = Folder::new();
    let server = Process::start(&folder.path(), &free_address(), &[], Stdio::null()).await;
    let output = command.arg(&server.base).output().unwrap();
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
    let text = tell(Command::new(python).arg(folder("python").join("story.py"))).await;
    assert!(
        text.contains("official Python SDK: 164 checks passed"),
        "{text}"
    );
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
