//! Sessions of browsers: who has signed in on a page, and stays so for the next application.

use cleat_protocol::seal;
use cleat_store::{Result, Tx, row};

use super::logout::tell;
use crate::account::Account;

row! {
    /// A browser's session.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Debug, Clone)]
    pub struct BrowserSession {
        pub pool_id: String,
        pub id: String,
        pub user_id: String,
        pub app_id: String,
        pub amr: String,
        pub created_at: i64,
        pub used_at: i64,
        pub expires_at: i64,
        pub ip: Option<String>,
        pub user_agent: Option<String>,
    }
}

/// A browser's session to be written.
#[derive(Debug, Clone)]
pub struct NewBrowserSession {
    /// Session.
    pub id: String,
    /// Application that it began at.
    pub app_id: String,
    /// Digest of the cookie that it is known by.
    pub digest: String,
    /// Digest of the cookie that the browser had before.
    pub replaces: Option<String>,
    /// When it ends, however much it is used, in milliseconds.
    pub expires_at: i64,
    /// Address that it began from.
    pub ip: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// The session of a cookie, where it stands: not ended, not expired, and used since `idle_since`.
pub async fn find(
    tx: &mut Tx,
    pool_id: &str,
    cookie: &str,
    (now, idle_since): (i64, i64),
) -> Result<Option<BrowserSession>> {
    tx.sql(format!(
        "SELECT {} FROM browser_session WHERE digest = $1 AND pool_id = $2 AND ended_at IS NULL
             AND expires_at > $3 AND used_at > $4",
        BrowserSession::COLUMNS
    ))
    .bind(seal::sha256(cookie))
    .bind(pool_id)
    .bind(now)
    .bind(idle_since)
    .optional()
    .await
}

/// Whether a session stands now, inside the transaction that acts for it. It counts as used.
pub async fn touch(tx: &mut Tx, session: &BrowserSession, now: i64) -> Result<bool> {
    tx.sql(
        "UPDATE browser_session SET used_at = $1
         WHERE pool_id = $2 AND id = $3 AND ended_at IS NULL AND expires_at > $1",
    )
    .bind(now)
    .bind(&session.pool_id)
    .bind(&session.id)
    .changes(1)
    .await
}

/// Whether the session of that id stands now.
pub async fn lives(tx: &mut Tx, pool_id: &str, id: &str, now: i64) -> Result<bool> {
    tx.sql(
        "SELECT 1 FROM browser_session
         WHERE pool_id = $1 AND id = $2 AND ended_at IS NULL AND expires_at > $3",
    )
    .bind(pool_id)
    .bind(id)
    .bind(now)
    .finds()
    .await
}

/// Adds the session of somebody who has just signed in. The browser gets a new cookie each time;
/// the session it had ends, and what hangs on that goes on only for the same user.
pub(super) async fn begin(
    tx: &mut Tx,
    session: &NewBrowserSession,
    account: &Account,
    amr: &str,
    now: i64,
) -> Result<()> {
    let pool_id = &account.pool_id;
    if let Some(before) = &session.replaces
        && let Some((id, user_id)) = of_digest(tx, pool_id, before).await?
    {
        // No row is written twice: an optimistic transaction writes all of them at one moment.
        if user_id == account.id {
            hand_on(tx, pool_id, (&id, &session.id)).await?;
            end_row(tx, pool_id, ("browser_session", "id"), &id, now).await?;
        } else {
            end(tx, pool_id, &id, now).await?;
        }
    }
    tx.sql(
        "INSERT INTO browser_session
             (pool_id, id, digest, user_id, app_id, amr, created_at, used_at, expires_at, ip,
              user_agent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)",
    )
    .bind(pool_id)
    .bind(&session.id)
    .bind(&session.digest)
    .bind(&account.id)
    .bind(&session.app_id)
    .bind(amr)
    .bind(now)
    .bind(session.expires_at)
    .bind(&session.ip)
    .bind(&session.user_agent)
    .run()
    .await
}

async fn of_digest(tx: &mut Tx, pool_id: &str, digest: &str) -> Result<Option<(String, String)>> {
    tx.sql(
        "SELECT id, user_id FROM browser_session
         WHERE digest = $1 AND pool_id = $2 AND ended_at IS NULL",
    )
    .bind(digest)
    .bind(pool_id)
    .optional()
    .await
}

async fn hand_on(tx: &mut Tx, pool_id: &str, (from, to): (&str, &str)) -> Result<()> {
    tx.sql(
        "UPDATE session SET browser_session_id = $1 WHERE pool_id = $2 AND browser_session_id = $3",
    )
    .bind(to)
    .bind(pool_id)
    .bind(from)
    .run()
    .await
}

/// The sessions of a user that stand, the one that was used last in front.
pub async fn of_user(
    tx: &mut Tx,
    (pool_id, user_id): (&str, &str),
    (now, idle_since): (i64, i64),
) -> Result<Vec<BrowserSession>> {
    tx.sql(format!(
        "SELECT {} FROM browser_session WHERE pool_id = $1 AND user_id = $2
             AND ended_at IS NULL AND expires_at > $3 AND used_at > $4
         ORDER BY used_at DESC, id",
        BrowserSession::COLUMNS
    ))
    .bind(pool_id)
    .bind(user_id)
    .bind(now)
    .bind(idle_since)
    .all()
    .await
}

/// Whether a session that stands is that user's.
pub async fn is_of(tx: &mut Tx, (pool_id, user_id): (&str, &str), id: &str) -> Result<bool> {
    tx.sql(
        "SELECT 1 FROM browser_session
         WHERE pool_id = $1 AND user_id = $2 AND id = $3 AND ended_at IS NULL",
    )
    .bind(pool_id)
    .bind(user_id)
    .bind(id)
    .finds()
    .await
}

/// Ends a session, and those of the applications that began by it.
pub async fn end(tx: &mut Tx, pool_id: &str, id: &str, now: i64) -> Result<()> {
    tx.sql(tell!("pool_id = $1 AND browser_session_id = $2"))
        .bind(pool_id)
        .bind(id)
        .run()
        .await?;
    end_row(tx, pool_id, ("browser_session", "id"), id, now).await?;
    end_row(tx, pool_id, ("session", "browser_session_id"), id, now).await
}

async fn end_row(
    tx: &mut Tx,
    pool_id: &str,
    (table, column): (&'static str, &'static str),
    id: &str,
    now: i64,
) -> Result<()> {
    tx.sql(format!(
        "UPDATE {table} SET ended_at = $1
         WHERE pool_id = $2 AND {column} = $3 AND ended_at IS NULL"
    ))
    .bind(now)
    .bind(pool_id)
    .bind(id)
    .run()
    .await
}

/// Ends every browser's session of a user.
pub async fn end_all(tx: &mut Tx, pool_id: &str, user_id: &str, now: i64) -> Result<()> {
    tx.sql(
        "UPDATE browser_session SET ended_at = $1
         WHERE pool_id = $2 AND user_id = $3 AND ended_at IS NULL",
    )
    .bind(now)
    .bind(pool_id)
    .bind(user_id)
    .run()
    .await
}

/// Whether a browser's session has begun one at that application.
pub async fn knows(tx: &mut Tx, session: &BrowserSession, app_id: &str) -> Result<bool> {
    let found: Option<(i64,)> = tx
        .sql(
            "SELECT 1 FROM session
             WHERE pool_id = $1 AND browser_session_id = $2 AND app_id = $3 AND ended_at IS NULL",
        )
        .bind(&session.pool_id)
        .bind(&session.id)
        .bind(app_id)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// The browser's session that a session of an application began by.
pub async fn of_session(tx: &mut Tx, pool_id: &str, session_id: &str) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = tx
        .sql("SELECT browser_session_id FROM session WHERE pool_id = $1 AND id = $2")
        .bind(pool_id)
        .bind(session_id)
        .optional()
        .await?;
    Ok(found.and_then(|(id,)| id))
}
