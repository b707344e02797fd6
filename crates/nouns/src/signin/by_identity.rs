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
use cleat_engine::external::{External, Opened, enabled, identities};
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::notice;
use cleat_engine::session::Start;
use cleat_engine::tenancy::Application;
use cleat_store::Error::Conflict;
use cleat_store::Tx;

use super::begin::{Proven, begin};
use super::register;

/// A sign-in by an external identity.
struct Attempt {
    app: Arc<Application>,
    conn: Opened,
    external: External,
    start: Start,
}

impl Attempt {
    fn who(&self) -> (&Opened, &External) {
        (&self.conn, &self.external)
    }
}

/// Signs in whoever came back from a source.
///
/// # Errors
/// `ExtIdpConnNotFound`, `IdentityTaken`, `BindingRequired`, `RegisterDisabled`,
/// `RegisterTooOften`, `UserDisabled`.
pub async fn by_identity(
    cx: &Cx,
    app: &Arc<Application>,
    (conn, external): (Opened, External),
    start: Start,
) -> Result<Account> {
    let attempt = Attempt {
        app: app.clone(),
        conn,
        external,
        start,
    };
    cx.write(attempt, write).await
}

async fn write(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<Account> {
    audit::note(tx).method(Proof::Identity);
    let app = &attempt.app;
    enabled::require(tx, &attempt.conn.row, &app.id).await?;
    let account = match identities::owner(tx, &attempt.conn, &attempt.external).await? {
        Some(user_id) => {
            // It may have been deleted a moment ago.
            let locked = store::lock(tx, &app.pool_id, &user_id).await?;
            locked.ok_or(Conflict)?
        }
        None => first_time(tx, cx, attempt).await?,
    };
    identities::attach(tx, cx, &account, attempt.who()).await?;
    identities::used(tx, cx, &account, attempt.who()).await?;
    let proven = Proven {
        account,
        app,
        start: &attempt.start,
        proof: Proof::Identity,
        head: &Head::default(),
    };
    begin(tx, cx, proven).await
}

/// Whose an identity becomes that nobody is linked with.
async fn first_time(tx: &mut Tx, cx: &Cx, attempt: &Attempt) -> Outcome<Account> {
    if attempt.conn.row.login_only {
        return Err(ErrorCode::RegisterDisabled.into());
    }
    let contacts = match attempt.conn.fields.association_mode {
        AssociationMode::Challenge => return Err(ErrorCode::BindingRequired.into()),
        // Nothing that the source says of addresses counts.
        AssociationMode::None => &[],
        AssociationMode::Field => attempt.external.proven.as_slice(),
    };
    match matched(tx, attempt, contacts).await? {
        Some(account) => {
            found(tx, cx, &account).await?;
            Ok(account)
        }
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
    identities::require_none(tx, &attempt.conn, &account).await?;
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
) -> Outcome<Account> {
    let app = &attempt.app;
    let mut draft = Draft::new(cx, &app.pool_id, UserSourceType::Register);
    draft.profile.name.clone_from(&attempt.external.name);
    draft.profile.photo.clone_from(&attempt.external.picture);
    for contact in contacts {
        if contact.owner(tx, &app.pool_id).await?.is_none() {
            contact.prove(&mut draft.account);
        }
    }
    let account = draft.finish();
    let leave = register::admit(tx, cx, &app.pool_id).await?;
    register::insert(tx, cx, leave, &account, Some(&app.id), Proof::Identity).await?;
    Ok(account)
}
