//! The link that makes an owner: known to whoever has the machine, good for half an hour and once.

use cleat_delivery::Notice;
use cleat_protocol::seal;
use cleat_store::Tx;

use super::{PATH, POOL, store};
use crate::account::store as accounts;
use crate::audit::{self, Event, RECOVER_CONSOLE};
use crate::kernel::{Cx, Outcome, Result};
use crate::notice;

/// How long a link works, in milliseconds.
const LIFE: i64 = 30 * 60_000;

/// The link that makes the first owner.
pub(super) const FIRST: &str = "first";
/// The link that adds an owner to those there are.
const RECOVER: &str = "recover";

/// Makes a link; the one before is dead. Nothing where there is an owner, unless it is to recover by.
///
/// The token stands in the fragment, which no server and no proxy sees.
///
/// # Errors
/// When the database fails.
pub async fn setup_link(cx: &Cx, recover: bool) -> Result<Option<String>> {
    let token = cx.app.random.secret();
    let made = cx.write((seal::sha256(&token), recover), make).await?;
    let base = cx.app.settings.base_url();
    Ok(made.then(|| format!("{base}{PATH}/setup#{token}")))
}

async fn make(tx: &mut Tx, cx: &Cx, (digest, recover): &(String, bool)) -> Outcome<bool> {
    let until = cx.now() + LIFE;
    if !store::has_owner(tx).await? {
        store::set_link(tx, FIRST, digest, until).await?;
        return Ok(true);
    }
    if !recover {
        return Ok(false);
    }
    store::set_link(tx, RECOVER, digest, until).await?;
    audit::record(tx, cx, Event::of_operator(RECOVER_CONSOLE, POOL)).await?;
    tracing::warn!("a link was made that adds an owner of the console");
    tell_owners(tx, cx).await?;
    Ok(true)
}

/// Tells the owners there are, over everything that they can be reached by.
async fn tell_owners(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    for (id,) in store::lock_owners(tx).await? {
        let owner = accounts::by_id(tx, POOL, &id).await?;
        if let Some(owner) = owner.filter(|owner| owner.is_active()) {
            let to = owner.contacts();
            notice::tell(tx, cx, POOL, &to, Notice::ConsoleRecovered).await?;
        }
    }
    Ok(())
}
