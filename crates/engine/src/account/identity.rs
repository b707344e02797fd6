//! External identities of users.

use cleat_api::Value;
use cleat_api::ext_idp::{Identity, Provider};
use cleat_api::user::CreateIdentity;
use cleat_store::{Tx, row};

use super::Account;
use crate::kernel::{Result, from_json};

row! {
    struct Row {
        user_id: String,
        id: String,
        ext_idp_id: String,
        provider: String,
        type_: String,
        user_id_in_idp: String,
        user_info: String,
        origin_conn_ids: String,
    }
}

/// The identities linked to a user, oldest first.
///
/// # Errors
/// When the database fails or a row holds something else than was written.
pub async fn of_user(tx: &mut Tx, pool_id: &str, user_id: &str) -> Result<Vec<Identity>> {
    let rows = select(tx, "user_id = $2", &[pool_id, user_id]).await?;
    Ok(rows.into_iter().map(|(_, identity)| identity).collect())
}

/// The identities of the users whose ids come after `after`, up to `last`, each with its user,
/// oldest first.
///
/// # Errors
/// As [`of_user`].
pub async fn between(
    tx: &mut Tx,
    pool_id: &str,
    after: &str,
    last: &str,
) -> Result<Vec<(String, Identity)>> {
    select(
        tx,
        "user_id > $2 AND user_id <= $3",
        &[pool_id, after, last],
    )
    .await
}

async fn select(tx: &mut Tx, filter: &str, values: &[&str]) -> Result<Vec<(String, Identity)>> {
    let sql = format!(
        "SELECT user_id, id, ext_idp_id, provider, type, user_id_in_idp, user_info, origin_conn_ids
         FROM identity WHERE pool_id = $1 AND {filter} ORDER BY created_at, id"
    );
    let query = values
        .iter()
        .fold(tx.sql(sql), |query, value| query.bind(*value));
    let rows: Vec<Row> = query.all().await?;
    rows.into_iter()
        .map(|row| {
            let identity = Identity {
                identity_id: row.id,
                ext_idp_id: row.ext_idp_id,
                provider: Provider::parse(&row.provider).unwrap_or_default(),
                r#type: row.type_,
                user_id_in_idp: row.user_id_in_idp,
                user_info_in_idp: from_json(&row.user_info)?,
                access_token: None,
                refresh_token: None,
                origin_conn_ids: from_json(&row.origin_conn_ids)?,
            };
            Ok((row.user_id, identity))
        })
        .collect()
}

