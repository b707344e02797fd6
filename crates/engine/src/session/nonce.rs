//! What proves a request once.

use cleat_store::{Result, Tx};

use crate::kernel::Cx;

/// Remembers it until that time; whether it is new.
///
/// # Errors
/// When the database fails.
pub async fn spend(tx: &mut Tx, pool_id: &str, value: &str, until: i64) -> Result<bool> {
    tx.sql(
        "INSERT INTO nonce (pool_id, value, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
    )
    .bind(pool_id)
    .bind(value)
    .bind(until)
    .changes(1)
    .await
}

/// Whether something of that time may have been used before a backup was restored, and nobody
/// remembers. A restore that is to come was made before the clock was set back.
pub fn is_forgotten(cx: &Cx, at: i64, skew: i64) -> bool {
    let restored = cx.app.keys.ring().restored_at;
    at <= restored && restored <= cx.now() + skew
}
