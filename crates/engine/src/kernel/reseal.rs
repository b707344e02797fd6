//! What one master key sealed, sealed anew by another, while servers that have both go on.

use cleat_protocol::seal::Vault;
use cleat_store::Tx;

use super::{App, Result, Sealed};

/// Rows in one transaction: each is a statement, and a transaction ends within two seconds.
const BATCH: usize = 100;

/// What was found in a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Values that the other key had sealed.
    pub other: u64,
    /// Values that no key opens.
    pub lost: u64,
}

/// A row: what it is known by, and its value.
type Row = (String, String, String);

/// Rows, and the values they get.
struct Change {
    of: Sealed,
    rows: Vec<(Row, String)>,
}

/// Looks at every value of a column; with `anew`, seals those anew that the other key has sealed.
/// What another process changes meanwhile stays as that has it.
///
/// # Errors
/// When the database fails.
pub async fn reseal(app: &App, of: Sealed, anew: bool) -> Result<Found> {
    let mut found = Found::default();
    let mut after = (String::new(), String::new());
    loop {
        let rows = batch(app, of, &after).await?;
        let Some((first, second, _)) = rows.last() else {
            return Ok(found);
        };
        after = (first.clone(), second.clone());
        let rows = changed(&app.vault, of, rows, &mut found);
        if anew && !rows.is_empty() {
            app.db.write(Change { of, rows }, write).await?;
        }
    }
}

async fn batch(app: &App, of: Sealed, after: &(String, String)) -> Result<Vec<Row>> {
    let (table, column, [first, second]) = (of.table, of.column, of.key);
    let mut tx = app.db.read().await?;
    let rows = tx
        .sql(format!(
            "SELECT {first}, {second}, {column} FROM {table}
             WHERE ({first}, {second}) > ($1, $2) AND {column} <> ''
             ORDER BY {first}, {second} LIMIT {BATCH}"
        ))
        .bind(&after.0)
        .bind(&after.1)
        .all()
        .await?;
    Ok(rows)
}

/// The rows that get another value.
fn changed(vault: &Vault, of: Sealed, rows: Vec<Row>, found: &mut Found) -> Vec<(Row, String)> {
    let mut changed = Vec::new();
    for row in rows {
        match vault.resealed(of.context, &row.2) {
            Ok(None) => {}
            Ok(Some(sealed)) => {
                found.other += 1;
                changed.push((row, sealed));
            }
            Err(_) => found.lost += 1,
        }
    }
    changed
}

async fn write(tx: &mut Tx, change: &Change) -> cleat_store::Result<()> {
    let (table, column, [first, second]) = (change.of.table, change.of.column, change.of.key);
    for ((one, two, before), sealed) in &change.rows {
        tx.sql(format!(
            "UPDATE {table} SET {column} = $1
             WHERE {first} = $2 AND {second} = $3 AND {column} = $4"
        ))
        .bind(sealed)
        .bind(one)
        .bind(two)
        .bind(before)
        .run()
        .await?;
    }
    Ok(())
}
