//! External sign-ins on their way. Each is bound to the browser that began it and to its
//! connection, and comes back once.

use cleat_api::ErrorCode;
use cleat_protocol::seal;
use cleat_store::{Tx, row};

use super::connection::Opened;
use super::ticket::Ticket;
use crate::kernel::{Cx, Outcome, Result, usage};

/// How long it may take, in milliseconds.
const LIFE: i64 = 600_000;
/// Sign-ins that one address may begin in ten minutes.
const BEGUN: i64 = 300;

row! {
    /// An external sign-in on its way.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Debug, Clone)]
    pub struct Attempt in external_attempt (digest) {
        pub digest: String,
        pub pool_id: String,
        pub app_id: String,
        pub conn_id: String,
        pub conn_revision: i64,
        pub browser: String,
        pub interaction: Option<String>,
        pub user_id: Option<String>,
        pub session_id: Option<String>,
        pub target: Option<String>,
        pub expires_at: i64,
        pub used_at: Option<i64>,
        pub answered_at: Option<i64>,
        pub answer: String,
    }
}

/// What an external sign-in is for.
pub enum Purpose<'a> {
    /// A sign-in on a page; its id.
    SignIn(&'a str),
    /// Linking to the user of a ticket.
    Link(&'a Ticket),
    /// A sign-in in a window that a page of the application opened.
    Window,
}

/// Begins one; returns its state. It is counted against the client's address.
///
/// # Errors
/// `TooManyRequests`, or when the database fails.
pub async fn begin(
    cx: &Cx,
    conn: &Opened,
    (app_id, browser): (&str, &str),
    purpose: Purpose<'_>,
) -> Result<String> {
    let state = cx.app.random.secret();
    let (interaction, ticket) = match purpose {
        Purpose::SignIn(id) => (Some(id.to_owned()), None),
        Purpose::Link(ticket) => (None, Some(ticket)),
        Purpose::Window => (None, None),
    };
    let row = Attempt {
        digest: seal::sha256(&state),
        pool_id: conn.row.pool_id.clone(),
        app_id: app_id.to_owned(),
        conn_id: conn.row.id.clone(),
        conn_revision: conn.row.revision,
        browser: seal::sha256(browser),
        interaction,
        user_id: ticket.map(|ticket| ticket.user_id.clone()),
        session_id: ticket.map(|ticket| ticket.session_id.clone()),
        target: ticket.and_then(|ticket| ticket.target.clone()),
        expires_at: cx.now() + LIFE,
        used_at: None,
        answered_at: None,
        answer: String::new(),
    };
    cx.write(row, insert).await?;
    Ok(state)
}

async fn insert(tx: &mut Tx, cx: &Cx, row: &Attempt) -> Outcome<()> {
    let window = usage::AddressWindow {
        pool_id: "",
        kind: "external",
        length: LIFE,
        limit: BEGUN,
    };
    if !cx.app.settings.no_address_limits && !window.add(tx, cx).await? {
        return Err(ErrorCode::TooManyRequests.into());
    }
    row.insert(tx).run().await?;
    Ok(())
}

/// What came back to a connection.
pub struct Back {
    /// Pool of the path.
    pub pool_id: String,
    /// Name of the connection in the path.
    pub identifier: String,
    /// State.
    pub state: String,
    /// What binds it to the browser.
    pub browser: String,
}

/// The sign-in that came back, where this browser began it at this connection. It comes back once.
///
/// # Errors
/// When the database fails.
pub async fn claim(cx: &Cx, back: Back) -> Result<Option<Attempt>> {
    cx.write(back, take).await
}

async fn take(tx: &mut Tx, cx: &Cx, back: &Back) -> Outcome<Option<Attempt>> {
    let sql = format!(
        "UPDATE external_attempt SET used_at = $1
         WHERE digest = $2 AND pool_id = $3 AND browser = $4 AND used_at IS NULL
             AND expires_at > $1 AND EXISTS (SELECT 1 FROM ext_idp_conn c
                 WHERE c.pool_id = $3 AND c.identifier = $5
                     AND c.id = external_attempt.conn_id
                     AND c.revision = external_attempt.conn_revision)
         RETURNING {}",
        Attempt::COLUMNS
    );
    let taken = tx
        .sql(sql)
        .bind(cx.now())
        .bind(seal::sha256(&back.state))
        .bind(&back.pool_id)
        .bind(seal::sha256(&back.browser))
        .bind(&back.identifier)
        .optional()
        .await?;
    Ok(taken)
}
