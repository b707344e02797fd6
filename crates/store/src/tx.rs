//! Statements inside a transaction or on a reading connection.

use std::borrow::Cow;
use std::pin::Pin;

use rusqlite::{Connection, params_from_iter};

use crate::row::{FromRow, RowRef};
use crate::{Error, Result, Value};

/// A future that may be sent between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A connection, inside a transaction when it came from [`crate::Database::write`].
pub struct Tx {
    pub(crate) connection: Connection,
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

    /// SQL that reads a text out of a JSON column. `key` must not come from outside.
    pub fn json_text(&self, column: &str, key: &str) -> String {
        format!("json_extract({column}, '$.{key}')")
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
        let mut statement = self.tx.connection.prepare_cached(&self.text)?;
        Ok(statement.execute(params_from_iter(&self.params))?)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the database refuses or a column has another type.
    pub async fn optional<R: FromRow>(self) -> Result<Option<R>> {
        let mut statement = self.tx.connection.prepare_cached(&self.text)?;
        let mut rows = statement.query(params_from_iter(&self.params))?;
        rows.next()?
            .map(|row| R::from_row(&mut RowRef::new(row)))
            .transpose()
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
        let mut statement = self.tx.connection.prepare_cached(&self.text)?;
        let mut rows = statement.query(params_from_iter(&self.params))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(R::from_row(&mut RowRef::new(row))?);
        }
        Ok(all)
    }
}
