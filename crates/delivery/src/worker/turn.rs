//! One transaction of the worker.

use std::sync::Arc;

use cleat_store::{Error, Result, Tx, row};

use super::decision::{Next, Standing, ended};
use super::errand::{Errand, FAR, Returned};
use super::round::Round;
use crate::attempt::Attempt;
use crate::health::Fares;
use crate::letter::Letter;
use crate::message::Medium;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::provider::{Provider, Providers};
use crate::receipts;
use crate::sealed::OTHER_KEY;
use crate::spend::Charged;
use crate::state::State;
use crate::statistics::{Event, Tally};

/// Milliseconds after which a message that was taken on is looked at again.
pub(super) const LEASE: i64 = 30_000;
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
    /// Milliseconds that a message is put off for whose key is not there.
    pub(super) put_off: i64,
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

impl Due {
    /// When it is of no use any more.
    fn end(&self) -> i64 {
        match self.expires_at {
            0 => self.created_at + STALE,
            at => at,
        }
    }

    /// What it was charged with.
    fn charged(&self) -> Charged<'_> {
        Charged {
            pool_id: &self.pool_id,
            message_id: &self.id,
            country: &self.country,
            at: self.created_at,
            price: self.price,
        }
    }

    /// Its round, where none is begun.
    fn round(&self) -> Round {
        Round::new(self.next_at, self.attempts - 1)
    }
}

/// What a turn ends with.
#[derive(Default)]
pub(super) struct Turned {
    /// Calls that are to be made.
    pub(super) errands: Vec<Errand>,
    /// Messages that were given up.
    pub(super) given_up: Vec<GivenUp>,
    /// Ids of messages that wait for a key that this server does not have.
    pub(super) shut: Vec<String>,
    /// What is added to the figures.
    tally: Tally,
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
        match turn.conclude(tx, returned, &mut turned).await {
            // What is not read keeps neither this one nor the others from being written.
            Err(Error::Aborted(why)) => turn.cut(tx, returned, why, &mut turned).await?,
            other => other?,
        }
    }
    for due in turn.due(tx).await? {
        match turn.take_on(tx, &due, &mut turned).await {
            // A row that cannot be opened keeps nobody else from their messages.
            Err(Error::Aborted(OTHER_KEY)) if turn.now < due.end() => {
                turn.put_off(tx, &due.id, due.round(), &mut turned).await?;
            }
            Err(Error::Aborted(OTHER_KEY)) => {
                let late = (State::Expired, "its time was over before its key was there");
                turn.give_up_row(tx, &due, late, &mut turned).await?;
            }
            Err(Error::Aborted(why)) => {
                let failed = (State::Failed, why);
                turn.give_up_row(tx, &due, failed, &mut turned).await?;
            }
            other => other?,
        }
    }
    std::mem::take(&mut turned.tally).write(tx).await?;
    Ok(turned)
}

/// What a message was charged with.
fn charged(letter: &Letter) -> Charged<'_> {
    Charged {
        pool_id: &letter.pool_id,
        message_id: &letter.id,
        country: &letter.country,
        at: letter.created_at,
        price: letter.price,
    }
}

