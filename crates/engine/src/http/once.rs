//! What proves a request, and only one.

use cleat_store::Tx;

use crate::kernel::{Cx, Error, Outcome, Result};

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
    let new = tx
        .sql(
            "INSERT INTO nonce (pool_id, value, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
        )
        .bind(&once.pool_id)
        .bind(&once.value)
        .bind(once.until)
        .changes(1)
        .await?;
    match new {
        true => Ok(()),
        false => Err(once.used.clone().into()),
    }
}

/// Whether something of that time may have been used before a backup was restored, and nobody
/// remembers. A restore that is to come was made before the clock was set back.
pub fn is_forgotten(cx: &Cx, at: i64, skew: i64) -> bool {
    let restored = cx.app.keys.ring().restored_at;
    at <= restored && restored <= cx.now() + skew
}
