//! The console's pages, as an operator's browser shows them.

use crate::common::{self, need};
use crate::console::{PASSWORD, link};
use crate::harness::{Server, figure, number};

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
    let mut node = tokio::process::Command::new("node");
    node.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../console"));
    node.arg("tests/pages.mjs");
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
