//! The declarations against the contract of the official SDKs.

#![expect(
    clippy::indexing_slicing,
    reason = "a document is walked by key; a missing key reads as null"
)]

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::run::{root, say};

const FILES: [&str; 2] = ["authentication", "management"];

/// Prints how many operations of the contract are mounted and every difference between the two;
/// an error when a difference has no explanation in `contract/explained.toml`.
pub fn contract() -> Result<(), String> {
    let ours = cleat_api::openapi::document(&cleat_server::routes().operations());
    let explained = explanations()?;
    let mut found = BTreeSet::new();
    for file in FILES {
        let path = root().join(format!("contract/{file}.openapi.json"));
        let text = std::fs::read_to_string(&path);
        let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
        let theirs: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let (done, all) = compare(&ours, &theirs, &mut found);
        say(&format!("{file}: {done} of {all} operations"));
    }
    judge(&found, &explained)
}

/// Adds the differences of a document; how many of its operations are mounted, and of how many.
fn compare(ours: &Value, theirs: &Value, found: &mut BTreeSet<String>) -> (usize, usize) {
    let (mut done, mut all) = (0, 0);
    for (path, methods) in object(&theirs["paths"]) {
        for (method, operation) in object(methods) {
            all += 1;
            let own = &ours["paths"][path][method];
            if own.is_null() {
                continue;
            }
            done += 1;
            let mut differences = Differences {
                ours,
                theirs,
                list: Vec::new(),
            };
            differences.operation(own, operation);
            found.extend(differences.list);
        }
    }
    (done, all)
}

fn judge(found: &BTreeSet<String>, explained: &Map<String, Value>) -> Result<(), String> {
    let mut unexplained = 0;
    for difference in found {
        match explained.get(difference) {
            Some(why) => say(&format!("explained: {difference}: {}", text_of(why))),
            None => {
                unexplained += 1;
                say(&format!("DIFFERENCE: {difference}"));
            }
        }
    }
    say(&format!("{unexplained} unexplained differences"));
    let stale: Vec<&String> = explained
        .keys()
        .filter(|name| !found.contains(*name))
        .collect();
    if unexplained > 0 {
        Err("the declarations differ from the contract".into())
    } else if stale.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "contract/explained.toml explains what does not differ: {stale:?}"
        ))
    }
}

fn explanations() -> Result<Map<String, Value>, String> {
    let text = std::fs::read_to_string(root().join("contract/explained.toml"));
    let text = text.map_err(|error| format!("contract/explained.toml: {error}"))?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| error.to_string())?;
    Ok(table
        .into_iter()
        .map(|(name, why)| (name, why.as_str().unwrap_or_default().into()))
        .collect())
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

struct Differences<'d> {
    ours: &'d Value,
    theirs: &'d Value,
    list: Vec<String>,
}

