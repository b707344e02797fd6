//! Secrets among settings: what is shown of them.

use cleat_api::{Object, Value};

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

/// The secret that settings have under that name, where there is one.
pub fn kept<'s>(settings: &'s Object, name: &str) -> Option<&'s Value> {
    let value = settings.get(name)?;
    (!value.is_null() && value != "").then_some(value)
}

/// Whether a text is a secret as it was shown, and so none.
pub fn is_masked(text: &str) -> bool {
    text.starts_with(MASK)
}
