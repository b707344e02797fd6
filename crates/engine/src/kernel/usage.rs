//! Counting windows: how often something happened for one subject.

use cleat_api::ErrorCode;
use cleat_api::endpoint::Limit;
use cleat_store::Tx;

use super::{Cached, Cx, Error, Outcome, Result};

const TEN_MINUTES: i64 = 600_000;
/// Rows a pool's own window is spread over, so that no row is hot.
const SHARDS: i64 = 16;

/// A window of time in which something is counted for one subject.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    pool_id: &'a str,
    subject: &'a str,
    started_at: i64,
    ends_in: i64,
}

impl<'a> Window<'a> {
    /// The window of that length which now is in.
    pub fn new(pool_id: &'a str, subject: &'a str, now: i64, length: i64) -> Self {
        Self {
            pool_id,
            subject,
            started_at: now - now % length,
            ends_in: length - now % length,
        }
    }

    /// Counts one more; whether it is still within the limit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add(self, tx: &mut Tx, limit: i64) -> cleat_store::Result<bool> {
        tx.sql(
            "INSERT INTO usage_window (pool_id, subject, started_at, count) VALUES ($1, $2, $3, 1)
             ON CONFLICT (pool_id, subject, started_at)
             DO UPDATE SET count = usage_window.count + 1 WHERE usage_window.count < $4",
        )
        .bind(self.pool_id)
        .bind(self.subject)
        .bind(self.started_at)
        .bind(limit)
        .changes(1)
        .await
    }

    /// Whether nothing more is within the limit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn is_full(self, tx: &mut Tx, limit: i64) -> cleat_store::Result<bool> {
        tx.sql(
            "SELECT 1 FROM usage_window
             WHERE pool_id = $1 AND subject = $2 AND started_at = $3 AND count >= $4",
        )
        .bind(self.pool_id)
        .bind(self.subject)
        .bind(self.started_at)
        .bind(limit)
        .optional::<(i64,)>()
        .await
        .map(|found| found.is_some())
    }

    /// The refusal, which names the limit and says when the window ends.
    pub fn full(self, limit: &str) -> Error {
        let refusal = Error::from(ErrorCode::TooManyRequests);
        refusal.about(limit).retry_after(self.ends_in)
    }
}

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
    Window::new(pool_id, subject, now, length)
        .add(tx, limit)
        .await
}

/// What a client address may do in ten minutes.
struct AddressLimit {
    subject: String,
    setting: &'static str,
    most: i64,
}

impl AddressLimit {
    /// The limit of the request's operation, where it has one.
    fn of(cx: &Cx) -> Option<Self> {
        let settings = &cx.app.settings;
        let (kind, setting, most) = match cx.request.limit() {
            _ if settings.no_address_limits => return None,
            Limit::Free => return None,
            Limit::Send => ("send", "sends_per_address", settings.sends_per_address),
            Limit::Guess | Limit::Register => {
                ("guess", "guesses_per_address", settings.guesses_per_address)
            }
        };
        Some(Self {
            subject: format!("{kind}:{}", cx.request.ip),
            setting,
            most,
        })
    }

    fn window(&self, now: i64) -> Window<'_> {
        Window::new("", &self.subject, now, TEN_MINUTES)
    }
}

/// Windows of addresses that were found full: nothing more of such a request is looked at.
struct Full;

impl Cached for Full {
    type Key = (String, i64);
    type Value = ();
    const CAPACITY: usize = 100_000;
}

/// Refuses a request whose address was refused before in this window, by its head alone.
///
/// # Errors
/// `TooManyRequests`.
pub fn refuse_early(cx: &Cx) -> Result<()> {
    let Some(limit) = AddressLimit::of(cx) else {
        return Ok(());
    };
    let window = limit.window(cx.now());
    let key = (limit.subject.clone(), window.started_at);
    match cx.app.caches.of::<Full>().get(&key, 0) {
        Some(()) => Err(window.full(limit.setting)),
        None => Ok(()),
    }
}

/// Counts the request against the client's address, as its operation declares.
///
/// # Errors
/// `TooManyRequests`.
pub async fn count_address(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    let Some(limit) = AddressLimit::of(cx) else {
        return Ok(());
    };
    let window = limit.window(cx.now());
    if window.add(tx, limit.most).await? {
        return Ok(());
    }
    let key = (limit.subject.clone(), window.started_at);
    cx.app.caches.of::<Full>().insert(key, 0, ());
    Err(window.full(limit.setting).into())
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