impl<'d> Differences<'d> {
    fn operation(&mut self, own: &'d Value, their: &'d Value) {
        let id = text_of(&their["operationId"]);
        if own["operationId"] != their["operationId"] {
            self.list
                .push(format!("{id}: is called {}", own["operationId"]));
        }
        self.parameters(id, own, their);
        let body = |operation: &'d Value| {
            let media = object(&operation["requestBody"]["content"]).next();
            media.map_or(&Value::Null, |(_, media)| &media["schema"])
        };
        self.schema(&format!("{id} request"), body(own), body(their), 0);
        let answer = |operation: &'d Value| {
            &operation["responses"]["200"]["content"]["application/json"]["schema"]
        };
        let their_answer = resolve(self.theirs, answer(their));
        let own_answer = &answer(own)["anyOf"][0];
        if own_answer.is_null() {
            self.schema(&format!("{id} response"), answer(own), their_answer, 0);
        } else {
            // The envelope is one for all; what it carries is compared.
            let data = (
                &own_answer["properties"]["data"],
                &their_answer["properties"]["data"],
            );
            if data.0.is_null() != data.1.is_null() {
                self.list.push(format!("{id} response: data"));
            }
            self.schema(&format!("{id} response"), data.0, data.1, 0);
        }
    }

    fn parameters(&mut self, id: &str, own: &Value, their: &Value) {
        let names = |operation: &Value| -> BTreeSet<(String, bool, String)> {
            operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|parameter| {
                    let required = parameter["required"].as_bool().unwrap_or_default();
                    (
                        text_of(&parameter["name"]).to_owned(),
                        required,
                        String::new(),
                    )
                })
                .collect()
        };
        for (name, required, _) in names(their).symmetric_difference(&names(own)) {
            self.list.push(format!(
                "{id} parameter {name}: required {required} on one side alone"
            ));
        }
        for parameter in their["parameters"].as_array().into_iter().flatten() {
            let same = |own: &&Value| own["name"] == parameter["name"];
            if let Some(own) = own["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .find(same)
            {
                let place = format!("{id} parameter {}", text_of(&parameter["name"]));
                let (own, their) = (own["schema"].clone(), parameter["schema"].clone());
                let mut inner = Differences {
                    ours: self.ours,
                    theirs: self.theirs,
                    list: Vec::new(),
                };
                inner.schema(&place, &own, &their, 0);
                self.list.extend(inner.list);
            }
        }
    }

    fn schema(&mut self, place: &str, own: &Value, their: &Value, depth: u8) {
        let (own, their) = (resolve(self.ours, own), resolve(self.theirs, their));
        // A schema without a type: the SDKs do not say.
        let Some(kind) = their["type"].as_str() else {
            return;
        };
        if depth > 8 {
            return;
        }
        let own = non_null(self.ours, own);
        let kinds = kinds(own);
        let fits = kinds
            .iter()
            .any(|own| *own == kind || (*own == "integer" && kind == "number"));
        if !fits {
            self.list.push(format!("{place}: {kinds:?}, not {kind}"));
            return;
        }
        let values = |schema: &Value| -> BTreeSet<String> {
            let list = schema["enum"].as_array().into_iter().flatten();
            list.filter(|value| !value.is_null())
                .map(Value::to_string)
                .collect()
        };
        for value in values(own).symmetric_difference(&values(their)) {
            self.list
                .push(format!("{place}: value {value} on one side alone"));
        }
        match kind {
            "array" => self.schema(
                &format!("{place}[]"),
                &own["items"],
                &their["items"],
                depth + 1,
            ),
            "object" if their["properties"].is_object() => self.object(place, own, their, depth),
            _ => {}
        }
    }

    fn object(&mut self, place: &str, own: &Value, their: &Value, depth: u8) {
        let required = |schema: &Value, name: &str| {
            schema["required"]
                .as_array()
                .is_some_and(|list| list.iter().any(|own| own == name))
        };
        let open = object(&their["properties"]).next().is_none();
        for (name, _) in object(&own["properties"]) {
            if !open && their["properties"][name].is_null() {
                self.list
                    .push(format!("{place}.{name}: not in the contract"));
            }
        }
        for (name, schema) in object(&their["properties"]) {
            let place = format!("{place}.{name}");
            let field = &own["properties"][name];
            if field.is_null() {
                self.list.push(format!("{place}: missing"));
                continue;
            }
            if required(own, name) != required(their, name) {
                self.list
                    .push(format!("{place}: required on one side alone"));
            }
            self.schema(&place, field, schema, depth + 1);
        }
    }
}

fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let name = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next());
    name.map_or(schema, |name| &document["components"]["schemas"][name])
}

/// The part of `anyOf: [X, null]` that says something.
fn non_null<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let list = schema["anyOf"].as_array().into_iter().flatten();
    let mut real = list.filter(|option| option["type"] != "null");
    real.next()
        .map_or(schema, |option| resolve(document, option))
}

fn kinds(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .filter(|k| *k != "null")
            .collect(),
        _ => Vec::new(),
    }
}
