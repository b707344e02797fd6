//! Whether every sentence of the document has its Chinese.

use cleat_api::Value;

use crate::catalogue::Catalogue;

/// What the document says and the catalogue does not know, and the other way round.
pub fn faults(document: &Value, catalogue: &Catalogue) -> Vec<String> {
    let mut said = Vec::new();
    collect(document, &mut said);
    let unknown = said.iter().filter(|text| !catalogue.knows(text));
    let mut faults: Vec<String> = unknown
        .map(|text| format!("the Chinese of {text:?} in zh.tsv"))
        .collect();
    let stale = catalogue.stale(&said);
    faults.extend(stale.map(|text| format!("any use of {text:?} in zh.tsv")));
    faults
}

fn collect(value: &Value, said: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match value {
                    Value::String(text) if name == "description" => {
                        if !said.contains(text) {
                            said.push(text.clone());
                        }
                    }
                    // What was answered is not ours to translate.
                    _ if name == "example" => {}
                    other => collect(other, said),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, said)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Catalogue, faults};

    #[test]
    fn prose_without_chinese_is_a_fault() {
        let faults = faults(
            &json!({ "description": "Nobody translated this." }),
            &Catalogue::read(),
        );
        let missing = r#"the Chinese of "Nobody translated this." in zh.tsv"#;
        assert!(faults.iter().any(|fault| fault == missing), "{faults:?}");
        // And what nobody says any more.
        assert!(faults.iter().any(|fault| fault.starts_with("any use of")));
    }
}
