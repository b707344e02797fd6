//! What the guard would make of requests of before.

use cleat_api::sms_delivery::SmsGuard;
use cleat_delivery::Outbox;
use cleat_delivery::guard::{GuardPolicy, Recorded, Request, Standing};
use cleat_engine::kernel::{App, Result};
use cleat_nouns::sms_delivery::guard;
use cleat_protocol::phone::NumberType;

const DAY: i64 = 86_400_000;
/// Rows that are read at a time.
const PAGE: i64 = 1000;

/// Requests of before.
#[derive(Default)]
pub struct Traffic {
    /// In the order of their time.
    pub requests: Vec<Request>,
    /// How many of them were refused when they were made.
    pub refused: usize,
}

/// The policy in a file: what `configSmsGuard` takes as `guard`.
///
/// # Errors
/// What is wrong with it.
pub fn read_policy(text: &str) -> std::result::Result<GuardPolicy, String> {
    let given: SmsGuard = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let names: serde_json::Map<_, _> =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let known = serde_json::to_value(guard::shown(&GuardPolicy {
        allowed_countries: Some(Vec::new()),
        ..GuardPolicy::default()
    }));
    let known = known.map_err(|error| error.to_string())?;
    if let Some(name) = names.keys().find(|name| known.get(name.as_str()).is_none()) {
        return Err(format!("there is no such field: {name}"));
    }
    guard::policy(&given).map_err(|error| error.detail.unwrap_or_default())
}

/// The policy of a pool.
///
/// # Errors
/// When the database fails.
pub async fn policy_of_pool(app: &App, pool_id: &str) -> Result<GuardPolicy> {
    let mut tx = app.db.read().await?;
    Ok(Outbox::policy(&mut tx, pool_id).await?.guard)
}

/// What the guard of a pool decided on in the last days.
///
/// # Errors
/// When the database fails.
pub async fn recorded(app: &App, pool_id: &str, days: i64) -> Result<Traffic> {
    let now = app.clock.now();
    let mut tx = app.db.scan().await?;
    let mut traffic = Traffic::default();
    let (mut at, mut id) = (now - days * DAY, String::new());
    loop {
        let rows = Recorded::page(&mut tx, pool_id, (at, &id), now, PAGE).await?;
        let Some(last) = rows.last() else {
            return Ok(traffic);
        };
        (at, id) = (last.at, last.id.clone());
        for row in rows {
            traffic.refused += usize::from(row.enforced && !row.reason.is_empty());
            traffic.requests.push(request(row));
        }
    }
}

/// A request as it was made. Whoever entered the code wanted it.
fn request(row: Recorded) -> Request {
    Request {
        at: row.at,
        verified_at: row.verified_at,
        is_real: row.verified_at.is_some(),
        country: row.country,
        number_type: NumberType::parse(&row.number_type).unwrap_or(NumberType::Unknown),
        by_voice: row.by_voice,
        prefix: row.prefix,
        network: row.network,
        device: Some(row.device).filter(|device| !device.is_empty()),
        standing: Standing::parse(&row.standing),
        price: row.price,
    }
}
