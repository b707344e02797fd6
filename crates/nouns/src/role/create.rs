//! Creating roles, one or many.

use cleat_api::role::{CreateRole, CreateRolesBatch, Role};
use cleat_api::{ErrorCode, Success};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, code, entries, within};
use cleat_store::Tx;

use super::named::{namespace_of, ordinary};
use super::store::{self, Row};

/// `createRole`
pub async fn create_role(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &CreateRole,
) -> Outcome<Role> {
    audit::note(tx).target(&req.code);
    ordinary(req.namespace.as_ref())?;
    insert(tx, cx, pool, req).await
}

/// `createRolesBatch`
pub async fn create_roles_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &CreateRolesBatch,
) -> Outcome<Success> {
    entries("list", &req.list)?;
    for (place, new) in req.list.iter().enumerate() {
        let added = create_role(tx, cx, pool, new).await;
        added.map_err(|stop| stop.of_entry("list", place))?;
    }
    audit::note(tx).differs(&(), &req.list);
    Ok(Success::DONE)
}

/// Adds a role, while its namespace exists.
pub async fn insert(tx: &mut Tx, cx: &Cx, pool: &Management, new: &CreateRole) -> Outcome<Role> {
    let name = new.name.clone().filter(|name| !name.is_empty());
    let row = Row {
        pool_id: pool.pool_id.clone(),
        id: cx.new_id(),
        namespace: namespace_of(new.namespace.as_ref()).to_owned(),
        code: new.code.clone(),
        name: name.unwrap_or_else(|| new.code.clone()),
        description: new.description.clone().unwrap_or_default(),
        disabled: false,
        disable_time: time(new.disable_time.as_ref())?,
        enable_permission_apply: false,
        created_at: cx.now(),
        updated_at: cx.now(),
    };
    within_limits(&row, "code")?;
    let namespace = store::hold_namespace(tx, &pool.pool_id, &row.namespace).await?;
    let missing = || Error::from(ErrorCode::NamespaceNotFound).about("namespace");
    let namespace = namespace.ok_or_else(missing)?;
    if !row.insert_free(tx).changes(1).await? {
        return Err(Error::from(ErrorCode::Conflict).about("code").into());
    }
    let role = row.to_role(&namespace, cx.now());
    audit::note(tx).differs(&(), &role);
    Ok(role)
}

/// Checks every text; the code came in that field.
pub fn within_limits(row: &Row, code_field: &str) -> Result<()> {
    code(code_field, &row.code)?;
    within("name", &row.name, 256)?;
    within("description", &row.description, 2048)
}

/// When a role stops counting, as the wire writes it.
pub fn time(text: Option<&String>) -> Result<Option<i64>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let wrong = |_| Error::field("disableTime", "must be milliseconds since 1970-01-01 UTC");
    text.parse().map(Some).map_err(wrong)
}
