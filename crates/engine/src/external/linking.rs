//! Linking an identity with a user who has proven an account here: on a page that went to the source,
//! on one that asked whose it becomes, or in an app that asked.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_delivery::Notice;
use cleat_store::Tx;

use super::held::Found;
use super::{enabled, identities};
use crate::account::Account;
use crate::audit::{self, Event, Proof};
use crate::kernel::{Cx, Outcome};
use crate::notice;

/// Refuses an account that an identity cannot become that of: another has it, or the account has
/// another one of the same source. The transaction holds the account.
///
/// # Errors
/// `ExtIdpConnNotFound`, `IdentityTaken`.
pub async fn permit(
    tx: &mut Tx,
    account: &Account,
    (found, app_id): (&Found, &str),
) -> Outcome<()> {
    let (conn, external) = found.who();
    enabled::require(tx, &conn.row, app_id).await?;
    match identities::owner(tx, conn, external).await? {
        Some(owner) if owner == account.id => Ok(()),
        Some(_) => Err(ErrorCode::IdentityTaken.into()),
        None => identities::require_none(tx, conn, account).await,
    }
}

/// Links an identity with a user, whose row the transaction holds, and notes that it signed them in.
///
/// # Errors
/// When the database refuses.
pub async fn link(tx: &mut Tx, cx: &Cx, account: &Account, found: &Found) -> Outcome<()> {
    identities::attach(tx, cx, account, found.who()).await?;
    identities::used(tx, cx, account, found.who()).await
}

/// Tells the owner of an account, and the trail, that an identity was linked with it.
///
/// # Errors
/// When the database refuses.
pub async fn tell(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    (app_id, by): (&str, Proof),
) -> Outcome<()> {
    let event = Event::of(EventType::UpdateUserPrefile, &account.pool_id).user(&account.id);
    audit::record_beside(tx, cx, event.app(Some(app_id)).method(by)).await?;
    notice::tell_owner(tx, cx, account, [Notice::IdentityLinked]).await
}
