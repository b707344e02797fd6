//! Signing in on the console, and giving the password once more: the product's own passwords,
//! failures and delays.

use cleat_api::log::EventType;
use cleat_api::{ErrorCode, Secret};
use cleat_protocol::seal;
use cleat_store::Tx;

use super::session::{LONGEST, Operator, begin};
use super::{CONSOLE, POOL, calls, store};
use crate::account::{Account, Contact, spelling, store as accounts};
use crate::audit::{self, Proof};
use crate::failures;
use crate::kernel::{Cx, Outcome, Result, within};
use crate::password::{TriedPassword, try_password};
use crate::session::store::start;
use crate::session::{NewBrowserSession, Start};

/// Most characters of an address, and of what may be one (RFC 5321 section 4.5.3.1.3).
const LONGEST_NAME: usize = 254;

/// A password that was tried.
struct Attempt {
    /// What failures are kept by.
    key: String,
    /// Whether that is a number or an address.
    is_contact: bool,
    found: Option<Account>,
    refusal: Option<ErrorCode>,
    session: NewBrowserSession,
    event: EventType,
    /// What the trail calls it.
    call: &'static str,
}

/// Signs an operator in by a number or address; the cookie of the session, which takes the place
/// of the one that the browser had.
///
/// # Errors
/// `InvalidCredentials`, `AccountLocked`, `UserDisabled`.
pub async fn sign_in(
    cx: &Cx,
    given: &str,
    password: &Secret,
    before: Option<&str>,
) -> Result<String> {
    within("account", given, LONGEST_NAME)?;
    let contact = contact(given).ok();
    let is_contact = contact.is_some();
    let found = match &contact {
        Some(contact) => contact.owner(&mut *cx.read().await?, POOL).await?,
        None => None,
    };
    let (session, cookie) = begin(cx, before.map(seal::sha256), cx.now() + LONGEST);
    let key = contact.map_or_else(|| spelling(given).to_owned(), |contact| contact.key());
    let refusal = refusal(cx, (&key, found.as_ref()), password, None).await?;
    let attempt = Attempt {
        key,
        is_contact,
        found,
        refusal,
        session,
        event: EventType::Login,
        call: calls::SIGN_IN,
    };
    cx.write(attempt, write).await?;
    Ok(cookie)
}

/// Takes the password of somebody who is signed in; the cookie of the session that goes on.
///
/// # Errors
/// As [`sign_in`].
pub async fn step_up(
    cx: &Cx,
    operator: &Operator,
    password: &Secret,
    before: &str,
) -> Result<String> {
    let account = &operator.account;
    let key = name_of(account)?;
    let until = operator.session.expires_at;
    let (session, cookie) = begin(cx, Some(seal::sha256(before)), until);
    let tried = (key.as_str(), Some(account));
    let refusal = refusal(cx, tried, password, Some(&account.id)).await?;
    let attempt = Attempt {
        key,
        is_contact: true,
        found: Some(account.clone()),
        refusal,
        session,
        event: EventType::SecurityResourceAccess,
        call: calls::STEP_UP,
    };
    cx.write(attempt, write).await?;
    Ok(cookie)
}

/// What failures of somebody who is signed in are kept by.
///
/// # Errors
/// When there is neither a number nor an address.
pub(super) fn name_of(account: &Account) -> Result<String> {
    let contacts = account.contacts();
    let name = contacts.email.or(contacts.phone).unwrap_or_default();
    contact(&name).map(|contact| contact.key())
}

/// What an operator is called by: a number with its country, or an address.
fn contact(given: &str) -> Result<Contact> {
    let given = given.trim();
    match given.contains('@') {
        true => Contact::email("account", given),
        false => Contact::phone("account", given, None),
    }
}

/// Why the password is refused, where it is.
pub(super) async fn refusal(
    cx: &Cx,
    (key, account): (&str, Option<&Account>),
    password: &Secret,
    signed_in: Option<&str>,
) -> Result<Option<ErrorCode>> {
    let tried = TriedPassword {
        pool_id: POOL,
        name: key,
        account,
        signed_in,
        sent: password,
        how: None,
    };
    match try_password(cx, &tried).await {
        Ok(Some(_)) => Ok(None),
        Ok(None) => Ok(Some(ErrorCode::InvalidCredentials)),
        Err(error) if error.code == ErrorCode::AccountLocked => Ok(Some(error.code)),
        Err(error) => Err(error),
    }
}

async fn write(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<()> {
    let note = audit::note(tx).kind(attempt.event).on_console(attempt.call);
    note.method(Proof::Password);
    match attempt.is_contact {
        true => note.target(&attempt.key),
        false => note.unknown_target(&attempt.key),
    };
    if let Some(account) = &attempt.found {
        note.user(&account.id);
    }
    if let Some(refusal) = attempt.refusal {
        return Err(refusal.into());
    }
    let tried = attempt.found.as_ref();
    let tried = tried.ok_or(ErrorCode::InvalidCredentials)?;
    let locked = accounts::lock(tx, POOL, &tried.id).await?;
    // Somebody may have changed the password while this one was being checked.
    let locked = locked.filter(|now| now.password_hash == tried.password_hash);
    let mut account = locked.ok_or(ErrorCode::InvalidCredentials)?;
    if !account.is_active() {
        return Err(ErrorCode::UserDisabled.into());
    }
    if store::role(tx, &account.id).await?.is_none() {
        return Err(ErrorCode::InvalidCredentials.into());
    }
    audit::note(tx).by(&account.id);
    account.logins_count += 1;
    account.last_login_at = Some(cx.now());
    account.last_ip = Some(cx.request.ip.clone());
    account.last_app_id = Some(CONSOLE.to_owned());
    accounts::update(tx, &account).await?;
    let session = Start::Browser(attempt.session.clone());
    start(tx, &session, &account, "pwd", cx.now()).await?;
    Ok(failures::remember(tx, cx, POOL, &account.id).await?)
}
