//! Providers of the configuration: secrets that files hold.

use serde_json::{Map, Value};

use crate::secret_file::secret_in;

/// What stands at the end of a field that names the file of its value.
const IN_FILE: &str = "_file";

/// The list with what its files hold in the place of their names. What is wrong is told without the
/// list, which may hold secrets.
pub fn with_secrets(list: &str) -> Result<String, String> {
    if list.trim().is_empty() {
        return Ok(String::new());
    }
    let read = serde_json::from_str(list);
    let mut list: Value = read.map_err(|_| "is no JSON".to_owned())?;
    for one in list.as_array_mut().into_iter().flatten() {
        let id = one
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if let Some(fields) = one.get_mut("fields").and_then(Value::as_object_mut) {
            *fields = opened(fields).map_err(|why| format!("{id}: {why}"))?;
        }
    }
    Ok(list.to_string())
}

/// The files that are named in a list.
pub fn files(list: &str) -> Vec<String> {
    let list: Value = serde_json::from_str(list).unwrap_or_default();
    let all = list.as_array().into_iter().flatten();
    let fields = all
        .filter_map(|one| one.get("fields")?.as_object())
        .flatten();
    let named = fields.filter(|(name, _)| name.ends_with(IN_FILE));
    let paths = named.filter_map(|(_, value)| value.as_str());
    paths.map(str::to_owned).collect()
}

fn opened(fields: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut opened = Map::new();
    for (name, value) in fields {
        let (name, value) = match (name.strip_suffix(IN_FILE), value.as_str()) {
            (Some(secret), Some(path)) => (secret, Value::from(secret_in(path)?)),
            _ => (name.as_str(), value.clone()),
        };
        if opened.insert(name.to_owned(), value).is_some() {
            return Err(format!("fields.{name} is there twice"));
        }
    }
    Ok(opened)
}
