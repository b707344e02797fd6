//! Rows of applications.

use cleat_store::{Result, Tx, row};

row! {
    /// An application, its secret sealed.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Clone, PartialEq, Eq)]
    pub struct Row {
        pub id: String,
        pub pool_id: String,
        pub secret: String,
        pub document: String,
    }
}

/// The application of that id, of whichever pool.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Row>> {
    tx.sql(format!(
        "SELECT {} FROM application WHERE id = $1",
        Row::COLUMNS
    ))
    .bind(id)
    .optional()
    .await
}

/// The application of that id in a pool.
pub async fn find_in(tx: &mut Tx, pool_id: &str, id: &str) -> Result<Option<Row>> {
    Ok(find(tx, id).await?.filter(|row| row.pool_id == pool_id))
}

/// The application that was there first.
pub async fn first(tx: &mut Tx) -> Result<Option<Row>> {
    tx.sql(format!(
        "SELECT {} FROM application ORDER BY created_at, id LIMIT 1",
        Row::COLUMNS
    ))
    .optional()
    .await
}

/// The application of that id in a pool, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, pool_id: &str, id: &str) -> Result<Option<Row>> {
    tx.sql(format!(
        "UPDATE application SET updated_at = updated_at WHERE pool_id = $1 AND id = $2 RETURNING {}",
        Row::COLUMNS
    ))
    .bind(pool_id)
    .bind(id)
    .optional()
    .await
}

/// All applications of a pool, oldest first.
pub async fn all(tx: &mut Tx, pool_id: &str) -> Result<Vec<Row>> {
    tx.sql(format!(
        "SELECT {} FROM application WHERE pool_id = $1 ORDER BY created_at, id",
        Row::COLUMNS
    ))
    .bind(pool_id)
    .all()
    .await
}

/// Adds an application; whether its identifier was free.
pub async fn insert(tx: &mut Tx, row: &Row, identifier: &str, now: i64) -> Result<bool> {
    let added = tx
        .sql(
            "INSERT INTO application
                 (id, pool_id, identifier, secret, document, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING",
        )
        .bind(&row.id)
        .bind(&row.pool_id)
        .bind(identifier)
        .bind(&row.secret)
        .bind(&row.document)
        .bind(now)
        .execute()
        .await?;
    Ok(added == 1)
}

/// Whether another application of the pool has that identifier.
pub async fn identifier_taken(
    tx: &mut Tx,
    pool_id: &str,
    identifier: &str,
    except: &str,
) -> Result<bool> {
    let found: Option<(i64,)> = tx
        .sql("SELECT 1 FROM application WHERE pool_id = $1 AND identifier = $2 AND id <> $3")
        .bind(pool_id)
        .bind(identifier)
        .bind(except)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Replaces the document and identifier of an application.
pub async fn update(
    tx: &mut Tx,
    row: &Row,
    identifier: &str,
    document: &str,
    now: i64,
) -> Result<()> {
    tx.sql(
        "UPDATE application SET identifier = $1, document = $2, updated_at = $3
         WHERE pool_id = $4 AND id = $5",
    )
    .bind(identifier)
    .bind(document)
    .bind(now)
    .bind(&row.pool_id)
    .bind(&row.id)
    .execute()
    .await?;
    Ok(())
}

/// Replaces the sealed secret of an application; whether there is one.
pub async fn set_secret(tx: &mut Tx, pool_id: &str, id: &str, secret: &str) -> Result<bool> {
    let changed = tx
        .sql("UPDATE application SET secret = $1 WHERE pool_id = $2 AND id = $3")
        .bind(secret)
        .bind(pool_id)
        .bind(id)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Deletes an application and ends its sessions.
pub async fn delete(tx: &mut Tx, pool_id: &str, id: &str, now: i64) -> Result<()> {
    tx.sql("DELETE FROM application WHERE pool_id = $1 AND id = $2")
        .bind(pool_id)
        .bind(id)
        .execute()
        .await?;
    tx.sql(
        "UPDATE session SET ended_at = $1 WHERE pool_id = $2 AND app_id = $3 AND ended_at IS NULL",
    )
    .bind(now)
    .bind(pool_id)
    .bind(id)
    .execute()
    .await?;
    Ok(())
}

/// Signature algorithms that applications name in their settings.
pub async fn algorithms(tx: &mut Tx) -> Result<Vec<String>> {
    let name = tx.json_text("document", "oidcConfig.id_token_signed_response_alg");
    let sql = format!("SELECT DISTINCT {name} FROM application WHERE {name} IS NOT NULL");
    let rows: Vec<(String,)> = tx.sql(sql).all().await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}
