//! The Chinese of the declarations' English: `zh.tsv` beside each noun, and one that they share.

use std::collections::{BTreeMap, BTreeSet};

use cleat_api::Value;
use cleat_render::schema::{entries, list, member};

use crate::names::{DECLARATIONS, beside_the_nouns, declarations, rust_types};

/// The name of a file with Chinese: a sentence a line, English, tab, Chinese.
const FILE: &str = "zh.tsv";

/// English to Chinese. A noun may say a sentence in its own way.
#[derive(Debug)]
pub struct Catalogue {
    shared: BTreeMap<String, String>,
    nouns: BTreeMap<String, BTreeMap<String, String>>,
    /// The noun of every schema.
    schemas: BTreeMap<String, String>,
}

impl Catalogue {
    /// The committed one.
    ///
    /// # Errors
    /// When a file cannot be read, a line has no tab, or a sentence is in a file twice.
    pub fn read() -> Result<Self, String> {
        let mut nouns = BTreeMap::new();
        for (noun, text) in beside_the_nouns(FILE)? {
            let own = sentences(&file_of(&noun), &text)?;
            nouns.insert(noun, own);
        }
        let types = rust_types()?.into_iter();
        Ok(Self {
            shared: sentences(&file_of(""), &declarations(FILE)?)?,
            nouns,
            schemas: types.map(|(schema, own)| (schema, own.module)).collect(),
        })
    }

    /// The noun that declares a schema; empty for what belongs to none.
    pub fn noun_of(&self, schema: &str) -> &str {
        let module = self.schemas.get(schema).map(String::as_str);
        module
            .filter(|module| self.nouns.contains_key(*module))
            .unwrap_or_default()
    }

    fn chinese(&self, noun: &str, english: &str) -> Option<&str> {
        let own = self.nouns.get(noun).and_then(|own| own.get(english));
        own.or_else(|| self.shared.get(english)).map(String::as_str)
    }

    /// What the document says without Chinese, and the Chinese of what nobody says.
    pub fn faults(&self, document: &Value) -> Vec<String> {
        let said = self.said(document);
        let unknown = said
            .iter()
            .filter(|(noun, english)| self.chinese(noun, english).is_none());
        let mut faults: Vec<String> = unknown
            .map(|(noun, english)| format!("the Chinese of {english:?} in {}", file_of(noun)))
            .collect();
        for (noun, own) in &self.nouns {
            let stale = own
                .keys()
                .filter(|english| !said.contains(&(noun, english)));
            faults.extend(stale.map(|english| unused(english, noun)));
        }
        let own = |noun: &str, english| {
            self.nouns
                .get(noun)
                .is_some_and(|own| own.contains_key(english))
        };
        let looked_up: BTreeSet<&str> = said
            .iter()
            .filter(|(noun, english)| !own(noun, *english))
            .map(|(_, english)| *english)
            .collect();
        let stale = self
            .shared
            .keys()
            .filter(|english| !looked_up.contains(english.as_str()));
        faults.extend(stale.map(|english| unused(english, "")));
        faults
    }

    /// Every sentence of the document with the noun that says it.
    fn said<'d>(&'d self, document: &'d Value) -> BTreeSet<(&'d str, &'d str)> {
        let mut said = BTreeSet::new();
        for (part, value) in entries(document) {
            match part.as_str() {
                "paths" => self.said_by_operations(value, &mut said),
                "components" => {
                    for (name, schema) in entries(member(value, "schemas")) {
                        collect(schema, self.noun_of(name), &mut said);
                    }
                    collect(member(value, "securitySchemes"), "", &mut said);
                }
                _ => collect(value, "", &mut said),
            }
        }
        said
    }

    fn said_by_operations<'d>(&'d self, paths: &'d Value, said: &mut BTreeSet<(&'d str, &'d str)>) {
        for (_, operation) in entries(paths).flat_map(|(_, methods)| entries(methods)) {
            let tag = list(member(operation, "tags")).next();
            let mut nouns = self.nouns.keys();
            let noun = nouns.find(|noun| tag.is_some_and(|tag| noun.replace('_', "-") == *tag));
            collect(operation, noun.map_or("", String::as_str), said);
        }
    }
}