/// A message of which something is decided.
struct Case {
    letter: Letter,
    round: Round,
    /// Whether nobody was asked before.
    is_new: bool,
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
        if due.attempts > 0 {
            // Whoever called before is gone: what they were told nobody knows.
            for attempt in Attempt::lose(tx, &due.id).await? {
                turned.tally.add(&attempt, &due.country, Event::Unknown, 1);
            }
        }
        let round = Round::new(due.next_at, due.attempts);
        let (next, case) = self.decide(tx, self.letter(due)?, round).await?;
        self.follow(tx, next, case, turned).await
    }

    /// What happens next to a message, from every attempt at it so far.
    async fn decide(&self, tx: &mut Tx, mut letter: Letter, round: Round) -> Result<(Next, Case)> {
        let attempts = Attempt::of_message(tx, &letter.id).await?;
        let revision = Outbox::revision(tx, &letter.pool_id).await?;
        let providers = self.outbox.providers(tx, &letter.pool_id, revision).await?;
        let offered = self.offered(tx, &providers, &letter).await?;
        let under_way = !round.asked.is_empty();
        let standing = Standing {
            now: self.now,
            expires_at: letter.expires_at,
            rounds: if under_way {
                round.rounds
            } else {
                round.rounds - 1
            },
            attempts: &attempts,
            asked: &round.asked,
            under_way,
        };
        let next = standing.next(&offered);
        if providers.is_shut(&letter) && matches!(next, Next::End(State::Failed, _)) {
            return Err(Error::Aborted(OTHER_KEY));
        }
        letter.attempt_id = format!("{}-{}", letter.id, attempts.len() + 1);
        let is_new = attempts.is_empty();
        Ok((
            next,
            Case {
                letter,
                round,
                is_new,
            },
        ))
    }

    /// The providers for a message, in the order in which it is offered to them.
    async fn offered(
        &self,
        tx: &mut Tx,
        providers: &Providers,
        letter: &Letter,
    ) -> Result<Vec<Arc<Provider>>> {
        let scores = match providers.needs_scores(&letter.country) {
            true => self.outbox.scores(tx, &letter.pool_id, self.now).await?,
            false => Arc::default(),
        };
        Ok(providers.of_message(letter, &scores))
    }

    /// Does what was decided.
    async fn follow(&self, tx: &mut Tx, next: Next, case: Case, turned: &mut Turned) -> Result<()> {
        let repeats = self.outbox.repeats();
        match next {
            Next::Ask(provider) => {
                let is_new = case.is_new;
                if let Some(errand) = self.begin(tx, provider, case, turned).await? {
                    if is_new {
                        repeats.earn();
                    }
                    turned.errands.push(errand);
                }
                Ok(())
            }
            Next::Repeat(provider) if repeats.spend() => {
                match self.begin(tx, provider, case, turned).await? {
                    Some(errand) => {
                        charged(&errand.letter)
                            .correct(tx, errand.letter.price)
                            .await?;
                        turned.errands.push(errand);
                    }
                    None => repeats.give_back(),
                }
                Ok(())
            }
            Next::Repeat(_) => {
                let why = "nobody knows whether it was taken, and too many were sent twice";
                self.end(tx, &case, (State::Unknown, why), turned).await
            }
            Next::Later => {
                let Case { letter, round, .. } = &case;
                let wait = 1000 << round.rounds.clamp(0, 10);
                round.renew(tx, &letter.id, self.now + wait).await.map(drop)
            }
            Next::End(state, why) => self.end(tx, &case, (state, why), turned).await,
        }
    }

    /// An attempt, as a row that is there before the call.
    async fn begin(
        &self,
        tx: &mut Tx,
        provider: Arc<Provider>,
        case: Case,
        turned: &mut Turned,
    ) -> Result<Option<Errand>> {
        let Case {
            letter, mut round, ..
        } = case;
        let Some(under_way) = provider.health.begin() else {
            self.wait_for(tx, &provider, &letter, &round).await?;
            return Ok(None);
        };
        let ticket = self.now + LEASE;
        if !round.renew(tx, &letter.id, ticket).await? {
            return Ok(None);
        }
        let attempt = Attempt::begun(&letter, (&provider.id, &provider.vendor), self.now);
        attempt.insert(tx).run().await?;
        turned.tally.add(&attempt, &letter.country, Event::Tried, 1);
        round.asked.push(provider.id.clone());
        Ok(Some(Errand {
            letter,
            attempt,
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
        let (letter, attempt) = (&errand.letter, &errand.attempt);
        Attempt::end(tx, &attempt.id, outcome, self.now).await?;
        let tally = &mut turned.tally;
        tally.ended(attempt, &letter.country, outcome, letter.price);
        let round = Round::of(errand);
        match outcome {
            Outcome::Taken(taken) => {
                if let Some(vendor_id) = &taken.vendor_id
                    && errand.provider.reports()
                {
                    receipts::apply_parked(tx, &errand.provider.id, vendor_id, self.now).await?;
                }
                if let Some(price) = &taken.price {
                    let more = charged(letter).settle(tx, price).await?;
                    tally.add(attempt, &letter.country, Event::Spent, more);
                }
                let sent = State::Sent;
                round.finish(tx, &letter.id, sent, self.now).await.map(drop)
            }
            Outcome::Unknown(_) => {
                let wait = match errand.provider.reports() {
                    true => AFTER_UNKNOWN_REPORTED,
                    false => AFTER_UNKNOWN,
                };
                round.renew(tx, &letter.id, self.now + wait).await.map(drop)
            }
            Outcome::Refused(_) => match self.decide(tx, letter.clone(), round).await {
                Ok((next, case)) => self.follow(tx, next, case, turned).await,
                Err(Error::Aborted(OTHER_KEY)) => {
                    self.put_off(tx, &letter.id, Round::of(errand), turned)
                        .await
                }
                Err(error) => Err(error),
            },
        }
    }

    /// Nothing more happens to a message.
    async fn end(
        &self,
        tx: &mut Tx,
        Case { letter, round, .. }: &Case,
        end: (State, &'static str),
        turned: &mut Turned,
    ) -> Result<()> {
        let message = (charged(letter), letter.medium.as_str());
        self.close(tx, message, round, end, turned).await
    }

    /// The same of a message by what it was charged with and its medium: nobody pays for what nobody has.
    async fn close(
        &self,
        tx: &mut Tx,
        (charged, medium): (Charged<'_>, &str),
        round: &Round,
        (state, why): (State, &'static str),
        turned: &mut Turned,
    ) -> Result<()> {
        let id = charged.message_id;
        if !round.finish(tx, id, state, self.now).await? || state == State::Sent {
            return Ok(());
        }
        if state != State::Unknown {
            charged.correct(tx, -charged.price).await?;
        }
        let last = Attempt::of_message(tx, id).await?.pop();
        turned.given_up.push(GivenUp {
            id: id.to_owned(),
            medium: medium.to_owned(),
            country: charged.country.to_owned(),
            provider: last.map(|attempt| attempt.provider_id),
            state,
            why,
        });
        Ok(())
    }

    /// What comes after a call cannot be decided: its message ends as it stands.
    async fn cut(
        &self,
        tx: &mut Tx,
        returned: &Returned,
        why: &'static str,
        turned: &mut Turned,
    ) -> Result<()> {
        let (letter, round) = (&returned.errand.letter, Round::of(&returned.errand));
        tracing::error!(
            id = letter.id,
            why,
            "what comes next for a message cannot be read"
        );
        let state = ended(&Attempt::of_message(tx, &letter.id).await?, State::Failed);
        let message = (charged(letter), letter.medium.as_str());
        self.close(tx, message, &round, (state, why), turned).await
    }

    /// A message that this server has no key for, or none for its provider. Another server may have it,
    /// or this one after a restart.
    async fn put_off(
        &self,
        tx: &mut Tx,
        id: &str,
        round: Round,
        turned: &mut Turned,
    ) -> Result<()> {
        turned.shut.push(id.to_owned());
        round.renew(tx, id, self.now + self.put_off).await.map(drop)
    }

    async fn give_up_row(
        &self,
        tx: &mut Tx,
        due: &Due,
        (state, why): (State, &'static str),
        turned: &mut Turned,
    ) -> Result<()> {
        let round = Round::new(due.next_at, due.attempts);
        let state = ended(&Attempt::of_message(tx, &due.id).await?, state);
        let message = (due.charged(), due.medium.as_str());
        self.close(tx, message, &round, (state, why), turned).await
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
            ways: sealed.ways,
            code: sealed.code,
            lifetime: sealed.lifetime,
            price: due.price,
            created_at: due.created_at,
            expires_at: due.end(),
        })
    }
}
