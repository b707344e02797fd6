//! What happens next to a message, from what happened to it so far. Pure, so that every case is a
//! line of a test.

use std::sync::Arc;

use crate::attempt::{Attempt, AttemptState};
use crate::outcome::Kind;
use crate::provider::Provider;
use crate::state::State;

/// Times that all providers are asked in turn.
pub(super) const ROUNDS: i64 = 5;

/// A message as far as it decides what comes next.
pub(super) struct Standing<'a> {
    /// Now, in milliseconds.
    pub(super) now: i64,
    /// When it is of no use any more.
    pub(super) expires_at: i64,
    /// Rounds that were begun before this one.
    pub(super) rounds: i64,
    /// Every attempt so far.
    pub(super) attempts: &'a [Attempt],
    /// Ids of the providers that were asked in this round.
    pub(super) asked: &'a [String],
    /// Whether this round goes on.
    pub(super) under_way: bool,
}

/// What happens next.
pub(super) enum Next {
    /// This provider is asked; nobody has the message.
    Ask(Arc<Provider>),
    /// This provider is asked, although another one may have it.
    Repeat(Arc<Provider>),
    /// Another round comes later.
    Later,
    /// Nothing: it stays like this, and why.
    End(State, &'static str),
}

impl Standing<'_> {
    /// Decides; `providers` are those for the message, in the order they are asked in.
    pub(super) fn next(&self, providers: &[Arc<Provider>]) -> Next {
        if self.any(AttemptState::was_taken) {
            return Next::End(State::Sent, "a receipt says that it was taken");
        }
        if self.now >= self.expires_at {
            return Next::End(self.late(), "its time is over");
        }
        if self.any(AttemptState::is_open) {
            return self.after_unknown(providers);
        }
        if !self.under_way && self.rounds >= ROUNDS {
            return Next::End(State::Failed, "it was tried often enough");
        }
        let willing = || {
            providers
                .iter()
                .filter(|provider| !self.will_refuse(&provider.id))
        };
        match willing().find(|provider| !self.asked.contains(&provider.id)) {
            Some(provider) => Next::Ask(provider.clone()),
            None if willing().next().is_none() => {
                Next::End(State::Failed, "nobody who is configured takes it")
            }
            None if self.rounds >= ROUNDS => Next::End(State::Failed, "it was tried often enough"),
            None => Next::Later,
        }
    }

    /// A message that somebody may have is sent again once, and by another provider.
    fn after_unknown(&self, providers: &[Arc<Provider>]) -> Next {
        let open = self
            .attempts
            .iter()
            .filter(|attempt| attempt.state().is_open());
        if open.count() > 1 {
            return Next::End(
                State::Unknown,
                "two providers did not say whether they took it",
            );
        }
        let was_asked = |id: &str| {
            self.attempts
                .iter()
                .any(|attempt| attempt.provider_id == id)
        };
        match providers.iter().find(|provider| !was_asked(&provider.id)) {
            Some(provider) => Next::Repeat(provider.clone()),
            None => Next::End(State::Unknown, "nobody knows whether it was taken"),
        }
    }

    fn any(&self, is: fn(AttemptState) -> bool) -> bool {
        self.attempts.iter().any(|attempt| is(attempt.state()))
    }

    /// Whether a provider would say again what it said before.
    fn will_refuse(&self, id: &str) -> bool {
        let of_provider = self
            .attempts
            .iter()
            .filter(|attempt| attempt.provider_id == id);
        let mut kinds = of_provider.filter_map(Attempt::kind);
        kinds.any(|kind| matches!(kind, Kind::Blocked | Kind::Country | Kind::Content))
            || self
                .attempts
                .iter()
                .filter_map(Attempt::kind)
                .any(Kind::ends_the_message)
    }

    /// What a message is whose time is over.
    fn late(&self) -> State {
        ended(self.attempts, State::Expired)
    }
}

