//! The pages of the documentation, out of the OpenAPI document, the guides' titles and the
//! Chinese of the declarations: no server, no declarations.
//!
//! `cleat-docs` renders the site with it when it is built; tests write single samples with it; the
//! command line reads the schemas of the document with it.

pub mod catalogue;
pub mod document;
mod index;
pub mod markdown;
mod messages;
pub mod names;
pub mod operators;
mod page;
pub mod samples;
pub mod schema;
pub mod search;

use serde_json::Value;

pub use catalogue::{Catalogue, Tongue};
pub use document::{Document, Operation};
pub use index::address;

/// Every rendered file of the site: its path below the folder of the guides, and its text.
///
/// # Errors
/// When the document lacks what a page needs.
pub fn site(document: &Value, catalogue: &Catalogue) -> Result<Vec<(String, String)>, String> {
    let document = Document::read(document)?;
    let index = serde_json::to_string_pretty(&index::index(&document)).unwrap_or_default();
    let mut files = vec![
        ("index.json".to_owned(), format!("{index}\n")),
        ("llms.txt".to_owned(), index::llms(&document)),
    ];
    for tongue in Tongue::ALL {
        let mut add = |file: &str, text: String| {
            files.push((format!("{}/{file}", tongue.folder()), text));
        };
        add(
            index::CONTENTS,
            index::contents(&document, catalogue, tongue),
        );
        add("errors.md", index::errors(&document, tongue));
        for operation in &document.operations {
            let page = page::page(&document, operation, catalogue, tongue)?;
            add(&operation.page(), page);
        }
    }
    Ok(files)
}
