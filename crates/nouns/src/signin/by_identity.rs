//! Signing in by an external identity: whoever is linked with it, else somebody new, or somebody
//! whose proven address it has.

use std::sync::Arc;

use cleat_api::ext_idp::AssociationMode;
use cleat_api::user::UserSourceType;
use cleat_api::{ErrorCode, Secret};
use cleat_engine::account::{Account, Contact, Draft, store};
use cleat_engine::audit::{self, Head, Proof};
use cleat_engine::external::{Found, Opened, enabled, identities, linking, release};
use cleat_engine::kernel::{Candidate, Cx, Error, Next, Outcome, Result, Stop};
use cleat_engine::session::Start;
use cleat_engine::tenancy::{self, Application};
use cleat_protocol::phone::mask;
use cleat_store::Error::Conflict;
use cleat_store::Tx;

use super::begin::{Begins, Proven, Who, begin};
use super::register;

/// A sign-in by an external identity.
struct Attempt {
    app: Arc<Application>,
    found: Arc<Found>,
    asked: Option<Asked>,
    begins: Begins,
}

/// What somebody said who was asked whose an identity becomes.
pub struct Asked {
    /// What it is held under.
    pub held: String,
    /// The user whom they chose, of those whom they were shown; nobody where they are new.
    pub chosen: Option<String>,
}

/// Signs in whoever came back from a source.
///
/// # Errors
/// `ExtIdpConnNotFound`, `IdentityTaken`, `BindingRequired`, `ExistingAccountRequired`,
/// `AccountChoiceRequired`, `RegisterDisabled`, `RegisterTooOften`, `UserDisabled`.
pub async fn by_identity(
    cx: &Cx,
    app: &Arc<Application>,
    found: &Arc<Found>,
    start: Start,
) -> Result<Account> {
    run(cx, app, (found, None), start).await
}

/// The same on a page, where accounts are not chosen from.
///
/// # Errors
/// As [`by_identity`], but `IdentityTaken` for `AccountChoiceRequired`.
pub async fn on_page(
    cx: &Cx,
    app: &Arc<Application>,
    found: &Arc<Found>,
    start: Start,
) -> Result<Account> {
    match by_identity(cx, app, found, start).await {
        Err(error) if error.code == ErrorCode::AccountChoiceRequired => {
            Err(ErrorCode::IdentityTaken.into())
        }
        answer => answer,
    }
}

/// Signs up whoever came back from a source, was asked, and has no account here.
///
/// # Errors
/// As [`by_identity`]; `BindingRequired` where nobody is held any more.
pub async fn as_somebody_new(
    cx: &Cx,
    app: &Arc<Application>,
    (held, found): (&str, &Arc<Found>),
    start: Start,
) -> Result<Account> {
    let asked = Asked {
        held: held.to_owned(),
        chosen: None,
    };
    run(cx, app, (found, Some(asked)), start).await
}

