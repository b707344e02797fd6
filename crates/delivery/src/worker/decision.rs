//! What happens next to a message, from what happened to it so far. Pure, so that every case is a
//! line of a test.

use std::sync::Arc;

use crate::attempt::{Attempt, AttemptState};
use crate::outbox::State;
use crate::outcome::Kind;
use crate::provider::Provider;

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
        if self.any(AttemptState::is_open) {
            State::Unknown
        } else {
            State::Expired
        }
    }
}
