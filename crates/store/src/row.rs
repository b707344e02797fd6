//! Rows of answers.

use rusqlite::types::ValueRef;

use crate::{Error, Result};

/// A row, column by column.
pub struct RowRef<'a> {
    row: &'a rusqlite::Row<'a>,
    next: usize,
}

impl<'a> RowRef<'a> {
    pub(crate) fn new(row: &'a rusqlite::Row<'a>) -> Self {
        Self { row, next: 0 }
    }

    /// The next column.
    ///
    /// # Errors
    /// When it has another type.
    pub fn take<T: Column>(&mut self) -> Result<T> {
        let index = self.next;
        self.next += 1;
        T::from_sqlite(self.row.get_ref(index)?).map_err(|why| Error::Column(index, why))
    }
}

/// A type that a column can be read as.
pub trait Column: Sized {
    /// Reads it from SQLite.
    ///
    /// # Errors
    /// What was found instead.
    fn from_sqlite(value: ValueRef<'_>) -> std::result::Result<Self, String>;
}

impl Column for String {
    fn from_sqlite(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        value.as_str().map(str::to_owned).map_err(|e| e.to_string())
    }
}

impl Column for i64 {
    fn from_sqlite(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        value.as_i64().map_err(|e| e.to_string())
    }
}

impl Column for bool {
    fn from_sqlite(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        i64::from_sqlite(value).map(|int| int != 0)
    }
}

impl<T: Column> Column for Option<T> {
    fn from_sqlite(value: ValueRef<'_>) -> std::result::Result<Self, String> {
        if value == ValueRef::Null {
            Ok(None)
        } else {
            T::from_sqlite(value).map(Some)
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

/// Declares a struct that is read from a row, its columns named like its fields, and
/// `COLUMNS`, their list for a `SELECT`.
#[macro_export]
macro_rules! row {
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
