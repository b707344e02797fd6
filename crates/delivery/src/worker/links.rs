//! Links to SMSCs: they are there before the first message, and what comes over them is written
//! down.

use std::collections::BTreeSet;
use std::time::Duration;

use cleat_store::{Database, Result, Tx};
use tokio::sync::watch;
use tokio::time::interval;

use super::surroundings::Surroundings;
use crate::outbox::Outbox;
use crate::provider::smpp::{Arrived, VENDOR};
use crate::receipt::Fate;
use crate::receipts::{Reported, apply_all};

/// Time between two looks at which links there are to be.
const LOOK: Duration = Duration::from_secs(2);
/// Receipts that are written at once.
const AT_ONCE: usize = 64;

/// Keeps the links of all pools until it is told to end: then each takes leave of its SMSC.
pub async fn links(db: Database, outbox: Outbox, around: Surroundings) {
    let mut ending = around.ending.clone();
    let mut looks = interval(LOOK);
    loop {
        tokio::select! {
            came = outbox.reported(AT_ONCE) => write(&db, &outbox, &around, came).await,
            _ = looks.tick() => {
                if let Err(error) = look(&db, &outbox).await {
                    tracing::warn!(%error, "the links to SMSCs cannot be looked at");
                }
            }
            () = told(&mut ending) => break,
        }
    }
    let closed = outbox.close_links();
    tokio::pin!(closed);
    loop {
        tokio::select! {
            () = &mut closed => return,
            came = outbox.reported(AT_ONCE) => write(&db, &outbox, &around, came).await,
        }
    }
}

async fn told(ending: &mut watch::Receiver<bool>) {
    drop(ending.wait_for(|ending| *ending).await);
}

/// Makes the links that are missing, and lets go of those that nobody wants any more.
async fn look(db: &Database, outbox: &Outbox) -> Result<()> {
    let mut tx = db.read().await?;
    for pool_id in pools(&mut tx, outbox).await? {
        let revision = Outbox::revision(&mut tx, &pool_id).await?;
        outbox.providers(&mut tx, &pool_id, revision).await?;
    }
    outbox.want_links();
    Ok(())
}

async fn pools(tx: &mut Tx, outbox: &Outbox) -> Result<BTreeSet<String>> {
    let found = tx.sql("SELECT DISTINCT pool_id FROM sms_provider WHERE vendor = $1 AND enabled");
    let found: Vec<(String,)> = found.bind(VENDOR.name).all().await?;
    let mut pools: BTreeSet<_> = outbox.linked_pools().into_iter().collect();
    pools.extend(found.into_iter().map(|(pool_id,)| pool_id));
    Ok(pools)
}

/// Writes receipts down, those of a provider at once, and tells their links.
async fn write(db: &Database, outbox: &Outbox, around: &Surroundings, came: Vec<Arrived>) {
    let mut left = came;
    while let Some(first) = left.first() {
        let provider_id = first.provider_id.clone();
        let (own, others): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|arrived| arrived.provider_id == provider_id);
        left = others;
        let (receipts, kept): (Vec<_>, Vec<_>) = own
            .into_iter()
            .map(|arrived| (arrived.receipt, arrived.kept))
            .unzip();
        let reported = Reported {
            provider_id: provider_id.clone(),
            receipts,
            now: (around.now)(),
        };
        let written = db.write(reported, apply_all).await;
        for told in kept {
            // A link that ended meanwhile has no use for it.
            let _ = told.send(written.is_ok());
        }
        match written {
            Ok(news) => count(outbox, &provider_id, news),
            Err(error) => tracing::error!(%error, provider = provider_id, "receipts were lost"),
        }
    }
}

fn count(outbox: &Outbox, provider_id: &str, news: Vec<(String, Fate)>) {
    let of_pools = outbox.in_use();
    let mut known = of_pools.iter().chain(outbox.configured().all());
    let Some(provider) = known.find(|provider| provider.id == provider_id) else {
        return;
    };
    for (country, fate) in news {
        outbox.report(provider, &country, fate);
    }
}
