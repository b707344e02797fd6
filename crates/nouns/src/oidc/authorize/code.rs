//! Authorization codes (RFC 6749 section 4.1, RFC 9700 section 2.1.1): for one application, one
//! address, one challenge and one sign-in; good once, for a minute.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_engine::account::{Account, store as accounts};
use cleat_engine::kernel::{Cx, Outcome, Result, from_json, to_json};
use cleat_engine::session::{Authentication, BrowserSession, browser, store as sessions};
use cleat_engine::tenancy::Application;
use cleat_protocol::{pkce, seal};
use cleat_store::{Tx, row};

use super::answer::Answer;
use super::interaction;
use super::request::AuthorizationRequest;

pub use super::decide::Signed;

/// Life of a code where the application names none, in seconds; the longest it may name.
const LIFE: i64 = 60;
const LONGEST: i64 = 600;

row! {
    struct Code {
        pool_id: String,
        app_id: String,
        user_id: String,
        browser_session_id: String,
        session_id: String,
        request: String,
        auth_time: i64,
        amr: String,
        credential_revision: i64,
        expires_at: i64,
        used_at: Option<i64>,
    }
}

/// A code before it is written.
struct NewCode {
    app: Arc<Application>,
    session: BrowserSession,
    account: Account,
    interaction: Option<String>,
    digest: String,
    text: String,
}

/// Answers a request of somebody who is signed in with a code. `None` where it was answered before,
/// or the session has ended meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn answer_with_code(
    cx: &Cx,
    app: &Arc<Application>,
    request: &AuthorizationRequest,
    interaction: Option<&str>,
    signed: Signed,
) -> Result<Option<Answer>> {
    let code = cx.app.random.secret();
    let new = NewCode {
        app: app.clone(),
        session: signed.session,
        account: signed.account,
        interaction: interaction.map(str::to_owned),
        digest: seal::sha256(&code),
        text: to_json(request)?,
    };
    let written = cx.write(new, write).await?;
    Ok(written.then(|| request.answer(cx, vec![("code", code)])))
}

async fn write(tx: &mut Tx, cx: &Cx, new: &NewCode) -> Outcome<bool> {
    if let Some(id) = &new.interaction
        && !interaction::answered(tx, id, cx.now()).await?
    {
        return Ok(false);
    }
    if !browser::touch(tx, &new.session, cx.now()).await? {
        return Ok(false);
    }
    let life = new.app.document.oidc_config.authorization_code_expire;
    let life = life.unwrap_or(LIFE).clamp(1, LONGEST);
    tx.sql(format!(
        "INSERT INTO authorization_code (digest, {})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        Code::COLUMNS
    ))
    .bind(&new.digest)
    .bind(&new.app.pool_id)
    .bind(&new.app.id)
    .bind(&new.account.id)
    .bind(&new.session.id)
    .bind(cx.new_id())
    .bind(&new.text)
    .bind(new.session.created_at)
    .bind(&new.session.amr)
    .bind(new.account.credential_revision)
    .bind(cx.now() + life * 1000)
    .bind(None::<i64>)
    .run()
    .await?;
    Ok(true)
}

/// A code as an application hands it in.
pub struct Presented {
    /// The application, authenticated.
    pub app: Arc<Application>,
    /// The code.
    pub code: String,
    /// The address it says the code came to.
    pub redirect_uri: Option<String>,
    /// What the challenge was made of.
    pub verifier: Option<String>,
    /// The key that it shows.
    pub key: Option<String>,
}

/// What a code stood for.
pub struct Redeemed {
    /// What was asked for.
    pub request: AuthorizationRequest,
    /// Session of the application that begins.
    pub session_id: String,
    /// The browser's session it hangs on.
    pub browser_session_id: String,
    /// How the user was authenticated.
    pub authentication: Authentication,
    /// Whose it is.
    pub account: Account,
}

/// Uses a code up. One that comes again ends what came of it: one of the two who have it is a
/// thief. Whoever has only the code, and not what goes with it, can do neither.
///
/// # Errors
/// `InvalidGrant`.
pub async fn redeem(tx: &mut Tx, cx: &Cx, presented: &Presented) -> Outcome<Redeemed> {
    let refused = || ErrorCode::InvalidGrant;
    let digest = seal::sha256(&presented.code);
    let code = find(tx, &digest)
        .await?
        .filter(|code| code.app_id == presented.app.id);
    let code = code.ok_or_else(refused)?;
    let request: AuthorizationRequest = from_json(&code.request)?;
    if !belongs(&request, presented) {
        return Err(refused().into());
    }
    let was_first = code.used_at.is_none() && use_up(tx, &digest, cx.now()).await?;
    if !was_first {
        sessions::end(tx, &code.pool_id, &code.session_id, cx.now()).await?;
        return Err(refused().into());
    }
    let account = accounts::lock(tx, &code.pool_id, &code.user_id).await?;
    let account = account.ok_or_else(refused)?;
    let stands = account.is_active() && account.credential_revision == code.credential_revision;
    let browser = code.browser_session_id.as_str();
    let lives = browser::lives(tx, &code.pool_id, browser, cx.now()).await?;
    if code.expires_at <= cx.now() || !stands || !lives {
        return Err(refused().into());
    }
    Ok(Redeemed {
        request,
        session_id: code.session_id,
        browser_session_id: code.browser_session_id,
        authentication: Authentication {
            at: code.auth_time,
            amr: code.amr,
        },
        account,
    })
}

async fn find(tx: &mut Tx, digest: &str) -> cleat_store::Result<Option<Code>> {
    tx.sql(format!(
        "SELECT {} FROM authorization_code WHERE digest = $1",
        Code::COLUMNS
    ))
    .bind(digest)
    .optional()
    .await
}

/// Whether whoever has the code has what goes with it: the address, the key that it is bound to, and
/// the secret behind the challenge; a secret without a challenge is somebody else's.
fn belongs(request: &AuthorizationRequest, presented: &Presented) -> bool {
    let address = presented.redirect_uri.as_ref() == Some(&request.redirect_uri);
    let key = request.key.is_none() || request.key == presented.key;
    let proof = match (&request.challenge, &presented.verifier) {
        (Some(challenge), Some(verifier)) => pkce::proves(verifier, challenge),
        (None, None) => true,
        _ => false,
    };
    address && key && proof
}

async fn use_up(tx: &mut Tx, digest: &str, now: i64) -> cleat_store::Result<bool> {
    tx.sql("UPDATE authorization_code SET used_at = $1 WHERE digest = $2 AND used_at IS NULL")
        .bind(now)
        .bind(digest)
        .changes(1)
        .await
}
