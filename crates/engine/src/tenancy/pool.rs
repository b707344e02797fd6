//! Rows of pools.

use cleat_api::ErrorCode;
use cleat_api::security::SecuritySettings;
use cleat_store::{Result, Tx};

use crate::kernel::{self, Cx, Outcome, from_json};

/// Context of a sealed pool secret.
pub const SECRET: &str = "pool secret";

/// Whether there is such a pool.
pub async fn exists(tx: &mut Tx, pool_id: &str) -> Result<bool> {
    let found: Option<(i64,)> = tx
        .sql("SELECT 1 FROM pool WHERE id = $1")
        .bind(pool_id)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// The name of a pool.
pub async fn name(tx: &mut Tx, pool_id: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .sql("SELECT name FROM pool WHERE id = $1")
        .bind(pool_id)
        .optional()
        .await?;
    Ok(found.map(|(name,)| name))
}

/// The secret of a pool, opened.
///
/// # Errors
/// When the database fails or the secret was sealed by another master key.
pub async fn secret(cx: &Cx, pool_id: &str) -> kernel::Result<Option<String>> {
    let found: Option<(String,)> = cx
        .read()
        .await?
        .sql("SELECT secret FROM pool WHERE id = $1")
        .bind(pool_id)
        .optional()
        .await?;
    let opened = found.map(|(sealed,)| cx.app.vault.open_text(SECRET, &sealed));
    Ok(opened.transpose()?)
}

/// The settings of a pool.
///
/// # Errors
/// `PoolNotFound`.
pub async fn settings(tx: &mut Tx, pool_id: &str) -> Outcome<SecuritySettings> {
    let text = settings_text(tx, pool_id).await?;
    Ok(from_json(&text.ok_or(ErrorCode::PoolNotFound)?)?)
}

/// The settings of a pool, and the revision of its message providers.
///
/// # Errors
/// `PoolNotFound`.
pub async fn sending(tx: &mut Tx, pool_id: &str) -> Outcome<(SecuritySettings, i64)> {
    let found: Option<(String, Option<i64>)> = tx
        .sql(
            "SELECT p.settings, m.revision
             FROM pool p LEFT JOIN message_policy m ON m.pool_id = p.id WHERE p.id = $1",
        )
        .bind(pool_id)
        .optional()
        .await?;
    let (settings, revision) = found.ok_or(ErrorCode::PoolNotFound)?;
    Ok((from_json(&settings)?, revision.unwrap_or_default()))
}

async fn settings_text(tx: &mut Tx, pool_id: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .sql("SELECT settings FROM pool WHERE id = $1")
        .bind(pool_id)
        .optional()
        .await?;
    Ok(found.map(|(settings,)| settings))
}

/// The settings of all pools, as JSON.
pub async fn all_settings(tx: &mut Tx) -> Result<Vec<(String,)>> {
    tx.sql("SELECT settings FROM pool").all().await
}

/// Locks a pool until the transaction ends, to change who may sign in how.
pub async fn lock(tx: &mut Tx, pool_id: &str) -> Result<()> {
    let sql = "UPDATE pool SET policy_revision = policy_revision + 1 WHERE id = $1";
    tx.sql(sql).bind(pool_id).execute().await.map(drop)
}

/// Who may sign in how: the revision of that, and the login methods that some application allows.
pub async fn policy(tx: &mut Tx, pool_id: &str) -> Result<(i64, Vec<String>)> {
    let rows: Vec<(i64, Option<String>)> = tx
        .sql(
            "SELECT DISTINCT p.policy_revision, m.method
             FROM pool p LEFT JOIN application_login_method m ON m.pool_id = p.id WHERE p.id = $1",
        )
        .bind(pool_id)
        .all()
        .await?;
    let revision = rows.first().map_or(0, |(revision, _)| *revision);
    let methods = rows.into_iter().filter_map(|(_, method)| method);
    Ok((revision, methods.collect()))
}

/// The login methods of [`policy`], which stay as they are until the commit.
pub async fn held_policy(tx: &mut Tx, pool_id: &str) -> Result<Vec<String>> {
    let lock = tx.share_lock();
    if !tx.is_optimistic() {
        let sql = format!("SELECT 1 FROM pool WHERE id = $1{lock}");
        tx.sql(sql).bind(pool_id).finds().await?;
        return Ok(policy(tx, pool_id).await?.1);
    }
    let (revision, methods) = policy(tx, pool_id).await?;
    let sql = format!("SELECT 1 FROM pool WHERE id = $1 AND policy_revision = $2{lock}");
    tx.sql(sql).bind(pool_id).bind(revision).finds().await?;
    Ok(methods)
}

/// Ids and names of all pools, the oldest in front.
pub async fn names(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    tx.sql("SELECT id, name FROM pool ORDER BY created_at, id")
        .all()
        .await
}

/// Ids of all pools.
pub async fn ids(tx: &mut Tx) -> Result<Vec<(String,)>> {
    tx.sql("SELECT id FROM pool ORDER BY id").all().await
}

/// Replaces the settings of a pool.
pub async fn set_settings(tx: &mut Tx, pool_id: &str, settings: &str) -> Result<()> {
    tx.sql("UPDATE pool SET settings = $1 WHERE id = $2")
        .bind(settings)
        .bind(pool_id)
        .execute()
        .await?;
    Ok(())
}

/// Adds a pool, its secret sealed.
pub async fn insert(
    tx: &mut Tx,
    id: &str,
    name: &str,
    secret: &str,
    settings: &str,
    now: i64,
) -> Result<()> {
    tx.sql("INSERT INTO pool (id, name, secret, settings, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(name)
        .bind(secret)
        .bind(settings)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}
