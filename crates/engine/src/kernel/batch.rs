//! Requests of several entries: all of them are done or none.

use cleat_api::ErrorCode;

use super::{Error, Outcome, Result, Stop};

/// Most entries of one request.
pub const BATCH: usize = 50;

/// Where the entries of a request stand, so that an error can name the one at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// The request is the only entry.
    Single,
    /// They are a list under that name.
    List(&'static str),
}

impl Batch {
    /// A list of 1 to [`BATCH`] entries.
    ///
    /// # Errors
    /// The field, when it has none or more.
    pub fn of<T>(field: &'static str, entries: &[T]) -> Result<Self> {
        if entries.is_empty() || entries.len() > BATCH {
            let why = format_args!("must have 1 to {BATCH} entries");
            return Err(Error::field(field, why));
        }
        Ok(Self::List(field))
    }

    /// What became of the entry at that place, from 0. A refusal names the place, and nothing of
    /// the batch is kept.
    ///
    /// # Errors
    /// As the outcome.
    pub fn at<T>(
        self,
        place: usize,
        outcome: std::result::Result<T, impl Into<Stop>>,
    ) -> Outcome<T> {
        outcome.map_err(|stop| match (stop.into(), self) {
            (Stop::Refused(error) | Stop::Undone(error), Self::List(field)) => {
                Stop::Undone(within(&format!("{field}[{place}]"), error))
            }
            (stop, _) => stop.undone(),
        })
    }
}

/// The error of an entry as one of the whole request.
fn within(place: &str, error: Error) -> Error {
    if error.code.status_code() >= 500 {
        return error;
    }
    let detail = match &error.detail {
        Some(field) if error.code == ErrorCode::InvalidArgument => format!("{place}.{field}"),
        Some(detail) => format!("{place}: {detail}"),
        None => place.to_owned(),
    };
    error.about(detail)
}
