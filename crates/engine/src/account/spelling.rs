//! The one spelling of names.

/// A user name or external id as it is kept and asked for: without surrounding space.
pub fn spelling(name: &str) -> &str {
    name.trim()
}
