//! The operators themselves: who they are, who comes and what becomes of them. Owners alone do this.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_api::user::UserStatus;
use cleat_store::Tx;
use serde::Deserialize;

use super::{Operator, POOL, Person, Role, count_change, store};
use crate::account::{self, Account, store as accounts};
use crate::audit;
use crate::kernel::{Cx, Error, Outcome, Result};
use crate::session::browser;

/// Everybody, with their roles.
///
/// # Errors
/// `NotPermitted`, or when the database fails.
pub async fn list(cx: &Cx, by: &Operator) -> Result<Vec<(Account, String)>> {
    by.may_see_operators()?;
    let mut tx = cx.scan().await?;
    let mut people = Vec::new();
    for (user_id, role) in store::all(&mut tx).await? {
        if let Some(account) = accounts::by_id(&mut tx, POOL, &user_id).await? {
            people.push((account, role));
        }
    }
    Ok(people)
}

/// An operator to be written, or why not.
type New = std::result::Result<(Account, Role), Error>;

/// Makes an operator of that role; the id.
///
/// # Errors
/// `NotPermitted`, `StepUpRequired`, the field that is wrong, or what is taken.
pub async fn create(cx: &Cx, by: &Operator, person: &Person, role: &str) -> Result<String> {
    let new = match may_change(cx, by).await {
        Ok(()) => {
            let role = read_role(role)?;
            Ok((person.account(cx).await?, role))
        }
        Err(refusal) => Err(refusal),
    };
    cx.write((by.account.id.clone(), new), write_new).await
}

async fn write_new(tx: &mut Tx, cx: &Cx, (by, new): &(String, New)) -> Outcome<String> {
    audit::note(tx).kind(EventType::Register).user(by);
    let (account, role) = match new {
        Ok(new) => new,
        Err(refusal) => return Err(refusal.clone().into()),
    };
    require_owner(tx, by).await?;
    audit::note(tx)
        .user(&account.id)
        .changed(audit::Contacts::default(), account.contacts());
    account::free(tx, account, None).await?;
    accounts::insert(tx, account).await?;
    store::insert(tx, &account.id, *role, cx.now()).await?;
    Ok(account.id.clone())
}

/// What becomes of an operator.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Who.
    pub user_id: String,
    /// Another role.
    pub role: Option<String>,
    /// Whether they may not sign in.
    pub suspended: Option<bool>,
}

/// A change to be written, or why not.
struct Changed {
    by: String,
    user_id: String,
    role: Option<Role>,
    status: Option<UserStatus>,
    refusal: Option<Error>,
}

/// Gives an operator another role, or takes the console from one and gives it back. An owner who
/// may sign in is always left.
///
/// # Errors
/// `NotPermitted`, `StepUpRequired`, `UserNotFound`, the field that is wrong.
pub async fn change(cx: &Cx, by: &Operator, change: Change) -> Result<()> {
    let status = change.suspended.map(|suspended| match suspended {
        true => UserStatus::Suspended,
        false => UserStatus::Activated,
    });
    let changed = Changed {
        by: by.account.id.clone(),
        user_id: change.user_id,
        role: change.role.as_deref().map(read_role).transpose()?,
        status,
        refusal: may_change(cx, by).await.err(),
    };
    cx.write(changed, write_change).await
}

async fn write_change(tx: &mut Tx, cx: &Cx, change: &Changed) -> Outcome<()> {
    let id = change.user_id.as_str();
    audit::note(tx)
        .kind(EventType::UpdateUserPrefile)
        .user(&change.by);
    if let Some(refusal) = &change.refusal {
        return Err(refusal.clone().into());
    }
    let owners = store::lock_owners(tx).await?;
    require_owner(tx, &change.by).await?;
    let account = accounts::lock(tx, POOL, id).await?;
    let role = store::role(tx, id).await?;
    let (mut account, role) = account.zip(role).ok_or(ErrorCode::UserNotFound)?;
    audit::note(tx).user(id);
    let after = change.role.unwrap_or(role);
    if let Some(status) = change.status {
        account.set_status(status, cx.now());
    }
    let stays = after == Role::Owner && account.is_active();
    if role == Role::Owner && !stays && !another_owner(tx, &owners, id).await? {
        return Err(Error::field("role", "must leave an owner").into());
    }
    accounts::update(tx, &account).await?;
    store::set_role(tx, id, after).await?;
    if !account.is_active() {
        browser::end_all(tx, POOL, id, cx.now()).await?;
    }
    Ok(())
}

async fn may_change(cx: &Cx, by: &Operator) -> Result<()> {
    count_change(cx, &by.account.id).await?;
    by.may_change_operators(cx.now())
}

/// Whoever was an owner when they were asked may be none any more.
async fn require_owner(tx: &mut Tx, by: &str) -> Outcome<()> {
    match store::role(tx, by).await? {
        Some(Role::Owner) => Ok(()),
        _ => Err(ErrorCode::NotPermitted.into()),
    }
}

async fn another_owner(tx: &mut Tx, owners: &[(String,)], than: &str) -> cleat_store::Result<bool> {
    for (id,) in owners.iter().filter(|(id,)| id != than) {
        let other = accounts::by_id(tx, POOL, id).await?;
        if other.is_some_and(|other| other.is_active()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn read_role(name: &str) -> Result<Role> {
    let role = Role::parse(name);
    role.ok_or_else(|| Error::field("role", "is not one of the allowed values"))
}
