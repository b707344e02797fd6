//! How a provider fares in this process: whether it rests, and what it did.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::outcome::{Kind, Outcome, Refusal};
use crate::receipt::Fate;

/// How long a provider that failed is tried last.
const REST: Duration = Duration::from_secs(30);
/// How long one is tried last that has too much to do.
const PAUSE: Duration = Duration::from_secs(2);

/// What became of the messages of a provider, since the process began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Name of the provider.
    pub provider: String,
    /// Messages it took.
    pub sent: u64,
    /// Times it did not take one.
    pub failed: u64,
    /// Times nobody knows whether it took one.
    pub unknown: u64,
    /// Messages that were given up after it was asked last.
    pub given_up: u64,
    /// Messages by the country of their number, empty for e-mail, and what became of them:
    /// `taken`, a kind of refusal, `unknown`, or what receipts said.
    pub by_country: Vec<(String, &'static str, u64)>,
}

/// Calls at once to a provider of which nothing is known: so many messages may be lost to it.
const AT_FIRST: usize = 4;
/// Calls at once to a provider that takes what it is given.
const AT_ONCE: usize = 32;
/// How long a call may take before the next message goes to somebody else.
const SUSPICIOUS: Duration = Duration::from_secs(2);

/// How a provider fares.
#[derive(Default)]
pub(crate) struct Health {
    /// Until when it is tried last, for everybody or for one country.
    rests: Mutex<HashMap<String, Instant>>,
    calls: Mutex<Calls>,
    sent: AtomicU64,
    failed: AtomicU64,
    unknown: AtomicU64,
    given_up: AtomicU64,
    by_country: Mutex<HashMap<(String, &'static str), u64>>,
}

/// How a provider fares; the worse, the later it is asked. One that failed comes after one that is
/// slow: that one may only have much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fares {
    /// It answers.
    Well,
    /// It has not answered some call for a while.
    Slowly,
    /// It failed a short time ago.
    Badly,
}

/// The calls that a provider has not answered, and how many there may be.
struct Calls {
    window: usize,
    next: u64,
    begun: Vec<(u64, Instant)>,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            window: AT_FIRST,
            next: 0,
            begun: Vec::new(),
        }
    }
}

/// A call to a provider that is under way, until it is dropped.
pub(crate) struct UnderWay {
    health: Arc<Health>,
    id: u64,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut calls = self.health.calls();
        calls.begun.retain(|(id, _)| *id != self.id);
    }
}

/// In the place of a country: all of them.
const EVERYWHERE: &str = "";

impl Health {
    /// How it fares now, for a number of that country.
    #[expect(clippy::disallowed_methods, reason = "a provider rests in real time")]
    pub(crate) fn fares(&self, country: &str) -> Fares {
        let now = Instant::now();
        let rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        let until = |place| rests.get(place).is_some_and(|until| *until > now);
        if until(EVERYWHERE) || until(country) {
            Fares::Badly
        } else if self.is_slow(now) {
            Fares::Slowly
        } else {
            Fares::Well
        }
    }

    fn calls(&self) -> std::sync::MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_slow(&self, now: Instant) -> bool {
        let calls = self.calls();
        let mut begun = calls.begun.iter();
        begun.any(|(_, begun)| now.duration_since(*begun) > SUSPICIOUS)
    }

    /// Begins a call, unless enough are under way.
    #[expect(clippy::disallowed_methods, reason = "a call takes real time")]
    pub(crate) fn begin(self: &Arc<Self>) -> Option<UnderWay> {
        let mut calls = self.calls();
        if calls.begun.len() >= calls.window {
            return None;
        }
        let id = calls.next;
        calls.next += 1;
        calls.begun.push((id, Instant::now()));
        Some(UnderWay {
            health: self.clone(),
            id,
        })
    }

    /// Notes what became of a message to that country.
    #[expect(clippy::disallowed_methods, reason = "a provider rests in real time")]
    pub(crate) fn note(&self, outcome: &Outcome, country: &str) {
        let (count, rest) = match outcome {
            Outcome::Taken(_) => (&self.sent, None),
            Outcome::Unknown(_) => (&self.unknown, Some((EVERYWHERE, REST))),
            Outcome::Refused(refusal) => (&self.failed, rest_after(refusal, country)),
        };
        count.fetch_add(1, Ordering::Relaxed);
        self.count(country, name_of(outcome));
        self.calls().learn(outcome);
        let mut rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        match rest {
            Some((place, time)) => {
                rests.insert(place.to_owned(), Instant::now() + time);
            }
            None if count.as_ptr() == self.sent.as_ptr() => {
                rests.remove(EVERYWHERE);
                rests.remove(country);
            }
            None => {}
        }
    }

    /// Counts what a receipt said of a message to that country.
    pub(crate) fn report(&self, country: &str, fate: Fate) {
        self.count(country, fate.as_str());
    }

    fn count(&self, country: &str, what: &'static str) {
        let mut counts = self
            .by_country
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *counts.entry((country.to_owned(), what)).or_default() += 1;
    }

