//! Secrets among settings: what is shown of them.

use cleat_api::{Object, Value};

use super::{Error, Result};

/// What stands before the last characters of a secret that is shown.
const MASK: &str = "••••";
/// Characters of a secret that are shown, of one that has several times as many.
const SHOWN: usize = 4;

/// A secret as it is shown.
pub fn mask(secret: &str) -> String {
    let end = match secret.char_indices().rev().nth(SHOWN - 1) {
        Some((at, _)) if secret.chars().count() >= SHOWN * 3 => secret.get(at..),
        _ => None,
    };
    format!("{MASK}{}", end.unwrap_or_default())
}

/// The settings with those secrets of before that are not given again; what is masked and was never
/// set is no secret.
///
/// # Errors
/// When an address changes: the secrets of before are for another one.
pub fn completed<'n>(
    names: impl IntoIterator<Item = &'n str>,
    addresses: &[&str],
    mut fields: Object,
    before: &Object,
) -> Result<Object> {
    let moves = |fields: &Object| {
        let mut places = addresses.iter();
        places.any(|place| before.get(*place) != fields.get(*place))
    };
    for name in names {
        if is_given(fields.get(name)) {
            continue;
        }
        match before
            .get(name)
            .filter(|secret| *secret != "" && !secret.is_null())
        {
            None => {
                fields.remove(name);
            }
            Some(_) if moves(&fields) => {
                let why = "must be given again, since the address changes";
                return Err(Error::field(&format!("fields.{name}"), why));
            }
            Some(secret) => {
                fields.insert(name.to_owned(), secret.clone());
            }
        }
    }
    Ok(fields)
}

fn is_given(value: Option<&Value>) -> bool {
    value.is_some_and(|value| !value.is_null() && !value.as_str().is_some_and(is_masked))
}

/// Whether a text is a secret as it was shown, and so none.
pub fn is_masked(text: &str) -> bool {
    text.starts_with(MASK)
}
