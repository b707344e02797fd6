//! Counting windows: how often something happened for one subject.

use cleat_api::ErrorCode;
use cleat_api::endpoint::Limit;
use cleat_store::Tx;

use super::{Cached, Cx, Error, Outcome, Result, network};

const TEN_MINUTES: i64 = 600_000;
/// Rows a pool's own window is spread over, so that no row is hot.
const SHARDS: i64 = 16;
const SHARD: &str = "pool:";
/// The length of most windows, in milliseconds.
pub const HOUR: i64 = 3_600_000;

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
        self.add_all(tx, 1, limit).await
    }

    /// Counts so many more, which are not more than the limit by themselves: all of them or none;
    /// whether they were within the limit.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_all(self, tx: &mut Tx, many: i64, limit: i64) -> cleat_store::Result<bool> {
        tx.sql(
            "INSERT INTO usage_window (pool_id, subject, started_at, count) VALUES ($1, $2, $3, $4)
             ON CONFLICT (pool_id, subject, started_at)
             DO UPDATE SET count = usage_window.count + excluded.count
             WHERE usage_window.count + excluded.count <= $5",
        )
        .bind(self.pool_id)
        .bind(self.subject)
        .bind(self.started_at)
        .bind(many)
        .bind(limit)
        .changes(1)
        .await
    }

    /// Counts so many more where they are within the limit, which the refusal calls `name`.
    ///
    /// # Errors
    /// `TooManyRequests`.
    pub async fn spend(self, tx: &mut Tx, (many, limit): (i64, i64), name: &str) -> Outcome<()> {
        match self.add_all(tx, many, limit).await? {
            true => Ok(()),
            false => Err(self.full(name).into()),
        }
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

/// A window of a client address, and of the networks above it.
pub struct AddressWindow<'a> {
    /// Pool; empty for all of them.
    pub pool_id: &'a str,
    /// What is counted.
    pub kind: &'a str,
    /// Its length, in milliseconds.
    pub length: i64,
    /// What one address may do in it.
    pub limit: i64,
}

impl AddressWindow<'_> {
    /// What is counted, each with its limit.
    fn networks(&self, cx: &Cx) -> impl Iterator<Item = (String, i64)> {
        let all = network::all(&cx.request.ip).into_iter();
        all.map(|(network, addresses)| {
            let subject = format!("{}:{network}", self.kind);
            (subject, self.limit.saturating_mul(addresses))
        })
    }

    fn of<'w>(&'w self, cx: &Cx, subject: &'w str) -> Window<'w> {
        Window::new(self.pool_id, subject, cx.now(), self.length)
    }

    /// Counts one more for the client's address and the networks above it; whether all are still
    /// within their limits.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add(&self, tx: &mut Tx, cx: &Cx) -> cleat_store::Result<bool> {
        for (subject, limit) in self.networks(cx) {
            if !self.of(cx, &subject).add(tx, limit).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether nothing more is within one of the limits.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn is_full(&self, tx: &mut Tx, cx: &Cx) -> cleat_store::Result<bool> {
        for (subject, limit) in self.networks(cx) {
            if self.of(cx, &subject).is_full(tx, limit).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The limit of the request's operation for a client address in ten minutes, where it has one, and
/// the setting that it is of.
fn address_limit(cx: &Cx) -> Option<(AddressWindow<'_>, &'static str)> {
    let settings = &cx.app.settings;
    let (kind, setting, limit) = match cx.request.limit() {
        _ if settings.no_address_limits => return None,
        Limit::Free => return None,
        Limit::Send => ("send", "sends_per_address", settings.sends_per_address),
        Limit::Guess | Limit::Register => {
            ("guess", "guesses_per_address", settings.guesses_per_address)
        }
    };
    let window = AddressWindow {
        pool_id: cx.request.told_by.as_deref().unwrap_or_default(),
        kind,
        length: TEN_MINUTES,
        limit,
    };
    Some((window, setting))
}

/// Windows of addresses that were found full, by pool, subject and beginning: nothing more of such
/// a request is looked at.
struct Full;

impl Cached for Full {
    type Key = (String, String, i64);
    type Value = ();
    const CAPACITY: usize = 100_000;
}

impl Window<'_> {
    fn key(&self) -> (String, String, i64) {
        (self.pool_id.into(), self.subject.into(), self.started_at)
    }
}

/// Refuses a request whose address was refused before in this window, by its head alone.
///
/// # Errors
/// `TooManyRequests`.
pub fn refuse_early(cx: &Cx) -> Result<()> {
    let Some((limit, setting)) = address_limit(cx) else {
        return Ok(());
    };
    for (subject, _) in limit.networks(cx) {
        let window = limit.of(cx, &subject);
        if cx.app.caches.of::<Full>().get(&window.key(), 0).is_some() {
            return Err(window.full(setting));
        }
    }
    Ok(())
}

/// Counts the request against the client's address, as its operation declares.
///
/// # Errors
/// `TooManyRequests`.
pub async fn count_address(tx: &mut Tx, cx: &Cx) -> Outcome<()> {
    let Some((limit, setting)) = address_limit(cx) else {
        return Ok(());
    };
    for (subject, most) in limit.networks(cx) {
        let window = limit.of(cx, &subject);
        if !window.add(tx, most).await? {
            cx.app.caches.of::<Full>().insert(window.key(), 0, ());
            return Err(window.full(setting).into());
        }
    }
    Ok(())
}

/// Counts one message of a pool; whether the pool may still send. The shard is the caller's
/// random number; where it is full, one that has room is looked for, so that the pool has all that
/// its limit says.
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
    let mut next = Some(i64::from(shard) % SHARDS);
    while let Some(shard) = next {
        let share = share_of(shard, limit);
        let subject = format!("{SHARD}{shard}");
        if share > 0 && within(tx, pool_id, &subject, now, HOUR, share).await? {
            return Ok(true);
        }
        next = shard_with_room(tx, pool_id, now, limit).await?;
    }
    Ok(false)
}

/// What a shard has of the limit: the first ones have what the division leaves.
fn share_of(shard: i64, limit: i64) -> i64 {
    limit / SHARDS + i64::from(shard < limit % SHARDS)
}

async fn shard_with_room(
    tx: &mut Tx,
    pool_id: &str,
    now: i64,
    limit: i64,
) -> cleat_store::Result<Option<i64>> {
    let counts: Vec<(String, i64)> = tx
        .sql(
            "SELECT subject, count FROM usage_window
             WHERE pool_id = $1 AND started_at = $2 AND subject LIKE 'pool:%'",
        )
        .bind(pool_id)
        .bind(now - now % HOUR)
        .all()
        .await?;
    let has_room = |shard: &i64| {
        let subject = format!("{SHARD}{shard}");
        let counted = counts.iter().find(|(name, _)| *name == subject);
        counted.map_or(0, |(_, count)| *count) < share_of(*shard, limit)
    };
    Ok((0..SHARDS).find(has_room))
}
