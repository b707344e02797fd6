//! Providers that refuse whatever they are given.

use std::collections::BTreeMap;

use cleat_store::{Result, Tx, row};

use crate::attempt::AttemptState;
use crate::outcome::Kind;

const DAY: i64 = 86_400_000;
/// Calls that are looked at, the latest first.
const CALLS: i64 = 1000;
/// Fewest refusals in a row that are worth an alarm.
const FEWEST: u64 = 3;
/// Refusals that the provider or its settings are the reason of, not a number or a text.
const OF_PROVIDER: [Kind; 6] = [
    Kind::Credentials,
    Kind::Throttled,
    Kind::Template,
    Kind::Balance,
    Kind::Temporary,
    Kind::Config,
];

row! {
    struct Call {
        provider_id: String,
        vendor: String,
        state: String,
        kind: Option<String>,
        begun_at: i64,
    }
}

/// A provider that refuses whatever it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Id of the provider.
    pub provider_id: String,
    /// Name of its vendor.
    pub vendor: String,
    /// When the first of the refusals was, in milliseconds.
    pub since: i64,
    /// How many there are.
    pub refused: u64,
    /// Kind of the latest one.
    pub kind: String,
    is_over: bool,
}

/// The providers that took nothing since they first refused within the last day.
///
/// # Errors
/// When the database refuses.
pub async fn alarms(tx: &mut Tx, pool_id: &str, now: i64) -> Result<Vec<Alarm>> {
    let sql = format!(
        "SELECT {} FROM message_attempt WHERE pool_id = $1 AND begun_at > $2
         ORDER BY begun_at DESC LIMIT $3",
        Call::COLUMNS
    );
    let query = tx.sql(sql).bind(pool_id).bind(now - DAY);
    let calls: Vec<Call> = query.bind(CALLS).all().await?;
    let mut rows: BTreeMap<String, Alarm> = BTreeMap::new();
    for call in &calls {
        let row = rows.entry(call.provider_id.clone());
        row.or_insert_with(|| Alarm::of(call)).add(call);
    }
    let rows = rows.into_values();
    Ok(rows.filter(|row| row.refused >= FEWEST).collect())
}

impl Alarm {
    fn of(call: &Call) -> Self {
        Self {
            provider_id: call.provider_id.clone(),
            vendor: call.vendor.clone(),
            since: 0,
            refused: 0,
            kind: String::new(),
            is_over: false,
        }
    }

    /// One more call, which was before those that were added.
    fn add(&mut self, call: &Call) {
        let kind = call.kind.as_deref().unwrap_or_default();
        match AttemptState::parse(&call.state) {
            Some(AttemptState::Refused) => {
                let counts = OF_PROVIDER.iter().any(|one| one.as_str() == kind);
                if self.is_over || !counts {
                    return;
                }
                if self.refused == 0 {
                    kind.clone_into(&mut self.kind);
                }
                self.refused += 1;
                self.since = call.begun_at;
            }
            None | Some(AttemptState::Calling | AttemptState::Unknown) => {}
            Some(_) => self.is_over = true,
        }
    }
}
