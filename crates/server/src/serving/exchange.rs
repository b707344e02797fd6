//! Where a connection stands: what it waits for, and until when.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cleat_engine::kernel::Clock;
use tokio::sync::Notify;

/// Longest time from the first byte of a request to its last, and for a part of an answer.
const LONGEST: Duration = Duration::from_secs(10);
/// Longest time between two requests; load balancers keep theirs for sixty seconds.
const KEPT: Duration = Duration::from_secs(75);
/// Bytes of an answer that must be taken in that time.
const PART: usize = 64 * 1024;
/// The end of a head, and of a body in chunks.
const END: [u8; 4] = *b"\r\n\r\n";

/// What a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// A request is on its way, or the first one has not begun.
    Receiving,
    /// The request is there; the server is at work.
    Working,
    /// Everything was answered.
    Kept,
}

/// One connection, request after request.
pub(super) struct Exchange {
    clock: Clock,
    state: Mutex<State>,
    /// Asks it to make room for another.
    pub(super) leave: Notify,
}

struct State {
    phase: Phase,
    since: Instant,
    /// Since when the client takes nothing, and how much it took meanwhile.
    blocked: Option<(Instant, usize)>,
    /// The last bytes that came.
    tail: [u8; 4],
    /// The last byte of the body that came.
    body: Option<u8>,
}

impl Exchange {
    pub(super) fn new(clock: Clock) -> Self {
        let since = clock.instant();
        Self {
            clock,
            state: Mutex::new(State {
                phase: Phase::Receiving,
                since,
                blocked: None,
                tail: END,
                body: None,
            }),
            leave: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes came.
    pub(super) fn received(&self, bytes: &[u8]) {
        let mut state = self.state();
        for byte in bytes.iter().rev().take(END.len()).rev() {
            state.tail.rotate_left(1);
            if let Some(last) = state.tail.last_mut() {
                *last = *byte;
            }
        }
        if state.phase == Phase::Kept {
            state.enter(Phase::Receiving, self.clock.instant());
        }
    }

    /// A head is there; `whole` when nothing follows it.
    pub(super) fn head(&self, whole: bool) {
        let mut state = self.state();
        state.body = None;
        // The head may have come together with the request before it.
        if state.phase != Phase::Receiving {
            state.enter(Phase::Receiving, self.clock.instant());
        }
        if whole {
            state.phase = Phase::Working;
        }
    }

    /// A part of the body is there.
    pub(super) fn part(&self, bytes: &[u8]) {
        self.state().body = bytes.last().copied();
    }

    /// The body is there, or nobody wants it.
    pub(super) fn whole(&self) {
        let mut state = self.state();
        if state.phase == Phase::Receiving {
            state.phase = Phase::Working;
        }
    }

    /// The request is answered. The next one may have begun, in the bytes that brought this one.
    pub(super) fn answered(&self) {
        let mut state = self.state();
        let ended = state.tail == END || state.tail.last().copied() == state.body;
        let next = if ended { Phase::Kept } else { Phase::Receiving };
        state.enter(next, self.clock.instant());
    }

    /// The client takes nothing more for now.
    pub(super) fn blocked(&self) {
        let mut state = self.state();
        if state.blocked.is_none() {
            state.blocked = Some((self.clock.instant(), 0));
        }
    }

    /// The client took something.
    pub(super) fn sent(&self, bytes: usize) {
        let mut state = self.state();
        if let Some((since, taken)) = &mut state.blocked {
            *taken += bytes;
            if *taken >= PART {
                (*since, *taken) = (self.clock.instant(), 0);
            }
        }
    }

    /// The client took everything.
    pub(super) fn flushed(&self) {
        self.state().blocked = None;
    }

    /// When the connection ends unless something comes of it; never while the server is at work.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let state = self.state();
        let phase = match state.phase {
            Phase::Receiving => Some(state.since + LONGEST),
            Phase::Kept => Some(state.since + KEPT),
            Phase::Working => None,
        };
        let blocked = state.blocked.map(|(since, _)| since + LONGEST);
        [phase, blocked].into_iter().flatten().min()
    }

    /// Whether it waits for its client, so that nothing is lost when it ends.
    pub(super) fn waits(&self) -> bool {
        let state = self.state();
        state.phase != Phase::Working || state.blocked.is_some()
    }
}

impl State {
    fn enter(&mut self, phase: Phase, now: Instant) {
        (self.phase, self.since) = (phase, now);
    }
}
