//! What requests name: namespaces and states of roles.

use cleat_engine::kernel::{Error, Result};

/// The namespace where none is named.
pub(super) const DEFAULT: &str = "default";
/// The namespace of the roles of administrators.
pub(super) const SYSTEM: &str = "system";

/// The namespace that is meant.
pub(super) fn namespace_of(named: Option<&String>) -> &str {
    let named = named.map(String::as_str).filter(|code| !code.is_empty());
    named.unwrap_or(DEFAULT)
}

/// The namespace that is meant, where it is not that of administrators: their roles have
/// operations of their own.
pub(super) fn ordinary(named: Option<&String>) -> Result<&str> {
    match namespace_of(named) {
        SYSTEM => Err(Error::field(
            "namespace",
            "system is for roles of administrators",
        )),
        namespace => Ok(namespace),
    }
}

/// `ENABLE` or `DISABLE`.
pub(super) fn status(counts: bool) -> String {
    if counts { "ENABLE" } else { "DISABLE" }.into()
}
