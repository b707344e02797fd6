//! Changing users on behalf of the pool; no code is needed, the last login method stays.

use cleat_api::log::EventType;
use cleat_api::user::{UpdateUser, UpdateUserBatch, UpdateUserInfo, User, UserIdType};
use cleat_api::{ErrorCode, Object, Patch, Value};
use cleat_engine::account::{self, Account, Contact, merge_custom, resolve, store, valid_name};
use cleat_engine::audit::{self, Event, Proof};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Batch, Cx, Error, Outcome, Result, from_json, to_json};
use cleat_engine::password::NewPassword;
use cleat_engine::{contact, failures, login_methods, notice, password, session};
use cleat_store::Tx;

/// `updateUser`
pub async fn update_user(cx: Cx, pool: Management, req: UpdateUser) -> Result<User> {
    let options = req.options.clone().unwrap_or_default();
    let reset = options.reset_password_on_next_login;
    let reset = reset.or(options.reset_password_on_first_login);
    // The wire repeats the fields of one user on the top level; they are the same by name.
    let mut fields = serde_json::to_value(&req).map_err(Error::internal)?;
    if let Some(fields) = fields.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    let info: UpdateUserInfo = serde_json::from_value(fields).map_err(Error::internal)?;
    let generate = options.auto_generate_password.unwrap_or_default();
    let password = password(&cx, &info, options.password_encrypt_type, generate).await?;
    let change = Change {
        info,
        password,
        reset,
    };
    let kind = options.user_id_type.unwrap_or_default();
    let mut users = update(&cx, pool, Batch::Single, vec![change], kind).await?;
    let user = users.pop();
    user.ok_or_else(|| Error::internal("nothing changed"))
}

/// `updateUserBatch`
pub async fn update_user_batch(
    cx: Cx,
    pool: Management,
    req: UpdateUserBatch,
) -> Result<Vec<User>> {
    let batch = Batch::of("list", &req.list)?;
    let options = req.options.unwrap_or_default();
    let generate = options.auto_generate_password.unwrap_or_default();
    let mut changes = Vec::new();
    for (place, info) in req.list.into_iter().enumerate() {
        let password = password(&cx, &info, options.password_encrypt_type, generate).await;
        changes.push(Change {
            info,
            password: batch.at(place, password)?,
            reset: options.reset_password_on_next_login,
        });
    }
    update(&cx, pool, batch, changes, UserIdType::UserId).await
}

/// What becomes of one user.
struct Change {
    info: UpdateUserInfo,
    password: Option<NewPassword>,
    reset: Option<bool>,
}

/// What becomes of some users of a pool, all or none.
struct Changes {
    batch: Batch,
    pool_id: String,
    kind: UserIdType,
    list: Vec<Change>,
}

async fn password(
    cx: &Cx,
    info: &UpdateUserInfo,
    encrypted: Option<cleat_api::password::PasswordEncryptType>,
    generate: bool,
) -> Result<Option<NewPassword>> {
    let plain = match &info.password {
        Some(sent) => password::decrypt(cx, sent, encrypted)?,
        None if generate => cx.app.random.secret(),
        None => return Ok(None),
    };
    password::hash(cx, plain).await.map(Some)
}

