//! Assigning roles and taking them away.

use cleat_api::role::{
    AssignRole, AssignRoleBatch, RevokeRole, RevokeRoleBatch, RoleCode, Target, TargetType,
};
use cleat_api::{ErrorCode, Success};
use cleat_engine::account;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, entries};
use cleat_store::Tx;

use super::named::namespace_of;
use super::store::{self, Assignment, Row};

/// From when and until when an assignment counts.
#[derive(Default, Clone, Copy)]
struct Times {
    enable: Option<i64>,
    end: Option<i64>,
}

/// `assignRole`
pub async fn assign_role(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &AssignRole,
) -> Outcome<Success> {
    let times = Times {
        enable: req.enable_time,
        end: req.end_time,
    };
    in_order(times)?;
    let users = users(tx, pool, &req.targets).await?;
    let role = role(tx, pool, &req.code, req.namespace.as_ref()).await?;
    assign(tx, cx, &users, &role, times).await?;
    Ok(Success::DONE)
}

/// `assignRoleBatch`
pub async fn assign_role_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &AssignRoleBatch,
) -> Outcome<Success> {
    let users = users(tx, pool, &req.targets).await?;
    for role in roles(tx, pool, &req.roles).await? {
        assign(tx, cx, &users, &role, Times::default()).await?;
    }
    Ok(Success::DONE)
}

/// `revokeRole`
pub async fn revoke_role(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &RevokeRole,
) -> Outcome<Success> {
    let users = users(tx, pool, &req.targets).await?;
    let role = role(tx, pool, &req.code, req.namespace.as_ref()).await?;
    for user in &users {
        store::revoke(tx, &role, user).await?;
    }
    Ok(Success::DONE)
}

/// `revokeRoleBatch`
pub async fn revoke_role_batch(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &RevokeRoleBatch,
) -> Outcome<Success> {
    let users = users(tx, pool, &req.targets).await?;
    for role in roles(tx, pool, &req.roles).await? {
        for user in &users {
            store::revoke(tx, &role, user).await?;
        }
    }
    Ok(Success::DONE)
}

fn in_order(times: Times) -> Result<()> {
    match times {
        Times {
            enable: Some(enable),
            end: Some(end),
        } if end <= enable => Err(Error::field("endTime", "must be after enableTime")),
        _ => Ok(()),
    }
}

async fn assign(tx: &mut Tx, cx: &Cx, users: &[String], role: &Row, times: Times) -> Outcome<()> {
    for user in users {
        let new = Assignment {
            pool_id: role.pool_id.clone(),
            role_id: role.id.clone(),
            user_id: user.clone(),
            enable_time: times.enable,
            end_time: times.end,
            created_at: cx.now(),
            updated_at: cx.now(),
        };
        store::assign(tx, &new).await?;
    }
    Ok(())
}

/// The users that are meant, locked until the transaction ends.
async fn users(tx: &mut Tx, pool: &Management, targets: &[Target]) -> Outcome<Vec<String>> {
    entries("targets", targets)?;
    let mut users = Vec::with_capacity(targets.len());
    for (place, target) in targets.iter().enumerate() {
        let found = user(tx, pool, target).await;
        users.push(found.map_err(|stop| stop.of_entry("targets", place))?);
    }
    if let [one] = users.as_slice() {
        audit::note(tx).user(one);
    }
    Ok(users)
}

async fn user(tx: &mut Tx, pool: &Management, target: &Target) -> Outcome<String> {
    if target.target_type != TargetType::User {
        let why = "must be USER; other targets are not supported here";
        return Err(Error::field("targetType", why).into());
    }
    let found = account::store::lock(tx, &pool.pool_id, &target.target_identifier).await?;
    let missing = || Error::from(ErrorCode::UserNotFound).about("targetIdentifier");
    Ok(found.ok_or_else(missing)?.id)
}

/// The roles that are meant, locked until the transaction ends.
async fn roles(tx: &mut Tx, pool: &Management, codes: &[RoleCode]) -> Outcome<Vec<Row>> {
    entries("roles", codes)?;
    let mut roles = Vec::with_capacity(codes.len());
    for (place, code) in codes.iter().enumerate() {
        let found = role(tx, pool, &code.code, code.namespace.as_ref()).await;
        roles.push(found.map_err(|stop| stop.of_entry("roles", place))?);
    }
    Ok(roles)
}

async fn role(
    tx: &mut Tx,
    pool: &Management,
    code: &str,
    namespace: Option<&String>,
) -> Outcome<Row> {
    audit::note(tx).target(code);
    let found = store::lock(tx, &pool.pool_id, namespace_of(namespace), code).await?;
    let missing = || Error::from(ErrorCode::RoleNotFound).about("code");
    Ok(found.ok_or_else(missing)?)
}
