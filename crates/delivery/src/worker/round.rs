//! A round of a message: the providers asked in turn, by the replica that has it.

use cleat_store::{Result, Tx};

use super::errand::Errand;
use crate::state::State;

/// A round in which the providers are asked in turn. Of several replicas one has the message: the
/// time it is due at is the ticket.
pub(super) struct Round {
    /// The time the message is due at.
    pub(super) ticket: i64,
    /// Rounds that were begun, this one included.
    pub(super) rounds: i64,
    /// Ids of the providers that were asked in it.
    pub(super) asked: Vec<String>,
}

impl Round {
    /// A new one, for a message that is due at that time after so many.
    pub(super) fn new(ticket: i64, before: i64) -> Self {
        Self {
            ticket,
            rounds: before + 1,
            asked: Vec::new(),
        }
    }

    /// The one that a call was made in.
    pub(super) fn of(errand: &Errand) -> Self {
        Self {
            ticket: errand.ticket,
            rounds: errand.rounds,
            asked: errand.asked.clone(),
        }
    }

    /// Puts the message off; whether it was still this round's.
    pub(super) async fn renew(&self, tx: &mut Tx, id: &str, next_at: i64) -> Result<bool> {
        tx.sql(
            "UPDATE outbox SET attempts = $1, next_at = $2
             WHERE id = $3 AND state = 'queued' AND next_at = $4",
        )
        .bind(self.rounds)
        .bind(next_at)
        .bind(id)
        .bind(self.ticket)
        .changes(1)
        .await
    }

    /// Ends the message, which keeps no text and no code then; whether it was still this round's.
    pub(super) async fn finish(
        &self,
        tx: &mut Tx,
        id: &str,
        state: State,
        now: i64,
    ) -> Result<bool> {
        tx.sql(
            "UPDATE outbox SET state = $1, next_at = $2, attempts = $3, sealed = ''
             WHERE id = $4 AND state = 'queued' AND next_at = $5",
        )
        .bind(state.as_str())
        .bind(now)
        .bind(self.rounds)
        .bind(id)
        .bind(self.ticket)
        .changes(1)
        .await
    }
}
