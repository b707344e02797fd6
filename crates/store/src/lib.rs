//! The database behind Cleat: one thin module over the engine, so that SQL text is written
//! once and a transaction is one function.
//!
//! SQL parameters are `$1, $2, …` in the order of their first appearance.

mod error;
mod migrate;
mod row;
mod sqlite;
mod tx;
mod value;

use std::path::Path;
use std::sync::Arc;

pub use error::{Error, Result};
pub use migrate::{Migration, SCHEMA_TABLE};
pub use row::{Column, FromRow, RowRef};
pub use sqlite::Reader;
pub use tx::{BoxFuture, Query, Tx};
pub use value::Value;

/// A database. Clones share it.
#[derive(Clone)]
pub struct Database {
    engine: Arc<sqlite::Sqlite>,
}

impl Database {
    /// Opens or creates the SQLite file and applies the migrations it lacks.
    ///
    /// # Errors
    /// When the file cannot be opened, does not keep its promises (`synchronous=FULL`, WAL) or
    /// was written by a newer version.
    pub fn open_sqlite(path: &Path, migrations: &[Migration]) -> Result<Self> {
        Ok(Self {
            engine: Arc::new(sqlite::Sqlite::open(path, migrations)?),
        })
    }

    /// Runs `work` as one transaction and returns after it is durable.
    ///
    /// `Ok` commits, also when it carries a refusal: what a refused request must leave behind
    /// (a spent try, an audit row) is written by the same transaction. `Err` rolls back.
    /// `work` may run again when the database asks for it, so it borrows its input.
    ///
    /// # Errors
    /// What `work` returned, or a failure of the database.
    pub async fn write<I, R, F>(&self, input: I, work: F) -> Result<R>
    where
        I: Send + Sync + 'static,
        R: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<R>> + Send + 'static,
    {
        self.engine.write(input, work).await
    }

    /// A connection for reading; each statement sees the newest commit.
    ///
    /// # Errors
    /// When no connection can be opened.
    pub fn read(&self) -> Result<Reader> {
        self.engine.reader()
    }

    /// Stops taking work and waits until what was taken is durable.
    pub fn close(&self) {
        self.engine.close();
    }
}
