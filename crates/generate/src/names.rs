//! The Rust names of the wire's types, read off the declarations.
//!
//! A schema has the name of the contract; a sample in Rust needs the name of the type.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folder of the declarations, in the repository.
pub const DECLARATIONS: &str = "crates/api/src";

/// A Rust type of the wire.
#[derive(Debug, Clone)]
pub struct RustType {
    /// Module in `cleat_api`.
    pub module: String,
    /// Name of the type.
    pub name: String,
    /// Variant of each value, for an enum.
    pub variants: BTreeMap<String, String>,
}

/// The types by the names of their schemas.
///
/// # Errors
/// When the declarations cannot be read.
pub fn rust_types() -> Result<BTreeMap<String, RustType>, String> {
    let mut types = BTreeMap::new();
    for path in entries(&folder())? {
        let module = path.file_stem().unwrap_or_default().to_string_lossy();
        let files = match path.is_dir() {
            true => entries(&path)?,
            false => vec![path.clone()],
        };
        let sources = files
            .iter()
            .filter(|file| file.extension() == Some("rs".as_ref()));
        for file in sources {
            collect(&module, &text(file)?, &mut types);
        }
    }
    Ok(types)
}

/// The file of that name of every noun that has one, by the noun.
///
/// # Errors
/// When the declarations cannot be read.
pub fn beside_the_nouns(name: &str) -> Result<BTreeMap<String, String>, String> {
    let mut texts = BTreeMap::new();
    for path in entries(&folder())? {
        let file = path.join(name);
        if file.is_file() {
            let noun = path.file_name().unwrap_or_default().to_string_lossy();
            texts.insert(noun.into_owned(), text(&file)?);
        }
    }
    Ok(texts)
}

/// A file of the declarations.
///
/// # Errors
/// When it cannot be read.
pub fn declarations(name: &str) -> Result<String, String> {
    text(&folder().join(name))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(DECLARATIONS)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    entries
        .map(|entry| Ok(entry.map_err(failed)?.path()))
        .collect()
}

fn text(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// Takes up the types under `#[wire]`.
fn collect(module: &str, source: &str, types: &mut BTreeMap<String, RustType>) {
    let mut lines = source.lines().map(str::trim);
    while let Some(attribute) = lines.next() {
        if !attribute.starts_with("#[wire") {
            continue;
        }
        let declared = lines.find_map(|line| {
            let line = line.strip_prefix("pub ")?;
            let mut kinds = ["struct", "enum", "type"].into_iter();
            kinds.find_map(|kind| Some((kind, line.strip_prefix(kind)?)))
        });
        let (kind, rest) = declared.unwrap_or_default();
        let name = rest.trim().split([' ', '{']).next().unwrap_or_default();
        let schema = attribute.split('"').nth(1).unwrap_or(name);
        let body = lines.clone().take_while(|line| *line != "}");
        let values = body.filter_map(|line| line.split_once(" = \""));
        let variants = values.map(|(variant, value)| {
            let value = value.trim_end_matches(['"', ',']);
            (value.to_owned(), variant.to_owned())
        });
        let own = RustType {
            module: module.into(),
            name: name.into(),
            variants: match kind {
                "enum" => variants.collect(),
                _ => BTreeMap::new(),
            },
        };
        types.insert(schema.into(), own);
    }
}
