//! Attempts: one row each, committed before the provider is called.

use cleat_store::{Result, Tx, row};

use crate::letter::Letter;
use crate::outcome::{Kind, Outcome, Refusal, Taken};

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptState {
    /// The provider is being called, or was when the process ended.
    Calling,
    /// The provider refused it.
    Refused,
    /// Nobody knows.
    Unknown,
    /// The provider took it.
    Taken,
    /// It did not arrive.
    Failed,
    /// Its time was over before it arrived.
    Expired,
    /// It arrived.
    Delivered,
}

impl AttemptState {
    pub(crate) const ALL: [Self; 7] = [
        Self::Calling,
        Self::Refused,
        Self::Unknown,
        Self::Taken,
        Self::Failed,
        Self::Expired,
        Self::Delivered,
    ];

    /// Its name in rows and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calling => "calling",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Taken => "taken",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Delivered => "delivered",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether the provider had the message.
    pub(crate) fn was_taken(self) -> bool {
        matches!(
            self,
            Self::Taken | Self::Failed | Self::Expired | Self::Delivered
        )
    }

    /// Whether nobody knows if the provider had it.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Calling | Self::Unknown)
    }
}

row! {
    /// An attempt at a message.
    #[derive(Debug, Clone)]
    pub struct Attempt in message_attempt (id) {
        /// Id: that of the message, and the number of the attempt.
        pub id: String,
        /// Pool.
        pub pool_id: String,
        /// Message.
        pub message_id: String,
        /// Id of the provider's row; for one of the configuration, its name.
        pub provider_id: String,
        /// Name of the vendor.
        pub vendor: String,
        /// Name of an [`AttemptState`].
        pub state: String,
        /// Rank of what receipts said; nothing takes it back.
        pub rank: i64,
        /// Name of a [`Kind`], where it was refused or failed.
        pub kind: Option<String>,
        /// The vendor's code.
        pub code: Option<String>,
        /// The vendor's id of the request.
        pub request_id: Option<String>,
        /// The vendor's id of the message.
        pub vendor_id: Option<String>,
        /// Parts that are charged for.
        pub segments: Option<i64>,
        /// Millionths of the currency.
        pub price: Option<i64>,
        /// ISO 4217 code.
        pub currency: Option<String>,
        /// When the provider was called, in milliseconds.
        pub begun_at: i64,
        /// When it answered.
        pub ended_at: Option<i64>,
        /// When the last receipt came.
        pub reported_at: Option<i64>,
        /// When the code it carried was used.
        pub verified_at: Option<i64>,
    }
}

impl Attempt {
    /// One that begins now, by the provider with that id, of that vendor.
    pub(crate) fn begun(letter: &Letter, (provider_id, vendor): (&str, &str), now: i64) -> Self {
        Self {
            id: letter.attempt_id.clone(),
            pool_id: letter.pool_id.clone(),
            message_id: letter.id.clone(),
            provider_id: provider_id.into(),
            vendor: vendor.into(),
            state: AttemptState::Calling.as_str().into(),
            rank: 0,
            kind: None,
            code: None,
            request_id: None,
            vendor_id: None,
            segments: None,
            price: None,
            currency: None,
            begun_at: now,
            ended_at: None,
            reported_at: None,
            verified_at: None,
        }
    }

    /// What it is in words of the program.
    pub fn state(&self) -> AttemptState {
        AttemptState::parse(&self.state).unwrap_or(AttemptState::Unknown)
    }

    /// Why it was refused, where it was.
    pub fn kind(&self) -> Option<Kind> {
        let name = self.kind.as_deref()?;
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The attempts at a message, the first one first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of_message(tx: &mut Tx, message_id: &str) -> Result<Vec<Self>> {
        let sql = format!(
            "{} WHERE message_id = $1 ORDER BY begun_at, id",
            Self::SELECT
        );
        tx.sql(sql).bind(message_id).all().await
    }

    /// Notes that nobody will answer for the calls of a message that are open; which those are.
    pub(crate) async fn lose(tx: &mut Tx, message_id: &str) -> Result<Vec<Self>> {
        let mut lost = Self::of_message(tx, message_id).await?;
        lost.retain(|attempt| attempt.state() == AttemptState::Calling);
        if lost.is_empty() {
            return Ok(lost);
        }
        tx.sql(
            "UPDATE message_attempt SET state = 'unknown'
             WHERE message_id = $1 AND state = 'calling'",
        )
        .bind(message_id)
        .run()
        .await?;
        Ok(lost)
    }

    /// Notes what became of a call. A receipt that came first has said more.
    pub(crate) async fn end(tx: &mut Tx, id: &str, outcome: &Outcome, now: i64) -> Result<()> {
        let (state, none, nothing) = (
            state_of(outcome),
            Refusal::new(Kind::Config),
            Taken::default(),
        );
        let (refusal, taken) = match outcome {
            Outcome::Refused(refusal) => (refusal, &nothing),
            Outcome::Taken(taken) => (&none, taken),
            Outcome::Unknown(_) => (&none, &nothing),
        };
        let kind = (state == AttemptState::Refused).then(|| refusal.kind.as_str());
        let price = taken.price.as_ref();
        tx.sql(
            "UPDATE message_attempt SET
                 state = CASE WHEN rank > 0 THEN state ELSE $1 END, kind = COALESCE(kind, $2),
                 code = COALESCE(code, $3), request_id = $4,
                 vendor_id = COALESCE(vendor_id, $5), segments = COALESCE(segments, $6),
                 price = COALESCE(price, $7), currency = COALESCE(currency, $8), ended_at = $9
             WHERE id = $10",
        )
        .bind(state.as_str())
        .bind(kind)
        .bind(refusal.code.clone())
        .bind(refusal.request_id.clone())
        .bind(taken.vendor_id.clone())
        .bind(taken.segments)
        .bind(price.map(|price| price.micros))
        .bind(price.and_then(|price| price.currency.clone()))
        .bind(now)
        .bind(id)
        .run()
        .await
    }
}

fn state_of(outcome: &Outcome) -> AttemptState {
    match outcome {
        Outcome::Taken(_) => AttemptState::Taken,
        Outcome::Refused(_) => AttemptState::Refused,
        Outcome::Unknown(_) => AttemptState::Unknown,
    }
}
