//! What every answer outside the API has in common.

use std::collections::HashMap;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::Server;

/// Every address outside the API, plain, compressed and unchanged, sends each header once, and says
/// what its body is.
///
/// Seen to fail with `extend` in place of `insert` in `docs.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_one_type() {
    let server = Server::start().await;
    let address = server.credentials.app_host.strip_prefix("http://").unwrap();
    let mut paths = cleat_docs::pages();
    let markdown: Vec<String> = paths
        .iter()
        .filter(|path| !path.ends_with('/'))
        .map(|path| format!("{path}.md"))
        .collect();
    assert!(paths.len() > 20 && !markdown.is_empty(), "{paths:?}");
    paths.extend(markdown);
    let others = "/docs /docs/ /docs/index.json /docs/guide /docs/nowhere /openapi.json /llms.txt \
        /healthz /readyz /metrics /dev/credentials /dev/inbox /dev/inbox/messages /dev/clock \
        /nowhere / /api/v3/system /oidc/.well-known/jwks.json /favicon.ico";
    paths.extend(others.split(' ').map(str::to_owned));
    let script = asset(address).await;
    paths.push(script);
    for path in &paths {
        let plain = headers(address, path, "").await;
        once(path, &plain);
        once(
            path,
            &headers(address, path, "accept-encoding: gzip\r\n").await,
        );
        if let Some(tag) = plain.get("etag") {
            let known = format!("if-none-match: {}\r\n", tag[0]);
            let unchanged = headers(address, path, &known).await;
            assert_eq!(unchanged[":status"], ["304"], "{path}");
            once(path, &unchanged);
        }
        let is_empty = plain
            .get("content-length")
            .is_some_and(|length| length[0] == "0");
        assert!(
            is_empty || plain.contains_key("content-type"),
            "{path}: {plain:?}"
        );
    }
}

/// A script of the explorer.
async fn asset(address: &str) -> String {
    let page = reqwest::get(format!("http://{address}/docs"))
        .await
        .unwrap();
    let page = page.text().await.unwrap();
    let (_, rest) = page.split_once("src=\"").expect("a script");
    let path = rest.split('"').next().unwrap();
    assert!(path.starts_with("/docs/"), "{path}");
    path.to_owned()
}

fn once(path: &str, headers: &HashMap<String, Vec<String>>) {
    for (name, values) in headers {
        assert_eq!(values.len(), 1, "{path}: {name} {values:?}");
    }
}

/// The headers as they are on the wire.
async fn headers(address: &str, path: &str, more: &str) -> HashMap<String, Vec<String>> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{more}connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let text = String::from_utf8_lossy(&answer);
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut found = HashMap::from([(":status".to_owned(), vec![status.to_owned()])]);
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let values: &mut Vec<String> = found.entry(name.to_lowercase()).or_default();
        values.push(value.to_owned());
    }
    found
}
