//! Parameters of statements.

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, Type};

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names are the types")]
pub enum Value {
    Null,
    Text(String),
    Int(i64),
    Bool(bool),
}

macro_rules! into_value {
    ($($from:ty => |$v:ident| $to:expr;)*) => { $(
        impl From<$from> for Value { fn from($v: $from) -> Self { $to } }
    )* };
}

into_value! {
    &str => |v| Self::Text(v.to_owned());
    String => |v| Self::Text(v);
    &String => |v| Self::Text(v.clone());
    i64 => |v| Self::Int(v);
    bool => |v| Self::Bool(v);
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'a> From<&'a Option<String>> for Value {
    fn from(value: &'a Option<String>) -> Self {
        value.as_deref().into()
    }
}

impl Value {
    fn int(&self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(*int),
            Self::Text(text) => text.parse().ok(),
            Self::Null | Self::Bool(_) => None,
        }
    }

    fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            Self::Text(text) => text.parse().ok(),
            Self::Null | Self::Int(_) => None,
        }
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Owned::Null),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Int(int) => ToSqlOutput::Owned(Owned::Integer(*int)),
            Self::Bool(bool) => ToSqlOutput::Owned(Owned::Integer((*bool).into())),
        })
    }
}

impl tokio_postgres::types::ToSql for Value {
    /// Fits the value to the type the statement asks for. What cannot be that type is null, so
    /// that a comparison with it is never true, as in SQLite.
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, kind) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (value, &Type::INT8) => value.int().to_sql(kind, out),
            (value, &Type::INT4) => {
                let int = value.int().and_then(|int| i32::try_from(int).ok());
                int.to_sql(kind, out)
            }
            (value, &Type::BOOL) => value.truth().to_sql(kind, out),
            (Self::Text(text), _) => text.to_sql(&Type::TEXT, out),
            (Self::Int(int), _) => int.to_string().to_sql(&Type::TEXT, out),
            (Self::Bool(truth), _) => truth.to_string().to_sql(&Type::TEXT, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}
