//! What the workers take from around them.

use tokio::sync::watch;

/// What the workers take from around them.
pub struct Surroundings {
    /// Now, in milliseconds.
    pub now: Box<dyn Fn() -> i64 + Send + Sync>,
    /// 32 hex digits that it gave nobody before.
    pub nonce: Box<dyn Fn() -> String + Send + Sync>,
    /// Whether it is to end: it takes nothing on then, and waits for what is under way.
    pub ending: watch::Receiver<bool>,
}
