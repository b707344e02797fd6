//! The database behind Cleat: one thin module over two engines, SQLite and PostgreSQL, so that
//! SQL text is written once and a transaction is one function.
//!
//! SQL parameters are `$1, $2, …` in the order of their first appearance.

#![warn(clippy::too_many_lines)]

mod address;
mod connection;
mod dialect;
mod error;
mod fail;
mod job;
mod json_list;
mod migrate;
mod postgres;
pub mod private;
mod row;
mod row_macro;
pub mod select;
mod sqlite;
mod staged;
mod standing;
mod tx;
mod value;

use std::io::ErrorKind;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;

use job::Slot;

pub use error::{Error, Result};
#[cfg(feature = "failpoints")]
pub use fail::FailPoint;
pub use job::{Job, Verdict, Work};
pub use json_list::JsonList;
pub use migrate::{Migration, Schema, View};
pub use row::{Column, FromRow, RowRef};
pub use row_macro::{insert_into, update_by};
pub use select::{Field, Is, Order, Select, TooMuch};
pub use standing::{Server, Standing};
pub use tx::{BoxFuture, Query, Tx};
pub use value::Value;

/// A database. Clones share it.
#[derive(Clone)]
pub struct Database {
    engine: Engine,
}

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

/// A connection for reading; it goes back when dropped.
pub struct Reader {
    tx: Option<Tx>,
    home: Option<Arc<sqlite::Sqlite>>,
}

impl Database {
    /// Opens or creates the SQLite file and applies the migrations it lacks. The file is its
    /// owner's alone.
    ///
    /// # Errors
    /// When the file cannot be opened, does not keep its promises (`synchronous=FULL`, WAL) or
    /// was written by a newer version.
    pub fn open_sqlite(path: &Path, schema: &Schema) -> Result<Self> {
        Ok(Self {
            engine: Engine::Sqlite(Arc::new(sqlite::Sqlite::open(path, schema, true)?)),
        })
    }

    /// As [`Database::open_sqlite`], where there is a database.
    ///
    /// # Errors
    /// As there, and when there is none.
    pub fn existing_sqlite(path: &Path, schema: &Schema) -> Result<Self> {
        match std::fs::metadata(path) {
            Ok(found) if found.len() > 0 => {}
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Error::Unreachable(error.to_string()));
            }
            _ => return Err(Error::Absent),
        }
        Ok(Self {
            engine: Engine::Sqlite(Arc::new(sqlite::Sqlite::open(path, schema, false)?)),
        })
    }

    /// Connects to PostgreSQL and applies the migrations it lacks; several replicas may do so at
    /// once. `ca` is a PEM file of certificates to trust besides the system's, or empty.
    ///
    /// # Errors
    /// When the server cannot be reached, commits without `synchronous_commit`, or has the
    /// schema of a newer version.
    pub async fn open_postgres(url: &str, ca: &str, schema: &Schema) -> Result<Self> {
        let engine = postgres::Postgres::open(url, ca, schema, true).await?;
        Ok(Self {
            engine: Engine::Postgres(Arc::new(engine)),
        })
    }

    /// As [`Database::open_postgres`], where there is a database of Cleat.
    ///
    /// # Errors
    /// As there, and when there is none.
    pub async fn existing_postgres(url: &str, ca: &str, schema: &Schema) -> Result<Self> {
        let engine = postgres::Postgres::open(url, ca, schema, false).await?;
        Ok(Self {
            engine: Engine::Postgres(Arc::new(engine)),
        })
    }

    /// Runs `work` as one transaction and returns after it is durable. An error rolls back.
    /// `work` may run again when the database asks for it, so it borrows its input.
    ///
    /// # Errors
    /// What `work` returned, or a failure of the database.
    pub async fn write<I, R, F>(&self, input: I, work: F) -> Result<R>
    where
        I: Send + Sync + 'static,
        R: Send + 'static,
        F: for<'t> Work<'t, I, R> + Send + Sync + 'static,
    {
        let job = Arc::new(Slot::new(input, work));
        self.run(job.clone(), false).await?;
        job.take()
    }

    /// Runs a job as one transaction and returns after what became of it is durable.
    ///
    /// An `optimistic` job runs first as if nothing came between: it may use what was read before,
    /// writes by [`Query::changes`] and [`Query::run`] alone, and never reads what it wrote.
    /// PostgreSQL gets all its writes as one statement, without a transaction around it. When a
    /// guard does not hold, the job runs again as any other.
    ///
    /// # Errors
    /// A failure of the database, or what the job returned.
    pub async fn run(&self, job: Arc<dyn Job>, optimistic: bool) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(engine) => engine.write(job, optimistic).await,
            Engine::Postgres(engine) => engine.write(job, optimistic).await,
        }
    }

    /// A connection for statements that read few rows; each sees the newest commit. On
    /// PostgreSQL many share one, so what takes long belongs to [`Database::scan`].
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self) -> Result<Reader> {
        match &self.engine {
            Engine::Sqlite(engine) => Reader::sqlite(engine),
            Engine::Postgres(engine) => Ok(Reader::postgres(engine.reader().await?)),
        }
    }

    /// A connection of one's own for reading lists, as long as a request may take.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn scan(&self) -> Result<Reader> {
        match &self.engine {
            Engine::Sqlite(engine) => Reader::sqlite(engine),
            Engine::Postgres(engine) => Ok(Reader::postgres(engine.scanner(false).await?)),
        }
    }

    /// As [`Database::scan`], for work that no request waits for.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn scan_patiently(&self) -> Result<Reader> {
        match &self.engine {
            Engine::Sqlite(engine) => Reader::sqlite(engine),
            Engine::Postgres(engine) => Ok(Reader::postgres(engine.scanner(true).await?)),
        }
    }

    /// The fail-point of its statements.
    #[cfg(feature = "failpoints")]
    pub fn fail_point(&self) -> &FailPoint {
        match &self.engine {
            Engine::Sqlite(engine) => engine.fail_point(),
            Engine::Postgres(engine) => engine.fail_point(),
        }
    }

    /// Copies the SQLite file `from` as it is at this moment into the new file `to`, whoever uses
    /// it meanwhile; the copy is whole and checked.
    ///
    /// # Errors
    /// When one of them cannot be used, or the copy is damaged.
    pub fn copy_sqlite(from: &Path, to: &Path) -> Result<()> {
        sqlite::copy(from, to)
    }

    /// Stops taking work and waits until what was taken is durable.
    pub fn close(&self) {
        match &self.engine {
            Engine::Sqlite(engine) => engine.close(),
            Engine::Postgres(engine) => engine.close(),
        }
    }
}

impl Reader {
    fn sqlite(engine: &Arc<sqlite::Sqlite>) -> Result<Self> {
        Ok(Self {
            tx: Some(engine.reader()?),
            home: Some(engine.clone()),
        })
    }

    fn postgres(tx: Tx) -> Self {
        Self {
            tx: Some(tx),
            home: None,
        }
    }
}

impl Deref for Reader {
    type Target = Tx;
    #[expect(clippy::expect_used, reason = "taken by drop alone")]
    fn deref(&self) -> &Tx {
        self.tx.as_ref().expect("present until dropped")
    }
}

impl DerefMut for Reader {
    #[expect(clippy::expect_used, reason = "taken by drop alone")]
    fn deref_mut(&mut self) -> &mut Tx {
        self.tx.as_mut().expect("present until dropped")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let (Some(tx), Some(home)) = (self.tx.take(), &self.home) {
            home.put_back(tx);
        }
    }
}
