//! The examples as they are written down: one of every operation, in `examples.toml` beside its
//! noun.
//!
//! - `user`: who is signed in before, `"phone"` or `"email"`; `$user` is what they were given;
//! - `steps`: what is called before; the answer's data is `$<operation>`, its first entry `.0`;
//! - `request`: the call itself.
//!
//! `$code:ADDRESS` is the newest code sent there, `$credentials` what an SDK needs to use the
//! server.

use std::collections::BTreeMap;

use cleat_api::endpoint::CallerKind;
use cleat_api::{Object, Operation, Value};
use serde::Deserialize;

use crate::names::{DECLARATIONS, beside_the_nouns};

/// The name of a file with examples.
const FILE: &str = "examples.toml";

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
/// When an operation has none, or an example is of no operation of its noun.
pub fn examples() -> Result<Vec<Example>, String> {
    let mut written = BTreeMap::new();
    for (noun, text) in beside_the_nouns(FILE)? {
        let own: BTreeMap<String, Written> =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", file_of(&noun)))?;
        written.insert(noun, own);
    }
    let mut examples = Vec::new();
    for operation in cleat_api::operations() {
        let own = written.get_mut(operation.noun);
        let one = own.and_then(|own| own.remove(operation.id));
        examples.push(example(operation, one)?);
    }
    let left = written
        .iter()
        .find_map(|(noun, own)| Some((noun, own.keys().next()?)));
    match left {
        Some((noun, id)) => Err(format!("{}: {noun} has no operation {id}", file_of(noun))),
        None => Ok(examples),
    }
}

fn file_of(noun: &str) -> String {
    format!("{DECLARATIONS}/{noun}/{FILE}")
}

fn example(operation: &'static Operation, written: Option<Written>) -> Result<Example, String> {
    let (id, file) = (operation.id, file_of(operation.noun));
    let written = written.ok_or_else(|| format!("{id} has no example in {file}"))?;
    if operation.caller == CallerKind::User && written.user.is_none() {
        return Err(format!("{file}: the example of {id} has no user"));
    }
    let mut steps = Vec::new();
    for (name, request) in written.steps.into_iter().flatten() {
        let called = cleat_api::operations()
            .into_iter()
            .find(|one| one.id == name);
        let called = called.ok_or_else(|| format!("{file}: there is no operation {name}"))?;
        steps.push((called, request));
    }
    Ok(Example {
        operation,
        user: written.user,
        steps,
        request: written.request,
    })
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
