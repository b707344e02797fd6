//! Failures of the database.

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

use crate::TooMuch;

/// A failure of the database or of its use.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite said no.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL said no.
    #[error("PostgreSQL: {}", explain(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// The database cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database is closed or its thread ended.
    #[error("the database is closed")]
    Closed,
    /// The commit of a group failed; nothing of it was written.
    #[error("commit failed: {0}")]
    Commit(String),
    /// A column has another type than the code expects.
    #[error("column {0}: {1}")]
    Column(usize, String),
    /// One row was expected.
    #[error("expected one row")]
    NoRow,
    /// There is no database, and none is to be made.
    #[error("there is no database of Cleat")]
    Absent,
    /// The database was written by a newer version.
    #[error("the database has schema {found}, this version knows {known}; use a newer version")]
    Newer {
        /// Schema of the database.
        found: i64,
        /// Newest schema this version knows.
        known: i64,
    },
    /// The database does not keep a promise it must keep.
    #[error("the database does not keep its promise: {0}")]
    Promise(String),
    /// A guard did not hold; the work has to run again.
    #[error("a guard did not hold")]
    Conflict,
    /// The address of the database cannot be used.
    #[error("the address of the database: {0}")]
    Address(String),
    /// The certificates for the way to the database cannot be used.
    #[error("{0}")]
    Certificates(String),
    /// The file of the database or of its copy cannot be used.
    #[error("{0}")]
    File(String),
    /// A `SELECT` asks for too much.
    #[error("a filter {0}")]
    TooMuch(#[from] TooMuch),
    /// A transaction waited for something that is not the database, or panicked.
    #[error("transaction aborted: {0}")]
    Aborted(&'static str),
}

/// The result of using the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What PostgreSQL said, without the values it may quote in its detail.
fn explain(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(error) => format!("{} {}", error.code().code(), error.message()),
        None => causes(error),
    }
}

/// An error and what caused it; some say only where they happened.
pub(crate) fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let why = cause.to_string();
        if !text.contains(&why) {
            text = format!("{text}: {why}");
        }
        next = cause.source();
    }
    text
}

/// A file that cannot be used.
pub(crate) fn of_file(path: &std::path::Path, why: impl std::fmt::Display) -> Error {
    Error::File(format!("{}: {why}", path.display()))
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        Self::Unreachable(match &error {
            PoolError::Backend(error) => explain(error),
            PoolError::Timeout(_) => "it did not answer in time".into(),
            other => causes(other),
        })
    }
}

impl Error {
    /// Whether the same work may succeed when it is run again: a conflict of transactions, or a
    /// unique index that another transaction won, which the work will see the next time, or a lock
    /// that was not had at once.
    pub(crate) fn asks_for_another_try(&self) -> bool {
        match self {
            Self::Conflict => true,
            Self::Postgres(error) => {
                let again = ["40001", "40P01", "23505", "55P03"];
                error
                    .code()
                    .is_some_and(|code| again.contains(&code.code()))
            }
            Self::Sqlite(error) => {
                error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
            }
            _ => false,
        }
    }

    /// The unique index that a row was against: its name, or its columns, as the engine tells it.
    pub fn violated(&self) -> Option<&str> {
        match self {
            Self::Postgres(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                error.as_db_error()?.constraint()
            }
            Self::Sqlite(rusqlite::Error::SqliteFailure(_, Some(why))) => {
                why.strip_prefix("UNIQUE constraint failed: ")
            }
            _ => None,
        }
    }

    /// Whether a lock was not had in time, or could not be had: two waited for each other.
    pub(crate) fn waits_for_a_lock(&self) -> bool {
        let locks = [
            &SqlState::LOCK_NOT_AVAILABLE,
            &SqlState::T_R_DEADLOCK_DETECTED,
        ];
        matches!(self, Self::Postgres(error) if error.code().is_some_and(|code| locks.contains(&code)))
    }

    /// Whether the database, not the work, is at fault.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::File(_) | Self::Closed | Self::Commit(_) => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::DiskFull
                        | rusqlite::ErrorCode::SystemIoFailure
                        | rusqlite::ErrorCode::CannotOpen
                        | rusqlite::ErrorCode::DatabaseBusy
                        | rusqlite::ErrorCode::DatabaseLocked
                        | rusqlite::ErrorCode::ReadOnly
                        | rusqlite::ErrorCode::PermissionDenied
                        | rusqlite::ErrorCode::FileLockingProtocolFailed
                        | rusqlite::ErrorCode::DatabaseCorrupt
                        | rusqlite::ErrorCode::NotADatabase
                )
            ),
            // 57: operator intervention; 58: a fault of its machine; 53: out of resources;
            // 08: connection; 25006: read-only; 42501: no right to write; XX: broken.
            Self::Postgres(error) => error.code().is_none_or(|code| {
                ["57", "58", "53", "08", "25006", "42501", "XX"]
                    .iter()
                    .any(|class| code.code().starts_with(class))
            }),
            _ => false,
        }
    }
}
