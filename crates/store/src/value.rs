//! Parameters of statements.

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
