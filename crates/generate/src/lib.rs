//! What is made from the declarations by calling a server: examples that were called, the
//! document, the clients. The pages are rendered from the document by `cleat-render`.

pub mod breaking;
pub mod catalogue;
mod client;
pub mod doctest;
pub mod document;
pub mod example;
mod names;
pub mod record;
mod typescript;
pub mod world;

use cleat_render::Document;

use catalogue::Catalogue;

/// The document, in the repository.
pub const DOCUMENT: &str = "docs/openapi.json";

/// Every generated file: its path in the repository and its text. `python` lists the methods of
/// the official Python package.
///
/// # Errors
/// When a call is refused, or a declaration leaves out its prose, its example, its list of errors
/// or its Chinese.
pub async fn files(python: &str) -> Result<Vec<(String, String)>, String> {
    let records = record::record().await?;
    let document = document::document(&records, python)?;
    let mut faults = document::faults(&document);
    faults.extend(Catalogue::read()?.faults(&document));
    if !faults.is_empty() {
        let faults = faults.join("\n");
        return Err(format!("the declarations leave out:\n{faults}"));
    }
    let read = Document::read(&document)?;
    let methods = client::methods(&read)?;
    let mut files = vec![
        (DOCUMENT.into(), document::lines(&document)),
        ("crates/client/src/generated.rs".into(), methods),
    ];
    files.extend(typescript::files(&read)?);
    Ok(files)
}
