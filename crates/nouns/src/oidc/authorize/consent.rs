//! What users allowed applications to learn, and that it is asked once.

use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_store::Tx;

/// A scope that a user grants an application.
struct Granted {
    pool_id: String,
    user_id: String,
    app_id: String,
    scope: String,
}

/// Keeps what a user granted, beside what was granted before.
///
/// # Errors
/// When the database fails.
pub async fn remember(
    cx: &Cx,
    (pool_id, user_id, app_id): (&str, &str, &str),
    scope: &str,
) -> Result<()> {
    let granted = Granted {
        pool_id: pool_id.to_owned(),
        user_id: user_id.to_owned(),
        app_id: app_id.to_owned(),
        scope: scope.to_owned(),
    };
    cx.write(granted, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, granted: &Granted) -> Outcome<()> {
    let of = (
        granted.pool_id.as_str(),
        granted.user_id.as_str(),
        granted.app_id.as_str(),
    );
    let mut scope = scope(tx, of).await?;
    for part in granted.scope.split(' ') {
        if !scope.split(' ').any(|own| own == part) {
            scope = format!("{scope} {part}").trim().to_owned();
        }
    }
    tx.sql(
        "INSERT INTO consent (pool_id, user_id, app_id, scope, granted_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (pool_id, user_id, app_id) DO UPDATE SET scope = $4, granted_at = $5",
    )
    .bind(&granted.pool_id)
    .bind(&granted.user_id)
    .bind(&granted.app_id)
    .bind(scope)
    .bind(cx.now())
    .run()
    .await?;
    Ok(())
}

/// What a user granted an application.
async fn scope(
    tx: &mut Tx,
    (pool_id, user_id, app_id): (&str, &str, &str),
) -> cleat_store::Result<String> {
    let found: Option<(String,)> = tx
        .sql("SELECT scope FROM consent WHERE pool_id = $1 AND user_id = $2 AND app_id = $3")
        .bind(pool_id)
        .bind(user_id)
        .bind(app_id)
        .optional()
        .await?;
    Ok(found.map(|(scope,)| scope).unwrap_or_default())
}

/// Whether a user granted an application all of that before.
pub(super) async fn covers(
    tx: &mut Tx,
    of: (&str, &str, &str),
    wanted: &[&str],
) -> cleat_store::Result<bool> {
    let granted = scope(tx, of).await?;
    let mut wanted = wanted.iter();
    Ok(wanted.all(|part| granted.split(' ').any(|own| own == *part)))
}

/// What a user granted each application, and when.
pub(in super::super) async fn all(
    tx: &mut Tx,
    (pool_id, user_id): (&str, &str),
) -> cleat_store::Result<Vec<(String, String, i64)>> {
    tx.sql(
        "SELECT app_id, scope, granted_at FROM consent
         WHERE pool_id = $1 AND user_id = $2 ORDER BY app_id",
    )
    .bind(pool_id)
    .bind(user_id)
    .all()
    .await
}

/// Forgets what a user granted an application.
pub(in super::super) async fn revoke(
    tx: &mut Tx,
    (pool_id, user_id, app_id): (&str, &str, &str),
) -> cleat_store::Result<()> {
    tx.sql("DELETE FROM consent WHERE pool_id = $1 AND user_id = $2 AND app_id = $3")
        .bind(pool_id)
        .bind(user_id)
        .bind(app_id)
        .run()
        .await
}
