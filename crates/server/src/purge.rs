//! Purging expired rows: those that decide nothing any more.

use cleat_engine::kernel::App;
use cleat_store::{Result, Tx};

const DAY: i64 = 24 * 3_600_000;

/// A statement of a module, and the time before which its rows have ended.
struct Expired {
    sql: &'static str,
    before: i64,
}

/// Deletes what ended more than two days ago, and messages as old as the settings say. The audit trail
/// stays.
///
/// # Errors
/// When the database refuses.
pub async fn purge_expired(app: &App) -> Result<()> {
    let since = |days: i64| app.clock.now() - days * DAY;
    for module in &app.modules {
        let expired = module.expired.iter().map(|sql| (*sql, since(2)));
        let shown = module.shown.iter();
        let shown = shown.map(|sql| (*sql, since(app.settings.message_days)));
        for (sql, before) in expired.chain(shown) {
            app.db.write(Expired { sql, before }, delete).await?;
        }
    }
    Ok(())
}

async fn delete(tx: &mut Tx, expired: &Expired) -> Result<()> {
    tx.sql(expired.sql).bind(expired.before).run().await
}
