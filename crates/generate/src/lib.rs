//! Everything that is made from the declarations: examples that were called, documents, pages,
//! samples and clients.

pub mod breaking;
pub mod catalogue;
mod client;
pub mod doctest;
pub mod document;
pub mod example;
mod index;
mod names;
pub mod pages;
pub mod record;
pub mod samples;
mod typescript;
pub mod world;

use cleat_api::{Operation, Value};

use catalogue::{Catalogue, Tongue};

/// Folder of the pages, in the repository.
pub const GUIDE: &str = "docs/guide";

/// Every generated file: its path in the repository and its text.
///
/// # Errors
/// When a call is refused, or a declaration leaves out its prose, its example, its list of errors
/// or its Chinese.
pub async fn files() -> Result<Vec<(String, String)>, String> {
    let records = record::record().await?;
    let document = document::document(&records);
    let catalogue = Catalogue::read()?;
    let mut faults = document::faults(&document);
    faults.extend(catalogue.faults(&document));
    if !faults.is_empty() {
        return Err(format!(
            "the declarations leave out:\n{}",
            faults.join("\n")
        ));
    }
    let operations: Vec<&'static Operation> = records
        .iter()
        .map(|record| record.example.operation)
        .collect();
    let examples: Vec<_> = records
        .iter()
        .map(|record| record.example.clone())
        .collect();
    let mut files = vec![
        ("docs/openapi.json".into(), json(&document)),
        (
            format!("{GUIDE}/index.json"),
            json(&index::index(&records, &document)),
        ),
        (
            format!("{GUIDE}/llms.txt"),
            index::llms(&records, &document),
        ),
        (
            "crates/client/src/generated.rs".into(),
            client::methods(&operations, &document)?,
        ),
        (
            "crates/client/examples/samples.rs".into(),
            samples::rust_file(&examples, &document)?,
        ),
    ];
    let generated = "sdk/nodejs/src/generated";
    files.push((
        format!("{generated}/models.ts"),
        typescript::models(&document),
    ));
    files.push((
        format!("{generated}/authentication.ts"),
        typescript::authentication(&operations, &document),
    ));
    files.push((
        format!("{generated}/management.ts"),
        typescript::management(&operations, &document),
    ));
    files.push((format!("{generated}/errors.ts"), typescript::errors()));
    files.push((format!("{generated}/version.ts"), typescript::version()));
    for tongue in Tongue::ALL {
        let folder = format!("{GUIDE}/{}", tongue.folder());
        files.push((
            format!("{folder}/index.md"),
            index::contents(tongue, &records, &document, &catalogue),
        ));
        files.push((
            format!("{folder}/errors.md"),
            index::errors(tongue, &records),
        ));
        for record in &records {
            files.push((
                format!("{folder}/{}", pages::place(record.example.operation)),
                pages::page(record, &document, &catalogue, tongue)?,
            ));
        }
    }
    Ok(files)
}

fn json(value: &Value) -> String {
    format!(
        "{}\n",
        serde_json::to_string_pretty(value).unwrap_or_default()
    )
}
