//! From rows to providers. No connection to the database is held while a provider is called.

use std::time::Duration;

use cleat_store::{Database, Result, Tx, row};
use tokio::task::JoinSet;

use crate::letter::Letter;
use crate::outbox::{Outbox, State};

/// Time between two looks at the outbox.
const PAUSE: Duration = Duration::from_millis(250);
/// Messages under way at once.
const AT_ONCE: i64 = 32;
/// Milliseconds after which a message that was taken on is taken on again.
const LEASE: i64 = 30_000;
/// Milliseconds that no message is put off for: one that is due later was written before the clock
/// was set back.
const FAR: i64 = 120_000;
/// Times a message is tried.
const TRIES: i64 = 5;
/// Milliseconds after which a message is of no use any more.
const STALE: i64 = 600_000;

row! {
    struct Queued {
        id: String,
        attempts: i64,
        created_at: i64,
        next_at: i64,
    }
}

/// Delivers what is queued, until the task is dropped.
pub async fn run(db: Database, outbox: Outbox, now: impl Fn() -> i64) {
    loop {
        match round(&db, &outbox, now()).await {
            Ok(0) => tokio::time::sleep(PAUSE).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read");
                tokio::time::sleep(PAUSE * 4).await;
            }
        }
    }
}

/// One look; returns how many messages were taken on.
async fn round(db: &Database, outbox: &Outbox, now: i64) -> Result<usize> {
    let queued: Vec<Queued> = db
        .scan()
        .await?
        .sql(format!(
            "SELECT {} FROM outbox WHERE state = 'queued' AND (next_at <= $1 OR next_at > $2)
             ORDER BY next_at LIMIT $3",
            Queued::COLUMNS
        ))
        .bind(now)
        .bind(now + FAR)
        .bind(AT_ONCE)
        .all()
        .await?;
    let mut under_way = JoinSet::new();
    for queued in queued {
        let (db, outbox) = (db.clone(), outbox.clone());
        under_way.spawn(async move { one(&db, &outbox, queued, now).await });
    }
    let mut taken = 0;
    while let Some(done) = under_way.join_next().await {
        match done {
            Ok(Ok(())) => taken += 1,
            Ok(Err(error)) => tracing::warn!(%error, "a message could not be marked"),
            Err(error) => tracing::warn!(%error, "a delivery was lost"),
        }
    }
    Ok(taken)
}

/// A turn of a replica to deliver a message.
struct Claimed {
    id: String,
    due: i64,
    now: i64,
}

/// What became of a message.
struct Outcome {
    id: String,
    state: State,
    next_at: i64,
}

async fn one(db: &Database, outbox: &Outbox, queued: Queued, now: i64) -> Result<()> {
    let claimed = Claimed {
        id: queued.id.clone(),
        due: queued.next_at,
        now,
    };
    if !db.write(claimed, claim).await? {
        return Ok(());
    }
    let letter = outbox.letter(&mut *db.read().await?, &queued.id).await?;
    let attempts = queued.attempts + 1;
    let state = if now - queued.created_at > STALE {
        give_up(outbox, &letter, None, "it is too old")
    } else {
        deliver(outbox, &letter, attempts).await
    };
    let outcome = Outcome {
        id: queued.id,
        state,
        next_at: now + (1000 << attempts.clamp(0, 10)),
    };
    db.write(outcome, conclude).await
}

/// Hands a message to its provider; the state it is in then.
async fn deliver(outbox: &Outbox, letter: &Letter, attempts: i64) -> State {
    match outbox.deliver(letter).await {
        Ok(()) => State::Sent,
        Err(not_taken) => {
            let provider = not_taken.provider.as_deref();
            let why = not_taken.why.to_string();
            tracing::warn!(
                id = letter.id,
                provider,
                attempts,
                why,
                "a message was not taken"
            );
            if attempts >= TRIES {
                give_up(outbox, letter, provider, &why)
            } else {
                State::Queued
            }
        }
    }
}

/// Somebody waits for a message that will not come: an error, and a count.
fn give_up(outbox: &Outbox, letter: &Letter, provider: Option<&str>, why: &str) -> State {
    let medium = letter.medium.as_str();
    tracing::error!(
        id = letter.id,
        medium,
        provider,
        why,
        "a message was given up"
    );
    outbox.give_up(letter, provider);
    State::Failed
}

/// Of several replicas one takes the message on: the time it was due at is the ticket.
async fn claim(tx: &mut Tx, claimed: &Claimed) -> Result<bool> {
    let taken = tx
        .sql(
            "UPDATE outbox SET attempts = attempts + 1, next_at = $1
             WHERE id = $2 AND state = 'queued' AND next_at = $3",
        )
        .bind(claimed.now + LEASE)
        .bind(&claimed.id)
        .bind(claimed.due)
        .execute()
        .await?;
    Ok(taken == 1)
}

/// Notes what became of a message. One that is done with keeps no text and no code.
async fn conclude(tx: &mut Tx, outcome: &Outcome) -> Result<()> {
    tx.sql(
        "UPDATE outbox SET state = $1, next_at = $2,
             sealed = CASE WHEN $1 = 'queued' THEN sealed ELSE '' END
         WHERE id = $3",
    )
    .bind(outcome.state.as_str())
    .bind(outcome.next_at)
    .bind(&outcome.id)
    .run()
    .await
}
