//! The operators themselves: who they are, who comes and what becomes of them. Owners alone do this.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_api::user::UserStatus;
use cleat_store::Tx;
use serde::{Deserialize, Serialize};

use super::changes::count_change;
use super::{Operator, POOL, Person, Role, calls, person, store};
use crate::account::{Account, store as accounts};
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

/// Somebody to be made an operator, and of what role.
pub struct New {
    /// The role.
    pub role: String,
    /// Who.
    pub person: Person,
}

/// An operator to be written, or why not.
type Prepared = Result<(Account, Role)>;

/// Makes an operator, whose first password they change when they sign in; the id. A refusal leaves
/// its row in the trail, whatever it is of.
///
/// # Errors
/// `NotPermitted`, `StepUpRequired`, the field that is wrong, or what is taken.
pub async fn create(cx: &Cx, by: &Operator, given: Result<New>) -> Result<String> {
    let new = prepared(cx, by, given).await;
    cx.write((by.account.id.clone(), new), write_new).await
}

async fn prepared(cx: &Cx, by: &Operator, given: Result<New>) -> Prepared {
    may_change(cx, by).await?;
    let new = given?;
    let role = read_role(&new.role)?;
    Ok((new.person.account(cx).await?, role))
}

async fn write_new(tx: &mut Tx, cx: &Cx, (by, new): &(String, Prepared)) -> Outcome<String> {
    audit::note(tx)
        .kind(EventType::Register)
        .on_console(calls::CREATE)
        .user(by);
    let (account, role) = new.as_ref().map_err(Error::clone)?;
    require_owner(tx, by).await?;
    audit::note(tx)
        .user(&account.id)
        .changed(audit::Contacts::default(), account.contacts())
        .differs(&Standing::default(), &Standing::of(account, *role));
    person::add(tx, account).await?;
    store::insert(tx, &account.id, *role, true, cx.now()).await?;
    Ok(account.id.clone())
}

/// What the trail tells of an operator.
#[derive(Default, Serialize)]
struct Standing {
    role: Option<&'static str>,
    suspended: Option<bool>,
}

impl Standing {
    fn of(account: &Account, role: Role) -> Self {
        Self {
            role: Some(role.as_str()),
            suspended: Some(!account.is_active()),
        }
    }
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

/// A change to be written.
struct Changed {
    user_id: String,
    role: Option<Role>,
    status: Option<UserStatus>,
}

/// Gives an operator another role, or takes the console from one and gives it back. An owner who
/// may sign in is always left. A refusal leaves its row in the trail, whatever it is of.
///
/// # Errors
/// `NotPermitted`, `StepUpRequired`, `UserNotFound`, the field that is wrong.
pub async fn change(cx: &Cx, by: &Operator, given: Result<Change>) -> Result<()> {
    let permitted = may_change(cx, by).await;
    let changed = permitted.and(given).and_then(Changed::read);
    cx.write((by.account.id.clone(), changed), write_change)
        .await
}

impl Changed {
    fn read(given: Change) -> Result<Self> {
        let status = given.suspended.map(|suspended| match suspended {
            true => UserStatus::Suspended,
            false => UserStatus::Activated,
        });
        Ok(Self {
            user_id: given.user_id,
            role: given.role.as_deref().map(read_role).transpose()?,
            status,
        })
    }
}

async fn write_change(
    tx: &mut Tx,
    cx: &Cx,
    (by, change): &(String, Result<Changed>),
) -> Outcome<()> {
    audit::note(tx)
        .kind(EventType::UpdateUserPrefile)
        .on_console(calls::CHANGE)
        .user(by);
    let change = change.as_ref().map_err(Error::clone)?;
    let id = change.user_id.as_str();
    let owners = store::lock_owners(tx).await?;
    require_owner(tx, by).await?;
    let account = accounts::lock(tx, POOL, id).await?;
    let role = store::role(tx, id).await?;
    let (mut account, role) = account.zip(role).ok_or(ErrorCode::UserNotFound)?;
    let before = Standing::of(&account, role);
    let after = change.role.unwrap_or(role);
    if let Some(status) = change.status {
        account.set_status(status, cx.now());
    }
    let standing = Standing::of(&account, after);
    audit::note(tx).user(id).differs(&before, &standing);
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

pub(super) async fn may_change(cx: &Cx, by: &Operator) -> Result<()> {
    count_change(cx, &by.account.id).await?;
    by.may_change_operators(cx.now())
}

/// Whoever was an owner when they were asked may be none any more.
pub(super) async fn require_owner(tx: &mut Tx, by: &str) -> Outcome<()> {
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
