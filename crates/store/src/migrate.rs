//! Migrations: numbered texts, applied once each, in order.

use crate::{Error, Result};

/// Creates the table of applied migrations.
pub(crate) const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY)";
/// Number of the newest one that was applied.
pub(crate) const NEWEST: &str = "SELECT COALESCE(MAX(number), 0) FROM schema_version";
/// Notes that one was applied.
pub(crate) const NOTE: &str = "INSERT INTO schema_version (number) VALUES ($1)";

/// One step of the schema. The text must run on every engine.
pub struct Migration {
    /// Number, rising by one from 1.
    pub number: i64,
    /// Statements.
    pub sql: &'static str,
}

/// The migrations that are missing after the newest one found.
///
/// # Errors
/// When the database is newer than this version.
pub(crate) fn missing(migrations: &[Migration], found: i64) -> Result<Vec<&Migration>> {
    let known = migrations.last().map_or(0, |last| last.number);
    if found > known {
        return Err(Error::Newer { found, known });
    }
    Ok(migrations
        .iter()
        .filter(|migration| migration.number > found)
        .collect())
}
