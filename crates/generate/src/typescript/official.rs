//! The official client's names of data structures that have another name here, or none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cleat_api::Value;
use cleat_render::Document;
use cleat_render::schema::{self, entries, member, target, text};

use super::methods::answer;

/// The contract of the official clients, in the repository.
const CONTRACT: [&str; 2] = [
    "contract/authentication.openapi.json",
    "contract/management.openapi.json",
];

/// Their names, each with what it is here.
///
/// # Errors
/// When the contract cannot be read.
pub fn names(document: &Document<'_>) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for file in CONTRACT {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(file);
        let text = std::fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
        let theirs: Value =
            serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
        let mut pairs = Pairs {
            theirs: &theirs,
            document,
            seen: BTreeSet::new(),
            found: &mut found,
        };
        pairs.all();
    }
    let ours = member(member(document.value, "components"), "schemas");
    found.retain(|name, _| member(ours, name).is_null() && name != "CommonResponseDto");
    Ok(found)
}

/// Both documents, walked side by side.
struct Pairs<'a, 'd> {
    theirs: &'a Value,
    document: &'a Document<'d>,
    seen: BTreeSet<String>,
    found: &'a mut BTreeMap<String, String>,
}

impl<'a> Pairs<'a, '_> {
    fn all(&mut self) {
        for operation in &self.document.operations {
            let path = member(member(self.theirs, "paths"), operation.path);
            let official = member(path, &operation.method.to_lowercase());
            let ours = schema::body(operation.described);
            self.pair(schema::body(official), ours);
            let answered = schema::data(official);
            if let (Some(name), answered) = target(self.theirs, answered) {
                let kind = answer(self.document, operation).replace("Models.", "");
                self.found.entry(name.into()).or_insert(kind);
                let data = member(member(answered, "properties"), "data");
                self.pair(data, schema::data(operation.described));
            }
        }
    }

    fn pair(&mut self, theirs: &'a Value, ours: &Value) {
        let (name, theirs) = target(self.theirs, theirs);
        if let Some(name) = name {
            if !self.seen.insert(name.into()) {
                return;
            }
            let (kind, _) = schema::kind(self.document.value, ours);
            self.found.entry(name.into()).or_insert(kind);
        }
        let (_, ours) = target(self.document.value, ours);
        if text(theirs, "type") == "array" {
            self.pair(member(theirs, "items"), member(ours, "items"));
        }
        for (field, inner) in entries(member(theirs, "properties")) {
            let own = member(member(ours, "properties"), field);
            if !own.is_null() {
                self.pair(inner, own);
            }
        }
    }
}
