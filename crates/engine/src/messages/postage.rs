//! What a message of a pool goes by, and what it is taken to cost.

use std::sync::Arc;

use cleat_delivery::provider::{Providers, Reach};
use cleat_delivery::spend::{self, Purchase};
use cleat_delivery::{Medium, Outbox};
use cleat_protocol::phone;
use cleat_store::{Result, Tx};

use crate::kernel::Cx;

/// What the messages of a pool go by.
pub struct Postage {
    /// Which of them would go anywhere.
    pub reach: Reach,
    providers: Arc<Providers>,
}

/// What a message is taken to cost.
pub struct Stamp {
    /// ISO 3166 region of the number; empty for e-mail.
    pub country: String,
    /// Millionths; nothing where no budget has room for it.
    pub price: Option<i64>,
}

impl Postage {
    /// That of a pool.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(tx: &mut Tx, cx: &Cx, pool_id: &str) -> Result<Self> {
        let outbox = &cx.app.outbox;
        let revision = Outbox::revision(tx, pool_id).await?;
        Ok(Self {
            reach: outbox.reach_at(tx, pool_id, revision).await?,
            providers: outbox.providers(tx, pool_id, revision).await?,
        })
    }

    /// Charges a message to the budgets of the pool.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn charge(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        pool_id: &str,
        (medium, to): (Medium, &str),
    ) -> Result<Stamp> {
        if medium == Medium::Email {
            return Ok(Stamp {
                country: String::new(),
                price: Some(0),
            });
        }
        let country = phone::region(to).unwrap_or_default();
        let [shard] = cx.app.random.bytes::<1>();
        let purchase = Purchase {
            pool_id,
            country: &country,
            at: cx.now(),
            shard,
        };
        let price = spend::charge(tx, self.providers.policy(), purchase).await?;
        Ok(Stamp { country, price })
    }
}
