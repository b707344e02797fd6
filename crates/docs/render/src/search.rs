//! What the search of the site looks through.

use serde_json::{Value, json};

use crate::catalogue::Tongue;
use crate::index::{CONTENTS, address};
use crate::markdown::sections;

/// The words of all pages of a language, section by section. Files are named as below the folder of
/// the guides: `en/errors.md`.
pub fn index<'f>(tongue: Tongue, files: impl Iterator<Item = (&'f str, &'f str)>) -> Value {
    let pages = files.filter_map(|(name, markdown)| {
        let file = name.strip_prefix(tongue.folder())?.strip_prefix('/')?;
        let is_page = file.ends_with(".md") && file != CONTENTS;
        is_page.then(|| entry(&address(tongue, file), markdown))
    });
    pages.collect()
}

fn entry(page: &str, markdown: &str) -> Value {
    let sections = sections(markdown).into_iter();
    let mut title = String::new();
    let told: Vec<Value> = sections
        .enumerate()
        .map(|(number, section)| {
            if number == 0 {
                title.clone_from(&section.heading);
            }
            json!([section.anchor, section.heading, section.text.trim()])
        })
        .collect();
    json!({ "page": page, "title": title.trim(), "sections": told })
}
