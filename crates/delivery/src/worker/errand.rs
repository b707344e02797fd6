//! Calls that are to be made, and that were.

use std::sync::Arc;

use crate::attempt::Attempt;
use crate::health::UnderWay;
use crate::letter::Letter;
use crate::outcome::Outcome;
use crate::provider::Provider;

/// Milliseconds that no message is put off for: one that is due later was written before the clock
/// was set back.
pub(super) const FAR: i64 = 120_000;

/// A call that is to be made.
pub(crate) struct Errand {
    pub(crate) letter: Letter,
    pub(crate) attempt: Attempt,
    pub(crate) provider: Arc<Provider>,
    /// Ids of the providers that were asked in this round, this one included.
    pub(crate) asked: Vec<String>,
    /// Rounds that were begun, this one included.
    pub(crate) rounds: i64,
    /// The time the message is next due at: whoever changed it last has the message.
    pub(crate) ticket: i64,
    pub(crate) under_way: Option<UnderWay>,
}

/// A call that was made.
#[derive(Clone)]
pub(crate) struct Returned {
    pub(crate) errand: Arc<Errand>,
    pub(crate) outcome: Outcome,
}
