//! Rows of sessions, refresh tokens and revocations.

use std::sync::LazyLock;

use cleat_protocol::seal;
use cleat_store::{FromRow, Result, RowRef, Tx, row};

use super::logout::tell;
use super::{Authentication, NewSession, Start, browser};
use crate::account::Account;
use crate::audit::{Head, head};

/// Whether a session still stands, and whose it is.
pub struct Standing {
    /// Application it belongs to.
    pub app_id: String,
    /// When it ends by itself, in milliseconds.
    pub expires_at: i64,
    /// When it was ended, in milliseconds.
    pub ended_at: Option<i64>,
    /// Whether the token was revoked.
    pub revoked: bool,
    /// Whose it is.
    pub account: Account,
    /// End of the user's audit chain.
    pub head: Head,
}

impl FromRow for Standing {
    fn from_row(row: &mut RowRef<'_>) -> Result<Self> {
        Ok(Self {
            app_id: row.take()?,
            expires_at: row.take()?,
            ended_at: row.take()?,
            revoked: row.take()?,
            account: Account::from_row(row)?,
            head: head(row)?,
        })
    }
}

row! {
    /// A refresh token.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    pub struct Refresh {
        pub pool_id: String,
        pub session_id: String,
        pub user_id: String,
        pub app_id: String,
        pub scope: String,
        pub expires_at: i64,
        pub used_at: Option<i64>,
        pub key_thumbprint: Option<String>,
    }
}

/// Session, account and revocation of a token in one look.
pub async fn standing(
    tx: &mut Tx,
    pool_id: &str,
    session_id: &str,
    jti: &str,
) -> Result<Option<Standing>> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT s.app_id, s.expires_at, s.ended_at,
                 EXISTS (SELECT 1 FROM revoked_token r WHERE r.jti = $1), {}, h.seq, h.link
             FROM session s JOIN account a ON a.pool_id = s.pool_id AND a.id = s.user_id
                 LEFT JOIN audit_head h ON h.pool_id = s.pool_id AND h.chain = s.user_id
             WHERE s.pool_id = $2 AND s.id = $3",
            Account::columns_of("a")
        )
    });
    tx.sql(SQL.as_str())
        .bind(jti)
        .bind(pool_id)
        .bind(session_id)
        .optional()
        .await
}

/// Whether the session of a signed-in user stands now, inside the transaction that acts for it.
pub async fn lives(tx: &mut Tx, pool_id: &str, session_id: &str, now: i64) -> Result<bool> {
    tx.sql(
        "SELECT 1 FROM session WHERE pool_id = $1 AND id = $2 AND ended_at IS NULL
             AND expires_at > $3",
    )
    .bind(pool_id)
    .bind(session_id)
    .bind(now)
    .finds()
    .await
}

/// Adds what a sign-in begins. A browser's session keeps how the user was authenticated.
///
/// # Errors
/// When the database refuses.
pub async fn start(
    tx: &mut Tx,
    start: &Start,
    account: &Account,
    amr: &str,
    now: i64,
) -> Result<()> {
    match start {
        Start::Browser(session) => browser::begin(tx, session, account, amr, now).await,
        Start::Application(session) => begin(tx, session, account, now).await,
    }
}

/// Adds a session of an account, with its refresh token where it has one.
///
/// # Errors
/// When the database refuses.
pub async fn begin(tx: &mut Tx, session: &NewSession, account: &Account, now: i64) -> Result<()> {
    insert(tx, session, &account.pool_id, &account.id, now).await?;
    if let Some(token) = &session.refresh_token {
        let digest = seal::sha256(token);
        insert_refresh(tx, session, &digest, &account.pool_id, &account.id).await?;
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    session: &NewSession,
    pool_id: &str,
    user_id: &str,
    now: i64,
) -> Result<()> {
    tx.sql(
        "INSERT INTO session (pool_id, id, user_id, app_id, created_at, expires_at,
             browser_session_id, auth_time, amr, claims, tells_end)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(pool_id)
    .bind(&session.id)
    .bind(user_id)
    .bind(&session.app_id)
    .bind(now)
    .bind(session.expires_at)
    .bind(session.browser_session_id.as_deref())
    .bind(session.authentication.at)
    .bind(session.authentication.amr.as_str())
    .bind(session.claims.as_deref())
    .bind(i64::from(session.tells_end))
    .run()
    .await
}

/// The claims that a session's `/oidc/me` tells besides those of the scope.
pub async fn claims(tx: &mut Tx, pool_id: &str, session_id: &str) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = tx
        .sql("SELECT claims FROM session WHERE pool_id = $1 AND id = $2")
        .bind(pool_id)
        .bind(session_id)
        .optional()
        .await?;
    Ok(found.and_then(|(claims,)| claims))
}

