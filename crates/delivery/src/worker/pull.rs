//! Fetching receipts from vendors that keep them.

use std::sync::Arc;
use std::time::Duration;

use cleat_store::Database;

use crate::call::Moment;
use crate::outbox::Outbox;
use crate::provider::Provider;
use crate::receipts::{Reported, apply_all};

use super::surroundings::Surroundings;

/// Time between two looks.
const PAUSE: Duration = Duration::from_secs(15);

/// Fetches what vendors keep, again and again, for the pools that sent something by this process.
pub async fn pull(db: Database, outbox: Outbox, around: Surroundings) {
    loop {
        tokio::time::sleep(PAUSE).await;
        for provider in outbox.in_use() {
            one(&db, &outbox, &provider, &around).await;
        }
    }
}

async fn one(db: &Database, outbox: &Outbox, provider: &Arc<Provider>, around: &Surroundings) {
    let (now, nonce) = ((around.now)(), (around.nonce)());
    let at = Moment {
        now,
        nonce: &nonce,
        callback: provider.callback.as_deref(),
    };
    let reported = Reported {
        provider_id: provider.id.clone(),
        receipts: outbox.pull(provider, &at).await,
        now,
    };
    if reported.receipts.is_empty() {
        return;
    }
    match db.write(reported, apply_all).await {
        Ok(news) => {
            for (country, fate) in news {
                outbox.report(provider, &country, fate);
            }
        }
        Err(error) => tracing::error!(%error, provider = provider.id, "receipts were lost"),
    }
}
