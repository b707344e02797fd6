//! What a message of a pool goes by, and what it is taken to cost.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_delivery::guard::GuardPolicy;
use cleat_delivery::provider::{Provider, Providers, Reach, Scope};
use cleat_delivery::spend::{self, Purchase};
use cleat_delivery::way::Way;
use cleat_delivery::{Medium, Outbox};
use cleat_store::{Result, Tx};

use crate::kernel::{self, Cx};

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
    shard: u8,
}

impl Postage {
    /// That of a pool.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(tx: &mut Tx, cx: &Cx, pool_id: &str) -> Result<Self> {
        let revision = Outbox::revision(tx, pool_id).await?;
        Self::at(tx, cx, pool_id, revision).await
    }

    /// The same, where the revision of its providers is known.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn at(tx: &mut Tx, cx: &Cx, pool_id: &str, revision: i64) -> Result<Self> {
        let outbox = &cx.app.outbox;
        Ok(Self {
            reach: outbox.reach_at(tx, pool_id, revision).await?,
            providers: outbox.providers(tx, pool_id, revision).await?,
        })
    }

    /// The providers that a message to a country is offered to, which may go these ways, in order.
    /// Development mode needs none.
    ///
    /// # Errors
    /// `SmsUnavailable`, `InternationalSmsUnavailable`, `EmailUnavailable` where nobody carries it.
    pub fn carriers(
        &self,
        cx: &Cx,
        (medium, to): (Medium, &str),
        (country, ways): (&str, &[Way]),
    ) -> kernel::Result<Vec<Arc<Provider>>> {
        let scope = Scope::of(medium, to);
        let carriers = self.providers.of(scope, country, ways);
        if !self.reach.includes(medium, to) || (carriers.is_empty() && !cx.app.outbox.is_held()) {
            return Err(unavailable(scope).into());
        }
        Ok(carriers)
    }

    /// Whether a code would go to the numbers of a country.
    pub fn serves(&self, cx: &Cx, country: &str, calling_code: &str) -> bool {
        let guard = self.guard();
        let passes = !guard.enforced || guard.serves(country);
        let number = (Medium::Sms, calling_code);
        passes && self.carriers(cx, number, (country, &[])).is_ok()
    }

    /// Which requests for a message pass.
    pub fn guard(&self) -> &GuardPolicy {
        &self.providers.policy().guard
    }

    /// What a message to that country is taken to cost.
    pub fn price(&self, country: &str) -> i64 {
        self.providers.policy().price(country)
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
        let [shard] = cx.app.random.bytes::<1>();
        let mut stamp = Stamp {
            country: medium.country(to),
            price: Some(0),
            shard,
        };
        if medium == Medium::Sms {
            let purchase = stamp.purchase(cx, pool_id);
            stamp.price = spend::charge(tx, self.providers.policy(), purchase).await?;
        }
        Ok(stamp)
    }

    /// Gives back what a message was taken to cost: it is not sent.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn give_back(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        pool_id: &str,
        stamp: &mut Stamp,
    ) -> Result<()> {
        let price = stamp.price.replace(0).unwrap_or_default();
        let purchase = stamp.purchase(cx, pool_id);
        spend::correct(tx, self.providers.policy(), purchase, -price).await
    }
}

impl Stamp {
    /// That of a message which goes nowhere.
    pub fn free(medium: Medium, to: &str) -> Self {
        Self {
            country: medium.country(to),
            price: Some(0),
            shard: 0,
        }
    }

    fn purchase<'s>(&'s self, cx: &Cx, pool_id: &'s str) -> Purchase<'s> {
        Purchase {
            pool_id,
            country: &self.country,
            at: cx.now(),
            shard: self.shard,
        }
    }
}

fn unavailable(scope: Scope) -> ErrorCode {
    match scope {
        Scope::Domestic => ErrorCode::SmsUnavailable,
        Scope::International => ErrorCode::InternationalSmsUnavailable,
        Scope::Email => ErrorCode::EmailUnavailable,
    }
}
