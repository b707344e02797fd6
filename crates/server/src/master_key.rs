//! A master key that takes the place of another, while servers that have both go on.

use std::sync::Arc;

use cleat_engine::audit::{self, Event, ROTATE_MASTER_KEY};
use cleat_engine::kernel::{App, Cx, Found, KEYS, Outcome, Result, reseal};
use cleat_engine::operators;
use cleat_store::Tx;

use crate::folder::{self, OTHER_KEY, Served, wrong};
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

/// What sealing anew came to.
pub struct Rotated {
    /// Values that no key opens.
    pub lost: u64,
    /// Whether the server that uses the data folder goes on sealing by the other key.
    pub goes_on: bool,
}

/// Seals anew what the other master key has sealed, and looks again until nothing is left; `told` is
/// what was found in each table. A run that was cut is run again.
///
/// # Errors
/// When no other key is named, the database fails, or servers go on sealing by the other key. One that
/// uses the data folder is known before and after; of replicas it is not known which keys they have.
pub async fn rotate(app: &Arc<App>, mut told: impl FnMut(&OfTable)) -> Result<Rotated> {
    if app.settings.other_master_key.0.is_empty() {
        return Err(wrong(OTHER_KEY, "name the key that has sealed until now"));
    }
    is_known(app)?;
    operator(app.clone(), None).write((), begun).await?;
    for _ in 0..LOOKS {
        let found = look(app, true, &mut told).await?;
        if found.other == 0 {
            return Ok(Rotated {
                lost: found.lost,
                goes_on: is_known(app)? == Served::Opening,
            });
        }
    }
    let why = "servers go on sealing by it; start them with the new key as master_key";
    Err(wrong(OTHER_KEY, why))
}

/// What the server that uses the data folder does with the key that takes over. It must have it.
fn is_known(app: &App) -> Result<Served> {
    if !app.settings.database_url.0.is_empty() {
        return Ok(Served::Sealing);
    }
    let own = folder::master_key(&app.settings)?;
    let own = own.ok_or_else(|| folder::without_its_key(&app.settings))?;
    let served = folder::served(&app.settings, &own)?;
    if served == Served::Without {
        let why = "the server that uses it does not have the new key; restart it with both, then \
                   run this again";
        return Err(wrong("data", why));
    }
    Ok(served)
}

/// What is left of the other master key, and what no key opens; `told` is the same of each table.
///
/// # Errors
/// When the database fails.
pub async fn left(app: &App, mut told: impl FnMut(&OfTable)) -> Result<Found> {
    look(app, false, &mut told).await
}

async fn look(app: &App, anew: bool, told: &mut impl FnMut(&OfTable)) -> Result<Found> {
    let mut all = Found::default();
    let mut add = |table, found: Found| {
        all.other += found.other;
        all.lost += found.lost;
        told(&OfTable { table, found });
        all.other
    };
    let mut left = 0;
    let columns = app.modules.iter().flat_map(|module| module.sealed);
    for sealed in columns.filter(|sealed| sealed.table != KEYS.table) {
        left = add(sealed.table, reseal(app, *sealed, anew).await?);
    }
    // A server starts where it can open the keys. They come last, so that none starts without the
    // key that anything else still needs.
    if anew && left > 0 {
        return Ok(all);
    }
    add(KEYS.table, reseal(app, KEYS, anew).await?);
    Ok(all)
}

async fn begun(tx: &mut Tx, cx: &Cx, (): &()) -> Outcome<()> {
    let event = Event::of_operator(ROTATE_MASTER_KEY, operators::POOL);
    Ok(audit::record(tx, cx, event).await?)
}
