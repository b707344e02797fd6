//! Whose an external identity is, and making it somebody's.

use cleat_api::user::CreateIdentity;
use cleat_api::{ErrorCode, Value};
use cleat_store::Error::Conflict;
use cleat_store::Tx;

use super::connection::Opened;
use super::kept;
use super::profile::External;
use crate::account::{Account, identity};
use crate::kernel::{Cx, Outcome};

/// The user whose an external identity is. Several ids of it may be of one user alone.
///
/// # Errors
/// `IdentityTaken` where they are of several.
pub async fn owner(tx: &mut Tx, conn: &Opened, external: &External) -> Outcome<Option<String>> {
    let mut found: Option<String> = None;
    for (kind, id) in &external.ids {
        let at = (conn.row.pool_id.as_str(), conn.row.ext_idp_id.as_str());
        let Some(owner) = identity::owner(tx, at, (kind, id)).await? else {
            continue;
        };
        if found.as_ref().is_some_and(|other| *other != owner) {
            return Err(ErrorCode::IdentityTaken.into());
        }
        found = Some(owner);
    }
    Ok(found)
}

/// Refuses a user who has another identity at the same source.
///
/// # Errors
/// `IdentityTaken`.
pub async fn require_none(tx: &mut Tx, conn: &Opened, account: &Account) -> Outcome<()> {
    match identity::has_any(tx, account, &conn.row.ext_idp_id).await? {
        true => Err(ErrorCode::IdentityTaken.into()),
        false => Ok(()),
    }
}

/// Writes what is new of an external identity of a user, whose row the transaction holds; whoever
/// else wrote it at the same moment makes the transaction begin again.
///
/// # Errors
/// When the database refuses.
pub async fn attach(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    (conn, external): (&Opened, &External),
) -> Outcome<()> {
    for (kind, id) in &external.ids {
        let identity = CreateIdentity {
            ext_idp_id: conn.row.ext_idp_id.clone(),
            provider: conn.source.provider,
            r#type: (*kind).to_owned(),
            user_id_in_idp: id.clone(),
            user_info_in_idp: Value::Object(external.info.clone()),
            origin_conn_ids: vec![conn.row.id.clone()],
            ..CreateIdentity::default()
        };
        if !identity::refresh(tx, account, &identity).await?
            && !identity::insert(tx, &cx.new_id(), cx.now(), account, &identity).await?
        {
            return Err(Conflict.into());
        }
    }
    kept::keep(tx, cx, account, (conn, external)).await
}

/// Notes that an external identity signed its user in.
///
/// # Errors
/// When the database refuses.
pub async fn used(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    (conn, external): (&Opened, &External),
) -> Outcome<()> {
    for (kind, id) in &external.ids {
        identity::used(tx, account, &conn.row.ext_idp_id, (kind, id), cx.now()).await?;
    }
    Ok(())
}
