//! One `SELECT` with filters, a search, an order and pages. It means the same on every engine:
//!
//! - Text is ordered byte by byte, whatever the database collates by. A search ignores the case of
//!   letters, whatever they are and whatever the locale of the database.
//! - A value that a column cannot hold is found nowhere; text is read as the number or the truth
//!   value that it spells.
//! - [`Is::NotEqual`] and [`Is::NotContains`] find every row that their opposites do not, those
//!   without a value included.
//! - Rows without a value come last, in either direction.

mod bounds;
mod condition;
mod field;
mod fold;
#[cfg(test)]
mod tests;

use condition::{Condition, Statement};

use crate::dialect::Dialect;
use crate::row::FromRow;
use crate::tx::Tx;
use crate::{Query, Result, Value};

pub use bounds::{CONDITIONS, PATTERN, TooMuch, VALUES};
pub use condition::Is;
pub use field::{Field, Order};
pub use fold::contains;

/// A `SELECT` of one table.
#[derive(Debug, Clone)]
pub struct Select {
    table: &'static str,
    columns: &'static str,
    conditions: Vec<Condition>,
    order: Vec<(Field, Order)>,
}

impl Select {
    /// Every row of a table, with these columns of it.
    pub fn new(table: &'static str, columns: &'static str) -> Self {
        Self {
            table,
            columns,
            conditions: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Keeps the rows for which it holds.
    ///
    /// # Errors
    /// [`TooMuch`].
    pub fn filter(&mut self, field: Field, is: Is) -> Result<&mut Self, TooMuch> {
        self.add(Condition(vec![vec![(field, is)]]))
    }

    /// As [`Select::filter`], where there is a value to compare with.
    ///
    /// # Errors
    /// [`TooMuch`].
    pub fn filter_by<V: Into<Value>>(
        &mut self,
        field: Field,
        is: fn(Value) -> Is,
        value: Option<V>,
    ) -> Result<&mut Self, TooMuch> {
        match value {
            Some(value) => self.filter(field, is(value.into())),
            None => Ok(self),
        }
    }

    /// Keeps the rows that have the text in one of these columns. Without a column it keeps all.
    ///
    /// # Errors
    /// [`TooMuch`].
    pub fn search(
        &mut self,
        fields: impl IntoIterator<Item = Field>,
        text: &str,
    ) -> Result<&mut Self, TooMuch> {
        let contains = |field| vec![(field, Is::Contains(text.to_owned()))];
        self.any_of(fields.into_iter().map(contains))
    }

    /// Keeps the rows for which every comparison of one of these alternatives holds. Without any it
    /// keeps all.
    ///
    /// # Errors
    /// [`TooMuch`].
    pub fn any_of(
        &mut self,
        alternatives: impl IntoIterator<Item = Vec<(Field, Is)>>,
    ) -> Result<&mut Self, TooMuch> {
        // One more than allowed is enough to refuse.
        let any: Vec<_> = alternatives.into_iter().take(CONDITIONS + 1).collect();
        if any.is_empty() {
            return Ok(self);
        }
        self.add(Condition(any))
    }

    /// As [`Select::search`], for words as somebody typed them; without any it keeps all rows.
    ///
    /// # Errors
    /// [`TooMuch`].
    pub fn keywords(
        &mut self,
        fields: impl IntoIterator<Item = Field>,
        words: Option<&str>,
    ) -> Result<&mut Self, TooMuch> {
        match words.map(str::trim).filter(|words| !words.is_empty()) {
            Some(words) => self.search(fields, words),
            None => Ok(self),
        }
    }

    /// Orders by a column, after those named before. A column that was named already orders no
    /// further.
    pub fn sort(&mut self, field: Field, order: Order) -> &mut Self {
        if self.order.iter().all(|(known, _)| *known != field) {
            self.order.push((field, order));
        }
        self
    }

    fn add(&mut self, condition: Condition) -> Result<&mut Self, TooMuch> {
        self.conditions.push(condition);
        let too_much = self.too_much();
        if too_much.is_some() {
            self.conditions.pop();
        }
        too_much.map_or(Ok(self), Err)
    }

    fn too_much(&self) -> Option<TooMuch> {
        let alternatives = || self.conditions.iter().flat_map(|condition| &condition.0);
        let tests = || alternatives().flatten();
        if tests().any(|(_, is)| is.longest_pattern() > PATTERN) {
            return Some(TooMuch::Pattern);
        }
        if tests().count() > CONDITIONS {
            return Some(TooMuch::Conditions);
        }
        let values: usize = tests().map(|(_, is)| is.values()).sum();
        (values > VALUES).then_some(TooMuch::Values)
    }

    /// How many rows there are, and those that are left of `take` after `skip` of them.
    ///
    /// # Errors
    /// When the database refuses or a column has another type.
    pub async fn page<R: FromRow>(
        &self,
        tx: &mut Tx,
        (skip, take): (usize, usize),
    ) -> Result<(i64, Vec<R>)> {
        let (total,) = self.count(tx.dialect()).on(tx).one().await?;
        let rows = self.rows(tx.dialect(), skip, take).on(tx).all().await?;
        Ok((total, rows))
    }

    /// The first rows, at most `take`.
    ///
    /// # Errors
    /// When the database refuses or a column has another type.
    pub async fn first<R: FromRow>(&self, tx: &mut Tx, take: usize) -> Result<Vec<R>> {
        self.rows(tx.dialect(), 0, take).on(tx).all().await
    }

    /// The first `limit` rows in the order of `key`, which no two of them share, that come after
    /// one of them, or after none. The order is the one of the key alone.
    ///
    /// # Errors
    /// When the database refuses or a column has another type.
    pub async fn after<R: FromRow>(
        &self,
        tx: &mut Tx,
        key: Field,
        last: Option<Value>,
        limit: i64,
    ) -> Result<Vec<R>> {
        let statement = self.rows_after(tx.dialect(), key, last, limit);
        statement.on(tx).all().await
    }

    fn count(&self, dialect: Dialect) -> Statement {
        let mut statement = Statement::new(dialect);
        statement.push(&format!("SELECT COUNT(*) FROM {}", self.table));
        statement.push_where(&self.conditions);
        statement
    }

    fn rows(&self, dialect: Dialect, skip: usize, take: usize) -> Statement {
        let bound = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        let mut statement = self.selected(dialect);
        statement.push_where(&self.conditions);
        statement.push_order(&self.order);
        let take = statement.param(bound(take));
        let skip = statement.param(bound(skip));
        statement.push(&format!(" LIMIT {take} OFFSET {skip}"));
        statement
    }

    fn rows_after(
        &self,
        dialect: Dialect,
        key: Field,
        last: Option<Value>,
        limit: i64,
    ) -> Statement {
        let mut conditions = self.conditions.clone();
        conditions.extend(last.map(|last| Condition(vec![vec![(key, Is::Greater(last))]])));
        let mut statement = self.selected(dialect);
        statement.push_where(&conditions);
        statement.push_order(&[(key, Order::Ascending)]);
        let limit = statement.param(limit);
        statement.push(&format!(" LIMIT {limit}"));
        statement
    }

    fn selected(&self, dialect: Dialect) -> Statement {
        let mut statement = Statement::new(dialect);
        statement.push(&format!("SELECT {} FROM {}", self.columns, self.table));
        statement
    }
}

impl Statement {
    fn on(self, tx: &mut Tx) -> Query<'_> {
        let query = tx.sql(self.text);
        self.params.into_iter().fold(query, Query::bind)
    }
}
