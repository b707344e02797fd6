//! The examples as they are written down: one of every operation.

use std::collections::BTreeMap;

use cleat_api::endpoint::CallerKind;
use cleat_api::{Object, Operation, Value};
use serde::Deserialize;

const EXAMPLES: &str = include_str!("../examples.toml");

/// How the user of an example signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignedInBy {
    /// By a code to a phone.
    Phone,
    /// By a code to an e-mail address.
    Email,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    user: Option<SignedInBy>,
    #[serde(default)]
    steps: Vec<BTreeMap<String, Object>>,
    #[serde(default)]
    request: Object,
}

/// An example of an operation. A string that begins with `$` is looked up when it runs.
#[derive(Debug, Clone)]
pub struct Example {
    /// What is called.
    pub operation: &'static Operation,
    /// Who is signed in.
    pub user: Option<SignedInBy>,
    /// What is called before.
    pub steps: Vec<(&'static Operation, Object)>,
    /// The call.
    pub request: Object,
}

/// One example of every operation, in the order of the declarations.
///
/// # Errors
/// When an operation has none, or an example is of no operation.
pub fn examples() -> Result<Vec<Example>, String> {
    let mut written: BTreeMap<String, Written> =
        toml::from_str(EXAMPLES).map_err(|error| format!("examples.toml: {error}"))?;
    let mut examples = Vec::new();
    for operation in cleat_api::operations() {
        let id = operation.id;
        let one = written
            .remove(id)
            .ok_or_else(|| format!("{id} has no example in examples.toml"))?;
        if operation.caller == CallerKind::User && one.user.is_none() {
            return Err(format!("the example of {id} has no user"));
        }
        let mut steps = Vec::new();
        for (name, request) in one.steps.into_iter().flatten() {
            steps.push((operation_of(&name)?, request));
        }
        examples.push(Example {
            operation,
            user: one.user,
            steps,
            request: one.request,
        });
    }
    match written.keys().next() {
        Some(name) => Err(format!("examples.toml: there is no operation {name}")),
        None => Ok(examples),
    }
}

fn operation_of(id: &str) -> Result<&'static Operation, String> {
    let found = cleat_api::operations()
        .into_iter()
        .find(|operation| operation.id == id);
    found.ok_or_else(|| format!("examples.toml: there is no operation {id}"))
}

/// Replaces every string that begins with `$`.
pub fn fill<F: FnMut(&str) -> Result<Value, String>>(
    value: &Value,
    look_up: &mut F,
) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => look_up(name)?,
            None => value.clone(),
        },
        Value::Array(list) => {
            let filled = list.iter().map(|item| fill(item, look_up));
            Value::Array(filled.collect::<Result<_, _>>()?)
        }
        Value::Object(object) => {
            let mut filled = Object::new();
            for (name, value) in object {
                filled.insert(name.clone(), fill(value, look_up)?);
            }
            Value::Object(filled)
        }
        other => other.clone(),
    })
}
