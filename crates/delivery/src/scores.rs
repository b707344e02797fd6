//! Which provider a message is given to first, where a route does not say it by its order.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cleat_store::{Result, Tx};

use crate::letter::Letter;
use crate::policy::{Route, Strategy};
use crate::provider::Provider;
use crate::statistics::HOUR;

/// Milliseconds for which scores are believed.
const BELIEVED: i64 = 60_000;
/// Pools whose scores are remembered.
const REMEMBERED: usize = 10_000;
/// Hours that are looked back.
const HOURS: i64 = 24;
/// Messages that a provider is taken to have had before the first, and of those how many helped:
/// one of which little is known is given a try.
const BEFORE: (f64, f64) = (20.0, 19.0);

/// How often the messages of a provider helped, from 0 to 1, by its id and the country.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scores(HashMap<(String, String), f64>);

impl Scores {
    /// Of a provider in a country.
    pub(crate) fn of(&self, provider_id: &str, country: &str) -> f64 {
        let key = (provider_id.to_owned(), country.to_owned());
        self.0.get(&key).copied().unwrap_or_else(|| score(0, 0))
    }

    async fn read(tx: &mut Tx, pool_id: &str, now: i64) -> Result<Self> {
        let rows: Vec<(String, String, i64, i64)> = tx
            .sql(
                "SELECT provider_id, country,
                     CAST(SUM(CASE WHEN event = 'judged' THEN amount ELSE 0 END) AS BIGINT),
                     CAST(SUM(CASE WHEN event = 'helped' THEN amount ELSE 0 END) AS BIGINT)
                 FROM message_statistic
                 WHERE pool_id = $1 AND hour >= $2 AND event IN ('judged', 'helped')
                 GROUP BY provider_id, country",
            )
            .bind(pool_id)
            .bind(now - HOURS * HOUR)
            .all()
            .await?;
        let scores = rows.into_iter().map(|(provider, country, judged, helped)| {
            ((provider, country), score(judged, helped))
        });
        Ok(Self(scores.collect()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of messages")]
fn score(judged: i64, helped: i64) -> f64 {
    (helped as f64 + BEFORE.1) / (judged as f64 + BEFORE.0)
}

/// The scores of pools, as they were a short time ago.
#[derive(Default)]
pub(crate) struct ScoreBook(Mutex<HashMap<String, (i64, Arc<Scores>)>>);

impl ScoreBook {
    /// Those of a pool.
    pub(crate) async fn of(&self, tx: &mut Tx, pool_id: &str, now: i64) -> Result<Arc<Scores>> {
        let known = self.known(pool_id);
        if let Some((at, scores)) = known
            && (at..at + BELIEVED).contains(&now)
        {
            return Ok(scores);
        }
        let scores = Arc::new(Scores::read(tx, pool_id, now).await?);
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if book.len() >= REMEMBERED {
            book.clear();
        }
        book.insert(pool_id.to_owned(), (now, scores.clone()));
        Ok(scores)
    }

    fn known(&self, pool_id: &str) -> Option<(i64, Arc<Scores>)> {
        let book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        book.get(pool_id).cloned()
    }
}

/// Puts the providers of a route in the order that a message is given to them.
pub(crate) fn arrange(
    providers: &mut [Arc<Provider>],
    route: &Route,
    letter: &Letter,
    scores: &Scores,
) {
    match route.strategy {
        Strategy::Order => {}
        Strategy::Success => providers.sort_by(|one, other| {
            let [one, other] =
                [one, other].map(|provider| scores.of(&provider.id, &letter.country));
            other.total_cmp(&one)
        }),
        Strategy::Weight => {
            let weight = |provider: &Provider| route.weight(&provider.id);
            let total: u64 = providers.iter().map(|one| weight(one)).sum();
            let mut lot = lot(&letter.id) % total.max(1);
            let first = providers.iter().position(|provider| {
                let weight = weight(provider);
                let is_first = lot < weight;
                lot = lot.saturating_sub(weight);
                is_first
            });
            if let Some(part) = first.and_then(|first| providers.get_mut(..=first)) {
                part.rotate_right(1);
            }
        }
    }
}

/// The same number for a message each time, so that a second round asks in the same order (FNV-1a).
fn lot(message_id: &str) -> u64 {
    message_id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_which_little_is_known_is_given_a_try() {
        assert!(score(0, 0) > score(200, 180), "an unknown one before 90 %");
        assert!(score(200, 198) > score(0, 0), "99 % before an unknown one");
        assert!(score(10, 0) < score(200, 180), "ten lost ones are enough");
    }

    #[test]
    fn lots_fall_evenly() {
        let mut counts = [0; 10];
        for n in 0..10_000_u32 {
            let place = usize::try_from(lot(&format!("0191f3c2-7b1a-7000-8000-{n:012}")) % 10);
            counts[place.unwrap()] += 1;
        }
        assert!(
            counts.iter().all(|count| (900..=1100).contains(count)),
            "{counts:?}"
        );
    }
}
