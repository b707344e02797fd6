//! Providers that refuse whatever they are given.

use cleat_store::{Result, Tx};

use crate::attempt::AttemptState;
use crate::message::Medium;
use crate::outcome::Kind;

const DAY: i64 = 86_400_000;
/// Fewest refusals in a row that are worth an alarm.
const FEWEST: i64 = 3;
/// Refusals that the provider or its settings are the reason of, not a number or a text.
const OF_PROVIDER: [Kind; 6] = [
    Kind::Credentials,
    Kind::Throttled,
    Kind::Template,
    Kind::Balance,
    Kind::Temporary,
    Kind::Config,
];

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
    pub refused: i64,
    /// Kind of the latest one.
    pub kind: String,
}

/// The providers of SMS that took nothing since they first refused within the last day.
///
/// # Errors
/// When the database refuses.
pub async fn alarms(tx: &mut Tx, pool_id: &str, now: i64) -> Result<Vec<Alarm>> {
    let query = tx.sql(sql()).bind(pool_id).bind(now - DAY);
    let query = query.bind(Medium::Sms.as_str()).bind(FEWEST);
    let rows: Vec<(String, String, i64, i64, String)> = query.all().await?;
    let alarms = rows.into_iter().map(|row| {
        let (provider_id, vendor, since, refused, kind) = row;
        Alarm {
            provider_id,
            vendor,
            since,
            refused,
            kind,
        }
    });
    Ok(alarms.collect())
}

/// Refusals of each provider after the last message that it took.
fn sql() -> String {
    let taken = AttemptState::ALL.into_iter().filter(|one| one.was_taken());
    let taken = listed(taken.map(AttemptState::as_str));
    let refused = AttemptState::Refused.as_str();
    let kinds = listed(OF_PROVIDER.iter().map(|kind| kind.as_str()));
    format!(
        "WITH calls AS (
             SELECT a.id, a.provider_id, a.vendor, a.state, a.kind, a.begun_at
             FROM message_attempt a JOIN outbox o ON o.id = a.message_id
             WHERE a.pool_id = $1 AND a.begun_at > $2 AND o.medium = $3
         ), taken AS (
             SELECT provider_id, MAX(begun_at) AS last_at FROM calls
             WHERE state IN ({taken}) GROUP BY provider_id
         ), refusals AS (
             SELECT calls.id, calls.provider_id, calls.vendor, calls.kind, calls.begun_at
             FROM calls LEFT JOIN taken ON taken.provider_id = calls.provider_id
             WHERE calls.state = '{refused}' AND calls.kind IN ({kinds})
               AND (taken.last_at IS NULL OR calls.begun_at > taken.last_at)
         )
         SELECT r.provider_id, MIN(r.vendor), MIN(r.begun_at), COUNT(*), (
             SELECT latest.kind FROM refusals latest WHERE latest.provider_id = r.provider_id
             ORDER BY latest.begun_at DESC, latest.id DESC LIMIT 1
         )
         FROM refusals r GROUP BY r.provider_id HAVING COUNT(*) >= $4 ORDER BY r.provider_id"
    )
}

/// Names as a list of texts.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let quoted: Vec<_> = names.map(|name| format!("'{name}'")).collect();
    quoted.join(", ")
}
