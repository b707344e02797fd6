//! After a database was restored from a backup: nothing that was used up, ended or revoked since
//! the backup may live again.

use cleat_store::Tx;

use crate::core::{App, Result, keys};

/// What may be used once.
const DISARM: &[&str] = &[
    "DELETE FROM passcode",
    "DELETE FROM one_time_grant",
    "DELETE FROM refresh_token",
];

/// Ends every session, code, grant, token and queued message, and refuses signed calls dated
/// before now. Users, identities, settings and the audit trail stay.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(app: &App) -> Result<()> {
    let now = app.clock.now();
    app.db
        .write(now, |tx: &mut Tx, now| {
            Box::pin(async move {
                for sql in DISARM {
                    tx.sql(*sql).run().await?;
                }
                tx.sql("UPDATE session SET ended_at = $1 WHERE ended_at IS NULL")
                    .bind(*now)
                    .run()
                    .await?;
                tx.sql("UPDATE outbox SET state = 'failed', sealed = '' WHERE state = 'queued'")
                    .run()
                    .await?;
                tx.sql(
                    "INSERT INTO server_event (name, at) VALUES ('restored', $1)
                     ON CONFLICT (name) DO UPDATE SET at = $1",
                )
                .bind(*now)
                .run()
                .await
            })
        })
        .await?;
    // Tokens of machines and of management have no session; they end with their key.
    keys::rotate(app, true).await
}
