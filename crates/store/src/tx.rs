//! Statements inside a transaction or on a reading connection.

use std::any::Any;
use std::borrow::Cow;
use std::pin::Pin;

use rusqlite::params_from_iter;
use tokio_postgres::types::ToSql;

use crate::connection::Connection as Postgres;
use crate::dialect::Dialect;
use crate::fail::FailPoint;
use crate::row::{FromRow, RowRef};
use crate::staged::{Expect, Staged};
use crate::{Error, Result, Value};

/// A future that may be sent between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A connection; inside a transaction when a job was given it.
pub struct Tx {
    pub(crate) connection: Connection,
    /// Whether guards are expected to hold; then PostgreSQL gets the writes at the end.
    pub(crate) optimistic: bool,
    pub(crate) staged: Vec<Staged>,
    pub(crate) fail: FailPoint,
    notes: Option<Box<dyn Any + Send>>,
}

pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Postgres),
}

impl Tx {
    pub(crate) fn new(connection: Connection, fail: &FailPoint) -> Self {
        Self {
            connection,
            fail: fail.clone(),
            optimistic: false,
            staged: Vec::new(),
            notes: None,
        }
    }

    /// Begins a run of a job.
    pub(crate) fn begin(&mut self, optimistic: bool) {
        self.optimistic = optimistic;
        self.notes = None;
    }

    /// What the steps of a transaction note for its end; empty again when it runs again.
    pub fn notes<T: Any + Default + Send>(&mut self) -> &mut T {
        let kept = self.notes.take();
        let kept = kept.and_then(|notes| notes.downcast::<T>().ok());
        let notes: Box<dyn Any + Send> = kept.unwrap_or_default();
        let notes = self.notes.insert(notes);
        #[expect(clippy::expect_used, reason = "the box was just put there")]
        notes.downcast_mut().expect("of this type")
    }

    /// Whether this is the first run of an optimistic job: what was read before it may be used,
    /// and what a constraint guards need not be asked. When one of the guards does not hold, the
    /// job runs again, and this is false.
    pub fn is_optimistic(&self) -> bool {
        self.optimistic
    }

    /// Begins a statement.
    pub fn sql(&mut self, text: impl Into<Cow<'static, str>>) -> Query<'_> {
        Query {
            tx: self,
            text: text.into(),
            params: Vec::new(),
        }
    }

    /// SQL that reads a text out of a JSON column. `path` is names with dots between them and
    /// must not come from outside.
    pub fn json_text(&self, column: &str, path: &str) -> String {
        self.dialect().json_text(column, path)
    }

    /// What a `SELECT` ends with that keeps its rows from being changed until the commit.
    pub fn share_lock(&self) -> &'static str {
        self.dialect().share_lock()
    }

    /// What a `SELECT` of a table with that alias ends with that takes its rows until the commit,
    /// and passes over those that another transaction has taken.
    pub fn take_lock(&self, alias: &str) -> String {
        self.dialect().take_lock(alias)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.connection {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }
}

/// A statement and its parameters.
pub struct Query<'t> {
    tx: &'t mut Tx,
    text: Cow<'static, str>,
    params: Vec<Value>,
}

