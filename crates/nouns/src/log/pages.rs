//! Which page of a log.

use cleat_api::Value;
use cleat_api::log::LogPagination;
use cleat_engine::kernel::{Error, Result, page};

/// Rows to skip and rows to show.
pub fn page_of(wanted: Option<LogPagination>) -> Result<(usize, usize)> {
    let wanted = wanted.unwrap_or_default();
    page(
        number("pagination.page", wanted.page)?,
        number("pagination.limit", wanted.limit)?,
    )
}

fn number(field: &str, value: Option<Value>) -> Result<Option<i64>> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_i64()),
        Some(_) => Err(Error::field(field, "must be a number")),
    }
}
