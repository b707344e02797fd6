//! `simulateSmsGuard`: what a guard would have made of requests of before.

use cleat_api::sms_delivery::{SimulateSmsGuard, SmsGuardRefusals, SmsGuardSimulation};
use cleat_delivery::Outbox;
use cleat_delivery::guard::{GuardPolicy, Outcome, Recorded, Request, Standing, replay};
use cleat_delivery::outcome::Price;
use cleat_engine::http::Management;
use cleat_engine::kernel::{App, Cx, Error, Result};
use cleat_protocol::phone::NumberType;

use super::guard::policy;

const DAY: i64 = 86_400_000;
/// Rows that are read at a time.
const PAGE: i64 = 1000;
/// Most requests of one call.
const MOST: usize = 200_000;
/// Days that are looked back by default.
const DAYS: i64 = 14;

/// Requests of before.
pub struct Requests {
    /// In the order they were made in.
    pub all: Vec<Request>,
    /// How many were refused.
    pub refused: usize,
}

/// `simulateSmsGuard`
pub async fn simulate_sms_guard(
    cx: Cx,
    pool: Management,
    req: SimulateSmsGuard,
) -> Result<SmsGuardSimulation> {
    let days = req.days.unwrap_or(DAYS);
    if !(1..=90).contains(&days) {
        return Err(Error::field("days", "must be 1 to 90"));
    }
    let guard = match &req.guard {
        Some(given) => policy(given)?,
        None => of_pool(&cx.app, &pool.pool_id).await?,
    };
    let requests = recorded(&cx.app, &pool.pool_id, days, MOST).await?;
    let refused = requests.refused;
    let outcome = cx.apart(move || replay(&guard, requests.all)).await?;
    Ok(shown(&outcome, refused))
}

/// The guard of a pool.
///
/// # Errors
/// When the database fails.
pub async fn of_pool(app: &App, pool_id: &str) -> Result<GuardPolicy> {
    let mut tx = app.db.read().await?;
    Ok(Outbox::policy(&mut tx, pool_id).await?.guard)
}

/// What the guard of a pool decided on in the last days.
///
/// # Errors
/// Where there are more than `most`, or when the database fails.
pub async fn recorded(app: &App, pool_id: &str, days: i64, most: usize) -> Result<Requests> {
    let now = app.clock.now();
    let mut tx = app.db.scan().await?;
    let (mut all, mut refused) = (Vec::new(), 0);
    let (mut at, mut id) = (now - days * DAY, String::new());
    loop {
        let rows = Recorded::page(&mut tx, pool_id, (at, &id), now, PAGE).await?;
        let Some(last) = rows.last() else {
            return Ok(Requests { all, refused });
        };
        (at, id) = (last.at, last.id.clone());
        for row in rows {
            refused += usize::from(row.enforced && !row.reason.is_empty());
            all.push(request(row));
        }
        if all.len() > most {
            let why = format_args!("has more than {most} entries");
            return Err(Error::field("days", why));
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

fn shown(outcome: &Outcome, refused: usize) -> SmsGuardSimulation {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let by_reason = outcome.refused.iter().map(|(reason, number)| {
        let reason = (*reason).to_owned();
        SmsGuardRefusals {
            reason,
            count: count(*number),
        }
    });
    SmsGuardSimulation {
        requests: count(outcome.requests),
        refused_in_fact: i64::try_from(refused).unwrap_or(i64::MAX),
        passed: count(outcome.passed),
        refused: by_reason.collect(),
        stepped: count(outcome.stepped),
        real: count(outcome.real),
        real_refused: count(outcome.real_refused),
        real_stepped: count(outcome.real_stepped),
        saved: Price::text(outcome.saved),
        spent: Price::text(outcome.spent),
        most_to_a_prefix: count(outcome.most_to_a_prefix),
    }
}
