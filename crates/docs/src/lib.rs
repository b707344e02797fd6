//! The documentation as a site: the API explorer at `/docs`, pages and guides at `/docs/guide`.
//!
//! Everything is in the binary, compressed, and nothing is fetched from elsewhere. The pages are
//! the Markdown of `docs/guide`; a page's address with `.md` is that Markdown.

#[cfg(feature = "console")]
pub mod console;
mod page;
mod words;

use std::io::Read as _;

use flate2::read::GzDecoder;

/// The files by name, each compressed (RFC 1952).
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Where the files are that change their address with their bytes: whoever has one may keep it.
pub const ASSETS: &str = "/docs/assets/";

const HTML: &str = "text/html; charset=utf-8";

/// What is at an address.
#[derive(Debug)]
pub enum Found {
    /// A file.
    File(File),
    /// A page of HTML: its media type and its text.
    Page(&'static str, String),
    /// It is at another address.
    Moved(String),
}

/// A file of the site.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Media type.
    pub kind: &'static str,
    /// The bytes, compressed (RFC 1952).
    pub gzip: &'static [u8],
}

impl File {
    /// The bytes as they are.
    ///
    /// # Errors
    /// When they were not packed as the build packs them.
    pub fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        GzDecoder::new(self.gzip).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn text(&self) -> Option<String> {
        String::from_utf8(self.bytes().ok()?).ok()
    }
}

/// What is at an address of the site, such as `/docs/guide/en/errors`, for a reader of these
/// languages (`Accept-Language`, RFC 9110 section 12.5.4).
pub fn find(path: &str, languages: &str) -> Option<Found> {
    let found = match path {
        "/openapi.json" => file("openapi.json"),
        "/llms.txt" => file("guide/llms.txt"),
        "/docs" => file("explorer.html"),
        "/docs/" => return Some(Found::Moved("/docs".into())),
        "/docs/index.json" => file("guide/index.json"),
        "/docs/guide" | "/docs/guide/" => {
            let first = if languages.starts_with("zh") {
                "zh"
            } else {
                "en"
            };
            return Some(Found::Moved(format!("/docs/guide/{first}/")));
        }
        "/docs/guide/en" | "/docs/guide/zh" => return Some(Found::Moved(format!("{path}/"))),
        _ => {
            let name = path.strip_prefix("/docs/")?;
            match name.strip_prefix("guide/") {
                Some(page) if !page.ends_with(".md") => return guide(page),
                _ => file(name),
            }
        }
    };
    found.map(Found::File)
}

/// The addresses of all pages.
pub fn pages() -> Vec<String> {
    let names = FILES.iter().map(|(name, _)| *name);
    let pages = names.filter_map(|name| name.strip_prefix("guide/")?.strip_suffix(".md"));
    pages
        .map(|name| format!("/docs/guide/{}", name.strip_suffix("index").unwrap_or(name)))
        .collect()
}

fn file(name: &str) -> Option<File> {
    find_in(FILES, name)
}

/// A file of a list, which is in the order of its names.
fn find_in(files: &[(&str, &'static [u8])], name: &str) -> Option<File> {
    let at = files.binary_search_by_key(&name, |(name, _)| name).ok()?;
    let kind = match name.rsplit_once('.')?.1 {
        "html" => HTML,
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    let (_, gzip) = files.get(at)?;
    Some(File { kind, gzip })
}

fn guide(path: &str) -> Option<Found> {
    let name = match path.strip_suffix('/') {
        Some(folder) => format!("{folder}/index.md"),
        None => format!("{path}.md"),
    };
    let markdown = file(&format!("guide/{name}"))?.text()?;
    let language = path.split('/').next()?;
    let contents = file(&format!("guide/{language}/index.md"))?.text()?;
    let page = page::Page {
        path,
        markdown: &markdown,
        contents: &contents,
        other: &elsewhere(path),
    };
    Some(Found::Page(HTML, page.html()))
}

/// The address of a page in the other language; of the contents where it is in one language alone.
fn elsewhere(path: &str) -> String {
    let (language, rest) = path.split_once('/').unwrap_or((path, ""));
    let other = if language == "zh" { "en" } else { "zh" };
    let is_there = file(&format!("guide/{other}/{rest}.md")).is_some();
    format!("/docs/guide/{other}/{}", if is_there { rest } else { "" })
}
