//! Passwords of operators: changed by themselves, or set by an owner for one sign-in.

use cleat_api::log::EventType;
use cleat_api::{ErrorCode, Secret};
use cleat_store::Tx;
use serde::Deserialize;

use super::people::{may_change, require_owner};
use super::person::hashed;
use super::session::begin;
use super::sign_in::{name_of, refusal};
use super::{Operator, POOL, calls, store};
use crate::account::{Account, store as accounts};
use crate::audit::{self, Proof};
use crate::failures;
use crate::kernel::{Cx, Error, Outcome, Result};
use crate::password::NewPassword;
use crate::session::store::start;
use crate::session::{NewBrowserSession, Start, browser};

/// A new password for the one that an operator has.
#[derive(Deserialize)]
pub struct ChangePassword {
    /// The password that they have.
    pub old: Secret,
    /// The next one.
    pub new: Secret,
}

/// A new password to be written, or why not.
struct Changed {
    account: Account,
    new: Result<NewPassword>,
    session: NewBrowserSession,
}

/// Takes a new password for the old one. Every session ends; the cookie of the one that begins.
///
/// # Errors
/// `InvalidCredentials`, `AccountLocked`, the field that is wrong, `PasswordTooWeak`.
pub async fn change_password(
    cx: &Cx,
    operator: &Operator,
    given: &ChangePassword,
) -> Result<String> {
    let account = operator.account.clone();
    let key = name_of(&account)?;
    let tried = (key.as_str(), Some(&account));
    let new = match refusal(cx, tried, &given.old, Some(&account.id)).await? {
        Some(refusal) => Err(refusal.into()),
        None => next(cx, given).await,
    };
    let (session, cookie) = begin(cx, None, operator.session.expires_at);
    let changed = Changed {
        account,
        new,
        session,
    };
    cx.write(changed, write_change).await?;
    Ok(cookie)
}

async fn next(cx: &Cx, given: &ChangePassword) -> Result<NewPassword> {
    if given.new.expose() == given.old.expose() {
        return Err(Error::field("new", "must be another one"));
    }
    hashed(cx, "new", &given.new).await
}

async fn write_change(tx: &mut Tx, cx: &Cx, change: &Changed) -> Outcome<()> {
    let (now, tried) = (cx.now(), &change.account);
    let note = audit::note(tx).kind(EventType::UpdateUserPassword);
    let note = note.on_console(calls::CHANGE_PASSWORD).user(&tried.id);
    note.method(Proof::Password);
    let new = change.new.as_ref().map_err(Error::clone)?;
    let locked = accounts::lock(tx, POOL, &tried.id).await?;
    // Somebody may have changed the password while this one was being checked.
    let locked = locked.filter(|now| now.password_hash == tried.password_hash && now.is_active());
    let mut account = locked.ok_or(ErrorCode::InvalidCredentials)?;
    new.set(&mut account, now);
    accounts::update(tx, &account).await?;
    store::set_must_change(tx, &account.id, false).await?;
    browser::end_all(tx, POOL, &account.id, now).await?;
    let session = Start::Browser(change.session.clone());
    start(tx, &session, &account, "pwd", now).await?;
    Ok(failures::remember(tx, cx, POOL, &account.id).await?)
}

/// A password for somebody else.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetPassword {
    /// Whose.
    pub user_id: String,
    /// The password, which they change when they sign in.
    pub password: Secret,
}

/// Sets a password that is good for one sign-in, and ends the sessions of whoever has it. A refusal
/// leaves its row in the trail, whatever it is of.
///
/// # Errors
/// `NotPermitted`, `StepUpRequired`, `UserNotFound`, the field that is wrong, `PasswordTooWeak`.
pub async fn set_password(cx: &Cx, by: &Operator, given: Result<SetPassword>) -> Result<()> {
    let set = prepared(cx, by, given).await;
    cx.write((by.account.id.clone(), set), write_set).await
}

async fn prepared(
    cx: &Cx,
    by: &Operator,
    given: Result<SetPassword>,
) -> Result<(String, NewPassword)> {
    may_change(cx, by).await?;
    let given = given?;
    if given.user_id == by.account.id {
        return Err(Error::field("userId", "must be somebody else's"));
    }
    let new = hashed(cx, "password", &given.password).await?;
    Ok((given.user_id, new))
}

async fn write_set(
    tx: &mut Tx,
    cx: &Cx,
    (by, set): &(String, Result<(String, NewPassword)>),
) -> Outcome<()> {
    let note = audit::note(tx).kind(EventType::UpdateUserPassword);
    note.on_console(calls::SET_PASSWORD).user(by);
    let (id, new) = set.as_ref().map_err(Error::clone)?;
    require_owner(tx, by).await?;
    let account = accounts::lock(tx, POOL, id).await?;
    let role = store::role(tx, id).await?;
    let (mut account, _) = account.zip(role).ok_or(ErrorCode::UserNotFound)?;
    audit::note(tx).user(id);
    new.set(&mut account, cx.now());
    accounts::update(tx, &account).await?;
    store::set_must_change(tx, id, true).await?;
    // Whoever failed until they had to wait begins anew.
    failures::clear_account(tx, POOL, id).await?;
    Ok(browser::end_all(tx, POOL, id, cx.now()).await?)
}
