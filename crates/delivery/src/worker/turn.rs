//! One transaction of the worker.

use std::sync::Arc;

use cleat_store::{Error, Result, Tx, row};

use super::decision::{Next, Standing};
use super::errand::{Errand, FAR, Returned};
use super::round::Round;
use crate::attempt::{Attempt, AttemptState};
use crate::health::Fares;
use crate::letter::Letter;
use crate::message::Medium;
use crate::outbox::Outbox;
use crate::outcome::{Outcome, Taken};
use crate::provider::{Provider, Scope};
use crate::receipts;
use crate::spend::{self, Purchase};
use crate::state::State;

/// Milliseconds after which a message that was taken on is looked at again.
const LEASE: i64 = 30_000;
/// Milliseconds after which a message of which nobody knows is sent by another provider.
const AFTER_UNKNOWN: i64 = 2_000;
/// The same where the vendor may still tell.
const AFTER_UNKNOWN_REPORTED: i64 = 8_000;
/// Milliseconds that a message waits for a provider that has enough to do.
const WAIT: i64 = 500;
/// Life of a message from before messages had one, in milliseconds.
const STALE: i64 = 600_000;

/// What a turn begins with.
pub(super) struct Turn {
    pub(super) outbox: Outbox,
    pub(super) now: i64,
    /// Messages that may be taken on.
    pub(super) room: i64,
    /// Calls that returned.
    pub(super) returned: Vec<Returned>,
}

row! {
    struct Due {
        id: String,
        pool_id: String,
        medium: String,
        target: String,
        channel: String,
        sealed: String,
        attempts: i64,
        next_at: i64,
        created_at: i64,
        expires_at: i64,
        language: String,
        country: String,
        price: i64,
    }
}

/// What a turn ends with.
#[derive(Default)]
pub(super) struct Turned {
    /// Calls that are to be made.
    pub(super) errands: Vec<Errand>,
    /// Messages that were given up.
    pub(super) given_up: Vec<GivenUp>,
}

/// A message that somebody waits for in vain.
pub(super) struct GivenUp {
    pub(super) id: String,
    pub(super) medium: String,
    pub(super) country: String,
    /// Who was asked last.
    pub(super) provider: Option<String>,
    pub(super) state: State,
    pub(super) why: &'static str,
}

/// Writes what came back, and takes on what is due.
pub(super) async fn turn(tx: &mut Tx, turn: &Turn) -> Result<Turned> {
    let mut turned = Turned::default();
    for returned in &turn.returned {
        turn.conclude(tx, returned, &mut turned).await?;
    }
    for due in turn.due(tx).await? {
        match turn.take_on(tx, &due, &mut turned).await {
            // A row that cannot be opened keeps nobody else from their messages.
            Err(Error::Aborted(why)) => turn.give_up_row(tx, &due, why, &mut turned).await?,
            other => other?,
        }
    }
    Ok(turned)
}

impl Turn {
    async fn due(&self, tx: &mut Tx) -> Result<Vec<Due>> {
        if self.room == 0 {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {} FROM outbox o WHERE state = 'queued' AND (next_at <= $1 OR next_at > $2)
             ORDER BY next_at LIMIT $3{}",
            Due::COLUMNS,
            tx.take_lock("o")
        );
        let due = tx.sql(sql).bind(self.now).bind(self.now + FAR);
        due.bind(self.room).all().await
    }

    async fn take_on(&self, tx: &mut Tx, due: &Due, turned: &mut Turned) -> Result<()> {
        let mut letter = self.letter(due)?;
        if due.attempts > 0 {
            // Whoever called before is gone: what they were told nobody knows.
            Attempt::lose(tx, &due.id).await?;
        }
        // A message that waits for a provider has attempts and no round of its own.
        let attempts = Attempt::of_message(tx, &due.id).await?;
        let revision = Outbox::revision(tx, &due.pool_id).await?;
        let providers = self.outbox.providers(tx, &due.pool_id, revision).await?;
        let scope = Scope::of(letter.medium, &letter.to);
        let standing = Standing {
            now: self.now,
            expires_at: letter.expires_at,
            rounds: due.attempts,
            attempts: &attempts,
            asked: &[],
            under_way: false,
        };
        let next = standing.next(&providers.of(scope, &letter.country));
        letter.attempt_id = format!("{}-{}", due.id, attempts.len() + 1);
        self.follow(
            tx,
            next,
            (letter, Round::new(due.next_at, due.attempts)),
            turned,
        )
        .await
    }

