//! The console's pages, as an operator's browser shows them.

use std::process::Stdio;

use crate::common::{self, need};
use crate::console::{PASSWORD, link, token};
use crate::fake::Fake;
use crate::harness::{Folder, Process, Server, figure, number};
use crate::operators::{cleat, said};

/// From the set-up link on: every page in two languages, light and dark, narrow and wide. axe finds
/// nothing, a page makes three calls at most and asks for nothing elsewhere, the keyboard is enough,
/// and what was typed survives a lost connection and the end of a session.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_in_chromium() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let server = Server::start().await;
    server.sign_in(&number(1)).await;
    let token = link(&server, false).await.unwrap();
    let base = &server.credentials.app_host;
    looked_at("tests/pages.mjs", base, &token, &[]).await;
}

/// A fresh program, its set-up link, an operator, Alibaba Cloud International, and somebody who
/// binds a number of the United States: its message and its receipt are in the log.
#[tokio::test(flavor = "multi_thread")]
async fn from_the_link_to_a_receipt_in_chromium() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let fake = Fake::start("aliyun");
    let folder = Folder::new();
    let secret = "metrics-token-of-this-story";
    let flags = ["--private-providers", "--metrics-token", secret];
    let (server, _) = Process::in_production(&folder.path(), &flags, Stdio::null()).await;
    let made = said(&cleat(&folder, &["console", "setup-link"]).await);
    let given = [
        ("CONSOLE_VENDOR", fake.base.as_str()),
        ("CONSOLE_SECRET", secret),
    ];
    looked_at("tests/story.mjs", &server.base, token(made.trim()), &given).await;
}

/// Runs a script in a browser that becomes the first owner by that token.
async fn looked_at(script: &str, base: &str, token: &str, besides: &[(&str, &str)]) {
    let mut node = tokio::process::Command::new("node");
    node.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../console"));
    node.arg(script).envs(besides.iter().copied());
    node.env("CONSOLE_URL", base);
    node.env("CONSOLE_SETUP", format!("{base}/console/setup#{token}"));
    node.env("CONSOLE_ACCOUNT", "ada@example.com");
    node.env("CONSOLE_PASSWORD", PASSWORD);
    let done = node.kill_on_drop(true).output().await.unwrap();
    let [said, wrong] = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(done.status.success(), "{said}{wrong}");
    let last = said.trim().lines().last().unwrap_or_default();
    assert!(last.ends_with(" 0 faults"), "{said}{wrong}");
    figure("C", last);
}
