//! Verifying a password in a time that tells nothing: neither whether there is one, nor what made
//! its digest.

use std::time::Duration;

use cleat_api::Secret;
use cleat_api::password::PasswordEncryptType;
use cleat_protocol::password;

use super::plain_of;
use crate::kernel::{Cached, Cx, Priority, Result};

/// A hash no password has; checking it takes as long as checking a real one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password to be checked.
pub(super) struct Check<'a> {
    pub(super) pool_id: &'a str,
    pub(super) hash: Option<String>,
    pub(super) sent: &'a Secret,
    pub(super) how: Option<PasswordEncryptType>,
}

/// How long the digests of other systems take in a pool, in microseconds. Every check there takes
/// a quarter longer than that, whatever it checks; a pool that has none of them is not in it.
struct Slowest;

impl Cached for Slowest {
    type Key = String;
    type Value = u64;
    const CAPACITY: usize = 10_000;
}

/// The password, where it fits the hash; without a hash it takes as long and is none.
///
/// # Errors
/// When too many wait, or the thread is lost.
pub(super) async fn verify(
    cx: &Cx,
    priority: Priority,
    check: Check<'_>,
) -> Result<Option<String>> {
    let (sent, how, keys) = (check.sent.clone(), check.how, cx.app.keys.ring());
    let (hash, clock) = (check.hash, cx.app.clock.clone());
    let work = move || {
        let begun = clock.instant();
        let known = hash.as_deref().unwrap_or(NOBODY);
        let plain = plain_of(&keys, &sent, how).ok();
        let fits = password::verify(plain.as_deref().unwrap_or_default(), known);
        let foreign = password::is_outdated(known);
        if foreign {
            // One of them may be quick; none is quicker than one of ours.
            password::verify("", NOBODY);
        }
        let right = plain.filter(|_| fits && hash.is_some());
        (right, foreign, begun)
    };
    let (right, foreign, begun) = cx.hashing(priority, work).await?;
    let took = cx.app.clock.instant() - begun;
    let least = floor(cx, check.pool_id, foreign.then_some(took));
    tokio::time::sleep(least.saturating_sub(took)).await;
    Ok(right)
}

/// How long a check takes at least in that pool, given how long a digest of another system just
/// took: quickly up, slowly down.
fn floor(cx: &Cx, pool_id: &str, took: Option<Duration>) -> Duration {
    let slowest = cx.app.caches.of::<Slowest>();
    let pool = pool_id.to_owned();
    let mut known = slowest.get(&pool, 0);
    if let Some(took) = took {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let next = match known {
            None => took,
            Some(before) if took > before => before + (took - before) / 4,
            Some(before) => before - (before - took) / 64,
        };
        slowest.insert(pool, 0, next);
        known = Some(next);
    }
    known.map_or(Duration::ZERO, |known| {
        Duration::from_micros(known.saturating_add(known / 4))
    })
}
