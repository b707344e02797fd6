//! Access keys of management: their rows, and who proves to have one.

use cleat_store::{Tx, row};

use super::pool;
use crate::kernel::{Cx, Outcome, Result};

/// Context of a sealed secret of an access key.
pub const SECRET: &str = "access key secret";
/// For how long the time of the last use is not written again, in milliseconds.
const FRESH: i64 = 3_600_000;
/// As long as a secret, and nobody's.
const NOBODYS: &str = "0000000000000000000000000000000000000000000";

row! {
    /// An access key beside the pool's own, its secret sealed.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Clone)]
    pub struct Row in access_key (id) {
        pub id: String,
        pub pool_id: String,
        pub secret: String,
        pub enabled: bool,
        /// Rises when it is disabled: tokens of before stay ended when it is enabled again.
        pub revision: i64,
        pub created_at: i64,
        pub used_at: Option<i64>,
    }
}

row! {
    /// A key that may act for a pool, the pool's own or another.
    pub struct Key {
        /// Its id; that of the pool for the pool's own.
        pub id: String,
        /// The pool.
        pub pool_id: String,
        secret: String,
        enabled: bool,
        /// Which of its tokens are good.
        pub revision: i64,
        used_at: Option<i64>,
    }
}

impl Key {
    async fn find(tx: &mut Tx, id: &str) -> cleat_store::Result<Option<Self>> {
        tx.sql(
            "SELECT id, pool_id, secret, enabled, revision, used_at FROM access_key WHERE id = $1
             UNION ALL SELECT id, id, secret, TRUE, 0, NULL FROM pool WHERE id = $1",
        )
        .bind(id)
        .optional()
        .await
    }

    /// Whether it is the pool's own, which goes on for as long as the pool.
    pub fn is_own(&self) -> bool {
        self.id == self.pool_id
    }

    fn opened(&self, cx: &Cx) -> Result<String> {
        let context = if self.is_own() { pool::SECRET } else { SECRET };
        Ok(cx.app.vault.open_text(context, &self.secret)?)
    }

    /// Remembers that it was used, once an hour at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn used(self, cx: &Cx) -> Result<()> {
        let is_fresh = self.used_at.is_some_and(|at| cx.now() < at + FRESH);
        if is_fresh || self.is_own() {
            return Ok(());
        }
        cx.beside(self, note_use).await
    }
}

async fn note_use(tx: &mut Tx, cx: &Cx, key: &Key) -> Outcome<()> {
    tx.sql("UPDATE access_key SET used_at = $1 WHERE id = $2 AND COALESCE(used_at, 0) < $1")
        .bind(cx.now())
        .bind(&key.id)
        .run()
        .await?;
    Ok(())
}

/// The enabled key of that id, where its secret is right. Where there is none a secret is dealt with
/// and judged all the same: neither the answer nor its time tells which ids there are.
///
/// # Errors
/// When the database fails or the secret was sealed by another master key.
pub async fn proven(
    cx: &Cx,
    id: &str,
    right: impl FnOnce(&str) -> bool + Send,
) -> Result<Option<Key>> {
    let found = Key::find(&mut *cx.read().await?, id).await?;
    let secret = match &found {
        Some(key) => key.opened(cx)?,
        None => {
            cx.app.vault.seal(SECRET, NOBODYS.as_bytes())?;
            NOBODYS.to_owned()
        }
    };
    let is_right = right(&secret);
    Ok(found.filter(|key| is_right && key.enabled))
}

/// The keys of a pool beside its own, oldest first.
pub async fn all(tx: &mut Tx, pool_id: &str) -> cleat_store::Result<Vec<Row>> {
    let sql = format!("{} WHERE pool_id = $1 ORDER BY created_at, id", Row::SELECT);
    tx.sql(sql).bind(pool_id).all().await
}

/// The key of that id in a pool.
pub async fn find_in(tx: &mut Tx, pool_id: &str, id: &str) -> cleat_store::Result<Option<Row>> {
    let sql = format!("{} WHERE pool_id = $1 AND id = $2", Row::SELECT);
    tx.sql(sql).bind(pool_id).bind(id).optional().await
}

/// The same, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, pool_id: &str, id: &str) -> cleat_store::Result<Option<Row>> {
    tx.sql(format!(
        "UPDATE access_key SET id = id WHERE pool_id = $1 AND id = $2 RETURNING {}",
        Row::COLUMNS
    ))
    .bind(pool_id)
    .bind(id)
    .optional()
    .await
}

/// How many keys a pool has beside its own; no other transaction adds one until this one ends.
pub async fn held_count(tx: &mut Tx, pool_id: &str) -> cleat_store::Result<i64> {
    let hold = tx.sql("UPDATE pool SET id = id WHERE id = $1");
    hold.bind(pool_id).run().await?;
    let (count,): (i64,) = tx
        .sql("SELECT COUNT(*) FROM access_key WHERE pool_id = $1")
        .bind(pool_id)
        .one()
        .await?;
    Ok(count)
}

/// Deletes a key; whether there was one.
pub async fn delete(tx: &mut Tx, pool_id: &str, id: &str) -> cleat_store::Result<bool> {
    tx.sql("DELETE FROM access_key WHERE pool_id = $1 AND id = $2")
        .bind(pool_id)
        .bind(id)
        .changes(1)
        .await
}
