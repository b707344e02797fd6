//! Values as they are written: JSON in columns, times and pages on the wire.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Error, Result};

/// Reads JSON kept in a column.
///
/// # Errors
/// When it is not what was written.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// JSON to be kept in a column.
///
/// # Errors
/// When it cannot be written.
pub fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

/// ISO 8601 in UTC with milliseconds, as on the wire.
pub fn iso(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
        .unwrap_or_default()
}

/// A time in ISO 8601, in milliseconds since 1970-01-01 UTC.
///
/// # Errors
/// The field, when it is none.
pub fn read_iso(field: &str, text: &str) -> Result<i64> {
    let time: jiff::Timestamp = text
        .parse()
        .map_err(|_| Error::field(field, "is not a time as in ISO 8601"))?;
    Ok(time.as_millisecond())
}

/// An ISO 3166 region: two capital letters.
///
/// # Errors
/// The field, when it is none.
pub fn region(field: &str, code: &str) -> Result<()> {
    let is_letter = |byte: u8| byte.is_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(is_letter) {
        return Ok(());
    }
    let why = "must be an ISO 3166 code of two capital letters";
    Err(Error::field(field, why))
}

/// Rows to skip and to take for a page, as `page` (from 1) and `limit` (1 to 50, 10 by default)
/// ask.
///
/// # Errors
/// When one of them is out of range.
pub fn page(page: Option<i64>, limit: Option<i64>) -> Result<(usize, usize)> {
    let (page, limit) = (page.unwrap_or(1), limit.unwrap_or(10));
    if !(1..=1_000_000).contains(&page) {
        return Err(Error::field("page", "must be 1 to 1000000"));
    }
    if !(1..=50).contains(&limit) {
        return Err(Error::field("limit", "must be 1 to 50"));
    }
    let limit = usize::try_from(limit).map_err(Error::internal)?;
    let skip = usize::try_from(page - 1).map_err(Error::internal)? * limit;
    Ok((skip, limit))
}

/// Longest code, in characters.
const CODE: usize = 64;
/// Most entries in one call.
const ENTRIES: usize = 50;

/// A code that people choose: 1 to 64 letters, digits and `_-.:`.
///
/// # Errors
/// The field, when it is something else.
pub fn code(field: &str, code: &str) -> Result<()> {
    let fits = |sign: char| sign.is_ascii_alphanumeric() || "_-.:".contains(sign);
    if code.is_empty() || code.len() > CODE || !code.chars().all(fits) {
        return Err(Error::field(
            field,
            "must be 1 to 64 letters, digits and _-.:",
        ));
    }
    Ok(())
}

/// A text of at most so many characters.
///
/// # Errors
/// The field, when it is longer.
pub fn within(field: &str, text: &str, most: usize) -> Result<()> {
    if text.chars().count() > most {
        return Err(Error::field(
            field,
            format_args!("must have at most {most} characters"),
        ));
    }
    Ok(())
}

/// A list of 1 to 50 entries.
///
/// # Errors
/// The field, when there are none or more.
pub fn entries<T>(field: &str, list: &[T]) -> Result<()> {
    if list.is_empty() || list.len() > ENTRIES {
        return Err(Error::field(field, "must have 1 to 50 entries"));
    }
    Ok(())
}
