//! Sources, as the pool manages them.

use cleat_api::ext_idp::{
    CreateExtIdp, DeleteExtIdp, ExtIdp, ExtIdpDetail, ExtIdpPage, ExtIdpType, GetExtIdp,
    ListExtIdp, UpdateExtIdp,
};
use cleat_api::{ErrorCode, Success};
use cleat_engine::audit;
use cleat_engine::external::{Connection, ExtIdpRow, enabled};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::login_methods::{Policy, keep_users};
use cleat_engine::tenancy::pool as pools;
use cleat_store::Tx;

/// Most sources of a pool, and connections of a source.
pub const MOST: usize = 100;
/// Longest name, in characters.
const LONGEST: usize = 128;

/// A name that people see.
pub fn valid_name(field: &str, name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::field(field, "must not be empty"));
    }
    if name.chars().count() > LONGEST {
        return Err(Error::field(field, "is too long"));
    }
    match name.chars().any(char::is_control) {
        true => Err(Error::field(field, "has control characters")),
        false => Ok(name.to_owned()),
    }
}

/// `createExtIdp`
pub async fn create_ext_idp(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &CreateExtIdp,
) -> Outcome<ExtIdp> {
    let row = ExtIdpRow {
        pool_id: pool.pool_id.clone(),
        id: cx.new_id(),
        name: valid_name("name", &req.name)?,
        kind: req.r#type.as_str().into(),
        created_at: cx.now(),
    };
    pools::lock(tx, &pool.pool_id).await?;
    if ExtIdpRow::of_pool(tx, &pool.pool_id).await?.len() >= MOST {
        let why = format_args!("has more than {MOST} entries");
        return Err(Error::field("extIdps", why).into());
    }
    audit::note(tx).target(&row.id);
    audit::note(tx).differs(&(), &row.shown());
    row.insert(tx).run().await?;
    Ok(row.shown())
}

/// The source of that id.
pub async fn find(tx: &mut Tx, pool_id: &str, id: &str) -> Outcome<ExtIdpRow> {
    let found = ExtIdpRow::find(tx, pool_id, id).await?;
    Ok(found.ok_or(ErrorCode::ExtIdpNotFound)?)
}

/// `updateExtIdp`
pub async fn update_ext_idp(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &UpdateExtIdp,
) -> Outcome<ExtIdp> {
    audit::note(tx).target(&req.id);
    let name = valid_name("name", &req.name)?;
    let before = find(tx, &pool.pool_id, &req.id).await?;
    let row = ExtIdpRow {
        name,
        ..before.clone()
    };
    audit::note(tx).differs(&before.shown(), &row.shown());
    row.update(tx).run().await?;
    Ok(row.shown())
}

/// `deleteExtIdp`
pub async fn delete_ext_idp(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &DeleteExtIdp,
) -> Outcome<Success> {
    audit::note(tx).target(&req.id);
    let pool_id = &pool.pool_id;
    pools::lock(tx, pool_id).await?;
    let before = Policy::of(tx, &cx.app, pool_id).await?;
    let row = find(tx, pool_id, &req.id).await?;
    for connection in Connection::of_source(tx, pool_id, &row.id).await? {
        enabled::delete(tx, &connection).await?;
    }
    tx.sql("DELETE FROM ext_idp WHERE pool_id = $1 AND id = $2")
        .bind(pool_id)
        .bind(&row.id)
        .execute()
        .await?;
    keep_users(tx, cx, pool_id, &before, req.force).await?;
    Ok(Success::DONE)
}

/// `getExtIdp`
pub async fn get_ext_idp(cx: Cx, pool: Management, req: GetExtIdp) -> Result<ExtIdpDetail> {
    let (row, connections, shown) = {
        let mut tx = cx.read().await?;
        let row = find(&mut tx, &pool.pool_id, &req.id).await?;
        let connections = Connection::of_source(&mut tx, &pool.pool_id, &row.id).await?;
        let shown = match &req.app_id {
            Some(app_id) => Some(enabled::of_app(&mut tx, &pool.pool_id, app_id).await?),
            None => None,
        };
        (row, connections, shown)
    };
    let is_wanted = |one: &Connection| {
        let shown = shown.as_ref();
        shown.is_none_or(|shown| shown.iter().any(|other| other.id == one.id))
            && req.r#type.is_none_or(|kind| is_of(one, kind))
    };
    let wanted = connections.into_iter().filter(is_wanted);
    let connections = wanted.map(|one| one.shown(&cx)).collect::<Result<_>>()?;
    Ok(ExtIdpDetail {
        r#type: row.kind,
        id: row.id,
        name: row.name,
        logo: String::new(),
        tenant_id: None,
        connections,
        auto_join: false,
    })
}

fn is_of(one: &Connection, kind: ExtIdpType) -> bool {
    one.source().is_ok_and(|source| source.r#type == kind)
}

/// `listExtIdp`
pub async fn list_ext_idp(cx: Cx, pool: Management, req: ListExtIdp) -> Result<ExtIdpPage> {
    let mut tx = cx.scan().await?;
    let mut rows = ExtIdpRow::of_pool(&mut tx, &pool.pool_id).await?;
    if let Some(app_id) = &req.app_id {
        let shown = enabled::of_app(&mut tx, &pool.pool_id, app_id).await?;
        rows.retain(|row| shown.iter().any(|one| one.ext_idp_id == row.id));
    }
    let list: Vec<ExtIdp> = rows.iter().map(ExtIdpRow::shown).collect();
    let total_count = i64::try_from(list.len()).unwrap_or(i64::MAX);
    Ok(ExtIdpPage { total_count, list })
}
