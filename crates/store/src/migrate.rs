//! Migrations: numbered texts, applied once each, in order.

use rusqlite::Connection;

use crate::{Error, Result};

/// Table of applied migrations.
pub const SCHEMA_TABLE: &str = "schema_version";

/// One step of the schema. The text must run on every engine.
pub struct Migration {
    /// Number, rising by one from 1.
    pub number: i64,
    /// Statements.
    pub sql: &'static str,
}

pub(crate) fn apply(connection: &mut Connection, migrations: &[Migration]) -> Result<()> {
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    tx.execute_batch("CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY)")?;
    let found: i64 = tx.query_row(
        "SELECT COALESCE(MAX(number), 0) FROM schema_version",
        [],
        |row| row.get(0),
    )?;
    let known = migrations.last().map_or(0, |last| last.number);
    if found > known {
        return Err(Error::Newer { found, known });
    }
    for migration in migrations.iter().filter(|m| m.number > found) {
        tx.execute_batch(migration.sql)?;
        tx.execute(
            "INSERT INTO schema_version (number) VALUES ($1)",
            [migration.number],
        )?;
    }
    tx.commit()?;
    Ok(())
}
