//! Messages that wait for a key that this server does not have.

use std::collections::HashMap;

use super::turn::LEASE;

/// Milliseconds that one is put off for at least: another server may have its key.
const LEAST: i64 = 2_000;
/// Milliseconds that each adds, so that many are not looked at all the time.
const EACH: i64 = 4;
/// Those that are remembered: more put nothing off for longer.
const REMEMBERED: usize = 10_000;

/// Those that this process has met, with the time.
#[derive(Default)]
pub(super) struct Shut {
    met: HashMap<String, i64>,
    /// When the log last told of them.
    told_at: Option<i64>,
}

impl Shut {
    /// Milliseconds that the next are put off for.
    pub(super) fn put_off(&self) -> i64 {
        let many = i64::try_from(self.met.len()).unwrap_or(i64::MAX);
        many.saturating_mul(EACH).clamp(LEAST, LEASE)
    }

    /// Notes those of a turn, and tells of them now and then.
    pub(super) fn note(&mut self, ids: Vec<String>, now: i64) {
        let is_recent = |at: i64| (now - 2 * LEASE..=now).contains(&at);
        self.met.retain(|_, at| is_recent(*at));
        if ids.is_empty() {
            return;
        }
        for id in ids {
            if self.met.len() < REMEMBERED || self.met.contains_key(&id) {
                self.met.insert(id, now);
            }
        }
        let is_told = |at: i64| (now - LEASE..=now).contains(&at);
        if self.told_at.is_some_and(is_told) {
            return;
        }
        self.told_at = Some(now);
        tracing::error!(
            messages = self.met.len(),
            "messages wait: they or their providers are sealed by a key that this server does not \
             have; give it that key as other_master_key"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(many: usize) -> Vec<String> {
        (0..many).map(|n| n.to_string()).collect()
    }

    /// However many wait, they are looked at at least once in a lease, and a few soon.
    #[test]
    fn the_more_wait_the_longer_they_are_put_off() {
        let mut shut = Shut::default();
        assert_eq!(shut.put_off(), LEAST);
        for (many, put_off) in [
            (1, LEAST),
            (500, LEAST),
            (1000, 4000),
            (9000, LEASE),
            (20_000, LEASE),
        ] {
            shut.note(ids(many), 0);
            assert_eq!(shut.put_off(), put_off, "{many}");
        }
        assert_eq!(shut.met.len(), REMEMBERED);
        shut.note(Vec::new(), 2 * LEASE + 1);
        assert_eq!(shut.put_off(), LEAST);
    }
}
