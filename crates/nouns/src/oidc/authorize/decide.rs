//! What comes next for a request: a page, or the answer.

use cleat_engine::account::{self, Account};
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::session::{BrowserSession, browser};
use cleat_engine::tenancy::{self, Application, applications};

use super::consent;
use super::interaction::Interaction;
use super::request::{AuthorizationRequest, Prompt};

/// Somebody who is signed in at this browser.
pub struct Signed {
    /// The browser's session.
    pub session: BrowserSession,
    /// Whose it is.
    pub account: Account,
}

/// What comes next.
pub enum Next {
    /// The user signs in.
    SignIn,
    /// The user says whether to go on with this account.
    Choose(Signed),
    /// The user sets a password: there is none, or an operator asked for another one.
    Password(Signed),
    /// The user says whether the application may learn that.
    Consent(Signed),
    /// The user was authenticated otherwise than the application insists on.
    Unmet,
    /// The application gets its code.
    Answer(Signed),
}

/// The session that a cookie of the browser is, where it stands and its user may sign in.
///
/// # Errors
/// When the database fails.
pub async fn session_of(cx: &Cx, pool_id: &str, cookie: Option<&str>) -> Result<Option<Signed>> {
    let Some(cookie) = cookie else {
        return Ok(None);
    };
    let idle_since = cx.now() - cx.app.settings.browser_session_idle.saturating_mul(1000);
    let mut tx = cx.read().await?;
    let found = browser::find(&mut tx, pool_id, cookie, (cx.now(), idle_since)).await?;
    let Some(session) = found else {
        return Ok(None);
    };
    let account = account::store::by_id(&mut tx, pool_id, &session.user_id).await?;
    let account = account.filter(Account::is_active);
    Ok(account.map(|account| Signed { session, account }))
}

/// What comes next for a request, of whoever is signed in at the browser.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    cx: &Cx,
    app: &Application,
    request: &AuthorizationRequest,
    begun: Option<&Interaction>,
    signed: Option<Signed>,
) -> Result<Next> {
    let Some(signed) = signed else {
        return Ok(Next::SignIn);
    };
    let here = begun.and_then(|begun| begun.signed_in.as_ref());
    let is_new = here == Some(&signed.session.id);
    if !is_new && !still_counts(cx, app, request, &signed).await? {
        return Ok(Next::SignIn);
    }
    if request
        .user_id
        .as_ref()
        .is_some_and(|id| *id != signed.account.id)
    {
        return Ok(Next::SignIn);
    }
    if request.acr.is_essential && !request.acr.is_met(&signed.session.amr) {
        return Ok(Next::Unmet);
    }
    let chosen = begun.and_then(|begun| begun.chosen.as_ref());
    let is_chosen = is_new || chosen == Some(&signed.session.id);
    if request.asks(Prompt::SelectAccount) && !is_chosen {
        return Ok(Next::Choose(signed));
    }
    if needs_password(cx, app, &signed).await? {
        return Ok(Next::Password(signed));
    }
    if needs_consent(cx, app, request, begun, &signed.account).await? {
        return Ok(Next::Consent(signed));
    }
    Ok(Next::Answer(signed))
}

/// Whether somebody who signed in before this request need not do so again.
async fn still_counts(
    cx: &Cx,
    app: &Application,
    request: &AuthorizationRequest,
    signed: &Signed,
) -> Result<bool> {
    if request.asks(Prompt::Login) || request.asks(Prompt::Create) {
        return Ok(false);
    }
    let age = cx.now() / 1000 - signed.session.created_at / 1000;
    if request.max_age.is_some_and(|most| most == 0 || age > most) {
        return Ok(false);
    }
    if !request.acr.is_met(&signed.session.amr) {
        return Ok(false);
    }
    serves(cx, app, &signed.session).await
}

/// Whether a browser's session counts at that application: it began there, was used there before,
/// or both applications take part in single sign-on.
async fn serves(cx: &Cx, app: &Application, session: &BrowserSession) -> Result<bool> {
    if session.app_id == app.id {
        return Ok(true);
    }
    let mut tx = cx.read().await?;
    if browser::knows(&mut tx, session, &app.id).await? {
        return Ok(true);
    }
    let row = applications::find_in(&mut tx, &app.pool_id, &session.app_id).await?;
    let first = row.map(|row| Application::open(cx, row)).transpose()?;
    Ok(app.document.sso_enabled && first.is_some_and(|first| first.document.sso_enabled))
}

/// Whether the user is to set a password before going on: an operator asked for another one, or the
/// pool asks those who signed in by a code for a first one.
async fn needs_password(cx: &Cx, app: &Application, signed: &Signed) -> Result<bool> {
    let account = &signed.account;
    if account.password_hash.is_some() {
        return Ok(account.reset_password);
    }
    let by_code = signed.session.amr.split(' ').any(|method| method == "otp");
    if !by_code {
        return Ok(false);
    }
    let settings = tenancy::settings(&mut *cx.read().await?, &app.pool_id).await;
    let settings = settings.map_err(Error::from)?;
    Ok(settings.complete_password_after_pass_code_login)
}

/// Whether the user is to be asked whether the application may learn what it asks for.
async fn needs_consent(
    cx: &Cx,
    app: &Application,
    request: &AuthorizationRequest,
    begun: Option<&Interaction>,
    account: &Account,
) -> Result<bool> {
    let given = begun.and_then(|begun| begun.consented.as_ref());
    if given == Some(&account.id) || request.own_page().is_some() {
        return Ok(false);
    }
    // Somebody else may have sent the code (RFC 8628 section 5.4).
    if request.asks(Prompt::Consent) || request.device.is_some() {
        return Ok(true);
    }
    let skips = app.document.oidc_config.skip_consent == Some(true);
    if skips || !app.document.login_config.show_authorization_page {
        return Ok(false);
    }
    let of = (app.pool_id.as_str(), account.id.as_str(), app.id.as_str());
    let wanted = request.wanted();
    Ok(!consent::covers(&mut *cx.read().await?, of, &wanted).await?)
}

impl AuthorizationRequest {
    /// The scopes that it asks for, by themselves or by claims of theirs.
    pub fn wanted(&self) -> Vec<&str> {
        let mut wanted: Vec<&str> = self.scope.split(' ').collect();
        for scope in self.claims.scopes() {
            if !wanted.contains(&scope) {
                wanted.push(scope);
            }
        }
        wanted
    }
}
