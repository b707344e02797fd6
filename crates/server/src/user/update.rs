//! Changing users on behalf of the pool; no code is needed, the last way in stays.

use cleat_api::log::EventType;
use cleat_api::user::{UpdateUser, UpdateUserBatch, UpdateUserInfo, User, UserIdType};
use cleat_api::{ErrorCode, Object, Patch, Value};
use cleat_delivery::{Medium, Notice};
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use super::create::{free, name};
use super::profile_fields::merge_custom;
use super::{Account, BATCH, email, resolve, store, ways};
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Outcome, Result, from_json};
use crate::http::Management;
use crate::passcode::failures;
use crate::{delivery, password, session};

/// `updateUser`
pub async fn update_user(cx: Cx, pool: Management, req: UpdateUser) -> Result<User> {
    let options = req.options.clone().unwrap_or_default();
    let reset = options
        .reset_password_on_next_login
        .or(options.reset_password_on_first_login);
    // The wire repeats the fields of one user on the top level; they are the same by name.
    let mut fields = serde_json::to_value(&req).map_err(Error::internal)?;
    if let Some(fields) = fields.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    let info: UpdateUserInfo = serde_json::from_value(fields).map_err(Error::internal)?;
    let made_up = options.auto_generate_password.unwrap_or_default();
    let password = password(&cx, &info, options.password_encrypt_type, made_up).await?;
    let kind = options.user_id_type.unwrap_or_default();
    let mut users = update(
        &cx,
        pool,
        vec![Change {
            info,
            password,
            reset,
        }],
        kind,
    )
    .await?;
    users
        .pop()
        .ok_or_else(|| Error::internal("nothing changed"))
}

/// `updateUserBatch`
pub async fn update_user_batch(
    cx: Cx,
    pool: Management,
    req: UpdateUserBatch,
) -> Result<Vec<User>> {
    if req.list.is_empty() || req.list.len() > BATCH {
        return Err(Error::field("list", "must have 1 to 50 entries"));
    }
    let options = req.options.unwrap_or_default();
    let made_up = options.auto_generate_password.unwrap_or_default();
    let mut changes = Vec::new();
    for info in req.list {
        let password = password(&cx, &info, options.password_encrypt_type, made_up).await?;
        changes.push(Change {
            info,
            password,
            reset: options.reset_password_on_next_login,
        });
    }
    update(&cx, pool, changes, UserIdType::UserId).await
}

struct Change {
    info: UpdateUserInfo,
    password: Option<(String, i64)>,
    reset: Option<bool>,
}

async fn password(
    cx: &Cx,
    info: &UpdateUserInfo,
    encrypted: Option<cleat_api::password::PasswordEncryptType>,
    made_up: bool,
) -> Result<Option<(String, i64)>> {
    let plain = match &info.password {
        Some(sent) => password::decrypt(cx, sent, encrypted)?,
        None if made_up => cx.app.random.secret(),
        None => return Ok(None),
    };
    password::hash(cx, plain).await.map(Some)
}

