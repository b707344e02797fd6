//! Statements inside a transaction or on a reading connection.

use std::borrow::Cow;
use std::pin::Pin;

use rusqlite::params_from_iter;
use tokio_postgres::types::ToSql;

use crate::fail::FailPoint;
use crate::postgres::Connection as Postgres;
use crate::row::{FromRow, RowRef};
use crate::trip::{Must, Staged};
use crate::{Error, Result, Value};

/// A future that may be sent between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A connection, inside a transaction when it came from [`crate::Database::write`] or
/// [`crate::Database::one_trip`].
pub struct Tx {
    pub(crate) connection: Connection,
    /// Whether guards are hoped to hold; then PostgreSQL gets the writes at the end.
    pub(crate) hopeful: bool,
    pub(crate) staged: Vec<Staged>,
    pub(crate) fail: FailPoint,
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
            hopeful: false,
            staged: Vec::new(),
        }
    }

    /// Whether this is the first run of a [`crate::Database::one_trip`]: what was read before it
    /// may be used, and what a constraint guards need not be asked. When one of the guards does
    /// not hold, the work runs again, and this is false.
    pub fn is_hopeful(&self) -> bool {
        self.hopeful
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
        match self.connection {
            Connection::Sqlite(_) => format!("json_extract({column}, '$.{path}')"),
            Connection::Postgres(_) => {
                format!("({column}::jsonb #>> '{{{}}}')", path.replace('.', ","))
            }
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
    /// [`Tx::is_hopeful`]): there, use [`Query::changes`] or [`Query::run`].
    pub async fn execute(self) -> Result<usize> {
        if self.tx.hopeful {
            return Err(Error::Aborted("it counted rows before they were written"));
        }
        self.now().await
    }

    /// Runs it, however many rows it changes.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn run(self) -> Result<()> {
        self.write(Must::Write).await.map(drop)
    }

    /// Runs it; whether it changed that many rows. In the first run of a
    /// [`crate::Database::one_trip`] it always did, or the work runs again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn changes(self, rows: usize) -> Result<bool> {
        self.write(Must::Change(rows)).await
    }

    /// Whether it finds a row, as [`Query::changes`] tells it: the writes of the trip are kept
    /// only if it does.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn finds(self) -> Result<bool> {
        self.write(Must::Find).await
    }

    async fn write(self, must: Must) -> Result<bool> {
        if self.tx.hopeful && matches!(self.tx.connection, Connection::Postgres(_)) {
            self.tx.staged.push(Staged {
                text: self.text,
                params: self.params,
                must,
            });
            return Ok(true);
        }
        let hopeful = self.tx.hopeful;
        let right = match must {
            Must::Write => self.now().await.map(|_| true)?,
            Must::Change(rows) => self.now().await? == rows,
            Must::Find => self.optional::<(i64,)>().await?.is_some(),
        };
        if hopeful && !right {
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

    /// Refuses a statement that would write before the end of its trip.
    fn begin_reading(&self) -> Result<()> {
        self.tx.fail.pass()?;
        if self.tx.hopeful && !self.text.trim_start().starts_with("SELECT") {
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
                let rows = rows(connection, self.tx.hopeful, &self.text, &self.params).await?;
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
                let rows = rows(connection, self.tx.hopeful, &self.text, &self.params).await?;
                rows.iter()
                    .map(|row| R::from_row(&mut RowRef::postgres(row)))
                    .collect()
            }
        }
    }
}

async fn rows(
    connection: &mut Postgres,
    hopeful: bool,
    text: &str,
    params: &[Value],
) -> Result<Vec<tokio_postgres::Row>> {
    let params = by_reference(params);
    let ask = async |client: &deadpool_postgres::ClientWrapper| {
        let statement = client.prepare_cached(text).await?;
        client.query(&statement, &params).await
    };
    match connection.answer(ask).await {
        // A migration holds the table.
        Err(error) if !hopeful && error.waits_for_a_lock() && connection.leave_lane().await? => {
            connection.answer(ask).await
        }
        rows => rows,
    }
}

fn by_reference(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}
