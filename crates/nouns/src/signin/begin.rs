//! The session of a proven sign-in.

use cleat_api::ErrorCode;
use cleat_api::application::BasicLoginMethod;
use cleat_api::log::EventType;
use cleat_engine::account::{Account, store};
use cleat_engine::audit::{self, Event, Head, Proof};
use cleat_engine::failures;
use cleat_engine::kernel::{Cx, Outcome};
use cleat_engine::session::{self, Start};
use cleat_engine::tenancy::{self, Application};
use cleat_store::Tx;

/// A sign-in that was proven: whose it would be, and how it was proven.
pub struct Proven<'a> {
    /// Account, already locked or just created.
    pub account: Account,
    /// Application.
    pub app: &'a Application,
    /// What begins.
    pub start: &'a Start,
    /// How it was proven.
    pub proof: Proof,
    /// Where the account's audit chain ended a moment ago.
    pub head: &'a Head,
}

/// Begins the session of a proven sign-in, where the account may sign in at all.
///
/// # Errors
/// `UserDisabled`, `EmailNotVerified`.
pub async fn begin(tx: &mut Tx, cx: &Cx, proven: Proven<'_>) -> Outcome<Account> {
    let Proven {
        mut account,
        app,
        start,
        ..
    } = proven;
    let event = Event::of(EventType::Login, &account.pool_id)
        .at(&account.id, proven.head)
        .app(Some(&app.id))
        .method(proven.proof);
    if let Some(refusal) = refusal(tx, &account, proven.proof).await? {
        audit::record(tx, cx, event.failed(refusal)).await?;
        return Err(refusal.into());
    }
    account.logins_count += 1;
    account.last_login_at = Some(cx.now());
    account.last_ip = Some(cx.request.ip.clone());
    account.last_app_id = Some(app.id.clone());
    store::update(tx, &account).await?;
    let amr = methods(proven.proof);
    session::store::start(tx, start, &account, amr, cx.now()).await?;
    failures::remember(tx, cx, &account.pool_id, &account.id).await?;
    audit::record(tx, cx, event).await?;
    Ok(account)
}

/// How somebody was authenticated (RFC 8176).
pub fn methods(proof: Proof) -> &'static str {
    match proof {
        Proof::Login(BasicLoginMethod::PhoneCode) => "otp sms",
        Proof::Login(BasicLoginMethod::EmailCode) => "otp",
        Proof::Login(_) => "pwd",
        // No name of the registry fits; this is what other providers say.
        Proof::Identity => "fed",
        _ => "",
    }
}

async fn refusal(tx: &mut Tx, account: &Account, proof: Proof) -> Outcome<Option<ErrorCode>> {
    if !account.is_active() {
        return Ok(Some(ErrorCode::UserDisabled));
    }
    let by_email = matches!(
        proof,
        Proof::Login(BasicLoginMethod::EmailCode | BasicLoginMethod::EmailPassword)
    );
    if by_email && !account.email_verified {
        let settings = tenancy::settings(tx, &account.pool_id).await?;
        if settings.login_require_email_verified {
            return Ok(Some(ErrorCode::EmailNotVerified));
        }
    }
    Ok(None)
}
