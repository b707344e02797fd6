//! Taking away what is over: rows that decide nothing any more.

use cleat_store::Result;

use super::App;

const DAY: i64 = 24 * 3_600_000;

/// Statements that take one parameter: rows that ended before that time go.
const OVER: &[&str] = &[
    "DELETE FROM nonce WHERE expires_at < $1",
    "DELETE FROM usage_window WHERE started_at < $1",
    "DELETE FROM revoked_token WHERE expires_at < $1",
    "DELETE FROM one_time_grant WHERE expires_at < $1",
    "DELETE FROM passcode WHERE expires_at < $1",
    "DELETE FROM passcode_sent WHERE sent_at < $1",
    "DELETE FROM refresh_token WHERE expires_at < $1",
    "DELETE FROM outbox WHERE created_at < $1 AND state <> 'queued'",
];

/// Takes away what ended more than two days ago. The audit trail stays.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(app: &App) -> Result<()> {
    let before = app.clock.now() - 2 * DAY;
    for sql in OVER {
        app.db
            .write((), move |tx, ()| {
                Box::pin(async move { tx.sql(*sql).bind(before).execute().await.map(drop) })
            })
            .await?;
    }
    Ok(())
}
