//! What an operator does for one user on the machine of the server: look, unlock, sign out.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use cleat_api::session::KickUsers;
use cleat_api::sms_delivery::{ListSmsMessages, SmsMessage};
use cleat_api::user::UnlockUser;
use cleat_api::{Endpoint as _, Operation};
use cleat_engine::account::{Account, email, store as accounts};
use cleat_engine::audit::{self, Event};
use cleat_engine::failures;
use cleat_engine::http::{Management, context};
use cleat_engine::kernel::{App, Cx, Outcome, Result, iso};
use cleat_engine::session::store as sessions;
use cleat_protocol::phone::Phone;
use cleat_store::Tx;
use serde_json::{Value, json};

use crate::modules::routes;

/// Messages that are shown.
const MESSAGES: i64 = 20;

/// Somebody in a pool, as an operator names them.
pub struct Person {
    /// Pool.
    pub pool_id: String,
    /// Who.
    pub name: Name,
}

/// What an operator calls a user.
pub enum Name {
    /// By number.
    Phone(Phone),
    /// By address.
    Email(String),
    /// By id.
    Id(String),
}

impl Name {
    /// Reads a number with + and country code, an address, or an id.
    ///
    /// # Errors
    /// Why the number is none.
    pub fn read(text: &str) -> std::result::Result<Self, String> {
        if text.starts_with('+') {
            let phone = Phone::international(text).map_err(|error| error.to_string())?;
            return Ok(Self::Phone(phone));
        }
        Ok(match text.contains('@') {
            true => Self::Email(email::key(text)),
            false => Self::Id(text.to_owned()),
        })
    }
}

/// The user of that name: what the account holds, what keeps it from signing in, and where it is
/// signed in. `None` where there is none.
///
/// # Errors
/// When the database fails.
pub async fn show(app: &App, person: &Person) -> Result<Option<Value>> {
    let now = app.clock.now();
    let mut tx = app.db.read().await?;
    let Some(account) = find(&mut tx, person).await? else {
        return Ok(None);
    };
    let row = failures::of_account(&mut tx, &account.pool_id, &account.id).await?;
    let apps = sessions::apps(&mut tx, &account.pool_id, &account.id, now).await?;
    let apps = apps.into_iter().filter(|(_, lives)| *lives);
    Ok(Some(json!({
        "userId": account.id,
        "status": account.status,
        "phone": account.contacts().phone,
        "phoneVerified": account.phone_verified,
        "email": account.email,
        "emailVerified": account.email_verified,
        "username": account.username,
        "hasPassword": account.password_hash.is_some(),
        "createdAt": iso(account.created_at),
        "lastLogin": account.last_login_at.map(iso),
        "signedInAt": apps.map(|(app_id, _)| app_id).collect::<Vec<_>>(),
        "failures": row.count,
        "blockedUntil": row.blocked_until.filter(|until| *until > now).map(iso),
    })))
}

/// The SMS to a number, newest first, and what each provider said, as `listSmsMessages` has them.
///
/// # Errors
/// When the database fails.
pub async fn messages(app: Arc<App>, pool_id: &str, phone: &Phone) -> Result<Vec<SmsMessage>> {
    let caller = Management::of(pool_id);
    let wanted = ListSmsMessages {
        phone_number: Some(phone.e164()),
        limit: Some(MESSAGES),
        ..ListSmsMessages::default()
    };
    let cx = operator(app, Some(ListSmsMessages::operation()));
    Ok(routes().call(cx, caller, wanted).await?.list)
}

/// Forgets the failures that keep a user waiting. Whether there is such a user.
///
/// # Errors
/// When the database fails.
pub async fn unlock(app: Arc<App>, person: Person) -> Result<bool> {
    operator(app, None).write(person, forget).await
}

/// Signs a user out everywhere. Whether there is such a user.
///
/// # Errors
/// When the database fails.
pub async fn end_sessions(app: Arc<App>, person: Person) -> Result<bool> {
    operator(app, None).write(person, sign_out).await
}

/// The context of what is done on the machine itself.
pub(crate) fn operator(app: Arc<App>, operation: Option<&'static Operation>) -> Cx {
    let (parts, ()) = http::Request::new(()).into_parts();
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    context(app, here, &parts, operation, None)
}

async fn forget(tx: &mut Tx, cx: &Cx, person: &Person) -> Outcome<bool> {
    let Some(account) = find(tx, person).await? else {
        return Ok(false);
    };
    failures::clear_account(tx, &account.pool_id, &account.id).await?;
    record(tx, cx, UnlockUser::operation().id, &account).await?;
    Ok(true)
}

async fn sign_out(tx: &mut Tx, cx: &Cx, person: &Person) -> Outcome<bool> {
    let Some(account) = find(tx, person).await? else {
        return Ok(false);
    };
    sessions::end_all(tx, &account.pool_id, &account.id, cx.now()).await?;
    record(tx, cx, KickUsers::operation().id, &account).await?;
    Ok(true)
}

async fn record(
    tx: &mut Tx,
    cx: &Cx,
    kind: &'static str,
    account: &Account,
) -> cleat_store::Result<()> {
    let event = Event::of_operator(kind, &account.pool_id);
    audit::record(tx, cx, event.user(&account.id)).await
}

async fn find(tx: &mut Tx, person: &Person) -> cleat_store::Result<Option<Account>> {
    let pool_id = &person.pool_id;
    match &person.name {
        Name::Phone(phone) => accounts::by_phone(tx, pool_id, phone).await,
        Name::Email(key) => accounts::by_email(tx, pool_id, key).await,
        Name::Id(id) => accounts::by_id(tx, pool_id, id).await,
    }
}
