//! What the use of codes tells of the providers that carried them.

use cleat_delivery::statistics::{begin_verified, count_verified, judge};
use cleat_store::{Result, Tx};

use crate::kernel::App;

/// Marks the attempts whose codes were used, counts them, and judges those that are old enough.
///
/// # Errors
/// When the database refuses.
pub async fn learn(app: &App) -> Result<()> {
    app.db.write(app.clock.now(), learn_at).await
}

async fn learn_at(tx: &mut Tx, now: &i64) -> Result<()> {
    if let Some(times) = begin_verified(tx, *now).await? {
        mark_verified(tx, times).await?;
        count_verified(tx, times).await?;
    }
    judge(tx, *now).await
}

/// Where several providers may have had a message, the last one has the credit.
async fn mark_verified(tx: &mut Tx, (after, until): (i64, i64)) -> Result<()> {
    tx.sql(
        "UPDATE message_attempt SET verified_at = p.used_at FROM passcode p
         WHERE p.id = message_attempt.message_id AND p.used_at > $1 AND p.used_at <= $2
           AND message_attempt.state <> 'refused'
           AND NOT EXISTS (SELECT 1 FROM message_attempt later
               WHERE later.message_id = message_attempt.message_id
                 AND later.state <> 'refused' AND later.begun_at > message_attempt.begun_at)",
    )
    .bind(after)
    .bind(until)
    .run()
    .await
}
