//! The Rust names of the wire's types, read off the declarations.
//!
//! A schema has the name of the contract; a sample in Rust needs the name of the type.

use std::collections::BTreeMap;
use std::path::Path;

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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src");
    let mut types = BTreeMap::new();
    let files = std::fs::read_dir(&folder).map_err(|error| error.to_string())?;
    for file in files.flatten() {
        let module = file.path();
        let module = module.file_stem().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(file.path()).map_err(|error| error.to_string())?;
        read(&module, &text, &mut types);
    }
    Ok(types)
}

fn read(module: &str, text: &str, types: &mut BTreeMap<String, RustType>) {
    let mut renamed = None;
    let mut in_enum: Option<RustType> = None;
    let mut expect_enum = false;
    for line in text.lines() {
        let line = line.trim();
        if line == "wire_enum! {" {
            expect_enum = true;
        } else if expect_enum && line.ends_with('{') {
            expect_enum = false;
            in_enum = Some(RustType {
                module: module.into(),
                name: line.trim_end_matches(['{', ' ']).into(),
                variants: BTreeMap::new(),
            });
        } else if let Some(one) = &mut in_enum {
            match line.split_once(" = ") {
                Some((variant, wire)) => {
                    let wire = wire.trim_end_matches(',').trim_matches('"');
                    one.variants.insert(wire.into(), variant.into());
                }
                None if line == "}" => {
                    types.extend(in_enum.take().map(|one| (one.name.clone(), one)));
                }
                None => {}
            }
        } else if let Some(rest) = line.strip_prefix("#[schemars(rename = \"") {
            renamed = rest.split('"').next().map(str::to_owned);
        } else if let Some(rest) = line.strip_prefix("pub struct ") {
            let name = rest.split([' ', '{', '(', '<']).next().unwrap_or_default();
            let schema = renamed.take().unwrap_or_else(|| name.to_owned());
            let one = RustType {
                module: module.into(),
                name: name.into(),
                variants: BTreeMap::new(),
            };
            types.insert(schema, one);
        }
    }
}
