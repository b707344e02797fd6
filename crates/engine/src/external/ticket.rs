//! Tickets by which a signed-in user links an external identity: each works once, for a minute.

use cleat_protocol::seal;
use cleat_store::{Tx, row};

use super::connection::Opened;
use crate::kernel::{Cx, Outcome, Result};
use crate::session::SignedInUser;

/// Life, in milliseconds.
const LIFE: i64 = 60_000;

row! {
    /// A ticket.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Debug, Clone)]
    pub struct Ticket in external_ticket (digest) {
        pub digest: String,
        pub pool_id: String,
        pub app_id: String,
        pub conn_id: String,
        pub user_id: String,
        pub session_id: String,
        pub target: Option<String>,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }
}

/// Issues one to a user; returns its secret.
///
/// # Errors
/// When the database fails.
pub async fn issue(
    cx: &Cx,
    me: &SignedInUser,
    conn: &Opened,
    target: Option<String>,
) -> Result<String> {
    let secret = cx.app.random.secret();
    let ticket = Ticket {
        digest: seal::sha256(&secret),
        pool_id: me.pool_id.clone(),
        app_id: me.app_id.clone(),
        conn_id: conn.row.id.clone(),
        user_id: me.user_id.clone(),
        session_id: me.session_id.clone(),
        target,
        expires_at: cx.now() + LIFE,
        used_at: None,
    };
    cx.write(ticket, insert).await?;
    Ok(secret)
}

async fn insert(tx: &mut Tx, _: &Cx, ticket: &Ticket) -> Outcome<()> {
    Ok(ticket.insert(tx).run().await?)
}

/// The ticket of a secret, where it was not used yet.
///
/// # Errors
/// When the database fails.
pub async fn waiting(cx: &Cx, secret: &str) -> Result<Option<Ticket>> {
    let mut tx = cx.read().await?;
    let found = tx
        .sql(format!(
            "{} WHERE digest = $1 AND used_at IS NULL AND expires_at > $2",
            Ticket::SELECT
        ))
        .bind(seal::sha256(secret))
        .bind(cx.now())
        .optional()
        .await?;
    Ok(found)
}

/// Uses a ticket up; whether this call was the one that did.
///
/// # Errors
/// When the database fails.
pub async fn redeem(cx: &Cx, ticket: &Ticket) -> Result<bool> {
    cx.write(ticket.digest.clone(), use_up).await
}

async fn use_up(tx: &mut Tx, cx: &Cx, digest: &String) -> Outcome<bool> {
    let used = tx
        .sql(
            "UPDATE external_ticket SET used_at = $1
             WHERE digest = $2 AND used_at IS NULL AND expires_at > $1",
        )
        .bind(cx.now())
        .bind(digest)
        .changes(1)
        .await?;
    Ok(used)
}
