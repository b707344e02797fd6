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

/// Declares a struct that is read from a row, its columns named like its fields, and `COLUMNS`,
/// their list for a `SELECT`.
///
/// With `in table (key, …)` behind its name it is a row of that table: `SELECT` reads it, and the
/// methods `insert`, `insert_free` (unless a unique index is taken) and `update` (found by its key)
/// begin the statement that writes it.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident in $table:ident ($($key:ident),+) {
        $($(#[$fmeta:meta])* $fvis:vis $field:ident: $type:ty),* $(,)?
    }) => {
        $crate::row! {
            $(#[$meta])* $vis struct $name { $($(#[$fmeta])* $fvis $field: $type),* }
        }

        #[allow(dead_code, clippy::allow_attributes, reason = "not every row is written each way")]
        impl $name {
            /// Reads rows; a `WHERE` follows.
            $vis const SELECT: &'static str =
                concat!("SELECT ", $crate::row!(@list $($field)*), " FROM ", stringify!($table));

            /// Adds the row.
            $vis fn insert<'t>(&self, tx: &'t mut $crate::Tx) -> $crate::Query<'t> {
                static SQL: std::sync::LazyLock<String> =
                    std::sync::LazyLock::new(|| $crate::insert_into(stringify!($table), $name::COLUMNS));
                self.bind_all(tx.sql(SQL.as_str()))
            }

            /// Adds the row unless a unique index is taken.
            $vis fn insert_free<'t>(&self, tx: &'t mut $crate::Tx) -> $crate::Query<'t> {
                static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                    let insert = $crate::insert_into(stringify!($table), $name::COLUMNS);
                    format!("{insert} ON CONFLICT DO NOTHING")
                });
                self.bind_all(tx.sql(SQL.as_str()))
            }

            /// Writes every column of the row with its key.
            $vis fn update<'t>(&self, tx: &'t mut $crate::Tx) -> $crate::Query<'t> {
                static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                    let key = [$(stringify!($key)),+];
                    $crate::update_by(stringify!($table), $name::COLUMNS, &key)
                });
                self.bind_all(tx.sql(SQL.as_str()))
            }

            fn bind_all<'t>(&self, query: $crate::Query<'t>) -> $crate::Query<'t> {
                query$(.bind(self.$field.clone()))*
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $type),* }

        impl $name {
            /// The columns, in order.
            #[allow(dead_code, clippy::allow_attributes, reason = "not every row is read by its list")]
            $vis const COLUMNS: &'static str = $crate::row!(@list $($field)*);
        }

        impl $crate::FromRow for $name {
            fn from_row(row: &mut $crate::RowRef<'_>) -> $crate::Result<Self> {
                Ok(Self { $($field: row.take()?),* })
            }
        }
    };
    (@list $first:ident $($rest:ident)*) => { concat!(stringify!($first) $(, ", ", stringify!($rest))*) };
}

/// The statement that adds a row with these columns.
pub fn insert_into(table: &str, columns: &str) -> String {
    let places: Vec<String> = (1..=columns.split(", ").count())
        .map(|place| format!("${place}"))
        .collect();
    let places = places.join(", ");
    format!("INSERT INTO {table} ({columns}) VALUES ({places})")
}

/// The statement that writes every column of the row with that key. Parameters are bound in the
/// order of the columns, so the key columns are set as well: to what they are.
pub fn update_by(table: &str, columns: &str, key: &[&str]) -> String {
    let mut set = Vec::new();
    let mut found_by = Vec::new();
    for (place, column) in columns.split(", ").enumerate() {
        let is = format!("{column} = ${}", place + 1);
        if key.contains(&column) {
            found_by.push(is.clone());
        }
        set.push(is);
    }
    let (set, found_by) = (set.join(", "), found_by.join(" AND "));
    format!("UPDATE {table} SET {set} WHERE {found_by}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_name_their_columns_once() {
        assert_eq!(
            insert_into("pet", "id, name"),
            "INSERT INTO pet (id, name) VALUES ($1, $2)"
        );
        assert_eq!(
            update_by("pet", "id, name", &["id"]),
            "UPDATE pet SET id = $1, name = $2 WHERE id = $1"
        );
    }
}
