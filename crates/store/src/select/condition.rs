//! Conditions, and how they are written as SQL.

use super::field::{Field, Order};
use super::fold::forms;
use crate::Value;
use crate::dialect::Dialect;

/// What a column is compared with.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names are the comparisons")]
pub enum Is {
    Null,
    NotNull,
    Equal(Value),
    NotEqual(Value),
    Greater(Value),
    Less(Value),
    AtLeast(Value),
    AtMost(Value),
    /// At least the first and at most the second.
    Between(Value, Value),
    /// Equal to one of them.
    In(Vec<Value>),
    /// Has the text in it, whatever the case of its letters.
    Contains(String),
    NotContains(String),
}

impl Is {
    pub(super) fn values(&self) -> usize {
        match self {
            Self::Null | Self::NotNull => 0,
            Self::Between(..) => 2,
            Self::In(values) => values.len(),
            _ => 1,
        }
    }

    /// Characters of the text that is looked for.
    pub(super) fn longest_pattern(&self) -> usize {
        match self {
            Self::Contains(text) | Self::NotContains(text) => text.chars().count(),
            _ => 0,
        }
    }
}

/// Comparisons that must all hold.
pub(super) type All = Vec<(Field, Is)>;

/// Alternatives of which one must hold.
#[derive(Debug, Clone)]
pub(super) struct Condition(pub(super) Vec<All>);

/// A statement while it is written. Parameters are numbered as they come.
pub(super) struct Statement {
    dialect: Dialect,
    pub(super) text: String,
    pub(super) params: Vec<Value>,
}

impl Statement {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            text: String::new(),
            params: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, sql: &str) {
        self.text.push_str(sql);
    }

    /// Takes a parameter on; its place in the text.
    pub(super) fn param(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    pub(super) fn push_where(&mut self, conditions: &[Condition]) {
        for (place, condition) in conditions.iter().enumerate() {
            self.push(if place == 0 { " WHERE " } else { " AND " });
            let any = condition.0.iter();
            let any: Vec<_> = any.map(|all| self.all(all)).collect();
            match any.as_slice() {
                [one] => self.push(one),
                any => self.push(&format!("({})", any.join(" OR "))),
            }
        }
    }

    pub(super) fn push_order(&mut self, order: &[(Field, Order)]) {
        for (place, (field, order)) in order.iter().enumerate() {
            self.push(if place == 0 { " ORDER BY " } else { ", " });
            self.push(&field.ordered(self.dialect));
            self.push(match order {
                Order::Ascending => " ASC",
                Order::Descending => " DESC",
            });
            if field.is_optional() {
                self.push(" NULLS LAST");
            }
        }
    }

    fn all(&mut self, all: &All) -> String {
        let all = all.iter();
        let all: Vec<_> = all.map(|(field, is)| self.comparison(*field, is)).collect();
        all.join(" AND ")
    }

    fn comparison(&mut self, field: Field, is: &Is) -> String {
        let sql = field.sql(self.dialect);
        match is {
            Is::Null => format!("{sql} IS NULL"),
            Is::NotNull => format!("{sql} IS NOT NULL"),
            Is::Equal(value) => or_never(self.compared(&sql, "=", field, value)),
            Is::NotEqual(value) => or_absent(&sql, self.compared(&sql, "<>", field, value)),
            Is::Greater(value) => self.ranged(field, &[(">", value)]),
            Is::Less(value) => self.ranged(field, &[("<", value)]),
            Is::AtLeast(value) => self.ranged(field, &[(">=", value)]),
            Is::AtMost(value) => self.ranged(field, &[("<=", value)]),
            Is::Between(low, high) => self.ranged(field, &[(">=", low), ("<=", high)]),
            Is::In(values) => self.one_of(&sql, field, values),
            Is::Contains(text) => or_never(self.contains(field, text)),
            Is::NotContains(text) => {
                let contains = self.contains(field, text);
                or_absent(&sql, contains.map(|contains| format!("NOT ({contains})")))
            }
        }
    }

    /// Nothing where the column cannot hold the value.
    fn compared(
        &mut self,
        sql: &str,
        operator: &str,
        field: Field,
        value: &Value,
    ) -> Option<String> {
        let place = self.param(field.fit(value)?);
        Some(format!("{sql} {operator} {place}"))
    }

    fn ranged(&mut self, field: Field, bounds: &[(&str, &Value)]) -> String {
        if bounds.iter().any(|(_, value)| field.fit(value).is_none()) {
            return NEVER.to_owned();
        }
        let sql = field.ordered(self.dialect);
        let bounds = bounds.iter();
        let all: Vec<_> = bounds
            .filter_map(|(operator, value)| self.compared(&sql, operator, field, value))
            .collect();
        all.join(" AND ")
    }

    fn one_of(&mut self, sql: &str, field: Field, values: &[Value]) -> String {
        let values = values.iter().filter_map(|value| field.fit(value));
        let places: Vec<_> = values.map(|value| self.param(value)).collect();
        if places.is_empty() {
            return NEVER.to_owned();
        }
        format!("{sql} IN ({})", places.join(", "))
    }

    /// Nothing where no text can be looked for.
    fn contains(&mut self, field: Field, text: &str) -> Option<String> {
        let searched = field.searched(self.dialect)?;
        if text.chars().all(|letter| forms(letter).is_empty()) {
            let place = self.param(like(text));
            return Some(format!("{searched} LIKE {place} ESCAPE '!'"));
        }
        Some(match self.dialect {
            Dialect::Sqlite => format!("{searched} GLOB {}", self.param(glob(text))),
            Dialect::Postgres => format!("{searched} ~ {}", self.param(regex(text))),
        })
    }
}

const NEVER: &str = "1 = 0";
const ALWAYS: &str = "1 = 1";

fn or_never(comparison: Option<String>) -> String {
    comparison.unwrap_or_else(|| NEVER.to_owned())
}

fn or_absent(sql: &str, comparison: Option<String>) -> String {
    comparison.map_or_else(
        || ALWAYS.to_owned(),
        |comparison| format!("({sql} IS NULL OR {comparison})"),
    )
}

/// Text anywhere in a column, in any case of its letters, for the operator GLOB.
fn glob(text: &str) -> String {
    let literal = |letter: char| match letter {
        '*' | '?' | '[' => format!("[{letter}]"),
        other => other.to_string(),
    };
    format!("*{}*", with_forms(text, literal))
}

/// The same as a regular expression.
fn regex(text: &str) -> String {
    let literal = |letter: char| match letter {
        letter if letter.is_ascii() && !letter.is_ascii_alphanumeric() => format!("\\{letter}"),
        other => other.to_string(),
    };
    with_forms(text, literal)
}

/// Each letter as a class of all its forms, where it has some.
fn with_forms(text: &str, literal: impl Fn(char) -> String) -> String {
    let letters = text.chars().map(|letter| letter.to_ascii_lowercase());
    let written = letters.map(|letter| match forms(letter) {
        [] => literal(letter),
        forms => format!("[{}]", forms.iter().collect::<String>()),
    });
    written.collect()
}

/// Text anywhere in a column, its wildcards taken literally, for the operator LIKE.
fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.to_ascii_lowercase().chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
