//! Who is signed in on the console: a browser's session of the operators' pool, with shorter lives.

use cleat_api::log::EventType;
use cleat_api::{ErrorCode, Object, Operation};
use cleat_protocol::seal;
use cleat_store::Tx;

use super::{CONSOLE, POOL, Role, calls, role, store};
use crate::account::{Account, store as accounts};
use crate::audit;
use crate::kernel::{Cx, Outcome, Result};
use crate::session::{BrowserSession, NewBrowserSession, browser};

/// A session that nobody used for so long is over, in milliseconds.
const IDLE: i64 = 30 * 60_000;
/// A session is over after so long, however much it is used.
pub(super) const LONGEST: i64 = 12 * 3_600_000;
/// How long the password that was given counts for what needs it again.
const STEP_UP: i64 = 10 * 60_000;
/// How long ago the last use of a session may be that is written.
const TOUCH: i64 = 60_000;

/// Somebody who is signed in on the console.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The account.
    pub account: Account,
    /// What they may do.
    pub role: Role,
    /// Whether their password is one that somebody else chose: it is changed first.
    pub must_change_password: bool,
    /// Their session. It began when the password was given last.
    pub session: BrowserSession,
}

impl Operator {
    /// Until when the password that was given counts, in milliseconds.
    pub fn stepped_up_until(&self) -> i64 {
        self.session.created_at + STEP_UP
    }

    /// Refuses what the role does not allow, and what needs the password that is too old.
    ///
    /// # Errors
    /// `PasswordChangeRequired`, `NotPermitted`, `StepUpRequired`.
    pub fn may_call(&self, operation: &Operation, now: i64) -> Result<()> {
        self.may_work()?;
        if !self.role.allows(operation) {
            return Err(ErrorCode::NotPermitted.into());
        }
        match role::needs_step_up(operation) {
            true => self.has_stepped_up(now),
            false => Ok(()),
        }
    }

    /// Refuses what needs the password that is too old for what the request has in it.
    ///
    /// # Errors
    /// `StepUpRequired`.
    pub fn may_send(&self, operation: &Operation, params: &Object, now: i64) -> Result<()> {
        match role::needs_step_up_for(operation, params) {
            true => self.has_stepped_up(now),
            false => Ok(()),
        }
    }

    /// Refuses whoever has a password that somebody else chose.
    ///
    /// # Errors
    /// `PasswordChangeRequired`.
    pub fn may_work(&self) -> Result<()> {
        match self.must_change_password {
            true => Err(ErrorCode::PasswordChangeRequired.into()),
            false => Ok(()),
        }
    }

    /// Refuses whoever may not look at the operators.
    ///
    /// # Errors
    /// `PasswordChangeRequired`, `NotPermitted`.
    pub fn may_see_operators(&self) -> Result<()> {
        self.may_work()?;
        match self.role {
            Role::Owner => Ok(()),
            _ => Err(ErrorCode::NotPermitted.into()),
        }
    }

    /// Refuses whoever may not look at the server itself.
    ///
    /// # Errors
    /// `PasswordChangeRequired`, `NotPermitted`.
    pub fn may_see_server(&self) -> Result<()> {
        self.may_work()?;
        match self.role {
            Role::Owner | Role::Administrator => Ok(()),
            _ => Err(ErrorCode::NotPermitted.into()),
        }
    }

    /// Refuses whoever may not change the operators.
    ///
    /// # Errors
    /// `PasswordChangeRequired`, `NotPermitted`, `StepUpRequired`.
    pub fn may_change_operators(&self, now: i64) -> Result<()> {
        self.may_see_operators()?;
        self.has_stepped_up(now)
    }

    fn has_stepped_up(&self, now: i64) -> Result<()> {
        match self.stepped_up_until() > now {
            true => Ok(()),
            false => Err(ErrorCode::StepUpRequired.into()),
        }
    }
}

/// Whom a cookie belongs to, where the session, the account and the role stand now.
///
/// # Errors
/// When the database fails.
pub async fn signed_in(cx: &Cx, cookie: &str) -> Result<Option<Operator>> {
    let now = cx.now();
    let mut tx = cx.read().await?;
    let Some(session) = browser::find(&mut tx, POOL, cookie, (now, now - IDLE)).await? else {
        return Ok(None);
    };
    let account = accounts::by_id(&mut tx, POOL, &session.user_id).await?;
    let standing = store::standing(&mut tx, &session.user_id).await?;
    drop(tx);
    let found = account.filter(Account::is_active).zip(standing);
    let Some((account, (role, must_change_password))) = found else {
        return Ok(None);
    };
    if now - session.used_at >= TOUCH {
        cx.beside(session.clone(), touch).await?;
    }
    Ok(Some(Operator {
        account,
        role,
        must_change_password,
        session,
    }))
}

async fn touch(tx: &mut Tx, cx: &Cx, session: &BrowserSession) -> Outcome<()> {
    browser::touch(tx, session, cx.now()).await?;
    Ok(())
}

/// A session that begins now in the place of the one before, and its cookie.
pub(super) fn begin(cx: &Cx, replaces: Option<String>, until: i64) -> (NewBrowserSession, String) {
    let cookie = cx.app.random.secret();
    let session = NewBrowserSession {
        id: cx.new_id(),
        app_id: CONSOLE.to_owned(),
        digest: seal::sha256(&cookie),
        replaces,
        expires_at: until,
        ip: cx.request.ip.clone(),
        user_agent: cx.request.user_agent.clone(),
    };
    (session, cookie)
}

/// Where an operator is signed in, the session that was used last in front.
///
/// # Errors
/// When the database fails.
pub async fn sessions(cx: &Cx, operator: &Operator) -> Result<Vec<BrowserSession>> {
    let (now, mut tx) = (cx.now(), cx.read().await?);
    let of = (POOL, operator.account.id.as_str());
    Ok(browser::of_user(&mut tx, of, (now, now - IDLE)).await?)
}

/// Ends a session of an operator; whether it was one of theirs.
///
/// # Errors
/// When the database fails.
pub async fn end_session(cx: &Cx, operator: &Operator, id: String) -> Result<bool> {
    let user_id = operator.account.id.clone();
    cx.write((user_id, id), end).await
}

async fn end(tx: &mut Tx, cx: &Cx, (user_id, id): &(String, String)) -> Outcome<bool> {
    if !browser::is_of(tx, (POOL, user_id), id).await? {
        return Ok(false);
    }
    let note = audit::note(tx).kind(EventType::Logout).user(user_id);
    note.on_console(calls::END_SESSION);
    browser::end(tx, POOL, id, cx.now()).await?;
    Ok(true)
}