    pub(crate) fn give_up(&self) {
        self.given_up.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn counts(&self, provider: &str) -> Counts {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            provider: provider.to_owned(),
            sent: of(&self.sent),
            failed: of(&self.failed),
            unknown: of(&self.unknown),
            given_up: of(&self.given_up),
            by_country: self.by_country(),
        }
    }

    fn by_country(&self) -> Vec<(String, &'static str, u64)> {
        let counts = self
            .by_country
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let counts = counts.iter();
        counts
            .map(|((country, what), count)| (country.clone(), *what, *count))
            .collect()
    }
}

/// What an outcome is counted as.
fn name_of(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Taken(_) => "taken",
        Outcome::Refused(refusal) => refusal.kind.as_str(),
        Outcome::Unknown(_) => "unknown",
    }
}

impl Calls {
    /// More calls at once to whoever answers, few to whoever does not.
    fn learn(&mut self, outcome: &Outcome) {
        self.window = match outcome {
            Outcome::Taken(_) => (self.window + 1).min(AT_ONCE),
            Outcome::Refused(_) => self.window,
            Outcome::Unknown(_) => AT_FIRST,
        };
    }
}

/// Where and how long a provider rests after a refusal. One that is about the message alone says
/// nothing of the next.
fn rest_after<'a>(refusal: &Refusal, country: &'a str) -> Option<(&'a str, Duration)> {
    match refusal.kind {
        _ if refusal.about_message => None,
        Kind::Credentials | Kind::Balance | Kind::Temporary | Kind::Config => {
            Some((EVERYWHERE, REST))
        }
        Kind::Throttled => Some((EVERYWHERE, PAUSE)),
        Kind::Country | Kind::Template => Some((country, REST)),
        Kind::Number | Kind::Blocked | Kind::Content => None,
    }
}

/// The health of all providers, by their ids: it outlives a change of their settings.
#[derive(Default)]
pub(crate) struct HealthBook(Mutex<HashMap<String, (String, Arc<Health>)>>);

impl HealthBook {
    /// Of the provider with that id, which is called that in metrics.
    pub(crate) fn of(&self, id: &str, name: &str) -> Arc<Health> {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || (name.to_owned(), Arc::default());
        book.entry(id.to_owned()).or_insert_with(fresh).1.clone()
    }

    pub(crate) fn counts(&self) -> Vec<Counts> {
        let book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        book.values()
            .map(|(name, health)| health.counts(name))
            .collect()
    }
}

/// How often a message may be sent a second time because nobody knows of the first: in all that
/// were sent, at most 1.5 in a hundred, and a few at the beginning.
pub(crate) struct Repeats(Mutex<f64>);

/// Repeats that may happen at the beginning.
const FIRST: f64 = 8.0;
/// Repeats that each message adds.
const EACH: f64 = 0.015;
/// Repeats that are kept for later.
const MOST: f64 = 30.0;

impl Default for Repeats {
    fn default() -> Self {
        Self(Mutex::new(FIRST))
    }
}

impl Repeats {
    /// Notes a message that is sent for the first time.
    pub(crate) fn earn(&self) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + EACH).min(MOST);
    }

    /// One that may be sent twice was not.
    pub(crate) fn give_back(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += 1.0;
    }

    /// Whether one more may be sent twice.
    pub(crate) fn spend(&self) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figure of promise D2. Seen to fail with `EACH` at 0.02.
    #[test]
    fn of_two_thousand_messages_forty_are_sent_twice_at_most() {
        let repeats = Repeats::default();
        let twice = (0..2000).filter(|_| {
            repeats.earn();
            repeats.spend()
        });
        assert!(twice.count() <= 40);
    }

    #[tokio::test]
    async fn a_refusal_about_the_message_rests_nobody() {
        for kind in Kind::ALL {
            let health = Health::default();
            health.note(&Outcome::refused(kind), "GB");
            let about_the_message = matches!(kind, Kind::Number | Kind::Blocked | Kind::Content);
            let about_the_country = matches!(kind, Kind::Country | Kind::Template);
            let badly = |country| health.fares(country) == Fares::Badly;
            assert_eq!(badly("GB"), !about_the_message, "{kind:?}");
            let everywhere = !about_the_message && !about_the_country;
            assert_eq!(badly("FR"), everywhere, "{kind:?}");
            let refusal = Refusal::new(kind).about_message();
            let health = Health::default();
            health.note(&Outcome::Refused(refusal), "GB");
            assert!(
                health.fares("GB") != Fares::Badly,
                "{kind:?} of one message"
            );
        }
    }

    /// Seen to fail with `Slowly` behind `Badly`.
    #[tokio::test(start_paused = true)]
    async fn who_is_slow_is_asked_before_who_failed() {
        let (slow, failed) = (Arc::new(Health::default()), Health::default());
        let _call = slow.begin().unwrap();
        assert_eq!(slow.fares("GB"), Fares::Well);
        tokio::time::advance(SUSPICIOUS * 2).await;
        failed.note(&Outcome::refused(Kind::Temporary), "GB");
        assert!(Fares::Well < slow.fares("GB"));
        assert!(slow.fares("GB") < failed.fares("GB"));
        tokio::time::advance(REST).await;
        assert_eq!(failed.fares("GB"), Fares::Well);
    }
}
