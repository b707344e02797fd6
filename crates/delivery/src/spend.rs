//! What messages cost: charged when they are queued, corrected when more is known.

use cleat_store::{Error, Result, Tx};

use crate::call::Moment;
use crate::outbox::Outbox;
use crate::outcome::Price;
use crate::policy::{MessagePolicy, POOL, Period};

/// Rows that a large budget is spread over, so that none is hot.
const SHARDS: i64 = 16;
/// Messages that a budget must be good for to be spread: what is left in the rows when no message
/// fits any more is then less than a hundredth.
const LARGE: i64 = 1600;
const DAY: i64 = 86_400_000;

/// A message to be paid for.
#[derive(Debug, Clone, Copy)]
pub struct Purchase<'a> {
    /// Pool.
    pub pool_id: &'a str,
    /// ISO 3166 region of the number.
    pub country: &'a str,
    /// When it was asked for, in milliseconds.
    pub at: i64,
    /// A random number.
    pub shard: u8,
}

/// Charges a message to every budget it counts for; what it is taken to cost, or nothing where one
/// of them has no room. Then none is charged.
///
/// # Errors
/// When the database refuses.
pub async fn charge(
    tx: &mut Tx,
    policy: &MessagePolicy,
    purchase: Purchase<'_>,
) -> Result<Option<i64>> {
    let price = policy.price(purchase.country);
    let limits = policy.limits(purchase.country);
    for (done, (name, period, limit)) in limits.iter().enumerate() {
        let row = Row::new(
            &purchase,
            name,
            *period,
            share_of(*limit, price, purchase.shard),
        );
        if !row.add(tx, price).await? {
            for (name, period, limit) in limits.iter().take(done) {
                let share = share_of(*limit, price, purchase.shard);
                Row::new(&purchase, name, *period, share)
                    .correct(tx, -price)
                    .await?;
            }
            return Ok(None);
        }
    }
    Ok(Some(price))
}

/// A message that was charged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Charged<'a> {
    /// Pool.
    pub(crate) pool_id: &'a str,
    /// Id of the message.
    pub(crate) message_id: &'a str,
    /// ISO 3166 region of the number.
    pub(crate) country: &'a str,
    /// When it was asked for, in milliseconds.
    pub(crate) at: i64,
    /// What it was taken to cost.
    pub(crate) price: i64,
}

impl Charged<'_> {
    /// The price that a vendor tells takes the place of the one that was assumed, where the
    /// currency is that of the budget; by how much it is more.
    pub(crate) async fn settle(self, tx: &mut Tx, told: &Price) -> Result<i64> {
        if self.price == 0 {
            return Ok(0);
        }
        let policy = self.policy(tx).await?;
        let budgets = policy.budget.as_ref().map(|budget| &budget.currency);
        if told.currency.as_ref() != budgets {
            return Ok(0);
        }
        let more = told.micros - self.price;
        correct(tx, &policy, self.purchase(), more).await?;
        Ok(more)
    }

    /// Adds to what it costs, or takes from it.
    pub(crate) async fn correct(self, tx: &mut Tx, by: i64) -> Result<()> {
        if by == 0 {
            return Ok(());
        }
        let policy = self.policy(tx).await?;
        correct(tx, &policy, self.purchase(), by).await
    }

    /// What the pool says of its messages. Where that is not read no budget is corrected, and nobody is
    /// kept from their messages.
    async fn policy(self, tx: &mut Tx) -> Result<MessagePolicy> {
        match Outbox::policy(tx, self.pool_id).await {
            Err(Error::Aborted(why)) => {
                let pool = self.pool_id;
                tracing::error!(pool, why, "what a message cost cannot be corrected");
                Ok(MessagePolicy::default())
            }
            other => other,
        }
    }
}

impl<'a> Charged<'a> {
    fn purchase(self) -> Purchase<'a> {
        Purchase {
            pool_id: self.pool_id,
            country: self.country,
            at: self.at,
            shard: self.message_id.bytes().last().unwrap_or_default(),
        }
    }
}

/// Corrects what a message was taken to cost.
///
/// # Errors
/// When the database refuses.
pub async fn correct(
    tx: &mut Tx,
    policy: &MessagePolicy,
    purchase: Purchase<'_>,
    by: i64,
) -> Result<()> {
    if by == 0 {
        return Ok(());
    }
    for (name, period, limit) in policy.limits(purchase.country) {
        let share = share_of(limit, policy.price(purchase.country), purchase.shard);
        Row::new(&purchase, &name, period, share)
            .correct(tx, by)
            .await?;
    }
    Ok(())
}