async fn update(
    cx: &Cx,
    pool: Management,
    batch: Batch,
    list: Vec<Change>,
    kind: UserIdType,
) -> Result<Vec<User>> {
    let changes = Changes {
        batch,
        pool_id: pool.pool_id,
        kind,
        list,
    };
    cx.write(changes, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, changes: &Changes) -> Outcome<Vec<User>> {
    let mut users = Vec::new();
    for (place, change) in changes.list.iter().enumerate() {
        let one = apply(tx, cx, &changes.pool_id, change, changes.kind).await;
        users.push(changes.batch.at(place, one)?.to_user(true)?);
    }
    Ok(users)
}

async fn apply(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    change: &Change,
    kind: UserIdType,
) -> Outcome<Account> {
    let id = resolve(tx, pool_id, &change.info.user_id, Some(kind)).await?;
    let before = store::lock(tx, pool_id, &id).await?;
    let before = before.ok_or(ErrorCode::UserNotFound)?;
    let after = changed(cx, &before, change)?;
    account::free(tx, &after, Some(&id)).await?;
    login_methods::keep_one(tx, cx, &before, &after).await?;
    store::update(tx, &after).await?;
    if before.email_key != after.email_key {
        contact::end_claims(tx, cx, &after, Proof::Management).await?;
    }
    aftermath(tx, cx, &before, &after).await?;
    Ok(after)
}

/// What a change brings with it: audit, ended sessions, a cleared lock, notices.
async fn aftermath(tx: &mut Tx, cx: &Cx, before: &Account, after: &Account) -> Outcome<()> {
    let (pool_id, id) = (&after.pool_id, &after.id);
    let event = Event::of(kind_of(before, after), pool_id).user(id);
    let event = event.method(Proof::Management);
    let event = event.before(&before.contacts()).after(&after.contacts());
    audit::record(tx, cx, event).await?;
    if !after.is_active() || before.password_hash != after.password_hash {
        session::store::end_all(tx, pool_id, id, cx.now()).await?;
    }
    if after.is_active() {
        failures::clear_account(tx, pool_id, id).await?;
    }
    notice::changed(tx, cx, before, after).await
}

fn kind_of(before: &Account, after: &Account) -> EventType {
    if before.e164() != after.e164() {
        EventType::UpdateUserPhone
    } else if before.email_key != after.email_key {
        EventType::UpdateUserEmail
    } else if before.password_hash != after.password_hash {
        EventType::UpdateUserPassword
    } else {
        EventType::UpdateUserPrefile
    }
}

fn changed(cx: &Cx, before: &Account, change: &Change) -> Result<Account> {
    let info = &change.info;
    let mut after = before.with(cx, |_| ());
    change_contacts(info, before, &mut after)?;
    patch_name("username", &info.username, &mut after.username)?;
    patch_name("externalId", &info.external_id, &mut after.external_id)?;
    if let Some(status) = info.status {
        after.set_status(status, cx.now());
    }
    if let Some(password) = &change.password {
        password.set(&mut after, cx.now());
    }
    after.reset_password = change.reset.unwrap_or(after.reset_password);
    let mut profile = before.profile()?;
    profile.merge(info);
    after.profile = to_json(&profile)?;
    if let Some(new) = &info.custom_data {
        let old: Option<Object> = before.custom_data.as_deref().map(from_json).transpose()?;
        after.custom_data = Some(Value::Object(merge_custom(old, new.clone())).to_string());
    }
    Ok(after)
}

fn change_contacts(info: &UpdateUserInfo, before: &Account, after: &mut Account) -> Result<()> {
    match &info.phone {
        Patch::Keep => {}
        Patch::Clear => after.set_phone(None, false),
        Patch::Set(number) => {
            let phone = Contact::phone("phone", number, info.phone_country_code.as_deref())?;
            if before.e164() != Some(phone.key()) {
                phone.require_person("phone")?;
                phone.put(after, false);
            }
        }
    }
    if let (Some(verified), true) = (info.phone_verified, after.phone.is_some()) {
        after.phone_verified = verified;
    }
    match &info.email {
        Patch::Keep if info.email_verified == Some(true) => vouch_for_claim(after),
        Patch::Keep => {}
        Patch::Clear => after.set_email(None, false),
        Patch::Set(address) => {
            let address = Contact::email("email", address)?;
            let verified = info.email_verified.unwrap_or_default();
            if address.is_claim_of(before) && !verified {
                // It is shown like this; to send it again vouches for nothing.
                return Ok(());
            }
            let same = before.email_key == Some(address.key());
            address.put(after, same && before.email_verified);
        }
    }
    if let (Some(verified), true) = (info.email_verified, after.email.is_some()) {
        after.email_verified = verified;
    }
    Ok(())
}

/// The operator says that the address is the user's.
fn vouch_for_claim(account: &mut Account) {
    if let Some(address) = account.claimed_email.clone() {
        account.set_email(Some(&address), true);
    }
}

fn patch_name(field: &str, patch: &Patch, target: &mut Option<String>) -> Result<()> {
    match patch {
        Patch::Keep => {}
        Patch::Clear => *target = None,
        Patch::Set(value) => *target = valid_name(field, Some(value.clone()))?,
    }
    Ok(())
}
