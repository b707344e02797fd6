//! Creating users on behalf of the pool; no code is needed.

use cleat_api::log::EventType;
use cleat_api::user::{
    CreateUser, CreateUserInfo, CreateUserOptions, CreateUsersBatch, User, UserSourceType,
};
use cleat_api::{ErrorCode, Value};
use cleat_delivery::Notice;
use cleat_engine::account::{self, Account, Contact, Draft, identity, store, valid_name};
use cleat_engine::audit::{self, Contacts, Event, Proof};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Batch, Cx, Error, Outcome, Result};
use cleat_engine::{contact, notice, password};
use cleat_store::Tx;

/// `createUser`
pub async fn create_user(cx: Cx, pool: Management, req: CreateUser) -> Result<User> {
    let options = req.options.clone().unwrap_or_default();
    // The wire repeats the fields of one user on the top level; they are the same by name.
    let fields = serde_json::to_value(&req).map_err(Error::internal)?;
    let info = serde_json::from_value(fields).map_err(Error::internal)?;
    let mut users = create(&cx, pool, Batch::Single, vec![info], options).await?;
    let user = users.pop();
    user.ok_or_else(|| Error::internal("nothing created"))
}

/// `createUsersBatch`
pub async fn create_users_batch(
    cx: Cx,
    pool: Management,
    req: CreateUsersBatch,
) -> Result<Vec<User>> {
    let batch = Batch::of("list", &req.list)?;
    let options = req.options.unwrap_or_default();
    create(&cx, pool, batch, req.list, options).await
}

/// Users to be written, all or none.
struct New {
    batch: Batch,
    users: Vec<(Account, CreateUserInfo)>,
    options: CreateUserOptions,
}

async fn create(
    cx: &Cx,
    pool: Management,
    batch: Batch,
    list: Vec<CreateUserInfo>,
    options: CreateUserOptions,
) -> Result<Vec<User>> {
    let mut users = Vec::with_capacity(list.len());
    for (place, info) in list.into_iter().enumerate() {
        let account = draft(cx, &pool.pool_id, &info, &options).await;
        users.push((batch.at(place, account)?, info));
    }
    let new = New {
        batch,
        users,
        options,
    };
    cx.write(new, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, new: &New) -> Outcome<Vec<User>> {
    let mut written = Vec::new();
    for (place, (account, info)) in new.users.iter().enumerate() {
        new.batch.at(place, insert(tx, cx, account, info).await)?;
        notify(tx, cx, account, &new.options).await?;
        written.push(account.to_user(true)?);
    }
    Ok(written)
}

/// The account as the request describes it.
async fn draft(
    cx: &Cx,
    pool_id: &str,
    info: &CreateUserInfo,
    options: &CreateUserOptions,
) -> Result<Account> {
    let mut draft = Draft::new(cx, pool_id, UserSourceType::AdminCreated);
    draft.profile.merge(info);
    let account = &mut draft.account;
    identify(account, info)?;
    if let Some(status) = info.status {
        account.set_status(status, cx.now());
    }
    let custom_data = info.custom_data.clone().map(Value::Object);
    account.custom_data = custom_data.map(|data| data.to_string());
    account.reset_password = options.reset_password_on_first_login.unwrap_or_default();
    let made = options.auto_generate_password.unwrap_or_default();
    let given = match &info.password {
        Some(sent) => Some(password::decrypt(cx, sent, options.password_encrypt_type)?),
        None => made.then(|| cx.app.random.secret()),
    };
    if let Some(plain) = given {
        let hashed = password::hash(cx, plain).await?;
        hashed.set(account, cx.now());
    }
    Ok(draft.finish())
}

fn identify(account: &mut Account, info: &CreateUserInfo) -> Result<()> {
    if let Some(number) = info.phone.as_deref().filter(|number| !number.is_empty()) {
        let phone = Contact::new_phone("phone", number, info.phone_country_code.as_deref())?;
        phone.put(account, info.phone_verified.unwrap_or_default());
    }
    if let Some(address) = info.email.as_deref().filter(|address| !address.is_empty()) {
        let address = Contact::email("email", address)?;
        address.put(account, info.email_verified.unwrap_or_default());
    }
    account.username = valid_name("username", info.username.clone())?;
    account.external_id = valid_name("externalId", info.external_id.clone())?;
    let named = account.username.is_some() || account.external_id.is_some();
    if account.phone.is_none() && account.email.is_none() && !named {
        let why = "one of phone, email, username and externalId is needed";
        return Err(Error::field("phone", why));
    }
    Ok(())
}

async fn insert(tx: &mut Tx, cx: &Cx, account: &Account, info: &CreateUserInfo) -> Outcome<()> {
    account::free(tx, account, None).await?;
    store::insert(tx, account).await?;
    contact::end_claims(tx, cx, account, Proof::Management).await?;
    for identity in info.identities.iter().flatten() {
        if !identity::insert(tx, &cx.new_id(), cx.now(), account, identity).await? {
            return Err(ErrorCode::IdentityTaken.into());
        }
    }
    let event = Event::of(EventType::Register, &account.pool_id)
        .user(&account.id)
        .method(Proof::Management);
    Ok(audit::record(tx, cx, event.after(&account.contacts())).await?)
}

/// Tells the new user, where that is asked for.
async fn notify(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    options: &CreateUserOptions,
) -> Outcome<()> {
    let wanted = options.send_notification.clone().unwrap_or_default();
    let all = account.contacts();
    let to = Contacts {
        phone: all
            .phone
            .filter(|_| wanted.send_phone_notification.unwrap_or_default()),
        email: all
            .email
            .filter(|_| wanted.send_email_notification.unwrap_or_default()),
    };
    Ok(notice::tell(tx, cx, &account.pool_id, &to, Notice::AccountCreated).await?)
}
