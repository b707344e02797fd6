//! A fail-point for tests: one statement of a database fails. Without the feature `failpoints`
//! it is nothing.

#[cfg(feature = "failpoints")]
use std::sync::Arc;
#[cfg(feature = "failpoints")]
use std::sync::atomic::{AtomicI64, Ordering};

use crate::Result;

/// Counts statements down to the one that fails.
#[derive(Clone, Default)]
pub struct FailPoint {
    #[cfg(feature = "failpoints")]
    left: Arc<AtomicI64>,
}

#[cfg(feature = "failpoints")]
impl FailPoint {
    /// Lets the `k`-th statement from now fail, counted from 1; 0 lets none fail. Returns how far
    /// off the one that was set before still is: 0 once it was reached.
    pub fn set(&self, k: i64) -> i64 {
        self.left.swap(k, Ordering::SeqCst)
    }
}

impl FailPoint {
    /// A statement begins.
    #[cfg(feature = "failpoints")]
    pub(crate) fn pass(&self) -> Result<()> {
        let lower = |left: i64| (left > 0).then(|| left - 1);
        let before = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, lower);
        match before {
            Ok(1) => Err(crate::Error::Aborted("fail-point")),
            _ => Ok(()),
        }
    }

    /// A statement begins.
    #[cfg(not(feature = "failpoints"))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the other one may fail"
    )]
    pub(crate) fn pass(&self) -> Result<()> {
        Ok(())
    }
}
