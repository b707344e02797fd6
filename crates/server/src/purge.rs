//! Purging expired rows: those that decide nothing any more.

use cleat_engine::kernel::App;
use cleat_store::{Result, Tx};

const DAY: i64 = 24 * 3_600_000;

/// A statement of a module, and the time before which its rows have ended.
struct Expired {
    sql: &'static str,
    before: i64,
}

/// Deletes what ended more than two days ago. The audit trail stays.
///
/// # Errors
/// When the database refuses.
pub async fn purge_expired(app: &App) -> Result<()> {
    let before = app.clock.now() - 2 * DAY;
    for sql in app.modules.iter().flat_map(|module| module.expired) {
        app.db.write(Expired { sql, before }, delete).await?;
    }
    Ok(())
}

async fn delete(tx: &mut Tx, expired: &Expired) -> Result<()> {
    tx.sql(expired.sql).bind(expired.before).run().await
}
