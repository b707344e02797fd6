//! Rows of answers.

use rusqlite::types::ValueRef;
use tokio_postgres::types::Type;

use crate::{Error, Result};

/// A row, column by column.
pub struct RowRef<'a> {
    source: Source<'a>,
    next: usize,
}

enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> RowRef<'a> {
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self {
            source: Source::Sqlite(row),
            next: 0,
        }
    }

    pub(crate) fn postgres(row: &'a tokio_postgres::Row) -> Self {
        Self {
            source: Source::Postgres(row),
            next: 0,
        }
    }

    /// The next column.
    ///
    /// # Errors
    /// When it has another type.
    pub fn take<T: Column>(&mut self) -> Result<T> {
        let index = self.next;
        self.next += 1;
        let read = match self.source {
            Source::Sqlite(row) => T::from_sqlite(row.get_ref(index)?),
            Source::Postgres(row) => T::from_postgres(row, index),
        };
        read.map_err(|why| Error::Column(index, why))
    }
}

type Read<T> = std::result::Result<T, String>;

/// A type that a column can be read as.
pub trait Column: Sized {
    /// Reads it from SQLite.
    ///
    /// # Errors
    /// What was found instead.
    fn from_sqlite(value: ValueRef<'_>) -> Read<Self>;

    /// Reads it from PostgreSQL.
    ///
    /// # Errors
    /// What was found instead.
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Read<Self>;
}

fn text(error: impl ToString) -> String {
    error.to_string()
}

/// Type of a PostgreSQL column.
fn kind(row: &tokio_postgres::Row, index: usize) -> Option<&Type> {
    row.columns().get(index).map(tokio_postgres::Column::type_)
}

impl Column for String {
    fn from_sqlite(value: ValueRef<'_>) -> Read<Self> {
        value.as_str().map(str::to_owned).map_err(text)
    }

    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Read<Self> {
        row.try_get(index).map_err(text)
    }
}

impl Column for i64 {
    fn from_sqlite(value: ValueRef<'_>) -> Read<Self> {
        value.as_i64().map_err(text)
    }

    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Read<Self> {
        if kind(row, index) == Some(&Type::INT4) {
            return row.try_get::<_, i32>(index).map(Self::from).map_err(text);
        }
        row.try_get(index).map_err(text)
    }
}

impl Column for bool {
    fn from_sqlite(value: ValueRef<'_>) -> Read<Self> {
        i64::from_sqlite(value).map(|int| int != 0)
    }

    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Read<Self> {
        if kind(row, index) == Some(&Type::BOOL) {
            return row.try_get(index).map_err(text);
        }
        i64::from_postgres(row, index).map(|int| int != 0)
    }
}

/// Whether a PostgreSQL column is null, whatever its type.
struct Null(bool);

impl<'a> tokio_postgres::types::FromSql<'a> for Null {
    fn from_sql(
        _: &Type,
        _: &'a [u8],
    ) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(false))
    }

    fn from_sql_null(
        _: &Type,
    ) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(true))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl<T: Column> Column for Option<T> {
    fn from_sqlite(value: ValueRef<'_>) -> Read<Self> {
        if value == ValueRef::Null {
            Ok(None)
        } else {
            T::from_sqlite(value).map(Some)
        }
    }

    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Read<Self> {
        let null: Null = row.try_get(index).map_err(text)?;
        if null.0 {
            Ok(None)
        } else {
            T::from_postgres(row, index).map(Some)
        }
    }
}

/// A type that a row can be read as.
pub trait FromRow: Sized {
    /// Reads it, column by column.
    ///
    /// # Errors
    /// When a column has another type.
    fn from_row(row: &mut RowRef<'_>) -> Result<Self>;
}

impl<T: Column> FromRow for (T,) {
    fn from_row(row: &mut RowRef<'_>) -> Result<Self> {
        Ok((row.take()?,))
    }
}

macro_rules! tuples {
    ($(($($t:ident),*))*) => { $(
        impl<$($t: Column),*> FromRow for ($($t),*) {
            fn from_row(row: &mut RowRef<'_>) -> Result<Self> { Ok(($(row.take::<$t>()?),*)) }
        }
    )* };
}
tuples! { (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) }
