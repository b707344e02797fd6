//! After a database was restored from a backup: nothing that was used up, ended or revoked since
//! the backup may live again.

use cleat_engine::kernel::{App, Result, key_rotation};
use cleat_store::Tx;

/// The statements of the modules, and now.
struct Revocation {
    statements: Vec<&'static str>,
    now: i64,
}

/// Ends every session, code, grant, token and queued message, and refuses signed calls dated
/// before now. Users, identities, settings and the audit trail stay.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(app: &App) -> Result<()> {
    let statements = app.modules.iter().flat_map(|module| module.single_use);
    let revocation = Revocation {
        statements: statements.copied().collect(),
        now: app.clock.now(),
    };
    app.db.write(revocation, revoke).await?;
    // Tokens of machines and of management have no session; they end with their key.
    key_rotation::rotate(app, true).await
}

async fn revoke(tx: &mut Tx, revocation: &Revocation) -> cleat_store::Result<()> {
    for sql in &revocation.statements {
        let mut query = tx.sql(*sql);
        if sql.contains("$1") {
            query = query.bind(revocation.now);
        }
        query.run().await?;
    }
    Ok(())
}
