//! Creating users on behalf of the pool; no code is needed.

use cleat_api::log::EventType;
use cleat_api::user::{
    CreateUser, CreateUserInfo, CreateUserOptions, CreateUsersBatch, User, UserSourceType,
};
use cleat_api::{ErrorCode, Value};
use cleat_delivery::{Medium, Notice};
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use super::{Account, BATCH, Draft, LONGEST_NAME, email, store};
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Outcome, Result};
use crate::ext_idp;
use crate::http::Management;
use crate::{delivery, password};

/// `createUser`
pub async fn create_user(cx: Cx, pool: Management, req: CreateUser) -> Result<User> {
    let options = req.options.clone().unwrap_or_default();
    // The wire repeats the fields of one user on the top level; they are the same by name.
    let fields = serde_json::to_value(&req).map_err(Error::internal)?;
    let info = serde_json::from_value(fields).map_err(Error::internal)?;
    let mut users = create(&cx, pool, vec![info], options).await?;
    users
        .pop()
        .ok_or_else(|| Error::internal("nothing created"))
}

/// `createUsersBatch`
pub async fn create_users_batch(
    cx: Cx,
    pool: Management,
    req: CreateUsersBatch,
) -> Result<Vec<User>> {
    if req.list.is_empty() || req.list.len() > BATCH {
        return Err(Error::field("list", "must have 1 to 50 entries"));
    }
    create(&cx, pool, req.list, req.options.unwrap_or_default()).await
}

struct New {
    account: Account,
    info: CreateUserInfo,
}

async fn create(
    cx: &Cx,
    pool: Management,
    list: Vec<CreateUserInfo>,
    options: CreateUserOptions,
) -> Result<Vec<User>> {
    let mut new = Vec::with_capacity(list.len());
    for info in list {
        let account = draft(cx, &pool.pool_id, &info, &options).await?;
        new.push(New { account, info });
    }
    let input = (cx.clone(), new, options);
    let accounts: Vec<Account> = cx
        .write(input, |tx, (cx, new, options)| {
            Box::pin(async move {
                let mut accounts = Vec::new();
                for New { account, info } in new {
                    if let Err(refusal) = insert(tx, cx, account, info, options).await? {
                        return Err(refusal.undo());
                    }
                    accounts.push(account.clone());
                }
                Ok(Ok(accounts))
            })
        })
        .await?;
    accounts
        .iter()
        .map(|account| account.to_user(true))
        .collect()
}

async fn draft(
    cx: &Cx,
    pool_id: &str,
    info: &CreateUserInfo,
    options: &CreateUserOptions,
) -> Result<Account> {
    let mut draft = Draft::new(cx, pool_id, UserSourceType::AdminCreated);
    draft.profile.merge(info);
    let account = &mut draft.account;
    if let Some(number) = info.phone.as_deref().filter(|number| !number.is_empty()) {
        let phone = Phone::parse(number, info.phone_country_code.as_deref())?;
        account.set_phone(Some(&phone), info.phone_verified.unwrap_or_default());
    }
    if let Some(address) = info.email.as_deref().filter(|address| !address.is_empty()) {
        let address = email::parse("email", address)?;
        account.set_email(Some(&address), info.email_verified.unwrap_or_default());
    }
    account.username = name("username", info.username.clone())?;
    account.external_id = name("externalId", info.external_id.clone())?;
    if account.phone.is_none()
        && account.email.is_none()
        && account.username.is_none()
        && account.external_id.is_none()
    {
        return Err(Error::field(
            "phone",
            "one of phone, email, username and externalId is needed",
        ));
    }
    if let Some(status) = info.status {
        account.status = status.as_str().to_owned();
    }
    account.custom_data = info
        .custom_data
        .clone()
        .map(|data| Value::Object(data).to_string());
    account.reset_password = options.reset_password_on_first_login.unwrap_or_default();
    let made_up = options
        .auto_generate_password
        .unwrap_or_default()
        .then(|| cx.app.random.secret());
    let given = match &info.password {
        Some(sent) => Some(password::decrypt(cx, sent, options.password_encrypt_type)?),
        None => made_up,
    };
    if let Some(plain) = given {
        let (hash, strength) = password::hash(cx, plain).await?;
        account.set_password(hash, strength, cx.now());
    }
    Ok(draft.finish())
}

/// A name that must be unique: not empty, not too long, no control characters.
pub fn name(field: &str, value: Option<String>) -> Result<Option<String>> {
    match value.map(|value| value.trim().to_owned()) {
        Some(value) if value.is_empty() => Ok(None),
        Some(value) if value.chars().count() > LONGEST_NAME => {
            Err(Error::field(field, "is too long"))
        }
        Some(value) if value.chars().any(char::is_control) => {
            Err(Error::field(field, "has control characters"))
        }
        value => Ok(value),
    }
}

async fn insert(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    info: &CreateUserInfo,
    options: &CreateUserOptions,
) -> Outcome<()> {
    if let Err(refusal) = free(tx, account, None).await? {
        return Ok(Err(refusal));
    }
    store::insert(tx, account).await?;
    for identity in info.identities.iter().flatten() {
        if !ext_idp::insert(tx, &cx.new_id(), cx.now(), account, identity).await? {
            return Ok(Err(ErrorCode::IdentityTaken.into()));
        }
    }
    let event = Event::of(EventType::Register, &account.pool_id)
        .user(&account.id)
        .method("management");
    audit::record(tx, cx, event.after(account)).await?;
    let notify = options.send_notification.clone().unwrap_or_default();
    if notify.send_phone_notification.unwrap_or_default()
        && let Some(number) = account.e164()
    {
        delivery::notice(
            tx,
            cx,
            &account.pool_id,
            Medium::Sms,
            &number,
            Notice::AccountCreated,
        )
        .await?;
    }
    if notify.send_email_notification.unwrap_or_default()
        && let Some(address) = &account.email
    {
        delivery::notice(
            tx,
            cx,
            &account.pool_id,
            Medium::Email,
            address,
            Notice::AccountCreated,
        )
        .await?;
    }
    Ok(Ok(()))
}

/// Refuses names that belong to another user than `except`.
pub async fn free(tx: &mut Tx, account: &Account, except: Option<&str>) -> Outcome<()> {
    let pool_id = &account.pool_id;
    let other =
        |found: Option<Account>| found.is_some_and(|found| Some(found.id.as_str()) != except);
    if let Some(phone) = account.phone()
        && other(store::by_phone(tx, pool_id, &phone).await?)
    {
        return Ok(Err(ErrorCode::PhoneTaken.into()));
    }
    if let Some(key) = &account.email_key
        && other(store::by_email(tx, pool_id, key).await?)
    {
        return Ok(Err(ErrorCode::EmailTaken.into()));
    }
    if let Some(name) = &account.username
        && other(store::by_username(tx, pool_id, name).await?)
    {
        return Ok(Err(ErrorCode::UsernameTaken.into()));
    }
    if let Some(id) = &account.external_id
        && other(store::by_external_id(tx, pool_id, id).await?)
    {
        return Ok(Err(ErrorCode::ExternalIdTaken.into()));
    }
    Ok(Ok(()))
}
