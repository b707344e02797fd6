//! What an operator does for one user on the machine of the server: look, unlock, sign out.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use cleat_api::session::KickUsers;
use cleat_api::sms_delivery::{ListSmsMessages, SmsMessage};
use cleat_api::user::{RevealUser, UnlockUser};
use cleat_api::{Endpoint as _, Operation};
use cleat_delivery::{Attempt, Medium, history};
use cleat_engine::account::{Account, store as accounts};
use cleat_engine::audit::{self, Event};
use cleat_engine::failures;
use cleat_engine::http::{Management, context, mask_all};
use cleat_engine::kernel::{App, Cx, Error, Outcome, Result, iso};
use cleat_engine::session::store as sessions;
use cleat_nouns::sms_delivery::shown;
use cleat_protocol::email::Email;
use cleat_protocol::phone::Phone;
use cleat_store::Tx;
use serde_json::{Value, json};

use crate::modules::routes;

/// Messages that are shown.
const MESSAGES: usize = 20;
/// Signs of an id.
const SHORTEST_ID: usize = 24;

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
    Email(Email),
    /// By id.
    Id(String),
}

impl Person {
    /// Whoever has that id in a pool, or that number or address. An id may look like a number.
    ///
    /// # Errors
    /// When it is none of them, names one user by id and another one by number or address, or the
    /// database fails.
    pub async fn named(app: &App, pool_id: String, text: &str) -> Result<Self> {
        let text = text.trim();
        let wrong = |why: &str| Error::internal(format!("{text}: {why}"));
        let mut tx = app.db.read().await?;
        let of_id = match text.contains(['+', ' ', '(', ')']) {
            true => None,
            false => accounts::by_id(&mut tx, &pool_id, text).await?,
        };
        let name = Name::read(text);
        let Some(of_id) = of_id else {
            let name = name.map_err(|why| wrong(&why))?;
            return Ok(Self { pool_id, name });
        };
        if let Ok(name) = name {
            let other = Self {
                pool_id: pool_id.clone(),
                name,
            };
            let other = find(&mut tx, &other).await?;
            if other.is_some_and(|other| other.id != of_id.id) {
                return Err(wrong(
                    "is the id of one user and the number or address of another; write a number \
                     with + and its country code, or name the user of that id by theirs",
                ));
            }
        }
        let name = Name::Id(of_id.id);
        Ok(Self { pool_id, name })
    }
}

impl Name {
    /// Reads a number in any spelling, one of mainland China where it has no country code, an address,
    /// or an id.
    ///
    /// # Errors
    /// Why the number or the address is none.
    fn read(text: &str) -> std::result::Result<Self, String> {
        if text.contains('@') {
            let email = Email::parse(text).map_err(|error| error.to_string())?;
            return Ok(Self::Email(email));
        }
        match Phone::parse(text, None) {
            Ok(phone) => Ok(Self::Phone(phone)),
            Err(why) if is_typed_as_number(text) => {
                Err(format!("{why}; write it with + and its country code"))
            }
            Err(_) => Ok(Self::Id(text.to_owned())),
        }
    }
}

/// Whether somebody who typed that meant a number. Ids are longer.
fn is_typed_as_number(text: &str) -> bool {
    let is_part = |sign: char| sign.is_ascii_digit() || " +-().".contains(sign);
    text.starts_with('+') || (text.len() < SHORTEST_ID && text.chars().all(is_part))
}

/// The user of that name: what the account holds, what keeps it from signing in, and where it is
/// signed in. Numbers and addresses are masked unless they are to be revealed, which the trail tells
/// of. `None` where there is no such user.
///
/// # Errors
/// When the database fails.
pub async fn show(app: Arc<App>, person: Person, reveal: bool) -> Result<Option<Value>> {
    let mut tx = app.db.read().await?;
    let Some(account) = find(&mut tx, &person).await? else {
        return Ok(None);
    };
    let shown = described(&mut tx, &account, app.clock.now()).await?;
    drop(tx);
    let shown = revealed(app, &person, Some(account), reveal, vec![shown]).await?;
    Ok(shown.into_iter().next())
}

async fn described(tx: &mut Tx, account: &Account, now: i64) -> Result<Value> {
    let row = failures::of_account(tx, &account.pool_id, &account.id).await?;
    let apps = sessions::apps(tx, &account.pool_id, &account.id, now).await?;
    let apps = apps.into_iter().filter(|(_, lives)| *lives);
    Ok(json!({
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
    }))
}

