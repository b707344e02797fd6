//! The public keys of the server.

use std::sync::Arc;
use std::time::Instant;

use cleat_protocol::jose::PublicKey;
use tokio::sync::Mutex;

/// The server's keys, fetched when they are first needed.
#[derive(Clone, Default)]
pub(crate) struct KeySet {
    pub(crate) kept: Arc<Mutex<Option<Kept>>>,
}

/// The keys of an issuer.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) issuer: String,
    pub(crate) keys: Arc<Vec<PublicKey>>,
    pub(crate) fetched: Instant,
}

impl Kept {
    /// The key of that id.
    pub(crate) fn find(&self, kid: &str) -> Option<&PublicKey> {
        let mut keys = self.keys.iter();
        keys.find(|key| key.kid.as_deref() == Some(kid))
    }
}
