//! The documentation as a site: the API explorer at `/docs`, pages and guides at `/docs/guide`.
//!
//! Everything is in the binary and nothing is fetched from elsewhere. The pages are the Markdown
//! of `docs/guide`; a page's address with `.md` is that Markdown.

mod page;

use std::borrow::Cow;

use include_dir::{Dir, include_dir};

static GUIDE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/guide");
static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");
const OPENAPI: &str = include_str!("../../../docs/openapi.json");

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const MARKDOWN: &str = "text/markdown; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// What is at an address.
#[derive(Debug)]
pub enum Found {
    /// A document: its media type and its bytes.
    Document(&'static str, Cow<'static, [u8]>),
    /// It is at another address.
    Moved(String),
}

/// What is at an address of the site, such as `/docs/guide/en/errors`.
pub fn find(path: &str) -> Option<Found> {
    match path {
        "/openapi.json" => text(JSON, OPENAPI),
        "/llms.txt" => file(TEXT, "llms.txt"),
        "/docs" => asset("explorer.html"),
        "/docs/" => Some(Found::Moved("/docs".into())),
        "/docs/index.json" => file(JSON, "index.json"),
        "/docs/guide" | "/docs/guide/" => Some(Found::Moved("/docs/guide/en/".into())),
        "/docs/guide/en" | "/docs/guide/zh" => Some(Found::Moved(format!("{path}/"))),
        "/docs/assets/scalar.js" => {
            let script = scalar_api_reference::get_asset("scalar.js")?;
            Some(Found::Document(SCRIPT, script.into()))
        }
        _ => match path.strip_prefix("/docs/assets/") {
            Some(name) => asset(name),
            None => guide(path.strip_prefix("/docs/guide/")?),
        },
    }
}

/// The addresses of all pages.
pub fn pages() -> Vec<String> {
    let mut found = Vec::new();
    collect(&GUIDE, &mut found);
    found
}

fn collect(folder: &Dir<'_>, found: &mut Vec<String>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy();
        if let Some(name) = path.strip_suffix(".md") {
            let name = name.strip_suffix("index").unwrap_or(name);
            found.push(format!("/docs/guide/{name}"));
        }
    }
    folder.dirs().for_each(|inner| collect(inner, found));
}

fn text(kind: &'static str, text: &'static str) -> Option<Found> {
    Some(Found::Document(kind, Cow::Borrowed(text.as_bytes())))
}

fn file(kind: &'static str, name: &str) -> Option<Found> {
    let bytes = GUIDE.get_file(name)?.contents();
    Some(Found::Document(kind, Cow::Borrowed(bytes)))
}

fn asset(name: &str) -> Option<Found> {
    let kind = match name.rsplit_once('.')?.1 {
        "html" => HTML,
        "js" => SCRIPT,
        "css" => STYLE,
        _ => return None,
    };
    let bytes = ASSETS.get_file(name)?.contents();
    Some(Found::Document(kind, Cow::Borrowed(bytes)))
}

/// A page, or its Markdown.
fn guide(path: &str) -> Option<Found> {
    if path.ends_with(".md") {
        return file(MARKDOWN, path);
    }
    let name = match path.strip_suffix('/') {
        Some(folder) => format!("{folder}/index.md"),
        None => format!("{path}.md"),
    };
    let markdown = GUIDE.get_file(name)?.contents_utf8()?;
    let language = path.split('/').next()?;
    let contents = GUIDE
        .get_file(format!("{language}/index.md"))?
        .contents_utf8()?;
    let html = page::html(path, markdown, contents);
    Some(Found::Document(HTML, html.into_bytes().into()))
}
