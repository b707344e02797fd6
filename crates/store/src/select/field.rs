//! Columns that rows are found and ordered by.

use crate::Value;
use crate::dialect::Dialect;

/// A column, or a text in a JSON column, that rows are found and ordered by. Its name is part of
/// the program: no name comes from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    column: &'static str,
    kind: Kind,
    optional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Key,
    Number,
    Truth,
    Json(&'static str),
}

/// Direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

impl Field {
    const fn new(column: &'static str, kind: Kind) -> Self {
        Self {
            column,
            kind,
            optional: false,
        }
    }

    /// Text.
    pub const fn text(column: &'static str) -> Self {
        Self::new(column, Kind::Text)
    }

    /// An id, ordered as its index has it, so that a range of it is found at once. Engines may
    /// order ids differently; each keeps to its own order.
    pub const fn key(column: &'static str) -> Self {
        Self::new(column, Kind::Key)
    }

    /// A whole number.
    pub const fn number(column: &'static str) -> Self {
        Self::new(column, Kind::Number)
    }

    /// True or false.
    pub const fn truth(column: &'static str) -> Self {
        Self::new(column, Kind::Truth)
    }

    /// A text in a column of JSON, by names with dots between them.
    pub const fn json(column: &'static str, path: &'static str) -> Self {
        Self::new(column, Kind::Json(path)).optional()
    }

    /// The same where it may have no value.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }

    /// Whether it is a whole number.
    pub const fn is_number(self) -> bool {
        matches!(self.kind, Kind::Number)
    }

    pub(super) const fn is_optional(self) -> bool {
        self.optional
    }

    /// What it is equal to.
    pub(super) fn sql(self, dialect: Dialect) -> String {
        match self.kind {
            Kind::Json(path) => dialect.json_text(self.column, path),
            _ => self.column.to_owned(),
        }
    }

    /// What it is ordered by.
    pub(super) fn ordered(self, dialect: Dialect) -> String {
        let sql = self.sql(dialect);
        match self.kind {
            Kind::Text | Kind::Json(_) => dialect.by_bytes(&sql),
            Kind::Key | Kind::Number | Kind::Truth => sql,
        }
    }

    /// What text is looked for in; nothing is found in a truth value.
    pub(super) fn searched(self, dialect: Dialect) -> Option<String> {
        let sql = self.sql(dialect);
        match self.kind {
            Kind::Text | Kind::Key | Kind::Json(_) => {
                Some(format!("LOWER({})", dialect.by_bytes(&sql)))
            }
            Kind::Number => Some(format!("CAST({sql} AS TEXT)")),
            Kind::Truth => None,
        }
    }

    /// The value as one of the column, if it can be one.
    pub(super) fn fit(self, value: &Value) -> Option<Value> {
        match (self.kind, value) {
            (_, Value::Null) => None,
            (Kind::Number, Value::Int(number)) => Some(Value::Int(*number)),
            (Kind::Number, Value::Text(text)) => text.parse().ok().map(Value::Int),
            (Kind::Number, Value::Bool(_)) => None,
            (Kind::Truth, Value::Bool(truth)) => Some(Value::Bool(*truth)),
            (Kind::Truth, Value::Text(text)) => text.parse().ok().map(Value::Bool),
            (Kind::Truth, Value::Int(0)) => Some(Value::Bool(false)),
            (Kind::Truth, Value::Int(1)) => Some(Value::Bool(true)),
            (Kind::Truth, Value::Int(_)) => None,
            (Kind::Text | Kind::Key | Kind::Json(_), value) => Some(Value::Text(match value {
                Value::Int(number) => number.to_string(),
                Value::Bool(truth) => truth.to_string(),
                Value::Text(text) => text.clone(),
                Value::Null => return None,
            })),
        }
    }
}