impl Query<'_> {
    /// Gives the next parameter.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.params.push(value.into());
        self
    }

    /// Runs it; returns how many rows it changed.
    ///
    /// # Errors
    /// When the database refuses, or the number cannot be known yet (see
    /// [`Tx::is_optimistic`]): there, use [`Query::changes`] or [`Query::run`].
    pub async fn execute(self) -> Result<usize> {
        if self.tx.optimistic {
            return Err(Error::Aborted("it counted rows before they were written"));
        }
        self.now().await
    }

    /// Runs it, however many rows it changes.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn run(self) -> Result<()> {
        self.write(Expect::Write).await.map(drop)
    }

    /// Runs it; whether it changed that many rows. In the first run of an
    /// optimistic job it always did, or the job runs again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn changes(self, rows: usize) -> Result<bool> {
        self.write(Expect::Change(rows)).await
    }

    /// Whether it finds a row, as [`Query::changes`] tells it: the writes of the job are kept
    /// only if it does.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn finds(self) -> Result<bool> {
        self.write(Expect::Find).await
    }

    async fn write(self, expect: Expect) -> Result<bool> {
        if self.tx.optimistic && matches!(self.tx.connection, Connection::Postgres(_)) {
            self.tx.staged.push(Staged {
                text: self.text,
                params: self.params,
                expect,
            });
            return Ok(true);
        }
        let optimistic = self.tx.optimistic;
        let right = match expect {
            Expect::Write => self.now().await.map(|_| true)?,
            Expect::Change(rows) => self.now().await? == rows,
            Expect::Find => self.optional::<(i64,)>().await?.is_some(),
        };
        if optimistic && !right {
            return Err(Error::Conflict);
        }
        Ok(right)
    }

    async fn now(self) -> Result<usize> {
        self.tx.fail.pass()?;
        match &mut self.tx.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&self.text)?;
                Ok(statement.execute(params_from_iter(&self.params))?)
            }
            Connection::Postgres(connection) => {
                let (text, params) = (&self.text, by_reference(&self.params));
                let changed = connection
                    .answer(async |client| {
                        let statement = client.prepare_cached(text).await?;
                        client.execute(&statement, &params).await
                    })
                    .await?;
                Ok(usize::try_from(changed).unwrap_or(usize::MAX))
            }
        }
    }

    /// Refuses a statement that would write before the end of its job.
    fn begin_reading(&self) -> Result<()> {
        self.tx.fail.pass()?;
        if self.tx.optimistic && !self.text.trim_start().starts_with("SELECT") {
            return Err(Error::Aborted("it wrote where it must read"));
        }
        Ok(())
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the database refuses or a column has another type.
    pub async fn optional<R: FromRow>(self) -> Result<Option<R>> {
        self.begin_reading()?;
        match &mut self.tx.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&self.text)?;
                let mut rows = statement.query(params_from_iter(&self.params))?;
                rows.next()?
                    .map(|row| R::from_row(&mut RowRef::sqlite(row)))
                    .transpose()
            }
            Connection::Postgres(connection) => {
                let rows = rows(connection, self.tx.optimistic, &self.text, &self.params).await?;
                rows.first()
                    .map(|row| R::from_row(&mut RowRef::postgres(row)))
                    .transpose()
            }
        }
    }

    /// The one row there must be.
    ///
    /// # Errors
    /// As [`Query::optional`], and when there is none.
    pub async fn one<R: FromRow>(self) -> Result<R> {
        self.optional().await?.ok_or(Error::NoRow)
    }

    /// All rows.
    ///
    /// # Errors
    /// As [`Query::optional`].
    pub async fn all<R: FromRow>(self) -> Result<Vec<R>> {
        self.begin_reading()?;
        match &mut self.tx.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&self.text)?;
                let mut rows = statement.query(params_from_iter(&self.params))?;
                let mut all = Vec::new();
                while let Some(row) = rows.next()? {
                    all.push(R::from_row(&mut RowRef::sqlite(row))?);
                }
                Ok(all)
            }
            Connection::Postgres(connection) => {
                let rows = rows(connection, self.tx.optimistic, &self.text, &self.params).await?;
                rows.iter()
                    .map(|row| R::from_row(&mut RowRef::postgres(row)))
                    .collect()
            }
        }
    }
}

/// Times that a read which waited for a lock in vain is made again.
const TRIES: usize = 3;

async fn rows(
    connection: &mut Postgres,
    optimistic: bool,
    text: &str,
    params: &[Value],
) -> Result<Vec<tokio_postgres::Row>> {
    let params = by_reference(params);
    let ask = async |client: &deadpool_postgres::ClientWrapper| {
        let statement = client.prepare_cached(text).await?;
        client.query(&statement, &params).await
    };
    let mut rows = connection.answer(ask).await;
    // A migration holds the table. It may hold one and wait for the other.
    for _ in 0..TRIES {
        let waits = rows.as_ref().err().is_some_and(Error::waits_for_a_lock);
        if optimistic || !waits || !(connection.leave_lane().await? || connection.is_reading()) {
            break;
        }
        rows = connection.answer(ask).await;
    }
    rows
}

fn by_reference(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}
