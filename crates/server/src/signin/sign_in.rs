//! `signInByCredentials`: the two ways in, and what they share.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_api::signin::{LoginTokens, SignInByCredentials, SignInConnection};
use cleat_store::Tx;

use super::{by_code, by_password};
use crate::application::Application;
use crate::attempt;
use crate::audit::{self, Event, Head};
use crate::core::{Cx, Error, Outcome, Result};
use crate::http::Client;
use crate::security;
use crate::session::{Issued, NewSession};
use crate::user::{Account, store};

/// Scope where none is asked for.
const SCOPE: &str = "openid profile";

/// Signs a user in.
pub async fn sign_in_by_credentials(
    cx: Cx,
    client: Client,
    req: SignInByCredentials,
) -> Result<LoginTokens> {
    let app = client.0;
    let options = req.options.unwrap_or_default();
    let scope = options
        .scope
        .clone()
        .filter(|scope| !scope.trim().is_empty());
    let scope = scope.unwrap_or_else(|| SCOPE.to_owned());
    if !scope.split(' ').any(|part| part == "openid") {
        return Err(ErrorCode::InvalidScope.into());
    }
    let session = NewSession::new(&cx, &app, &scope);
    let account = match req.connection {
        SignInConnection::Password => {
            let given = req
                .password_payload
                .ok_or_else(|| Error::field("passwordPayload", "is missing"))?;
            by_password::sign_in(&cx, &app, given, &options, session.clone()).await?
        }
        SignInConnection::Passcode => {
            let given = req
                .pass_code_payload
                .ok_or_else(|| Error::field("passCodePayload", "is missing"))?;
            by_code::sign_in(&cx, &app, given, &options, session.clone()).await?
        }
        SignInConnection::Ldap | SignInConnection::Ad => {
            return Err(ErrorCode::MethodUnsupported.into());
        }
    };
    let issued = Issued::sign(&cx, &app, &account, &session.id, &scope)?;
    Ok(issued.into_login(session))
}

/// A sign-in that was proven: whose it would be, and how it was proven.
pub struct Proven<'a> {
    /// Account, already locked or just created.
    pub account: Account,
    /// Application.
    pub app: &'a Application,
    /// Session to begin.
    pub session: &'a NewSession,
    /// How it was proven.
    pub method: &'static str,
    /// Where the account's audit chain ended a moment ago.
    pub head: &'a Head,
}

/// Begins the session of a proven sign-in, where the account may sign in at all.
pub async fn begin(tx: &mut Tx, cx: &Cx, proven: Proven<'_>) -> Outcome<Account> {
    let Proven {
        mut account,
        app,
        session,
        method,
        head,
    } = proven;
    let event = Event::of(EventType::Login, &account.pool_id)
        .at(&account.id, head)
        .app(Some(&app.id));
    let event = event.method(method);
    if account.status != "Activated" {
        audit::record(tx, cx, event.failed(ErrorCode::UserDisabled)).await?;
        return Ok(Err(ErrorCode::UserDisabled.into()));
    }
    let unverified = account.email.is_some() && !account.email_verified;
    if unverified && method.contains("EMAIL") {
        let settings = attempt!(security::settings(tx, &account.pool_id).await?);
        if settings.login_require_email_verified {
            audit::record(tx, cx, event.failed(ErrorCode::EmailNotVerified)).await?;
            return Ok(Err(ErrorCode::EmailNotVerified.into()));
        }
    }
    account.logins_count += 1;
    account.last_login_at = Some(cx.now());
    account.last_ip = Some(cx.request.ip.clone());
    account.last_app_id = Some(app.id.clone());
    store::update(tx, &account).await?;
    session.insert(tx, &account, cx.now()).await?;
    audit::record(tx, cx, event).await?;
    Ok(Ok(account))
}
