//! The grant of devices at `/oidc/token` (RFC 8628 section 3.4).

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_api::oidc::{ExchangeToken, TokenResponse};
use cleat_engine::account::{Account, store as accounts};
use cleat_engine::audit::{self, Event, Proof};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::session::{Authentication, NewSession, SignInFacts, browser, store};
use cleat_engine::tenancy::Application;
use cleat_protocol::seal;
use cleat_store::{Tx, row};

use super::super::{grants, issued};

/// What the pause grows by where a device asks too often, in milliseconds.
const MORE: i64 = 5000;

row! {
    struct Waiting {
        pool_id: String,
        app_id: String,
        scope: String,
        session_id: String,
        pause: i64,
        next_at: i64,
        expires_at: i64,
        user_id: Option<String>,
        browser_session_id: Option<String>,
        auth_time: Option<i64>,
        amr: Option<String>,
        credential_revision: Option<i64>,
        denied_at: Option<i64>,
        used_at: Option<i64>,
    }
}

/// A device that asks.
#[derive(Clone)]
struct Asking {
    app: Arc<Application>,
    digest: String,
    /// The key that is shown.
    key: Option<String>,
}

/// The tokens of a device whose user said yes.
pub async fn exchange(cx: Cx, client: OAuthClient, req: ExchangeToken) -> Result<TokenResponse> {
    let app = client
        .app(&cx, |config| config.token_endpoint_auth_method)
        .await?;
    let missing = || Error::field("device_code", "is missing");
    let code = req.device_code.ok_or_else(missing)?;
    let key = client.key(&cx, &app).await?;
    let asking = Asking {
        app: app.clone(),
        digest: seal::sha256(code.expose()),
        key: key.clone(),
    };
    // One that only waits leaves no row in the audit trail.
    if let Some(not_yet) = cx.beside(asking.clone(), wait).await? {
        return Err(not_yet.into());
    }
    let (account, session) = cx.write(asking, begin).await?;
    let facts = SignInFacts {
        authentication: session.authentication.clone(),
        key,
        ..SignInFacts::default()
    };
    issued::tokens(&cx, &app, (&account, session), facts).await
}

/// Why a device has to wait, where it has; one that asks too soon waits longer from then on.
async fn wait(tx: &mut Tx, cx: &Cx, asking: &Asking) -> Outcome<Option<ErrorCode>> {
    let Some(row) = find(tx, asking).await? else {
        return Ok(Some(ErrorCode::InvalidGrant));
    };
    if row.denied_at.is_some() {
        return Ok(Some(ErrorCode::AccessDenied));
    }
    if row.expires_at <= cx.now() {
        return Ok(Some(ErrorCode::DeviceCodeExpired));
    }
    if row.user_id.is_some() {
        return Ok(None);
    }
    let (code, pause) = match cx.now() < row.next_at {
        true => (ErrorCode::SlowDown, row.pause + MORE),
        false => (ErrorCode::AuthorizationPending, row.pause),
    };
    tx.sql("UPDATE device_code SET pause = $1, next_at = $2 WHERE digest = $3")
        .bind(pause)
        .bind(cx.now() + pause)
        .bind(&asking.digest)
        .run()
        .await?;
    Ok(Some(code))
}

async fn find(tx: &mut Tx, asking: &Asking) -> cleat_store::Result<Option<Waiting>> {
    tx.sql(format!(
        "SELECT {} FROM device_code WHERE digest = $1 AND app_id = $2",
        Waiting::COLUMNS
    ))
    .bind(&asking.digest)
    .bind(&asking.app.id)
    .optional()
    .await
}

/// Uses the code up and begins the session of the device. A code that comes again ends what came
/// of it, as a code of `/oidc/auth` does. The session stands by itself: signing out at the browser
/// does not end it.
async fn begin(tx: &mut Tx, cx: &Cx, asking: &Asking) -> Outcome<(Account, NewSession)> {
    let refused = || ErrorCode::InvalidGrant;
    audit::note(tx).kind(EventType::Login);
    let row = find(tx, asking).await?.ok_or_else(refused)?;
    let was_first = row.used_at.is_none() && use_up(tx, &asking.digest, cx.now()).await?;
    if !was_first {
        store::end(tx, &row.pool_id, &row.session_id, cx.now()).await?;
        return Err(refused().into());
    }
    let account = owner(tx, cx, &row).await?;
    let mut session = NewSession::new(cx, &asking.app, &row.scope);
    session.id = row.session_id;
    session.authentication = Authentication {
        at: row.auth_time.unwrap_or_default(),
        amr: row.amr.unwrap_or_default(),
    };
    session.refresh_key = issued::refresh_key(&asking.app, asking.key.as_deref());
    if !grants::allows(&asking.app, grants::REFRESH) {
        session.refresh_token = None;
    }
    store::begin(tx, &session, &account, cx.now()).await?;
    let event = Event::of(EventType::Login, &row.pool_id).user(&account.id);
    let event = event.method(Proof::Operation("device_code"));
    audit::record(tx, cx, event.app(Some(&row.app_id))).await?;
    Ok((account, session))
}

async fn use_up(tx: &mut Tx, digest: &str, now: i64) -> cleat_store::Result<bool> {
    tx.sql("UPDATE device_code SET used_at = $1 WHERE digest = $2 AND used_at IS NULL")
        .bind(now)
        .bind(digest)
        .changes(1)
        .await
}

/// Whoever said yes, where the session they said it in still stands.
async fn owner(tx: &mut Tx, cx: &Cx, row: &Waiting) -> Outcome<Account> {
    let refused = || ErrorCode::InvalidGrant;
    let user_id = row.user_id.as_deref().ok_or_else(refused)?;
    let account = accounts::lock(tx, &row.pool_id, user_id).await?;
    let account = account.ok_or_else(refused)?;
    let same = Some(account.credential_revision) == row.credential_revision;
    let browser = row.browser_session_id.as_deref().unwrap_or_default();
    let lives = browser::lives(tx, &row.pool_id, browser, cx.now()).await?;
    match account.is_active() && same && lives {
        true => Ok(account),
        false => Err(refused().into()),
    }
}
