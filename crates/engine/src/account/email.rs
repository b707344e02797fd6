//! E-mail addresses as names of accounts.

use crate::kernel::{Error, Result};

/// Longest address (RFC 5321 section 4.5.3.1.3).
const LONGEST: usize = 254;

/// The address as typed, without surrounding space.
///
/// # Errors
/// When it is not one; the error names the field.
pub fn parse(field: &str, text: &str) -> Result<String> {
    let address = text.trim();
    let plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | ',' | ';' | '\\')
    };
    let fits = address.len() <= LONGEST
        && address.split_once('@').is_some_and(|(local, domain)| {
            (1..=64).contains(&local.len())
                && !domain.contains('@')
                && domain.contains('.')
                && domain.split('.').all(|label| !label.is_empty())
        })
        && address.chars().all(plain);
    if fits {
        Ok(address.to_owned())
    } else {
        Err(Error::field(field, "is not an e-mail address"))
    }
}

/// What two spellings of one address have in common: case does not matter.
pub fn key(address: &str) -> String {
    address.trim().to_lowercase()
}
