//! What proves a request, and only one.

use cleat_store::Tx;

use crate::kernel::{Cx, Error, Outcome, Result};
use crate::session::nonce;

/// What proves a request once.
pub struct Once {
    /// The pool that it is of.
    pub pool_id: String,
    /// What comes along.
    pub value: String,
    /// How long it could come again, in milliseconds since 1970-01-01 UTC.
    pub until: i64,
    /// What is answered where it was used before.
    pub used: Error,
}

impl Once {
    /// Remembers it; it is refused where it was used before.
    ///
    /// # Errors
    /// Its own, or when the database fails.
    pub async fn spend(self, cx: &Cx) -> Result<()> {
        cx.beside(self, remember).await
    }
}

async fn remember(tx: &mut Tx, _: &Cx, once: &Once) -> Outcome<()> {
    match nonce::spend(tx, &once.pool_id, &once.value, once.until).await? {
        true => Ok(()),
        false => Err(once.used.clone().into()),
    }
}