async fn update(
    cx: &Cx,
    pool: Management,
    changes: Vec<Change>,
    kind: UserIdType,
) -> Result<Vec<User>> {
    let input = (cx.clone(), pool, changes, kind);
    let accounts: Vec<Account> = cx
        .write(input, |tx, (cx, pool, changes, kind)| {
            Box::pin(async move {
                let mut accounts = Vec::new();
                for change in changes {
                    match apply(tx, cx, pool, change, *kind).await? {
                        Ok(account) => accounts.push(account),
                        Err(refusal) => return Err(refusal.undo()),
                    }
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

async fn apply(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    change: &Change,
    kind: UserIdType,
) -> Outcome<Account> {
    let id = match resolve(tx, &pool.pool_id, &change.info.user_id, Some(kind)).await? {
        Ok(id) => id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(before) = store::lock(tx, &pool.pool_id, &id).await? else {
        return Ok(Err(ErrorCode::UserNotFound.into()));
    };
    let after = match changed(cx, &before, change) {
        Ok(after) => after,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = free(tx, &after, Some(&id)).await? {
        return Ok(Err(refusal));
    }
    if let Err(refusal) = ways::keep_one(tx, cx, &before, &after).await? {
        return Ok(Err(refusal));
    }
    store::update(tx, &after).await?;
    aftermath(tx, cx, &before, &after).await?;
    Ok(Ok(after))
}

/// What a change brings with it: audit, ended sessions, a cleared lock, notices.
async fn aftermath(
    tx: &mut Tx,
    cx: &Cx,
    before: &Account,
    after: &Account,
) -> cleat_store::Result<()> {
    let (pool_id, id) = (&after.pool_id, &after.id);
    let kind = match () {
        () if before.e164() != after.e164() => EventType::UpdateUserPhone,
        () if before.email_key != after.email_key => EventType::UpdateUserEmail,
        () if before.password_hash != after.password_hash => EventType::UpdateUserPassword,
        () => EventType::UpdateUserPrefile,
    };
    let event = Event::of(kind, pool_id).user(id).method("management");
    audit::record(tx, cx, event.before(before).after(after)).await?;
    if after.status != "Activated" || before.password_hash != after.password_hash {
        session::store::end_all(tx, pool_id, id, cx.now()).await?;
    }
    if after.status == "Activated" {
        failures::clear_account(tx, cx, after).await?;
    }
    if let Some(old) = before.e164().filter(|_| before.e164() != after.e164()) {
        delivery::notice(tx, cx, pool_id, Medium::Sms, &old, Notice::PhoneChanged).await?;
    }
    if let Some(old) = before
        .email
        .as_ref()
        .filter(|_| before.email_key != after.email_key)
    {
        delivery::notice(tx, cx, pool_id, Medium::Email, old, Notice::EmailChanged).await?;
    }
    Ok(())
}

fn changed(cx: &Cx, before: &Account, change: &Change) -> Result<Account> {
    let info = &change.info;
    let mut after = before.clone();
    match &info.phone {
        Patch::Keep => {}
        Patch::Clear => after.set_phone(None, false),
        Patch::Set(number) => {
            let phone = Phone::parse(number, info.phone_country_code.as_deref())?;
            if before.e164() != Some(phone.e164()) {
                after.set_phone(Some(&phone), false);
            }
        }
    }
    match &info.email {
        Patch::Keep => {}
        Patch::Clear => after.set_email(None, false),
        Patch::Set(address) => {
            let address = email::parse("email", address)?;
            let same = before.email_key.as_deref() == Some(email::key(&address).as_str());
            after.set_email(Some(&address), same && before.email_verified);
        }
    }
    if let (Some(verified), true) = (info.phone_verified, after.phone.is_some()) {
        after.phone_verified = verified;
    }
    if let (Some(verified), true) = (info.email_verified, after.email.is_some()) {
        after.email_verified = verified;
    }
    patch_name("username", &info.username, &mut after.username)?;
    patch_name("externalId", &info.external_id, &mut after.external_id)?;
    if let Some(status) = info.status
        && after.status != status.as_str()
    {
        after.status = status.as_str().to_owned();
        after.status_changed_at = cx.now();
    }
    if let Some((hash, strength)) = &change.password {
        after.set_password(hash.clone(), *strength, cx.now());
    }
    after.reset_password = change.reset.unwrap_or(after.reset_password);
    let mut profile = before.profile()?;
    profile.merge(info);
    after.profile = serde_json::to_string(&profile).map_err(Error::internal)?;
    if let Some(new) = &info.custom_data {
        let old: Option<Object> = before.custom_data.as_deref().map(from_json).transpose()?;
        after.custom_data = Some(Value::Object(merge_custom(old, new.clone())).to_string());
    }
    after.updated_at = cx.now();
    Ok(after)
}

fn patch_name(field: &str, patch: &Patch, target: &mut Option<String>) -> Result<()> {
    match patch {
        Patch::Keep => {}
        Patch::Clear => *target = None,
        Patch::Set(value) => *target = name(field, Some(value.clone()))?,
    }
    Ok(())
}
