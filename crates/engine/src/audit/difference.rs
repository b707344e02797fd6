//! What a change of settings changed, without its secrets.

use serde::Serialize;
use serde_json::{Map, Value};

use super::event::HIDDEN;

/// Ends of the names of secrets.
const SECRET: &[&str] = &[
    "secret",
    "secrets",
    "pass",
    "password",
    "passwords",
    "passphrase",
    "token",
    "tokens",
    "key",
    "keys",
    "credential",
    "credentials",
];
/// The end of names that are of none all the same.
const PUBLIC: &str = "publickey";
/// Most characters of a value that are kept.
const LONGEST: usize = 512;

/// The members that are not the same, by their paths: how they were, and how they are. Those are
/// secrets whose own names are among `secrets`, or end as such names do.
pub(super) fn difference(
    before: &impl Serialize,
    after: &impl Serialize,
    secrets: &[String],
) -> (Map<String, Value>, Map<String, Value>) {
    let (mut before, mut after) = (flat(before), flat(after));
    let same: Vec<String> = before
        .iter()
        .filter(|(name, value)| after.get(*name) == Some(*value))
        .map(|(name, _)| name.clone())
        .collect();
    for name in &same {
        before.remove(name);
        after.remove(name);
    }
    for (name, value) in before.iter_mut().chain(&mut after) {
        if is_secret(name, value, secrets) {
            *value = HIDDEN.into();
        }
    }
    before
        .values_mut()
        .chain(after.values_mut())
        .for_each(shorten);
    (before, after)
}

fn flat(settings: &impl Serialize) -> Map<String, Value> {
    let mut out = Map::new();
    collect(
        "",
        serde_json::to_value(settings).unwrap_or_default(),
        &mut out,
    );
    out
}

fn collect(at: &str, value: Value, out: &mut Map<String, Value>) {
    match value {
        Value::Null => {}
        Value::Object(object) => {
            for (name, value) in object {
                let dot = if at.is_empty() { "" } else { "." };
                collect(&format!("{at}{dot}{name}"), value, out);
            }
        }
        Value::Array(list) if list.iter().any(Value::is_object) => {
            for (place, value) in list.into_iter().enumerate() {
                collect(&format!("{at}[{place}]"), value, out);
            }
        }
        value => {
            out.insert(at.to_owned(), value);
        }
    }
}

/// Whether a text is a secret, by the last name of its path; numbers and switches are none.
fn is_secret(path: &str, value: &Value, secrets: &[String]) -> bool {
    let own = path.rsplit('.').next().unwrap_or_default();
    let name = own.to_ascii_lowercase();
    let ends = SECRET.iter().any(|end| name.ends_with(end)) && !name.ends_with(PUBLIC);
    let is_text = value.is_string() || value.is_array();
    is_text && (ends || secrets.iter().any(|secret| secret == own))
}

fn shorten(value: &mut Value) {
    let text = match &*value {
        Value::String(text) => text.clone(),
        Value::Array(_) => value.to_string(),
        _ => return,
    };
    if text.chars().count() > LONGEST {
        let start: String = text.chars().take(LONGEST).collect();
        *value = format!("{start}…").into();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_changed_is_told_without_secrets() {
        let before = json!({ "name": "a", "uris": ["x"], "life": { "token": 1 },
            "clientSecret": "old", "rows": [{ "id": 1, "password": "old" }] });
        let after = json!({ "name": "a", "uris": ["x", "y"], "life": { "token": 2 },
            "clientSecret": "new", "rows": [{ "id": 1, "password": "new" }, { "id": 2 }] });
        let (was, is) = difference(&before, &after, &[]);
        let expected = json!({ "uris": ["x"], "life.token": 1, "clientSecret": "***",
            "rows[0].password": "***" });
        assert_eq!(json!(was), expected);
        let expected = json!({ "uris": ["x", "y"], "life.token": 2, "clientSecret": "***",
            "rows[0].password": "***", "rows[1].id": 2 });
        assert_eq!(json!(is), expected);
    }

    #[test]
    fn names_of_secrets_are_known_by_their_ends() {
        let secrets = ["pin".to_owned()];
        for name in [
            "clientSecret",
            "client_secret",
            "apikey",
            "senderPass",
            "private_key",
            "authToken",
            "accessKeySecret",
            "passphrase",
            "a.b.pin",
            "keys[0].secret",
        ] {
            assert!(is_secret(name, &"x".into(), &secrets), "{name}");
        }
        for name in [
            "token_endpoint_auth_method",
            "id_token_signed_response_alg",
            "tokenEndPoint",
            "accessKeyId",
            "keywords",
            "passwordSecurityLevel",
            "publicKey",
            "phoneCountryCode",
            "pinned",
            "secret.url",
            "code",
        ] {
            assert!(!is_secret(name, &"x".into(), &secrets), "{name}");
        }
    }
}
