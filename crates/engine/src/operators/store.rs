//! Rows of operators.

use cleat_store::{Result, Tx};

use super::{POOL, Role};

/// Whether there is an owner.
///
/// # Errors
/// When the database refuses.
pub async fn has_owner(tx: &mut Tx) -> Result<bool> {
    tx.sql("SELECT 1 FROM operator WHERE pool_id = $1 AND role = $2")
        .bind(POOL)
        .bind(Role::Owner.as_str())
        .finds()
        .await
}

/// The role of a user, where it is an operator.
pub(super) async fn role(tx: &mut Tx, user_id: &str) -> Result<Option<Role>> {
    Ok(standing(tx, user_id).await?.map(|(role, _)| role))
}

/// The role of a user, where it is an operator, and whether their password has to be changed first.
pub(super) async fn standing(tx: &mut Tx, user_id: &str) -> Result<Option<(Role, bool)>> {
    let found: Option<(String, bool)> = tx
        .sql(
            "SELECT role, must_change_password FROM operator
             WHERE pool_id = $1 AND user_id = $2",
        )
        .bind(POOL)
        .bind(user_id)
        .optional()
        .await?;
    Ok(found.and_then(|(name, must_change)| Some((Role::parse(&name)?, must_change))))
}

/// Everybody, with their roles, oldest first.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    tx.sql("SELECT user_id, role FROM operator WHERE pool_id = $1 ORDER BY created_at, user_id")
        .bind(POOL)
        .all()
        .await
}

/// Adds an operator, whose password somebody else may have chosen.
pub(super) async fn insert(
    tx: &mut Tx,
    user_id: &str,
    role: Role,
    must_change: bool,
    now: i64,
) -> Result<()> {
    tx.sql(
        "INSERT INTO operator (pool_id, user_id, role, must_change_password, created_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(POOL)
    .bind(user_id)
    .bind(role.as_str())
    .bind(must_change)
    .bind(now)
    .run()
    .await
}

/// Says whether the password of an operator has to be changed first.
pub(super) async fn set_must_change(tx: &mut Tx, user_id: &str, must_change: bool) -> Result<()> {
    tx.sql("UPDATE operator SET must_change_password = $1 WHERE pool_id = $2 AND user_id = $3")
        .bind(must_change)
        .bind(POOL)
        .bind(user_id)
        .run()
        .await
}

/// Gives an operator another role.
pub(super) async fn set_role(tx: &mut Tx, user_id: &str, role: Role) -> Result<()> {
    tx.sql("UPDATE operator SET role = $1 WHERE pool_id = $2 AND user_id = $3")
        .bind(role.as_str())
        .bind(POOL)
        .bind(user_id)
        .run()
        .await
}

/// The owners, none of whom another transaction changes until this one ends.
pub(super) async fn lock_owners(tx: &mut Tx) -> Result<Vec<(String,)>> {
    tx.sql("UPDATE operator SET role = role WHERE pool_id = $1 AND role = $2 RETURNING user_id")
        .bind(POOL)
        .bind(Role::Owner.as_str())
        .all()
        .await
}

/// Puts a link in the place of the one of that kind before.
pub(super) async fn set_link(tx: &mut Tx, kind: &str, digest: &str, until: i64) -> Result<()> {
    tx.sql(
        "INSERT INTO setup_link (kind, digest, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (kind) DO UPDATE SET digest = $2, expires_at = $3",
    )
    .bind(kind)
    .bind(digest)
    .bind(until)
    .run()
    .await
}

/// The kind of the link with that digest, where it still works.
pub(super) async fn link(tx: &mut Tx, digest: &str, now: i64) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .sql("SELECT kind FROM setup_link WHERE digest = $1 AND expires_at > $2")
        .bind(digest)
        .bind(now)
        .optional()
        .await?;
    Ok(found.map(|(kind,)| kind))
}

/// Uses a link up, as [`link`] finds it: of many at once, one gets it.
pub(super) async fn take_link(tx: &mut Tx, digest: &str, now: i64) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .sql("DELETE FROM setup_link WHERE digest = $1 AND expires_at > $2 RETURNING kind")
        .bind(digest)
        .bind(now)
        .optional()
        .await?;
    Ok(found.map(|(kind,)| kind))
}
