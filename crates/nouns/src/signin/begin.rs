//! The session of a proven sign-in.

use cleat_api::ErrorCode;
use cleat_api::application::BasicLoginMethod;
use cleat_api::log::EventType;
use cleat_engine::account::{Account, store};
use cleat_engine::audit::{self, Event, Head, Proof};
use cleat_engine::external::Keyed;
use cleat_engine::failures;
use cleat_engine::kernel::{Cx, Outcome};
use cleat_engine::session::{self, Start};
use cleat_engine::tenancy::{self, Application};
use cleat_store::Tx;

use super::register::{self, Leave, Newcomer};

/// What begins with a sign-in.
pub struct Begins {
    /// The session.
    pub start: Start,
    /// An identity of a source that becomes the user's by it.
    pub binds: Option<Keyed>,
}

impl From<Start> for Begins {
    fn from(start: Start) -> Self {
        Self { start, binds: None }
    }
}

/// A sign-in that was proven: whose it would be, and how it was proven.
pub struct Proven<'a> {
    /// Account, already locked or not written yet.
    pub account: Account,
    /// Application.
    pub app: &'a Application,
    /// What begins.
    pub begins: &'a Begins,
    /// How it was proven.
    pub proof: Proof,
    /// Whose it is.
    pub who: Who,
}

/// Who signs in.
pub enum Who {
    /// Somebody who is known, and where their audit chain ended a moment ago.
    Known(Head),
    /// Somebody who signs up by it, with leave to, and how the sign-up was proven.
    New(Leave, Proof),
}

/// Begins the session of a proven sign-in, where the account may sign in at all.
///
/// # Errors
/// `UserDisabled`, `EmailNotVerified`; where an identity becomes the user's, as [`Keyed::permit`].
pub async fn begin(tx: &mut Tx, cx: &Cx, proven: Proven<'_>) -> Outcome<Account> {
    let Proven {
        mut account,
        app,
        begins,
        proof,
        who,
    } = proven;
    let event = Event::of(EventType::Login, &account.pool_id)
        .app(Some(&app.id))
        .method(proof);
    let event = match &who {
        Who::Known(head) => event.at(&account.id, head),
        Who::New(..) => event.user(&account.id),
    };
    if let Who::Known(_) = who
        && let Some(refusal) = refusal(tx, &account, proof).await?
    {
        audit::record(tx, cx, event.failed(refusal)).await?;
        return Err(refusal.into());
    }
    if let Some(keyed) = &begins.binds {
        keyed.permit(tx, &account).await?;
    }
    came_in(cx, &mut account, app);
    write(tx, cx, &account, who, event).await?;
    session::store::start(tx, &begins.start, &account, methods(proof), cx.now()).await?;
    failures::remember(tx, cx, &account.pool_id, &account.id).await?;
    if let Some(keyed) = &begins.binds {
        keyed.link(tx, cx, &account, proof).await?;
    }
    Ok(account)
}

fn came_in(cx: &Cx, account: &mut Account, app: &Application) {
    account.logins_count += 1;
    account.last_login_at = Some(cx.now());
    account.last_ip = Some(cx.request.ip.clone());
    account.last_app_id = Some(app.id.clone());
}

/// Writes the account as it is from now on, and what the trail tells of it.
async fn write(tx: &mut Tx, cx: &Cx, account: &Account, who: Who, login: Event) -> Outcome<()> {
    let (leave, proof) = match who {
        Who::New(leave, proof) => (leave, proof),
        Who::Known(_) => {
            store::update(tx, account).await?;
            return Ok(audit::record(tx, cx, login).await?);
        }
    };
    let newcomer = Newcomer {
        account,
        app_id: account.last_app_id.as_deref(),
        proof,
        login: Some(login),
    };
    register::insert(tx, cx, leave, newcomer).await
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
