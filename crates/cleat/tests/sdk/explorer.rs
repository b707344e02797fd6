//! The explorer and the pages in headless Chromium, and every address of the site.

use std::collections::HashSet;
use std::path::PathBuf;

use cleat_api::Endpoint as _;
use cleat_api::system::GetSystemInfo;
use cleat_generate::world::World;

use crate::common::{self, need};
use crate::programs::{node, printed, root};

/// Where the picture of the explorer goes.
fn picture() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.join("explorer.png")
}

#[tokio::test(flavor = "multi_thread")]
async fn explorer_binds_a_phone() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let world = World::live().await.unwrap();
    let mut command = node(&root().join("tests/sdk/node/explorer.mjs"));
    command.arg(&world.credentials.app_host).arg(picture());
    let text = printed(command).await;
    assert!(text.starts_with("bindPhone answered"), "{text}");
}

/// Seen to fail when any answer to `/dev/credentials` was taken for development mode.
#[tokio::test(flavor = "multi_thread")]
async fn explorer_has_no_demo_outside_development_mode() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let world = World::live_with(&[("dev", "false")]).await.unwrap();
    let mut command = node(&root().join("tests/sdk/node/explorer-live.mjs"));
    command.arg(&world.credentials.app_host);
    let text = printed(command).await;
    assert_eq!(text, "no demo\n");
}

/// The pages at the sizes of a telephone and a screen, light and dark, in both languages: axe, width,
/// the search, the keyboard, the way from page to page. Their pictures are beside that of the explorer.
#[tokio::test(flavor = "multi_thread")]
async fn the_site_is_read_by_everybody() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let world = World::live().await.unwrap();
    let mut command = node(&root().join("tests/sdk/node/site.mjs"));
    let pictures = picture().with_file_name("site");
    std::fs::create_dir_all(&pictures).unwrap();
    command.arg(&world.credentials.app_host).arg(pictures);
    let text = printed(command).await;
    assert_eq!(text, "52 views\n");
}

/// The ids of elements; samples in the text have quotes too, but no `<`.
fn ids(html: &str) -> Vec<String> {
    let tags = html.split('<').skip(1);
    let tags = tags.map(|rest| rest.split('>').next().unwrap());
    tags.filter_map(|tag| tag.split(" id=\"").nth(1))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// Who serves the API alone has no pages; the API is there as before.
#[tokio::test(flavor = "multi_thread")]
async fn the_site_can_be_left_out() {
    let world = World::live_with(&[("no_docs", "true")]).await.unwrap();
    let host = &world.credentials.app_host;
    for path in [
        "/docs",
        "/docs/guide/en/errors",
        "/openapi.json",
        "/llms.txt",
    ] {
        let answer = reqwest::get(format!("{host}{path}")).await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    let system = GetSystemInfo::operation().path;
    let answer = reqwest::get(format!("{host}{system}")).await.unwrap();
    let answer: cleat_api::Value = answer.json().await.unwrap();
    assert!(answer["version"]["server"].is_string(), "{answer}");
}

/// Every link of every page leads somewhere.
#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_the_site_works() {
    let world = World::live().await.unwrap();
    let host = &world.credentials.app_host;
    let http = reqwest::Client::new();
    let mut seen: Vec<String> = Vec::new();
    let mut open: Vec<String> = vec!["/docs".into(), "/openapi.json".into(), "/docs/guide".into()];
    open.extend(["/llms.txt".into(), "/docs/index.json".into()]);
    open.extend(cleat_docs::pages());
    let pages = open.len();
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut anchors: Vec<(String, String)> = Vec::new();
    while let Some(path) = open.pop() {
        if seen.contains(&path) {
            continue;
        }
        seen.push(path.clone());
        let answer = http.get(format!("{host}{path}")).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let base = answer.url().clone();
        if path == "/docs" || path.starts_with("/docs/assets/") {
            continue;
        }
        let text = answer.text().await.unwrap();
        let named: Vec<String> = ids(&text);
        let once: HashSet<&String> = named.iter().collect();
        assert_eq!(once.len(), named.len(), "{path}: an id stands twice");
        let named = named.into_iter();
        anchors.extend(named.map(|anchor| (base.path().to_owned(), anchor)));
        let quoted = text.split("href=\"").skip(1);
        let markdown = text.split("](").skip(1).filter(|_| path == "/llms.txt");
        let indexed = text
            .split("\": \"")
            .skip(1)
            .filter(|_| path == "/docs/index.json");
        let ends = ['"', ')', ','];
        for link in quoted.chain(markdown).chain(indexed) {
            let link = link.split(ends).next().unwrap();
            let local = link.starts_with("/docs") || !link.contains([':', ' ', '{']);
            let Ok(url) = base.join(link) else { continue };
            let is_link = link.contains('/') || !path.contains("index.json");
            if local
                && is_link
                && !link.is_empty()
                && !link.starts_with("/api/")
                // A sample of a page that somebody else serves.
                && !link.starts_with("/node_modules/")
                && !link.starts_with("/oidc/")
            {
                let page = url.path().to_owned();
                let part = link.split_once('#').filter(|_| page != "/docs");
                parts.extend(part.map(|(_, part)| (page.clone(), part.to_owned())));
                open.push(page);
            }
        }
    }
    assert!(pages > 120, "{pages}");
    assert!(parts.len() > 1000, "{}", parts.len());
    let anchors: HashSet<_> = anchors.into_iter().collect();
    let lost: Vec<_> = parts
        .iter()
        .filter(|part| !anchors.contains(part))
        .collect();
    assert!(lost.is_empty(), "no such part: {lost:?}");
    // Who reads Chinese is led to it.
    let guide = http.get(format!("{host}/docs/guide"));
    let guide = guide.header("accept-language", "zh-CN,zh;q=0.9,en;q=0.8");
    assert_eq!(guide.send().await.unwrap().url().path(), "/docs/guide/zh/");
    // A browser that has a document is not sent it again.
    let explorer = http.get(format!("{host}/docs")).send().await.unwrap();
    assert_eq!(explorer.headers()["cache-control"], "no-cache");
    let explorer = explorer.text().await.unwrap();
    let mut assets = explorer
        .split('"')
        .filter(|text| text.starts_with(cleat_docs::ASSETS));
    let script = assets.find(|path| path.contains("scalar")).unwrap();
    let script = format!("{host}{script}");
    let first = http.get(&script).send().await.unwrap();
    // It has another address once it has other bytes.
    let kept = &first.headers()["cache-control"];
    assert_eq!(kept, "public, max-age=31536000, immutable");
    let tag = first.headers()["etag"].clone();
    let again = http.get(&script).header("if-none-match", tag).send().await;
    let again = again.unwrap();
    assert_eq!(again.status(), 304);
    assert_eq!(again.bytes().await.unwrap().len(), 0);
    let plain = first.bytes().await.unwrap().len();
    let packed = http.get(&script).header("accept-encoding", "gzip").send();
    let packed = packed.await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert!(packed.bytes().await.unwrap().len() * 3 < plain);
    let nothing = http.get(format!("{host}/docs/guide/en/nothing")).send();
    assert_eq!(nothing.await.unwrap().status(), 404);
}
