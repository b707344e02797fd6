//! Where a chain ends.

use cleat_store::{Result, RowRef};

/// Number and link of the last row of a chain; 0 and empty where there is none.
pub type Head = (i64, String);

/// Reads the end of a chain that may not have begun.
///
/// # Errors
/// When a column has another type.
pub fn head(row: &mut RowRef<'_>) -> Result<Head> {
    let (seq, link): (Option<i64>, Option<String>) = (row.take()?, row.take()?);
    Ok((seq.unwrap_or_default(), link.unwrap_or_default()))
}
