//! From rows to providers. No connection to the database is held while a provider is called.
//!
//! One loop: what calls have answered, what the next provider is asked, and which messages are
//! taken on is written by one transaction, again and again.

mod decision;
mod errand;
mod links;
mod pull;
mod round;
mod shut;
mod surroundings;
mod turn;

use std::sync::Arc;
use std::time::Duration;

use cleat_store::{Database, Result};
use tokio::task::JoinSet;

use crate::call::Moment;
use crate::outbox::Outbox;
use crate::outcome::{Outcome, Unknown};
pub use links::links;
pub use pull::pull;
pub use surroundings::Surroundings;

use errand::{Errand, FAR, Returned};
use shut::Shut;
use turn::{GivenUp, Turn, turn};

/// Time between two looks at the outbox while nothing happens.
const PAUSE: Duration = Duration::from_millis(250);
/// How long what has returned waits for others.
const TOGETHER: Duration = Duration::from_millis(2);
/// Messages under way at once.
const AT_ONCE: usize = 64;

/// Delivers what is queued until it is told to end.
pub async fn run(db: Database, outbox: Outbox, around: Surroundings) {
    let mut worker = Worker {
        db,
        outbox,
        around,
        calls: JoinSet::new(),
        returned: Vec::new(),
        shut: Shut::default(),
    };
    while !worker.is_done() {
        match worker.round().await {
            Ok(0) => worker.wait(PAUSE).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be used");
                tokio::time::sleep(PAUSE * 4).await;
            }
        }
    }
}

struct Worker {
    db: Database,
    outbox: Outbox,
    around: Surroundings,
    calls: JoinSet<Returned>,
    /// Calls whose outcome is not written yet.
    returned: Vec<Returned>,
    /// Messages that wait for a key.
    shut: Shut,
}

impl Worker {
    fn is_ending(&self) -> bool {
        *self.around.ending.borrow()
    }

    fn is_done(&self) -> bool {
        self.is_ending() && self.calls.is_empty() && self.returned.is_empty()
    }

    /// Writes what came back and takes on what there is room for; how much that was.
    async fn round(&mut self) -> Result<usize> {
        let room = match self.is_ending() {
            true => 0,
            false => AT_ONCE.saturating_sub(self.calls.len() + self.returned.len()),
        };
        let now = (self.around.now)();
        let room = if room > 0 && self.is_something_due(now).await? {
            room
        } else {
            0
        };
        if room == 0 && self.returned.is_empty() {
            return Ok(0);
        }
        let input = Turn {
            outbox: self.outbox.clone(),
            now,
            room: i64::try_from(room).unwrap_or_default(),
            put_off: self.shut.put_off(),
            // Written again by the next round if this one fails.
            returned: self.returned.clone(),
        };
        let turned = self.db.write(input, turn).await?;
        let ended = self.returned.len() + turned.given_up.len();
        // Those behind messages that wait for a key are looked at without a pause.
        let done = ended + turned.errands.len() + turned.shut.len();
        self.returned.clear();
        self.shut.note(turned.shut, now);
        for given_up in &turned.given_up {
            self.give_up(given_up);
        }
        for errand in turned.errands {
            self.call(errand, now);
        }
        self.collect();
        Ok(done)
    }

    /// A read first: an idle server does not write.
    async fn is_something_due(&self, now: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM outbox WHERE state = 'queued' AND (next_at <= $1 OR next_at > $2)
             LIMIT 1";
        let mut reader = self.db.scan().await?;
        let found = reader.sql(sql).bind(now).bind(now + FAR);
        Ok(found.optional::<(i64,)>().await?.is_some())
    }

    /// Somebody waits for a message that will not come: an error, and a count.
    fn give_up(&self, message: &GivenUp) {
        tracing::error!(
            id = message.id,
            medium = message.medium,
            country = message.country,
            provider = message.provider,
            state = message.state.as_str(),
            why = message.why,
            "a message was given up"
        );
        self.outbox.give_up(message.provider.as_deref());
    }

    fn call(&mut self, mut errand: Errand, now: i64) {
        let (outbox, nonce) = (self.outbox.clone(), (self.around.nonce)());
        self.calls.spawn(async move {
            let at = Moment {
                now,
                nonce: &nonce,
                callback: errand.provider.callback.as_deref(),
            };
            let provider = &errand.provider;
            let outcome = outbox.deliver(provider, &errand.letter, &at).await;
            errand.under_way = None;
            log(&errand, &outcome);
            Returned {
                errand: Arc::new(errand),
                outcome,
            }
        });
    }

    /// Takes in the calls that have returned.
    fn collect(&mut self) {
        while let Some(done) = self.calls.try_join_next() {
            self.took_in(done);
        }
    }

    fn took_in(&mut self, done: std::result::Result<Returned, tokio::task::JoinError>) {
        match done {
            Ok(returned) => self.returned.push(returned),
            // Its attempt stays open, so that the message is not sent again blindly.
            Err(error) => tracing::error!(%error, "a delivery was lost"),
        }
    }

    /// Waits for a call to return, or for that time.
    async fn wait(&mut self, time: Duration) {
        let ending = self.is_ending();
        tokio::select! {
            Some(done) = self.calls.join_next() => {
                self.took_in(done);
                // Others that return now are written with it.
                tokio::time::sleep(TOGETHER).await;
            }
            () = tokio::time::sleep(time) => {}
            _ = self.around.ending.changed(), if !ending => {}
        }
        self.collect();
    }
}

fn log(errand: &Errand, outcome: &Outcome) {
    let (id, provider) = (&errand.letter.attempt_id, &errand.provider.id);
    match outcome {
        Outcome::Taken(_) => {}
        Outcome::Refused(refusal) => tracing::warn!(
            id,
            provider,
            kind = refusal.kind.as_str(),
            code = refusal.code,
            request = refusal.request_id,
            why = refusal.why,
            "a message was not taken"
        ),
        Outcome::Unknown(why) => unknown(id, provider, *why),
    }
}

fn unknown(id: &str, provider: &str, why: Unknown) {
    let why = why.as_str();
    tracing::warn!(
        id,
        provider,
        why,
        "nobody knows whether a message was taken"
    );
}
