//! How the providers of a pool fare, added up by country and hour.

mod alarms;
mod figures;
mod learn;

use std::collections::BTreeMap;

use cleat_store::{Result, Tx};

use crate::attempt::{Attempt, AttemptState};
use crate::outcome::{Kind, Outcome};

pub use alarms::{Alarm, alarms};
pub use figures::{Asked, Figures, figures};
pub use learn::{begin_verified, count_verified, judge};

/// Milliseconds of an hour.
pub const HOUR: i64 = 3_600_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A provider was called.
    Tried,
    /// It refused.
    Refused(Kind),
    /// Nobody knows whether it took the message.
    Unknown,
    /// It took the message.
    Taken,
    /// A receipt says that the message arrived.
    Delivered,
    /// A receipt says that it did not.
    Failed,
    /// Its code was used.
    Verified,
    /// Its code was used more than a minute after the call.
    VerifiedLate,
    /// A message of which it is known by now whether it helped.
    Judged,
    /// One of those that did: it was delivered, or its code was used.
    Helped,
    /// Money, in millionths of the budget's currency.
    Spent,
}

/// Begins the names of refusals.
const REFUSED: &str = "refused:";

impl Event {
    const PLAIN: [Self; 10] = [
        Self::Tried,
        Self::Unknown,
        Self::Taken,
        Self::Delivered,
        Self::Failed,
        Self::Verified,
        Self::VerifiedLate,
        Self::Judged,
        Self::Helped,
        Self::Spent,
    ];

    fn name(self) -> String {
        match self {
            Self::Refused(kind) => format!("{REFUSED}{}", kind.as_str()),
            Self::Tried => "tried".into(),
            Self::Unknown => "unknown".into(),
            Self::Taken => "taken".into(),
            Self::Delivered => "delivered".into(),
            Self::Failed => "failed".into(),
            Self::Verified => "verified".into(),
            Self::VerifiedLate => "verified_late".into(),
            Self::Judged => "judged".into(),
            Self::Helped => "helped".into(),
            Self::Spent => "spent".into(),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        if let Some(kind) = name.strip_prefix(REFUSED) {
            let kind = Kind::ALL.into_iter().find(|one| one.as_str() == kind);
            return kind.map(Self::Refused);
        }
        Self::PLAIN.into_iter().find(|event| event.name() == name)
    }
}

/// Pool, provider, country, hour and event.
type Key = (String, String, String, i64, String);

/// What is to be added to the figures. Written in the order of the keys, so that two replicas never
/// wait for each other.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<Key, (String, i64)>);

impl Tally {
    /// Adds to the figures of an attempt at a message to that country.
    pub(crate) fn add(&mut self, attempt: &Attempt, country: &str, event: Event, amount: i64) {
        let key = (
            attempt.pool_id.clone(),
            attempt.provider_id.clone(),
            country.to_owned(),
            attempt.begun_at - attempt.begun_at.rem_euclid(HOUR),
            event.name(),
        );
        let row = self.0.entry(key);
        row.or_insert_with(|| (attempt.vendor.clone(), 0)).1 += amount;
    }

    /// Adds what a call came to, and what the message cost then.
    pub(crate) fn ended(
        &mut self,
        attempt: &Attempt,
        country: &str,
        outcome: &Outcome,
        price: i64,
    ) {
        let event = match outcome {
            Outcome::Refused(refusal) => Event::Refused(refusal.kind),
            Outcome::Unknown(_) => Event::Unknown,
            Outcome::Taken(_) => Event::Taken,
        };
        self.add(attempt, country, event, 1);
        if !matches!(outcome, Outcome::Refused(_)) {
            self.add(attempt, country, Event::Spent, price);
        }
    }

    /// Adds what a receipt says, in the place of what an earlier one said.
    pub(crate) fn reported(&mut self, attempt: &Attempt, country: &str, state: AttemptState) {
        let event = |state| match state {
            AttemptState::Delivered => Some(Event::Delivered),
            AttemptState::Failed | AttemptState::Expired => Some(Event::Failed),
            _ => None,
        };
        for (state, amount) in [(attempt.state(), -1), (state, 1)] {
            if let Some(event) = event(state) {
                self.add(attempt, country, event, amount);
            }
        }
    }

    /// Writes it.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<()> {
        for ((pool_id, provider_id, country, hour, event), (vendor, amount)) in self.0 {
            if amount == 0 {
                continue;
            }
            tx.sql(
                "INSERT INTO message_statistic
                     (pool_id, provider_id, country, hour, event, vendor, amount)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (pool_id, provider_id, country, hour, event)
                 DO UPDATE SET amount = message_statistic.amount + $7",
            )
            .bind(pool_id)
            .bind(provider_id)
            .bind(country)
            .bind(hour)
            .bind(event)
            .bind(vendor)
            .bind(amount)
            .run()
            .await?;
        }
        Ok(())
    }
}