/// The messages to somebody, newest first, and what each provider said: SMS as `listSmsMessages` has
/// them, e-mail in the same form. Numbers and addresses are masked as in [`show`]. `None` where there
/// is no user of that id.
///
/// # Errors
/// When the database fails.
pub async fn messages(app: Arc<App>, person: Person, reveal: bool) -> Result<Option<Vec<Value>>> {
    let account = find(&mut *app.db.read().await?, &person).await?;
    let Some(targets) = targets(&person.name, account.as_ref()) else {
        return Ok(None);
    };
    let mut all = Vec::new();
    for (medium, target) in targets {
        let of = (person.pool_id.as_str(), target.as_str());
        all.extend(match medium {
            Medium::Sms => sms(&app, of).await?,
            Medium::Email => emails(&app, of).await?,
        });
    }
    all.sort_by(|a, b| b.0.cmp(&a.0));
    let newest = all.into_iter().take(MESSAGES).map(|(_, message)| message);
    let shown = revealed(app, &person, account, reveal, newest.collect()).await?;
    Ok(Some(shown))
}

/// Where messages to somebody went.
fn targets(name: &Name, account: Option<&Account>) -> Option<Vec<(Medium, String)>> {
    let contacts = account.map(Account::contacts).unwrap_or_default();
    let email = contacts.email.map(|address| (Medium::Email, address));
    Some(match name {
        Name::Phone(phone) => vec![(Medium::Sms, phone.e164())],
        Name::Email(typed) => {
            let own = email.filter(|(_, address)| *address != typed.address);
            let typed = (Medium::Email, typed.address.clone());
            own.into_iter().chain([typed]).collect()
        }
        Name::Id(_) => {
            account?;
            let phone = contacts.phone.map(|number| (Medium::Sms, number));
            phone.into_iter().chain(email).collect()
        }
    })
}

/// When a message was asked for, and the message.
type Dated = (String, Value);

async fn sms(app: &Arc<App>, (pool_id, number): (&str, &str)) -> Result<Vec<Dated>> {
    let wanted = ListSmsMessages {
        phone_number: Some(number.to_owned()),
        limit: i64::try_from(MESSAGES).ok(),
        ..ListSmsMessages::default()
    };
    let cx = operator(app.clone(), Some(ListSmsMessages::operation()));
    let page = routes().call(cx, Management::of(pool_id), wanted).await?;
    page.list.iter().map(dated).collect()
}

async fn emails(app: &Arc<App>, (pool_id, address): (&str, &str)) -> Result<Vec<Dated>> {
    let mut tx = app.db.scan().await?;
    let of = (pool_id, Medium::Email);
    let (_, rows) = history::messages(&mut tx, of, Some(address), (0, MESSAGES)).await?;
    let mut all = Vec::new();
    for row in rows {
        let attempts = Attempt::of_message(&mut tx, &row.id).await?;
        let (at, mut message) = dated(&shown(row, attempts))?;
        if let Some(fields) = message.as_object_mut() {
            let address = fields.remove("phoneNumber").unwrap_or_default();
            fields.retain(|name, _| name != "country" && name != "guard");
            fields.insert("email".into(), address);
        }
        all.push((at, message));
    }
    Ok(all)
}

fn dated(message: &SmsMessage) -> Result<Dated> {
    let value = serde_json::to_value(message).map_err(Error::internal)?;
    Ok((message.created_at.clone(), value))
}

/// What is shown of somebody, masked or else with a row in the trail.
async fn revealed(
    app: Arc<App>,
    person: &Person,
    account: Option<Account>,
    reveal: bool,
    mut shown: Vec<Value>,
) -> Result<Vec<Value>> {
    if !reveal {
        shown.iter_mut().for_each(mask_all);
    } else if !shown.is_empty() {
        let event = Event::of_operator(RevealUser::operation().id, &person.pool_id);
        let event = match (account, &person.name) {
            (Some(account), _) => event.user(&account.id),
            (None, Name::Phone(phone)) => event.target(&phone.e164()),
            (None, Name::Email(email)) => event.target(&email.address),
            (None, Name::Id(id)) => event.target(id),
        };
        operator(app, None).write(event, reveal_row).await?;
    }
    Ok(shown)
}

async fn reveal_row(tx: &mut Tx, cx: &Cx, event: &Event) -> Outcome<()> {
    Ok(audit::record(tx, cx, event.clone()).await?)
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
        Name::Email(email) => accounts::by_email(tx, pool_id, &email.key).await,
        Name::Id(id) => accounts::by_id(tx, pool_id, id).await,
    }
}