/// Signs in whoever came back from a source, or was asked since.
///
/// # Errors
/// As [`as_somebody_new`]; `UserNotFound` where somebody chose who was not shown.
pub async fn run(
    cx: &Cx,
    app: &Arc<Application>,
    (found, asked): (&Arc<Found>, Option<Asked>),
    start: Start,
) -> Result<Account> {
    let attempt = Attempt {
        app: app.clone(),
        found: found.clone(),
        asked,
        begins: start.into(),
    };
    cx.write(attempt, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<Account> {
    audit::note(tx).method(Proof::Identity);
    let (app, identity) = (&attempt.app, attempt.found.who());
    enabled::require(tx, &identity.0.row, &app.id).await?;
    let owner = identities::owner(tx, identity.0, identity.1).await?;
    let is_linked = owner.is_some();
    let (account, who) = match owner {
        Some(user_id) if attempt.chosen().is_some_and(|chosen| chosen != user_id) => {
            return Err(ErrorCode::IdentityTaken.into());
        }
        Some(user_id) => {
            // It may have been deleted a moment ago.
            let locked = store::lock(tx, &app.pool_id, &user_id).await?;
            (locked.ok_or(Conflict)?, Who::Known(Head::default()))
        }
        None => first_time(tx, cx, attempt).await?,
    };
    let is_new = matches!(who, Who::New(..));
    let proven = Proven {
        account,
        app,
        begins: &attempt.begins,
        proof: Proof::Identity,
        who,
    };
    // A refusal leaves what is there as it is.
    let account = begin(tx, cx, proven).await?;
    if let Some(asked) = &attempt.asked
        && !release(tx, &asked.held).await?
    {
        return Err(Stop::from(ErrorCode::BindingRequired).undone());
    }
    linking::link(tx, cx, &account, &attempt.found).await?;
    if !is_linked && !is_new {
        linking::tell(tx, cx, &account, (&app.id, Proof::Identity)).await?;
    }
    Ok(account)
}

impl Attempt {
    fn chosen(&self) -> Option<&str> {
        self.asked.as_ref()?.chosen.as_deref()
    }
}

/// Whose an identity becomes that nobody is linked with.
async fn first_time(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<(Account, Who)> {
    let (conn, external) = attempt.found.who();
    let contacts = match conn.fields.association_mode {
        AssociationMode::Challenge if attempt.asked.is_none() => {
            return Err(asks(tx, conn).await?.into());
        }
        // Nothing that the source says of addresses counts.
        AssociationMode::None | AssociationMode::Challenge => &[],
        AssociationMode::Field => external.proven.as_slice(),
    };
    let known = |account| (account, Who::Known(Head::default()));
    if let Some(chosen) = attempt.chosen() {
        return chosen_one(tx, attempt, contacts, chosen).await.map(known);
    }
    if conn.row.login_only {
        return Err(ErrorCode::RegisterDisabled.into());
    }
    match matched(tx, attempt, contacts).await? {
        Some(account) => Ok(known(account)),
        None => sign_up(tx, cx, attempt, contacts).await,
    }
}

/// What somebody is asked: for an account that they have, or whether they have one.
async fn asks(tx: &mut Tx, conn: &Opened) -> Outcome<ErrorCode> {
    let settings = tenancy::settings(tx, &conn.row.pool_id).await?;
    Ok(match conn.row.login_only || settings.register_disabled {
        true => ErrorCode::ExistingAccountRequired,
        false => ErrorCode::BindingRequired,
    })
}

/// Whether a contact is proven to be that account's.
fn is_proven(account: &Account, contact: &Contact) -> bool {
    match contact {
        Contact::Phone(phone) => account.phone_verified && account.phone().as_ref() == Some(phone),
        Contact::Email(_) => account.email_verified && account.email_key == Some(contact.key()),
    }
}

/// The accounts that have proven addresses which the source has proven too, each with the first.
async fn candidates<'c>(
    tx: &mut Tx,
    pool_id: &str,
    contacts: &'c [Contact],
) -> Outcome<Vec<(Account, &'c Contact)>> {
    let mut found: Vec<(Account, &Contact)> = Vec::new();
    for contact in contacts {
        let owner = contact.owner(tx, pool_id).await?;
        let Some(owner) = owner.filter(|owner| is_proven(owner, contact)) else {
            continue;
        };
        if found.iter().all(|(other, _)| other.id != owner.id) {
            found.push((owner, contact));
        }
    }
    Ok(found)
}

/// The one account that has proven an address which the source has proven too, locked.
async fn matched(tx: &mut Tx, attempt: &Attempt, contacts: &[Contact]) -> Outcome<Option<Account>> {
    let mut found = candidates(tx, &attempt.app.pool_id, contacts).await?;
    if found.len() > 1 {
        let accounts = found.iter().map(|(account, contact)| Candidate {
            account_id: account.id.clone(),
            account: mask(&contact.key()),
        });
        let next = Next {
            key: Secret::default(),
            accounts: accounts.collect(),
        };
        return Err(Error::from(ErrorCode::AccountChoiceRequired)
            .followed_by(next)
            .into());
    }
    match found.pop() {
        Some(found) => held_fast(tx, attempt, found).await.map(Some),
        None => Ok(None),
    }
}

/// The one that was chosen of those that were shown, locked.
async fn chosen_one(
    tx: &mut Tx,
    attempt: &Attempt,
    contacts: &[Contact],
    chosen: &str,
) -> Outcome<Account> {
    let shown = candidates(tx, &attempt.app.pool_id, contacts).await?;
    let mut shown = shown.into_iter();
    let found = shown.find(|(account, _)| account.id == chosen);
    held_fast(tx, attempt, found.ok_or(ErrorCode::UserNotFound)?).await
}

/// Locks an account that has proven a contact, and has it still.
async fn held_fast(
    tx: &mut Tx,
    attempt: &Attempt,
    (found, contact): (Account, &Contact),
) -> Outcome<Account> {
    let locked = store::lock(tx, &attempt.app.pool_id, &found.id).await?;
    let account = locked.filter(|account| is_proven(account, contact));
    let account = account.ok_or(Conflict)?;
    identities::require_none(tx, &attempt.found.conn, &account).await?;
    Ok(account)
}

/// The account of somebody new. Addresses that the source has proven are theirs where nobody else
/// has them.
async fn sign_up(
    tx: &mut Tx,
    cx: &Cx,
    attempt: &Attempt,
    contacts: &[Contact],
) -> Outcome<(Account, Who)> {
    let app = &attempt.app;
    let mut draft = Draft::new(cx, &app.pool_id, UserSourceType::Register);
    let external = &attempt.found.external;
    draft.profile.name.clone_from(&external.name);
    draft.profile.photo.clone_from(&external.picture);
    for contact in contacts {
        if contact.owner(tx, &app.pool_id).await?.is_none() {
            contact.prove(&mut draft.account);
        }
    }
    let account = draft.finish();
    let leave = register::admit(tx, cx, &app.pool_id).await?;
    Ok((account, Who::New(leave, Proof::Identity)))
}