fn unused(english: &str, noun: &str) -> String {
    format!("any use of {english:?} in {}", file_of(noun))
}

/// The file with the Chinese of a noun, or the one that they share.
fn file_of(noun: &str) -> String {
    let slash = if noun.is_empty() { "" } else { "/" };
    format!("{DECLARATIONS}/{noun}{slash}{FILE}")
}

fn sentences(file: &str, text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let pair = line.split_once('\t');
        let (english, chinese) = pair.ok_or_else(|| format!("{file}: no tab in {line:?}"))?;
        if found
            .insert(english.to_owned(), chinese.to_owned())
            .is_some()
        {
            return Err(format!("{file}: {english:?} is there twice"));
        }
    }
    Ok(found)
}

fn collect<'d>(value: &'d Value, noun: &'d str, said: &mut BTreeSet<(&'d str, &'d str)>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match value {
                    Value::String(text) if name == "description" => drop(said.insert((noun, text))),
                    // What was answered is not ours to translate.
                    _ if name == "example" => {}
                    other => collect(other, noun, said),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, noun, said)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{Catalogue, sentences};

    fn words(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = list.iter().map(|(en, zh)| ((*en).into(), (*zh).into()));
        owned.collect()
    }

    fn catalogue() -> Catalogue {
        let phone = words(&[("Number.", "手机号。"), ("Old.", "旧。")]);
        Catalogue {
            shared: words(&[
                ("Number.", "数字。"),
                ("Nobody's.", "无。"),
                ("Shared.", "共。"),
            ]),
            nouns: BTreeMap::from([("phone".into(), phone), ("ext_idp".into(), words(&[]))]),
            schemas: words(&[
                ("PhoneDto", "phone"),
                ("IdpDto", "ext_idp"),
                ("Done", "scalar"),
            ]),
        }
    }

    #[test]
    fn a_noun_says_a_sentence_in_its_own_way() {
        let catalogue = catalogue();
        assert_eq!(catalogue.chinese("phone", "Number."), Some("手机号。"));
        assert_eq!(catalogue.chinese("ext_idp", "Number."), Some("数字。"));
        assert_eq!(catalogue.chinese("phone", "Shared."), Some("共。"));
        assert_eq!(catalogue.noun_of("PhoneDto"), "phone");
        assert_eq!(catalogue.noun_of("Done"), "", "no noun has it");
    }

    #[test]
    fn what_has_no_chinese_and_what_nobody_says_are_faults() {
        let operation = json!({ "tags": ["ext-idp"], "description": "Link." });
        let document = json!({
            "paths": { "/x": { "post": operation } },
            "components": { "schemas": {
                "PhoneDto": { "description": "Number." },
                "Done": { "description": "Shared.", "example": { "description": "not ours" } },
            } },
            "info": { "description": "All." },
        });
        assert_eq!(
            catalogue().faults(&document),
            [
                r#"the Chinese of "All." in crates/api/src/zh.tsv"#,
                r#"the Chinese of "Link." in crates/api/src/ext_idp/zh.tsv"#,
                r#"any use of "Old." in crates/api/src/phone/zh.tsv"#,
                r#"any use of "Nobody's." in crates/api/src/zh.tsv"#,
                // The noun that says it has its own.
                r#"any use of "Number." in crates/api/src/zh.tsv"#,
            ]
        );
    }

    #[test]
    fn a_file_says_every_sentence_once() {
        let twice = sentences("zh.tsv", "A.\t甲。\nA.\t乙。");
        assert_eq!(twice.unwrap_err(), r#"zh.tsv: "A." is there twice"#);
        let broken = sentences("zh.tsv", "A. 甲。");
        assert_eq!(broken.unwrap_err(), r#"zh.tsv: no tab in "A. 甲。""#);
    }

    #[test]
    fn the_committed_files_can_be_read() {
        let catalogue = Catalogue::read().unwrap();
        assert_eq!(catalogue.noun_of("BindPhoneDto"), "phone");
        assert_eq!(catalogue.noun_of("UserPagingDto"), "user");
    }
}
