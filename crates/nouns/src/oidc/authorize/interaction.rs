//! A sign-in on its way: one for each authorization request, so that two tabs do not mix. It is
//! bound to the browser that made the request.

use cleat_engine::kernel::{Cx, Outcome, Result, from_json, to_json, usage};
use cleat_engine::tenancy::Application;
use cleat_protocol::seal;
use cleat_store::{Tx, row};

use super::request::AuthorizationRequest;

/// How long a sign-in may take, in milliseconds.
const LIFE: i64 = 3_600_000;
/// Requests that one address may begin in ten minutes.
const BEGUN: i64 = 2000;
const TEN_MINUTES: i64 = 600_000;

row! {
    /// A sign-in on its way.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Debug, Clone)]
    pub struct Interaction {
        pub id: String,
        pub pool_id: String,
        pub app_id: String,
        pub browser: String,
        pub request: String,
        pub target: Option<String>,
        pub chosen: Option<String>,
        pub signed_in: Option<String>,
        pub consented: Option<String>,
        pub agreed: Option<String>,
        pub created_at: i64,
        pub expires_at: i64,
        pub answered_at: Option<i64>,
    }
}

/// A sign-in on its way, and what was asked for.
pub struct Opened {
    /// The row.
    pub row: Interaction,
    /// The request.
    pub request: AuthorizationRequest,
}

/// Begins one. It is counted against the client's address.
///
/// # Errors
/// `TooManyRequests`, or when the database fails.
pub async fn begin(
    cx: &Cx,
    app: &Application,
    request: &AuthorizationRequest,
    browser: &str,
) -> Result<Opened> {
    let row = Interaction {
        id: cx.app.random.nonce(),
        pool_id: app.pool_id.clone(),
        app_id: app.id.clone(),
        browser: seal::sha256(browser),
        request: to_json(request)?,
        target: None,
        chosen: None,
        signed_in: None,
        consented: None,
        agreed: None,
        created_at: cx.now(),
        expires_at: cx.now() + LIFE,
        answered_at: None,
    };
    cx.write(row.clone(), insert).await?;
    let request = request.clone();
    Ok(Opened { row, request })
}

async fn insert(tx: &mut Tx, cx: &Cx, row: &Interaction) -> Outcome<()> {
    let window = usage::AddressWindow {
        pool_id: "",
        kind: "page",
        length: TEN_MINUTES,
        limit: BEGUN,
    };
    if !cx.app.settings.no_address_limits && !window.add(tx, cx).await? {
        return Err(cleat_api::ErrorCode::TooManyRequests.into());
    }
    tx.sql(
        "INSERT INTO interaction (id, pool_id, app_id, browser, request, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&row.id)
    .bind(&row.pool_id)
    .bind(&row.app_id)
    .bind(&row.browser)
    .bind(&row.request)
    .bind(row.created_at)
    .bind(row.expires_at)
    .run()
    .await?;
    Ok(())
}

/// The sign-in of that id, where this browser began it and it may still go on.
///
/// # Errors
/// When the database fails.
pub async fn find(cx: &Cx, id: &str, browser: &str) -> Result<Option<Opened>> {
    let found: Option<Interaction> = cx
        .read()
        .await?
        .sql(format!(
            "SELECT {} FROM interaction WHERE id = $1 AND browser = $2 AND expires_at > $3",
            Interaction::COLUMNS
        ))
        .bind(id)
        .bind(seal::sha256(browser))
        .bind(cx.now())
        .optional()
        .await?;
    let Some(row) = found else { return Ok(None) };
    let request = from_json(&row.request)?;
    Ok(Some(Opened { row, request }))
}

/// Notes one thing about a sign-in on its way.
struct Note {
    id: String,
    column: &'static str,
    value: String,
}

async fn note(tx: &mut Tx, _: &Cx, note: &Note) -> Outcome<()> {
    let column = note.column;
    tx.sql(format!(
        "UPDATE interaction SET {column} = $1 WHERE id = $2 AND answered_at IS NULL"
    ))
    .bind(&note.value)
    .bind(&note.id)
    .run()
    .await?;
    Ok(())
}

async fn noted(cx: &Cx, id: &str, column: &'static str, value: &str) -> Result<()> {
    let told = Note {
        id: id.to_owned(),
        column,
        value: value.to_owned(),
    };
    cx.write(told, note).await
}

/// Notes where a code went.
///
/// # Errors
/// When the database fails.
pub async fn sent_to(cx: &Cx, id: &str, target: &str) -> Result<()> {
    noted(cx, id, "target", target).await
}

/// Notes which account goes on.
///
/// # Errors
/// When the database fails.
pub async fn choose(cx: &Cx, id: &str, session_id: &str) -> Result<()> {
    noted(cx, id, "chosen", session_id).await
}

/// Notes the browser's session that it began.
///
/// # Errors
/// When the database fails.
pub async fn signed_in(cx: &Cx, id: &str, session_id: &str) -> Result<()> {
    noted(cx, id, "signed_in", session_id).await
}

/// Notes that the user of that id consented.
///
/// # Errors
/// When the database fails.
pub async fn consented(cx: &Cx, id: &str, user_id: &str) -> Result<()> {
    noted(cx, id, "consented", user_id).await
}

/// Notes what the user agreed to.
///
/// # Errors
/// When the database fails.
pub async fn agreed(cx: &Cx, id: &str, to: &str) -> Result<()> {
    noted(cx, id, "agreed", to).await
}

/// Notes that it is answered; whether this call was the one that did, in time.
pub async fn answered(tx: &mut Tx, id: &str, now: i64) -> cleat_store::Result<bool> {
    tx.sql(
        "UPDATE interaction SET answered_at = $1
         WHERE id = $2 AND answered_at IS NULL AND expires_at > $1",
    )
    .bind(now)
    .bind(id)
    .changes(1)
    .await
}

/// Ends it without a code for an application; whether this call was the one that did.
///
/// # Errors
/// When the database fails.
pub async fn close(cx: &Cx, id: &str) -> Result<bool> {
    cx.write(Closing(id.to_owned()), end).await
}

/// A sign-in that ends without a code.
struct Closing(String);

async fn end(tx: &mut Tx, cx: &Cx, closing: &Closing) -> Outcome<bool> {
    Ok(answered(tx, &closing.0, cx.now()).await?)
}
