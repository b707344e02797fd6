//! Statements inside a transaction or on a reading connection.

use std::borrow::Cow;
use std::pin::Pin;

use rusqlite::params_from_iter;
use tokio_postgres::types::ToSql;

use crate::postgres::Connection as Postgres;
use crate::row::{FromRow, RowRef};
use crate::{Error, Result, Value};

/// A future that may be sent between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A connection, inside a transaction when it came from [`crate::Database::write`].
pub struct Tx {
    pub(crate) connection: Connection,
}

pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Postgres),
}

impl Tx {
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
    /// When the database refuses.
    pub async fn execute(self) -> Result<usize> {
        match &mut self.tx.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&self.text)?;
                Ok(statement.execute(params_from_iter(&self.params))?)
            }
            Connection::Postgres(connection) => {
                let statement = connection.prepare_cached(&self.text).await?;
                let changed = connection
                    .execute(&statement, &by_reference(&self.params))
                    .await?;
                Ok(usize::try_from(changed).unwrap_or(usize::MAX))
            }
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the database refuses or a column has another type.
    pub async fn optional<R: FromRow>(self) -> Result<Option<R>> {
        match &mut self.tx.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&self.text)?;
                let mut rows = statement.query(params_from_iter(&self.params))?;
                rows.next()?
                    .map(|row| R::from_row(&mut RowRef::sqlite(row)))
                    .transpose()
            }
            Connection::Postgres(connection) => {
                let statement = connection.prepare_cached(&self.text).await?;
                let rows = connection
                    .query(&statement, &by_reference(&self.params))
                    .await?;
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
                let statement = connection.prepare_cached(&self.text).await?;
                let rows = connection
                    .query(&statement, &by_reference(&self.params))
                    .await?;
                rows.iter()
                    .map(|row| R::from_row(&mut RowRef::postgres(row)))
                    .collect()
            }
        }
    }
}

fn by_reference(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}
