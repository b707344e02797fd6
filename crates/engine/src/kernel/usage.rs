//! Counting windows: how often something happened for one subject.

use cleat_api::ErrorCode;
use cleat_api::endpoint::Limit;
use cleat_store::Tx;

use super::{Cx, Outcome, network};

const TEN_MINUTES: i64 = 600_000;
/// Rows a pool's own window is spread over, so that no row is hot.
const SHARDS: i64 = 16;

/// Counts one more in a window of that length; whether it is still within the limit.
///
/// # Errors
/// When the database refuses.
pub async fn within(
    tx: &mut Tx,
    pool_id: &str,
    subject: &str,
    now: i64,
    length: i64,
    limit: i64,
) -> cleat_store::Result<bool> {
    tx.sql(
        "INSERT INTO usage_window (pool_id, subject, started_at, count) VALUES ($1, $2, $3, 1)
         ON CONFLICT (pool_id, subject, started_at)
         DO UPDATE SET count = usage_window.count + 1 WHERE usage_window.count < $4",
    )
    .bind(pool_id)
    .bind(subject)
    .bind(now - now % length)
    .bind(limit)
    .changes(1)
    .await
}

/// Counts the request against the client's address, as its operation declares.
///
/// # Errors
/// `TooManyRequests`.
pub async fn count_address(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    let settings = &cx.app.settings;
    let (kind, limit) = match cx.request.limit() {
        Limit::Free => return Ok(()),
        Limit::Send => ("send", settings.sends_per_address),
        Limit::Guess | Limit::Register => ("guess", settings.guesses_per_address),
    };
    if settings.no_address_limits {
        return Ok(());
    }
    let window = Window {
        pool_id: cx.request.told_by.as_deref().unwrap_or_default(),
        kind,
        length: TEN_MINUTES,
        limit,
    };
    if within_networks(tx, cx, window).await? {
        Ok(())
    } else {
        Err(ErrorCode::TooManyRequests.into())
    }
}

/// A window of a client address.
pub struct Window<'a> {
    /// Pool; empty for all of them.
    pub pool_id: &'a str,
    /// What is counted.
    pub kind: &'a str,
    /// Its length, in milliseconds.
    pub length: i64,
    /// What one address may do in it.
    pub limit: i64,
}

/// Counts one more for the client's address and the networks above it; whether all are still
/// within their limits.
///
/// # Errors
/// When the database refuses.
pub async fn within_networks(
    tx: &mut Tx,
    cx: &Cx,
    window: Window<'_>,
) -> cleat_store::Result<bool> {
    let Window {
        pool_id,
        kind,
        length,
        limit,
    } = window;
    for (network, addresses) in network::all(&cx.request.ip) {
        let subject = format!("{kind}:{network}");
        let limit = limit.saturating_mul(addresses);
        if !within(tx, pool_id, &subject, cx.now(), length, limit).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Counts one message of a pool; whether the pool may still send. The shard is the caller's
/// random number.
///
/// # Errors
/// When the database refuses.
pub async fn pool_may_send(
    tx: &mut Tx,
    pool_id: &str,
    shard: u8,
    now: i64,
    limit: i64,
) -> cleat_store::Result<bool> {
    let subject = format!("pool:{}", i64::from(shard) % SHARDS);
    within(
        tx,
        pool_id,
        &subject,
        now,
        3_600_000,
        (limit / SHARDS).max(1),
    )
    .await
}
