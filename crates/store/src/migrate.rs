//! The schema: numbered migrations, applied once each, in order, and views over what they made.

use std::borrow::Cow;

use crate::dialect::Dialect;
use crate::json_list::JsonList;
use crate::{Error, Result};

/// Creates the table of applied migrations.
pub(crate) const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY)";
/// Whether PostgreSQL has that table.
pub(crate) const EXISTS: &str = "SELECT to_regclass('schema_version') IS NOT NULL";
/// Number of the newest one that was applied.
pub(crate) const NEWEST: &str = "SELECT COALESCE(MAX(number), 0) FROM schema_version";
/// Notes that one was applied.
pub(crate) const NOTE: &str = "INSERT INTO schema_version (number) VALUES ($1)";

/// One step of the schema. The text must run on every engine and only add, so that replicas of the
/// version before go on working beside it.
#[derive(Debug, Clone)]
pub struct Migration {
    /// Number, rising by one from 1.
    pub number: i64,
    /// Statements.
    pub sql: Cow<'static, str>,
}

/// A view. It holds nothing, so it is made anew whenever a migration is applied.
#[derive(Debug, Clone)]
pub struct View {
    /// Name.
    pub name: &'static str,
    /// The query it stands for.
    pub query: String,
}

/// Everything a database must have.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Migrations, by their numbers.
    pub migrations: Vec<Migration>,
    /// Views of lists.
    pub lists: Vec<JsonList>,
    /// Views, which may use those of lists.
    pub views: Vec<View>,
}

/// Statements to be run, and the number of the migration they are.
pub(crate) struct Step<'s> {
    pub(crate) number: Option<i64>,
    pub(crate) sql: Cow<'s, str>,
}

impl Schema {
    /// The newest migration; 0 without any.
    pub fn newest(&self) -> i64 {
        self.migrations.last().map_or(0, |last| last.number)
    }

    /// What is missing after the newest migration found.
    ///
    /// # Errors
    /// When the database is newer than this version.
    pub(crate) fn missing(&self, found: i64, dialect: Dialect) -> Result<Vec<Step<'_>>> {
        let known = self.newest();
        if found > known {
            return Err(Error::Newer { found, known });
        }
        if found == known {
            return Ok(Vec::new());
        }
        let step = |sql: String| Step {
            number: None,
            sql: sql.into(),
        };
        let views = self.views.iter().map(|view| view.name);
        let names = views.chain(self.lists.iter().map(|list| list.name));
        let drop_views = names.map(|name| step(format!("DROP VIEW IF EXISTS {name}")));
        let new = self.migrations.iter().filter(|one| one.number > found);
        let migrations = new.map(|migration| Step {
            number: Some(migration.number),
            sql: Cow::Borrowed(migration.sql.as_ref()),
        });
        let make = move |name: &str, query: &str| step(format!("CREATE VIEW {name} AS {query}"));
        let lists = self.lists.iter();
        let lists = lists.map(|list| make(list.name, &dialect.json_list(list)));
        let views = self.views.iter();
        let views = views.map(|view| make(view.name, &view.query));
        let made: Vec<_> = lists.chain(views).collect();
        Ok(drop_views.chain(migrations).chain(made).collect())
    }
}