    /// Does what was decided.
    async fn follow(
        &self,
        tx: &mut Tx,
        next: Next,
        (letter, round): (Letter, Round),
        turned: &mut Turned,
    ) -> Result<()> {
        let repeats = self.outbox.repeats();
        match next {
            Next::Ask(provider) => {
                if round.asked.is_empty() && round.rounds == 1 {
                    repeats.earn();
                }
                let errand = self.begin(tx, provider, letter, round).await?;
                turned.errands.extend(errand);
                Ok(())
            }
            Next::Repeat(provider) if repeats.spend() => {
                let price = letter.price;
                self.correct(tx, &letter, price).await?;
                let errand = self.begin(tx, provider, letter, round).await?;
                turned.errands.extend(errand);
                Ok(())
            }
            Next::Repeat(_) => {
                let why = "nobody knows whether it was taken, and too many were sent twice";
                self.end(tx, (&letter, &round), (State::Unknown, why), turned)
                    .await
            }
            Next::Later => {
                let wait = 1000 << round.rounds.clamp(0, 10);
                round.renew(tx, &letter.id, self.now + wait).await.map(drop)
            }
            Next::End(state, why) => self.end(tx, (&letter, &round), (state, why), turned).await,
        }
    }

    /// An attempt, as a row that is there before the call.
    async fn begin(
        &self,
        tx: &mut Tx,
        provider: Arc<Provider>,
        letter: Letter,
        mut round: Round,
    ) -> Result<Option<Errand>> {
        let Some(under_way) = provider.health.begin() else {
            self.wait_for(tx, &provider, &letter, &round).await?;
            return Ok(None);
        };
        let ticket = self.now + LEASE;
        if !round.renew(tx, &letter.id, ticket).await? {
            return Ok(None);
        }
        let attempt = Attempt {
            id: letter.attempt_id.clone(),
            pool_id: letter.pool_id.clone(),
            message_id: letter.id.clone(),
            provider_id: provider.id.clone(),
            vendor: provider.vendor.clone(),
            state: AttemptState::Calling.as_str().into(),
            rank: 0,
            kind: None,
            code: None,
            request_id: None,
            vendor_id: None,
            segments: None,
            price: None,
            currency: None,
            begun_at: self.now,
            ended_at: None,
            reported_at: None,
        };
        attempt.insert(tx).run().await?;
        round.asked.push(provider.id.clone());
        Ok(Some(Errand {
            letter,
            provider,
            asked: round.asked,
            rounds: round.rounds,
            ticket,
            under_way: Some(under_way),
        }))
    }

    /// A provider has enough to do. A message that waits for one who answers stays first in line;
    /// others may pass one that waits for somebody slow.
    async fn wait_for(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        letter: &Letter,
        round: &Round,
    ) -> Result<()> {
        let is_slow = provider.health.fares(&letter.country) != Fares::Well;
        if round.asked.is_empty() && !is_slow {
            return Ok(());
        }
        let again = Round {
            ticket: round.ticket,
            rounds: round.rounds - 1,
            asked: Vec::new(),
        };
        again.renew(tx, &letter.id, self.now + WAIT).await.map(drop)
    }

    /// Writes what a call came to, and asks the next provider where it was refused.
    async fn conclude(&self, tx: &mut Tx, returned: &Returned, turned: &mut Turned) -> Result<()> {
        let Returned { errand, outcome } = returned;
        Attempt::end(tx, &errand.letter.attempt_id, outcome, self.now).await?;
        let round = Round::of(errand);
        match outcome {
            Outcome::Taken(taken) => {
                if let Some(vendor_id) = &taken.vendor_id
                    && errand.provider.reports()
                {
                    receipts::apply_parked(tx, &errand.provider.id, vendor_id, self.now).await?;
                }
                self.pay(tx, &errand.letter, taken).await?;
                let id = &errand.letter.id;
                round.finish(tx, id, State::Sent, self.now).await.map(drop)
            }
            Outcome::Unknown(_) => {
                let wait = match errand.provider.reports() {
                    true => AFTER_UNKNOWN_REPORTED,
                    false => AFTER_UNKNOWN,
                };
                let id = &errand.letter.id;
                round.renew(tx, id, self.now + wait).await.map(drop)
            }
            Outcome::Refused(_) => self.ask_next(tx, errand, round, turned).await,
        }
    }