/// What a message is of which no more is decided, after those attempts: `otherwise` where nobody has it.
pub(super) fn ended(attempts: &[Attempt], otherwise: State) -> State {
    let any = |is: fn(AttemptState) -> bool| attempts.iter().any(|one| is(one.state()));
    if any(AttemptState::was_taken) {
        State::Sent
    } else if any(AttemptState::is_open) {
        State::Unknown
    } else {
        otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Configured, Scope};

    fn attempt(told: &str) -> Attempt {
        let mut told = told.split(' ');
        let mut next = || told.next().map(str::to_owned);
        Attempt {
            id: String::new(),
            pool_id: String::new(),
            message_id: String::new(),
            provider_id: next().unwrap(),
            vendor: String::new(),
            state: next().unwrap(),
            rank: 0,
            kind: next(),
            code: None,
            request_id: None,
            vendor_id: None,
            segments: None,
            price: None,
            currency: None,
            begun_at: 0,
            ended_at: None,
            reported_at: None,
            verified_at: None,
        }
    }

    /// What happens to a message after those attempts, in a round of that number in which those
    /// were asked; `late` after its time.
    fn next(attempts: &[&str], rounds: i64, asked: &[&str], late: bool) -> String {
        let mut configured = Configured::default();
        let urls = "http://a.test http://b.test";
        configured.bridges(Scope::Domestic, "p", urls, "s").unwrap();
        let providers = configured.made().servers;
        let attempts: Vec<_> = attempts.iter().map(|told| attempt(told)).collect();
        let asked: Vec<_> = asked.iter().map(|id| (*id).to_owned()).collect();
        let standing = Standing {
            now: i64::from(late),
            expires_at: 1,
            rounds,
            attempts: &attempts,
            asked: &asked,
            under_way: !asked.is_empty(),
        };
        match standing.next(&providers.of(Scope::Domestic, "CN", &[])) {
            Next::Ask(provider) => format!("ask {}", provider.id),
            Next::Repeat(provider) => format!("repeat {}", provider.id),
            Next::Later => "later".into(),
            Next::End(state, _) => state.as_str().into(),
        }
    }

    /// Seen to fail with an open attempt taken for a refused one, with the end of a message not
    /// looked at, and with `will_refuse` always false.
    #[test]
    fn what_happens_next_follows_from_what_happened() {
        let refused = ["p-1 refused temporary"];
        for (attempts, rounds, asked, late, expected) in [
            (&[][..], 0, &[][..], false, "ask p-1"),
            (&[], 0, &[], true, "expired"),
            (&refused, 1, &["p-1"], false, "ask p-2"),
            (&refused, 1, &["p-1", "p-2"], false, "later"),
            (&refused, 1, &[], false, "ask p-1"),
            (&refused, 4, &["p-1", "p-2"], false, "later"),
            (&refused, 5, &["p-1", "p-2"], false, "failed"),
            (&refused, 5, &[], false, "failed"),
            (&refused, 1, &["p-1"], true, "expired"),
            (&["p-1 refused number"], 1, &["p-1"], false, "failed"),
            (&["p-1 refused blocked"], 1, &[], false, "ask p-2"),
            (
                &["p-1 refused country", "p-2 refused content"],
                1,
                &[],
                false,
                "failed",
            ),
            (&["p-1 unknown"], 1, &[], false, "repeat p-2"),
            (&["p-1 unknown"], 9, &[], false, "repeat p-2"),
            (&["p-1 calling"], 1, &[], false, "repeat p-2"),
            (&["p-1 unknown"], 1, &[], true, "unknown"),
            (&["p-1 unknown", "p-2 unknown"], 1, &[], false, "unknown"),
            (
                &["p-1 unknown", "p-2 refused temporary"],
                1,
                &["p-2"],
                false,
                "unknown",
            ),
            (&["p-1 unknown", "p-2 taken"], 1, &[], false, "sent"),
            (&["p-1 delivered"], 1, &[], true, "sent"),
            (&["p-1 failed blocked"], 1, &[], false, "sent"),
        ] {
            let found = next(attempts, rounds, asked, late);
            assert_eq!(found, expected, "{attempts:?} {rounds} {asked:?} {late}");
        }
    }

    /// Of a message that is given up, nobody says that it failed whom somebody may have.
    #[test]
    fn a_message_ends_as_it_stands() {
        for (attempts, expected) in [
            (&[][..], State::Failed),
            (&["p-1 refused temporary"], State::Failed),
            (&["p-1 refused temporary", "p-2 unknown"], State::Unknown),
            (&["p-1 calling"], State::Unknown),
            (&["p-1 unknown", "p-2 taken"], State::Sent),
        ] {
            let attempts: Vec<_> = attempts.iter().map(|told| attempt(told)).collect();
            assert_eq!(ended(&attempts, State::Failed), expected);
        }
    }
}
