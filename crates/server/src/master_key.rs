//! A master key that takes the place of another, while servers that have both go on.

use std::sync::Arc;

use cleat_engine::audit::{self, Event, ROTATE_MASTER_KEY};
use cleat_engine::kernel::{App, Cx, Found, Outcome, Result, reseal};
use cleat_engine::operators;
use cleat_store::Tx;

use crate::folder::{OTHER_KEY, wrong};
use crate::support::operator;

/// Looks at all there is before servers are taken to go on sealing by the other key.
const LOOKS: u32 = 5;

/// What the master key sealed in a table.
pub struct OfTable {
    /// The table.
    pub table: &'static str,
    /// What was found in it.
    pub found: Found,
}

/// Seals anew what the other master key has sealed, and looks again until nothing is left; `told` is
/// what was found in each table. A run that was cut is run again. The number of values that no key
/// opens.
///
/// # Errors
/// When no other key is named, the database fails, or servers go on sealing by the other key.
pub async fn rotate(app: &Arc<App>, mut told: impl FnMut(&OfTable)) -> Result<u64> {
    if app.settings.other_master_key.0.is_empty() {
        return Err(wrong(OTHER_KEY, "name the key that has sealed until now"));
    }
    operator(app.clone(), None).write((), begun).await?;
    for _ in 0..LOOKS {
        let found = look(app, true, &mut told).await?;
        if found.other == 0 {
            return Ok(found.lost);
        }
    }
    let why = "servers go on sealing by it; start them with the new key as master_key";
    Err(wrong(OTHER_KEY, why))
}

/// What is left of the other master key.
///
/// # Errors
/// When the database fails.
pub async fn left(app: &App) -> Result<Found> {
    look(app, false, &mut |_: &OfTable| {}).await
}

async fn look(app: &App, anew: bool, told: &mut impl FnMut(&OfTable)) -> Result<Found> {
    let mut all = Found::default();
    for sealed in app.modules.iter().flat_map(|module| module.sealed) {
        let found = reseal(app, *sealed, anew).await?;
        all.other += found.other;
        all.lost += found.lost;
        told(&OfTable {
            table: sealed.table,
            found,
        });
    }
    Ok(all)
}

async fn begun(tx: &mut Tx, cx: &Cx, (): &()) -> Outcome<()> {
    let event = Event::of_operator(ROTATE_MASTER_KEY, operators::POOL);
    Ok(audit::record(tx, cx, event).await?)
}