/// What was spent by a pool today and this month.
///
/// # Errors
/// When the database refuses.
pub async fn spent(tx: &mut Tx, pool_id: &str, now: i64) -> Result<[i64; 2]> {
    let mut sums = [0; 2];
    for (sum, period) in sums.iter_mut().zip([Period::Day, Period::Month]) {
        let found: (Option<i64>,) = tx
            .sql(
                "SELECT CAST(SUM(amount) AS BIGINT) FROM message_spend
                 WHERE pool_id = $1 AND subject = $2 AND started_at = $3",
            )
            .bind(pool_id)
            .bind(subject(POOL, period))
            .bind(begun(period, now))
            .one()
            .await?;
        *sum = found.0.unwrap_or_default();
    }
    Ok(sums)
}

/// The row that a message is charged to, and its share of the limit.
fn share_of(limit: i64, price: i64, shard: u8) -> (i64, i64) {
    if limit / price.max(1) < LARGE {
        return (0, limit);
    }
    let shard = i64::from(shard) % SHARDS;
    (shard, limit / SHARDS + i64::from(shard < limit % SHARDS))
}

fn subject(name: &str, period: Period) -> String {
    match period {
        Period::Day => format!("{name}:day"),
        Period::Month => format!("{name}:month"),
    }
}

/// When the day or month began that a time is in (UTC).
fn begun(period: Period, at: i64) -> i64 {
    let midnight = at - at.rem_euclid(DAY);
    match period {
        Period::Day => midnight,
        Period::Month => midnight - (Moment::day_of_month(at) - 1) * DAY,
    }
}

struct Row<'a> {
    pool_id: &'a str,
    subject: String,
    started_at: i64,
    shard: i64,
    limit: i64,
}

impl<'a> Row<'a> {
    fn new(
        purchase: &Purchase<'a>,
        name: &str,
        period: Period,
        (shard, limit): (i64, i64),
    ) -> Self {
        Self {
            pool_id: purchase.pool_id,
            subject: subject(name, period),
            started_at: begun(period, purchase.at),
            shard,
            limit,
        }
    }

    /// Adds an amount, if it is still within the limit then.
    async fn add(&self, tx: &mut Tx, amount: i64) -> Result<bool> {
        if amount > self.limit {
            return Ok(false);
        }
        tx.sql(
            "INSERT INTO message_spend (pool_id, subject, started_at, shard, amount)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (pool_id, subject, started_at, shard)
             DO UPDATE SET amount = message_spend.amount + $5
             WHERE message_spend.amount + $5 <= $6",
        )
        .bind(self.pool_id)
        .bind(self.subject.as_str())
        .bind(self.started_at)
        .bind(self.shard)
        .bind(amount)
        .bind(self.limit)
        .changes(1)
        .await
    }

    /// Adds an amount, whatever the limit: it was spent, or was not.
    async fn correct(&self, tx: &mut Tx, amount: i64) -> Result<()> {
        tx.sql(
            "INSERT INTO message_spend (pool_id, subject, started_at, shard, amount)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (pool_id, subject, started_at, shard)
             DO UPDATE SET amount = message_spend.amount + $5",
        )
        .bind(self.pool_id)
        .bind(self.subject.as_str())
        .bind(self.started_at)
        .bind(self.shard)
        .bind(amount)
        .run()
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_month_begin_at_midnight() {
        let noon = 1_795_608_000_000;
        assert_eq!(begun(Period::Day, noon), 1_795_564_800_000);
        assert_eq!(begun(Period::Month, noon), 1_793_491_200_000);
        assert_eq!(begun(Period::Month, 1_793_491_200_000), 1_793_491_200_000);
        assert_eq!(begun(Period::Month, 1_793_491_199_999), 1_790_812_800_000);
    }

    #[test]
    fn the_shares_are_the_limit() {
        for limit in [1, 1599, 1600, 16_007, 1_000_000] {
            let mut shares: Vec<_> = (0..=255).map(|shard| share_of(limit, 1, shard)).collect();
            shares.sort_unstable();
            shares.dedup();
            assert_eq!(shares.iter().map(|(_, share)| share).sum::<i64>(), limit);
        }
    }
}
