//! `cleat check`: every invariant of a database, and the rows at fault.

use cleat_engine::kernel::{App, Besides, Check, Result, reseal};
use cleat_protocol::phone::mask;

/// A row that breaks an invariant.
#[derive(Debug)]
pub struct Fault {
    /// Invariant.
    pub invariant: &'static str,
    /// Row.
    pub row: String,
}

/// Looks for faults.
///
/// # Errors
/// When the database cannot be read.
pub async fn faults(app: &App) -> Result<Vec<Fault>> {
    let mut tx = app.db.scan_patiently().await?;
    let besides = Besides {
        vault: &app.vault,
        outbox: &app.outbox,
    };
    let mut faults = Vec::new();
    for invariant in app.modules.iter().flat_map(|module| module.invariants) {
        let rows = match invariant.check {
            Check::Rows(check) => check(besides, &mut tx).await?,
            Check::Sql(query) => {
                let found: Vec<(String, String)> = tx.sql(query).all().await?;
                let rows = found.into_iter();
                rows.map(|(pool, row)| format!("{pool} {}", mask_if_contact(&row)))
                    .collect()
            }
        };
        faults.extend(rows.into_iter().map(|row| Fault {
            invariant: invariant.name,
            row,
        }));
    }
    drop(tx);
    faults.extend(shut(app).await?);
    Ok(faults)
}

/// Tables with values that the master keys do not open.
async fn shut(app: &App) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for sealed in app.modules.iter().flat_map(|module| module.sealed) {
        let lost = reseal(app, *sealed, false).await?.lost;
        faults.extend((lost > 0).then(|| Fault {
            invariant: "what is sealed can be opened",
            row: format!("{}.{}: {lost} values", sealed.table, sealed.column),
        }));
    }
    Ok(faults)
}

fn mask_if_contact(row: &str) -> String {
    if row.starts_with('+') || row.contains('@') {
        mask(row)
    } else {
        row.to_owned()
    }
}
