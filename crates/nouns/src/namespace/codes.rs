//! Codes that have a meaning of their own.

/// The namespace that every pool has. It has no row, and stays as it is.
pub(super) const DEFAULT: &str = "default";
/// The namespace of the roles of administrators. It is not listed, and nobody else may have it.
pub(super) const SYSTEM: &str = "system";
