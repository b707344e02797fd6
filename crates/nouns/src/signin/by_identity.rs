//! Signing in by an external identity: whoever is linked with it, else somebody new, or somebody
//! whose proven address it has.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::ext_idp::AssociationMode;
use cleat_api::log::EventType;
use cleat_api::user::UserSourceType;
use cleat_delivery::Notice;
use cleat_engine::account::{Account, Contact, Draft, store};
use cleat_engine::audit::{self, Event, Head, Proof};
use cleat_engine::external::{Found, enabled, identities, release};
use cleat_engine::kernel::{Cx, Outcome, Result, Stop};
use cleat_engine::notice;
use cleat_engine::session::Start;
use cleat_engine::tenancy::Application;
use cleat_store::Error::Conflict;
use cleat_store::Tx;

use super::begin::{Proven, Who, begin};
use super::register;

/// A sign-in by an external identity.
struct Attempt {
    app: Arc<Application>,
    found: Arc<Found>,
    /// The sign-in on its way that held it, where somebody said since that they are new.
    held: Option<String>,
    start: Start,
}

/// Signs in whoever came back from a source.
///
/// # Errors
/// `ExtIdpConnNotFound`, `IdentityTaken`, `BindingRequired`, `RegisterDisabled`,
/// `RegisterTooOften`, `UserDisabled`.
pub async fn by_identity(
    cx: &Cx,
    app: &Arc<Application>,
    found: &Arc<Found>,
    start: Start,
) -> Result<Account> {
    let attempt = Attempt {
        app: app.clone(),
        found: found.clone(),
        held: None,
        start,
    };
    cx.write(attempt, write).await
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
    let attempt = Attempt {
        app: app.clone(),
        found: found.clone(),
        held: Some(held.to_owned()),
        start,
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
        Some(user_id) => {
            // It may have been deleted a moment ago.
            let locked = store::lock(tx, &app.pool_id, &user_id).await?;
            (locked.ok_or(Conflict)?, Who::Known(Head::default()))
        }
        None => first_time(tx, cx, attempt).await?,
    };
    let is_new = matches!(who, Who::New(..));
    if let Some(held) = &attempt.held
        && !release(tx, held).await?
    {
        return Err(Stop::from(ErrorCode::BindingRequired).undone());
    }
    let proven = Proven {
        account,
        app,
        start: &attempt.start,
        proof: Proof::Identity,
        who,
    };
    // A refusal leaves what is there as it is.
    let account = begin(tx, cx, proven).await?;
    link(tx, cx, &account, &attempt.found).await?;
    if !is_linked && !is_new {
        found(tx, cx, &account).await?;
    }
    Ok(account)
}

/// Links an identity with its user, whose row the transaction holds.
async fn link(tx: &mut Tx, cx: &Cx, account: &Account, found: &Found) -> Outcome<()> {
    let identity = found.who();
    identities::attach(tx, cx, account, identity).await?;
    identities::used(tx, cx, account, identity).await
}

/// Whose an identity becomes that nobody is linked with.
async fn first_time(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<(Account, Who)> {
    let (conn, external) = attempt.found.who();
    let contacts = match conn.fields.association_mode {
        AssociationMode::Challenge if attempt.held.is_none() => {
            return Err(ErrorCode::BindingRequired.into());
        }
        // Nothing that the source says of addresses counts.
        AssociationMode::None | AssociationMode::Challenge => &[],
        AssociationMode::Field => external.proven.as_slice(),
    };
    if conn.row.login_only {
        return Err(ErrorCode::RegisterDisabled.into());
    }
    match matched(tx, attempt, contacts).await? {
        Some(account) => Ok((account, Who::Known(Head::default()))),
        None => sign_up(tx, cx, attempt, contacts).await,
    }
}

/// Whether a contact is proven to be that account's.
fn is_proven(account: &Account, contact: &Contact) -> bool {
    match contact {
        Contact::Phone(phone) => account.phone_verified && account.phone().as_ref() == Some(phone),
        Contact::Email(_) => account.email_verified && account.email_key == Some(contact.key()),
    }
}

/// The account that has proven an address which the source has proven too, locked.
async fn matched(tx: &mut Tx, attempt: &Attempt, contacts: &[Contact]) -> Outcome<Option<Account>> {
    let pool_id = &attempt.app.pool_id;
    let mut found: Option<(Account, &Contact)> = None;
    for contact in contacts {
        let owner = contact.owner(tx, pool_id).await?;
        let Some(owner) = owner.filter(|owner| is_proven(owner, contact)) else {
            continue;
        };
        if found
            .as_ref()
            .is_some_and(|(other, _)| other.id != owner.id)
        {
            return Err(ErrorCode::IdentityTaken.into());
        }
        found = Some((owner, contact));
    }
    let Some((owner, contact)) = found else {
        return Ok(None);
    };
    let locked = store::lock(tx, pool_id, &owner.id).await?;
    let account = locked.filter(|account| is_proven(account, contact));
    let account = account.ok_or(Conflict)?;
    identities::require_none(tx, &attempt.found.conn, &account).await?;
    Ok(Some(account))
}

/// Tells the owner of an account, and the trail, that an identity was linked with it.
async fn found(tx: &mut Tx, cx: &Cx, account: &Account) -> Outcome<()> {
    let event = Event::of(EventType::UpdateUserPrefile, &account.pool_id).user(&account.id);
    audit::record_beside(tx, cx, event.method(Proof::Identity)).await?;
    notice::tell_owner(tx, cx, account, [Notice::IdentityLinked]).await
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