/// Adds a refresh token.
pub async fn insert_refresh(
    tx: &mut Tx,
    session: &NewSession,
    digest: &str,
    pool_id: &str,
    user_id: &str,
) -> Result<()> {
    tx.sql(
        "INSERT INTO refresh_token
             (digest, pool_id, session_id, user_id, app_id, scope, expires_at, key_thumbprint)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(digest)
    .bind(pool_id)
    .bind(&session.id)
    .bind(user_id)
    .bind(&session.app_id)
    .bind(&session.scope)
    .bind(session.refresh_expires_at)
    .bind(session.refresh_key.as_deref())
    .run()
    .await
}

/// A refresh token with its owner and the end of the owner's audit chain.
pub struct Refreshing {
    /// The token.
    pub token: Refresh,
    /// How its user was authenticated.
    pub authentication: Authentication,
    /// Whose it is.
    pub account: Account,
    /// End of the owner's audit chain.
    pub head: Head,
}

impl FromRow for Refreshing {
    fn from_row(row: &mut RowRef<'_>) -> Result<Self> {
        Ok(Self {
            token: Refresh::from_row(row)?,
            authentication: Authentication {
                at: row.take()?,
                amr: row.take()?,
            },
            account: Account::from_row(row)?,
            head: head(row)?,
        })
    }
}

/// The refresh token of that digest.
pub async fn refresh(tx: &mut Tx, digest: &str) -> Result<Option<Refresh>> {
    tx.sql(format!(
        "SELECT {} FROM refresh_token WHERE digest = $1",
        Refresh::COLUMNS
    ))
    .bind(digest)
    .optional()
    .await
}

/// The refresh token of that digest, and whose it is.
pub async fn refreshing(tx: &mut Tx, digest: &str) -> Result<Option<Refreshing>> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let token: Vec<_> = Refresh::COLUMNS
            .split(", ")
            .map(|name| format!("r.{name}"))
            .collect();
        format!(
            "SELECT {}, COALESCE(s.auth_time, s.created_at, 0), COALESCE(s.amr, ''), {},
                 h.seq, h.link
             FROM refresh_token r
                 LEFT JOIN session s ON s.pool_id = r.pool_id AND s.id = r.session_id
                 JOIN account a ON a.pool_id = r.pool_id AND a.id = r.user_id
                 LEFT JOIN audit_head h ON h.pool_id = r.pool_id AND h.chain = r.user_id
             WHERE r.digest = $1",
            token.join(", "),
            Account::columns_of("a")
        )
    });
    tx.sql(SQL.as_str()).bind(digest).optional().await
}

/// Uses a refresh token up; whether this call was the one that did.
pub async fn use_refresh(tx: &mut Tx, digest: &str, now: i64) -> Result<bool> {
    tx.sql("UPDATE refresh_token SET used_at = $1 WHERE digest = $2 AND used_at IS NULL")
        .bind(now)
        .bind(digest)
        .changes(1)
        .await
}

/// Whether a session that stands is that user's.
pub async fn is_of(tx: &mut Tx, (pool_id, user_id): (&str, &str), id: &str) -> Result<bool> {
    tx.sql(
        "SELECT 1 FROM session
         WHERE pool_id = $1 AND user_id = $2 AND id = $3 AND ended_at IS NULL",
    )
    .bind(pool_id)
    .bind(user_id)
    .bind(id)
    .finds()
    .await
}