/// Links an identity under a new id; whether it was free.
pub async fn insert(
    tx: &mut Tx,
    id: &str,
    now: i64,
    account: &Account,
    identity: &CreateIdentity,
) -> cleat_store::Result<bool> {
    let added = tx
        .sql(
            "INSERT INTO identity (pool_id, id, user_id, ext_idp_id, provider, type,
                 user_id_in_idp, user_info, origin_conn_ids, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        )
        .bind(&account.pool_id)
        .bind(id)
        .bind(&account.id)
        .bind(&identity.ext_idp_id)
        .bind(identity.provider.as_str())
        .bind(&identity.r#type)
        .bind(&identity.user_id_in_idp)
        .bind(identity.user_info_in_idp.to_string())
        .bind(Value::from(identity.origin_conn_ids.clone()).to_string())
        .bind(now)
        .execute()
        .await?;
    Ok(added == 1)
}

/// Whose an identity of that kind and id is, at a source of a pool.
pub async fn owner(
    tx: &mut Tx,
    (pool_id, ext_idp_id): (&str, &str),
    (kind, id): (&str, &str),
) -> cleat_store::Result<Option<String>> {
    let found: Option<(String,)> = tx
        .sql(
            "SELECT user_id FROM identity
             WHERE pool_id = $1 AND ext_idp_id = $2 AND type = $3 AND user_id_in_idp = $4",
        )
        .bind(pool_id)
        .bind(ext_idp_id)
        .bind(kind)
        .bind(id)
        .optional()
        .await?;
    Ok(found.map(|(user_id,)| user_id))
}

/// Whether a user has an identity at that source.
pub async fn has_any(
    tx: &mut Tx,
    account: &Account,
    ext_idp_id: &str,
) -> cleat_store::Result<bool> {
    let found: Option<(i64,)> = tx
        .sql(
            "SELECT 1 FROM identity
             WHERE pool_id = $1 AND user_id = $2 AND ext_idp_id = $3 LIMIT 1",
        )
        .bind(&account.pool_id)
        .bind(&account.id)
        .bind(ext_idp_id)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Writes what the provider says now of an identity that a user has; whether the user has it.
pub async fn refresh(
    tx: &mut Tx,
    account: &Account,
    identity: &CreateIdentity,
) -> cleat_store::Result<bool> {
    tx.sql(
        "UPDATE identity SET user_info = $1
         WHERE pool_id = $2 AND user_id = $3 AND ext_idp_id = $4 AND type = $5
             AND user_id_in_idp = $6",
    )
    .bind(identity.user_info_in_idp.to_string())
    .bind(&account.pool_id)
    .bind(&account.id)
    .bind(&identity.ext_idp_id)
    .bind(&identity.r#type)
    .bind(&identity.user_id_in_idp)
    .changes(1)
    .await
}

/// Notes that an identity signed its user in.
pub async fn used(
    tx: &mut Tx,
    account: &Account,
    ext_idp_id: &str,
    (kind, id): (&str, &str),
    now: i64,
) -> cleat_store::Result<()> {
    tx.sql(
        "UPDATE identity SET used_at = $1
         WHERE pool_id = $2 AND user_id = $3 AND ext_idp_id = $4 AND type = $5
             AND user_id_in_idp = $6",
    )
    .bind(now)
    .bind(&account.pool_id)
    .bind(&account.id)
    .bind(ext_idp_id)
    .bind(kind)
    .bind(id)
    .execute()
    .await
    .map(drop)
}

/// Ids of the identities by which a user has signed in, with the ids of their sources.
pub async fn used_by(
    tx: &mut Tx,
    pool_id: &str,
    user_id: &str,
) -> cleat_store::Result<Vec<(String, String)>> {
    tx.sql(
        "SELECT id, ext_idp_id FROM identity
         WHERE pool_id = $1 AND user_id = $2 AND used_at IS NOT NULL ORDER BY used_at DESC, id",
    )
    .bind(pool_id)
    .bind(user_id)
    .all()
    .await
}

/// The sources and kinds of a user's identities.
pub async fn kinds_of(
    tx: &mut Tx,
    account: &Account,
) -> cleat_store::Result<Vec<(String, String)>> {
    tx.sql("SELECT ext_idp_id, type FROM identity WHERE pool_id = $1 AND user_id = $2")
        .bind(&account.pool_id)
        .bind(&account.id)
        .all()
        .await
}

/// Unlinks the identities of a user at one provider, of one kind where it is given; returns how
/// many there were.
pub async fn remove(
    tx: &mut Tx,
    account: &Account,
    ext_idp_id: &str,
    kind: Option<&str>,
) -> cleat_store::Result<usize> {
    tx.sql(
        "DELETE FROM identity WHERE pool_id = $1 AND user_id = $2 AND ext_idp_id = $3
         AND ($4 = '' OR type = $4)",
    )
    .bind(&account.pool_id)
    .bind(&account.id)
    .bind(ext_idp_id)
    .bind(kind.unwrap_or_default())
    .execute()
    .await
}

/// The external identities of a user, where they are asked for.
pub async fn with_identities(
    tx: &mut Tx,
    account: &Account,
    wanted: Option<bool>,
) -> Result<Option<Vec<Identity>>> {
    if wanted.unwrap_or_default() {
        Ok(Some(of_user(tx, &account.pool_id, &account.id).await?))
    } else {
        Ok(None)
    }
}
