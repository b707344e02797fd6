//! Connections to sources, as the pool manages them.

use cleat_api::ext_idp::{
    ChangeExtIdpConnAssociationState, ChangeExtIdpConnState, CreateExtIdpConn, DeleteExtIdpConn,
    ExtIdpConn, ExtIdpConnType, ExtIdpConnTypes, GetExtIdpConnTypes, UpdateExtIdpConn,
};
use cleat_api::{ErrorCode, Success};
use cleat_engine::audit;
use cleat_engine::external::{self, Connection, enabled, kept, source};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::login_methods::{Policy, keep_users};
use cleat_engine::tenancy::{applications, pool as pools};
use cleat_store::Tx;
use serde::Serialize;

use super::sources::{self, MOST, valid_name};

/// Longest name in addresses, in characters.
const LONGEST: usize = 32;

/// A name in addresses.
fn valid_identifier(name: &str) -> Result<String> {
    let is_sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || name.len() > LONGEST || !name.bytes().all(is_sign) {
        let why = format_args!("must have 1 to {LONGEST} lower-case letters, digits and hyphens");
        return Err(Error::field("identifier", why));
    }
    Ok(name.to_owned())
}

fn valid_logo(logo: Option<&str>) -> Result<String> {
    let logo = logo.unwrap_or_default();
    match logo.is_empty() || (logo.starts_with("https://") && logo.len() <= 2048) {
        true => Ok(logo.to_owned()),
        false => Err(Error::field("logo", "must be an address with https")),
    }
}

/// `getExtIdpConnTypes`
pub async fn get_ext_idp_conn_types(
    _: Cx,
    _: Management,
    _: GetExtIdpConnTypes,
) -> Result<ExtIdpConnTypes> {
    let types = external::sources().map(|source| ExtIdpConnType {
        r#type: source.connection,
        provider: source.provider,
        title: source.name.into(),
        ext_idp_type: source.r#type,
        has_page: source.has_page,
        schema: external::schema(source),
    });
    Ok(ExtIdpConnTypes {
        types: types.collect(),
    })
}

/// `createExtIdpConn`
pub async fn create_ext_idp_conn(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &CreateExtIdpConn,
) -> Outcome<ExtIdpConn> {
    let known = source(req.r#type);
    let known = known.ok_or_else(|| Error::field("type", "is not supported here"))?;
    let mut row = Connection {
        pool_id: pool.pool_id.clone(),
        id: cx.new_id(),
        ext_idp_id: req.ext_idp_id.clone(),
        kind: req.r#type.as_str().into(),
        identifier: valid_identifier(&req.identifier)?,
        display_name: valid_name("displayName", &req.display_name)?,
        logo: valid_logo(req.logo.as_deref())?,
        login_only: req.login_only.unwrap_or_default(),
        associated: true,
        fields: String::new(),
        revision: 0,
        created_at: cx.now(),
    };
    row.set_fields(cx, req.fields.clone())?;
    audit::note(tx).target(&row.id);
    pools::lock(tx, &pool.pool_id).await?;
    let of = sources::find(tx, &pool.pool_id, &req.ext_idp_id).await?;
    if of.provider() != known.provider {
        return Err(Error::field("type", "is of another kind of source").into());
    }
    if Connection::of_source(tx, &pool.pool_id, &of.id)
        .await?
        .len()
        >= MOST
    {
        let why = format_args!("has more than {MOST} entries");
        return Err(Error::field("connections", why).into());
    }
    let taken = Connection::named(tx, &pool.pool_id, &row.identifier).await?;
    if taken.is_some() {
        return Err(Error::from(ErrorCode::Conflict).about("identifier").into());
    }
    row.note(tx, cx, None)?;
    row.insert(tx).run().await?;
    Ok(row.shown(cx)?)
}

/// The connection of that id; whatever changes it holds the pool.
async fn find(tx: &mut Tx, pool: &Management, id: &str) -> Outcome<Connection> {
    audit::note(tx).target(id);
    pools::lock(tx, &pool.pool_id).await?;
    let found = Connection::find(tx, &pool.pool_id, id).await?;
    Ok(found.ok_or(ErrorCode::ExtIdpConnNotFound)?)
}

/// `updateExtIdpConn`
pub async fn update_ext_idp_conn(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &UpdateExtIdpConn,
) -> Outcome<ExtIdpConn> {
    let before = find(tx, pool, &req.id).await?;
    let mut row = Connection {
        display_name: valid_name("displayName", &req.display_name)?,
        logo: match &req.logo {
            Some(logo) => valid_logo(Some(logo))?,
            None => before.logo.clone(),
        },
        login_only: req.login_only.unwrap_or(before.login_only),
        revision: before.revision + 1,
        ..before.clone()
    };
    row.set_fields(cx, req.fields.clone())?;
    row.note(tx, cx, Some(&before))?;
    row.update(tx).run().await?;
    kept::review(tx, cx, &row, &before).await?;
    Ok(row.shown(cx)?)
}

/// `deleteExtIdpConn`
pub async fn delete_ext_idp_conn(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &DeleteExtIdpConn,
) -> Outcome<Success> {
    let row = find(tx, pool, &req.id).await?;
    let before = Policy::of(tx, &cx.app, &pool.pool_id).await?;
    enabled::delete(tx, &row).await?;
    keep_users(tx, cx, &pool.pool_id, &before, req.force).await?;
    Ok(Success::DONE)
}

/// Where a connection is shown, as the trail tells of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    app_ids: Vec<String>,
}

/// `changeExtIdpConnState`
pub async fn change_ext_idp_conn_state(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &ChangeExtIdpConnState,
) -> Outcome<Success> {
    let row = find(tx, pool, &req.id).await?;
    let before = Policy::of(tx, &cx.app, &pool.pool_id).await?;
    let shown_at = enabled::apps(tx, &row).await?;
    let more = req.app_ids.iter().flatten();
    for app_id in std::iter::once(&req.app_id).chain(more) {
        let app = applications::find_in(tx, &pool.pool_id, app_id).await?;
        app.ok_or(ErrorCode::AppNotFound)
            .map_err(|code| cleat_engine::kernel::Stop::from(code).undone())?;
        enabled::set(tx, &row, app_id, req.enabled).await?;
    }
    let now_at = enabled::apps(tx, &row).await?;
    audit::note(tx).differs(&Shown { app_ids: shown_at }, &Shown { app_ids: now_at });
    keep_users(tx, cx, &pool.pool_id, &before, req.force).await?;
    Ok(Success::DONE)
}

/// Whether a connection is associated, as the trail tells of it.
#[derive(Serialize)]
struct Kept {
    association: bool,
}

/// `changeExtIdpConnAssociationState`
pub async fn change_ext_idp_conn_association_state(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &ChangeExtIdpConnAssociationState,
) -> Outcome<Success> {
    let old = find(tx, pool, &req.id).await?;
    let row = Connection {
        associated: req.association,
        ..old.clone()
    };
    let [before, after] = [old.associated, row.associated].map(|association| Kept { association });
    audit::note(tx).differs(&before, &after);
    let before = Policy::of(tx, &cx.app, &pool.pool_id).await?;
    row.update(tx).run().await?;
    keep_users(tx, cx, &pool.pool_id, &before, req.force).await?;
    Ok(Success::DONE)
}