    async fn ask_next(
        &self,
        tx: &mut Tx,
        errand: &Errand,
        round: Round,
        turned: &mut Turned,
    ) -> Result<()> {
        let mut letter = errand.letter.clone();
        let attempts = Attempt::of_message(tx, &letter.id).await?;
        let revision = Outbox::revision(tx, &letter.pool_id).await?;
        let providers = self.outbox.providers(tx, &letter.pool_id, revision).await?;
        let scope = Scope::of(letter.medium, &letter.to);
        let standing = Standing {
            now: self.now,
            expires_at: letter.expires_at,
            rounds: round.rounds,
            attempts: &attempts,
            asked: &round.asked,
            under_way: true,
        };
        let next = standing.next(&providers.of(scope, &letter.country));
        letter.attempt_id = format!("{}-{}", letter.id, attempts.len() + 1);
        self.follow(tx, next, (letter, round), turned).await
    }

    /// The price that a vendor tells takes the place of the one that was assumed.
    async fn pay(&self, tx: &mut Tx, letter: &Letter, taken: &Taken) -> Result<()> {
        let Some(price) = taken.price.as_ref().filter(|_| letter.price > 0) else {
            return Ok(());
        };
        let policy = Outbox::policy(tx, &letter.pool_id).await?;
        let currency = policy
            .budget
            .as_ref()
            .map(|budget| budget.currency.as_str());
        if price.currency.as_deref() != currency {
            return Ok(());
        }
        self.correct(tx, letter, price.micros - letter.price).await
    }

    async fn correct(&self, tx: &mut Tx, letter: &Letter, by: i64) -> Result<()> {
        if by == 0 {
            return Ok(());
        }
        let policy = Outbox::policy(tx, &letter.pool_id).await?;
        let purchase = Purchase {
            pool_id: &letter.pool_id,
            country: &letter.country,
            at: letter.created_at,
            shard: letter.id.bytes().last().unwrap_or_default(),
        };
        spend::correct(tx, &policy, purchase, by).await
    }

    /// Nothing more happens to a message.
    async fn end(
        &self,
        tx: &mut Tx,
        (letter, round): (&Letter, &Round),
        (state, why): (State, &'static str),
        turned: &mut Turned,
    ) -> Result<()> {
        if !round.finish(tx, &letter.id, state, self.now).await? || state == State::Sent {
            return Ok(());
        }
        if state != State::Unknown {
            self.correct(tx, letter, -letter.price).await?;
        }
        let last = Attempt::of_message(tx, &letter.id).await?.pop();
        turned.given_up.push(GivenUp {
            id: letter.id.clone(),
            medium: letter.medium.as_str().into(),
            country: letter.country.clone(),
            provider: last.map(|attempt| attempt.provider_id),
            state,
            why,
        });
        Ok(())
    }

    async fn give_up_row(
        &self,
        tx: &mut Tx,
        due: &Due,
        why: &'static str,
        turned: &mut Turned,
    ) -> Result<()> {
        let round = Round::new(due.next_at, due.attempts);
        round.finish(tx, &due.id, State::Failed, self.now).await?;
        turned.given_up.push(GivenUp {
            id: due.id.clone(),
            medium: due.medium.clone(),
            country: due.country.clone(),
            provider: None,
            state: State::Failed,
            why,
        });
        Ok(())
    }

    fn letter(&self, due: &Due) -> Result<Letter> {
        let sealed = self.outbox.open(&due.sealed)?;
        Ok(Letter {
            id: due.id.clone(),
            attempt_id: String::new(),
            pool_id: due.pool_id.clone(),
            medium: Medium::parse(&due.medium).ok_or(Error::Aborted("medium"))?,
            to: due.target.clone(),
            country: due.country.clone(),
            channel: due.channel.clone(),
            language: due.language.clone(),
            subject: sealed.subject,
            body: sealed.body,
            html: sealed.html,
            sender: sealed.sender,
            code: sealed.code,
            lifetime: sealed.lifetime,
            price: due.price,
            created_at: due.created_at,
            expires_at: match due.expires_at {
                0 => due.created_at + STALE,
                at => at,
            },
        })
    }
}
