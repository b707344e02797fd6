//! Time. Only this file asks the system for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock. Clones show the same time.
#[derive(Clone)]
pub struct Clock {
    frozen: bool,
    /// Ahead of the system, or the time itself when frozen; in milliseconds.
    offset: Arc<AtomicI64>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self {
            frozen: false,
            offset: Arc::default(),
        }
    }

    /// A clock that stands still until it is advanced.
    pub fn frozen(at: i64) -> Self {
        Self {
            frozen: true,
            offset: Arc::new(AtomicI64::new(at)),
        }
    }

    /// Moves the clock forward; it never goes back.
    pub fn advance(&self, milliseconds: u32) {
        self.offset
            .fetch_add(milliseconds.into(), Ordering::Relaxed);
    }

    /// A moment to measure from, of a clock that is never set.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn instant(&self) -> std::time::Instant {
        std::time::Instant::now()
    }

    /// The system's time in milliseconds, wherever the clock was moved to; none of one that stands
    /// still.
    pub fn unmoved(&self) -> Option<i64> {
        let ahead = self.offset.load(Ordering::Relaxed);
        (!self.frozen).then(|| self.now() - ahead)
    }

    /// Now, in milliseconds since 1970-01-01 UTC.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn now(&self) -> i64 {
        let offset = self.offset.load(Ordering::Relaxed);
        if self.frozen {
            offset
        } else {
            jiff::Timestamp::now().as_millisecond() + offset
        }
    }
}
