//! Operators who call management on the console. The one place that says whether a role may.

use std::sync::Arc;

use cleat_api::{ErrorCode, Operation};
use cleat_store::Tx;
use http::request;

use super::incoming::Incoming;
use crate::audit::{self, Event, Proof};
use crate::kernel::{Acting, Actor, Cx, Outcome, Result};
use crate::operators::{self, Operator, tells_secret};
use crate::tenancy::pool;

/// The operator of a request, where the console found one; nothing that a client sends makes one.
pub(super) fn of(parts: &request::Parts) -> Option<&Operator> {
    parts.extensions.get::<Arc<Operator>>().map(Arc::as_ref)
}

/// An operator acts for the pool that the header names, where the role allows it. A change that is
/// refused leaves its row in the audit trail.
pub(super) async fn acting(cx: &Cx, from: &Incoming<'_>, operator: &Operator) -> Result<Actor> {
    let operation = cx.request.operation.ok_or(ErrorCode::RouteNotFound)?;
    let pool_id = from.brand("userpool-id").ok_or(ErrorCode::PoolNotFound)?;
    let own = pool_id == operators::POOL && operator.role.reads_operators(operation);
    if !own && !pool::exists(&mut *cx.read().await?, pool_id).await? {
        return Err(ErrorCode::PoolNotFound.into());
    }
    let actor = Actor {
        pool_id: pool_id.to_owned(),
        app_id: None,
        is_management: true,
        operator: Some(Acting {
            id: operator.account.id.clone(),
            sees_masked: operator.role.sees_masked(),
        }),
    };
    let cx = Cx {
        actor: Some(Arc::new(actor.clone())),
        ..cx.clone()
    };
    if let Err(refusal) = may(&cx, operator, operation).await {
        if operation.audit.is_some() {
            cx.audit_refusal(&refusal).await?;
        }
        return Err(refusal);
    }
    Ok(actor)
}

async fn may(cx: &Cx, operator: &Operator, operation: &Operation) -> Result<()> {
    if operation.audit.is_some() {
        operators::count_change(cx, &operator.account.id).await?;
    }
    operator.may_call(operation, cx.now())
}

/// Leaves the row of an operator who is about to be told a secret by an operation that changes
/// nothing, and leaves none itself.
pub(super) async fn tell(cx: &Cx, operation: &'static Operation) -> Result<()> {
    let by_operator = cx
        .actor
        .as_deref()
        .is_some_and(|actor| actor.operator.is_some());
    if by_operator && tells_secret(operation) && operation.audit.is_none() {
        cx.write(operation.id, told).await?;
    }
    Ok(())
}

async fn told(tx: &mut Tx, cx: &Cx, operation: &&'static str) -> Outcome<()> {
    if let Some(actor) = cx.actor.as_deref() {
        let event = Event::named(operation, &actor.pool_id);
        audit::record(tx, cx, event.method(Proof::Management)).await?;
    }
    Ok(())
}
