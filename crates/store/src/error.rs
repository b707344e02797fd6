//! Failures of the database.

/// A failure of the database or of its use.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite said no.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
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
    /// The file was written by a newer version.
    #[error("the database has schema {found}, this version knows {known}; use a newer version")]
    Newer {
        /// Schema of the file.
        found: i64,
        /// Newest schema this version knows.
        known: i64,
    },
    /// The database does not keep a promise it must keep.
    #[error("the database does not keep its promise: {0}")]
    Promise(String),
    /// The work refused after it had written; nothing of it was kept. Carries the refusal.
    #[error("refused")]
    Refused(Box<dyn std::any::Any + Send + Sync>),
    /// A transaction waited for something that is not the database, or panicked.
    #[error("transaction aborted: {0}")]
    Aborted(&'static str),
}

/// The result of using the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;