/// Ends one session.
pub async fn end(tx: &mut Tx, pool_id: &str, session_id: &str, now: i64) -> Result<()> {
    tx.sql(tell!("pool_id = $1 AND id = $2"))
        .bind(pool_id)
        .bind(session_id)
        .run()
        .await?;
    tx.sql("UPDATE session SET ended_at = $1 WHERE pool_id = $2 AND id = $3 AND ended_at IS NULL")
        .bind(now)
        .bind(pool_id)
        .bind(session_id)
        .run()
        .await
}

/// Ends all sessions of a user, those of browsers as well.
pub async fn end_all(tx: &mut Tx, pool_id: &str, user_id: &str, now: i64) -> Result<usize> {
    browser::end_all(tx, pool_id, user_id, now).await?;
    tx.sql(tell!("pool_id = $1 AND user_id = $2"))
        .bind(pool_id)
        .bind(user_id)
        .run()
        .await?;
    tx.sql(
        "UPDATE session SET ended_at = $1 WHERE pool_id = $2 AND user_id = $3 AND ended_at IS NULL",
    )
    .bind(now)
    .bind(pool_id)
    .bind(user_id)
    .execute()
    .await
}

/// Ends the sessions of a user in one application.
pub async fn end_in_app(
    tx: &mut Tx,
    pool_id: &str,
    user_id: &str,
    app_id: &str,
    now: i64,
) -> Result<usize> {
    tx.sql(tell!("pool_id = $1 AND user_id = $2 AND app_id = $3"))
        .bind(pool_id)
        .bind(user_id)
        .bind(app_id)
        .run()
        .await?;
    tx.sql(
        "UPDATE session SET ended_at = $1
         WHERE pool_id = $2 AND user_id = $3 AND app_id = $4 AND ended_at IS NULL",
    )
    .bind(now)
    .bind(pool_id)
    .bind(user_id)
    .bind(app_id)
    .execute()
    .await
}

/// Revokes one access token or ID token until it would have expired.
pub async fn revoke(tx: &mut Tx, jti: &str, expires_at: i64) -> Result<()> {
    tx.sql("INSERT INTO revoked_token (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(jti)
        .bind(expires_at)
        .execute()
        .await?;
    Ok(())
}

/// Whether a token was revoked by itself.
pub async fn is_revoked(tx: &mut Tx, jti: &str) -> Result<bool> {
    tx.sql("SELECT 1 FROM revoked_token WHERE jti = $1")
        .bind(jti)
        .finds()
        .await
}

row! {
    /// A session that an application began by itself.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Debug, Clone)]
    pub struct OwnSession {
        pub id: String,
        pub app_id: String,
        pub created_at: i64,
    }
}

/// The sessions of a user that stand and that no browser's session began, newest first.
pub async fn without_browser(
    tx: &mut Tx,
    pool_id: &str,
    user_id: &str,
    now: i64,
) -> Result<Vec<OwnSession>> {
    tx.sql(format!(
        "SELECT {} FROM session WHERE pool_id = $1 AND user_id = $2 AND ended_at IS NULL
             AND expires_at > $3 AND browser_session_id IS NULL
         ORDER BY created_at DESC, id LIMIT 100",
        OwnSession::COLUMNS
    ))
    .bind(pool_id)
    .bind(user_id)
    .bind(now)
    .all()
    .await
}

/// A session that stands and that a browser's session began.
pub async fn by_browser(
    tx: &mut Tx,
    pool_id: &str,
    browser_session_id: &str,
    now: i64,
) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .sql(
            "SELECT id FROM session WHERE pool_id = $1 AND browser_session_id = $2
                 AND ended_at IS NULL AND expires_at > $3
             ORDER BY created_at, id LIMIT 1",
        )
        .bind(pool_id)
        .bind(browser_session_id)
        .bind(now)
        .optional()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Applications a user has had sessions in, and whether one still lives.
pub async fn apps(
    tx: &mut Tx,
    pool_id: &str,
    user_id: &str,
    now: i64,
) -> Result<Vec<(String, bool)>> {
    tx.sql(
        "SELECT app_id, MAX(CASE WHEN ended_at IS NULL AND expires_at > $1 THEN 1 ELSE 0 END)
         FROM session WHERE pool_id = $2 AND user_id = $3 GROUP BY app_id ORDER BY app_id",
    )
    .bind(now)
    .bind(pool_id)
    .bind(user_id)
    .all()
    .await
}
