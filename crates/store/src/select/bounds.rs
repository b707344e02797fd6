//! How much a condition may ask for.

/// Most conditions of one `SELECT`; each searched column is one.
pub const CONDITIONS: usize = 100;
/// Most values of all conditions together.
pub const VALUES: usize = 1000;
/// Most characters of a text that is looked for inside another.
pub const PATTERN: usize = 256;

/// Why a condition is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// There are too many.
    #[error("has more than {CONDITIONS} conditions")]
    Conditions,
    /// They compare with too many values.
    #[error("has more than {VALUES} values")]
    Values,
    /// The text to look for is too long.
    #[error("has more than {PATTERN} characters")]
    Pattern,
}
