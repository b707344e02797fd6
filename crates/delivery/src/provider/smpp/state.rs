//! Where a link stands.

use crate::outcome::Refusal;

/// Where a link stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It is being made, or ends.
    Connecting,
    /// It is bound.
    Up,
    /// It is bound, and the SMSC wants no messages for a while.
    Paused,
    /// It is tried again later.
    Down(Refusal),
    /// It is no more.
    Ended,
}
