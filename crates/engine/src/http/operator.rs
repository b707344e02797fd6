//! Operators who call management on the console. The one place that says whether a role may.

use std::sync::Arc;

use cleat_api::{ErrorCode, Object, Operation};
use cleat_store::Tx;
use http::request;

use super::audited::audited;
use super::incoming;
use crate::audit::{self, Event, Proof};
use crate::kernel::{Acting, Actor, Cx, Outcome, Result};
use crate::operators::{self, Operator, tells_secret};
use crate::tenancy::pool;

/// The operator of a request, where the console found one; nothing that a client sends makes one.
pub(super) fn of(parts: &request::Parts) -> Option<&Operator> {
    parts.extensions.get::<Arc<Operator>>().map(Arc::as_ref)
}

/// An operator acts for the pool that the header names, where the role allows it. It is looked at
/// before the body is read, and the role before the pool. A change that is refused leaves its row
/// in the audit trail: in that of operators where the pool is not there.
pub(super) async fn acting(cx: &Cx, parts: &request::Parts) -> Result<Option<Actor>> {
    let Some(operator) = of(parts) else {
        return Ok(None);
    };
    let operation = cx.request.operation.ok_or(ErrorCode::RouteNotFound)?;
    let named = incoming::brand(&parts.headers, "userpool-id").unwrap_or_default();
    let own = named == operators::POOL && operator.role.reads_operators(operation);
    let is_there = own || pool::exists(&mut *cx.read().await?, named).await?;
    let actor = Actor {
        pool_id: if is_there { named } else { operators::POOL }.to_owned(),
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
    let counted = operators::count(&cx, operator, operation).await;
    let permitted = counted.and_then(|()| operator.may_call(operation, cx.now()));
    let permitted = permitted.and_then(|()| match is_there {
        true => Ok(()),
        false => Err(ErrorCode::PoolNotFound.into()),
    });
    audited(&cx, operation, permitted).await?;
    Ok(Some(actor))
}

/// Refuses an operator who has to give the password again for what the request has in it.
pub(super) fn check(cx: &Cx, parts: &request::Parts, params: &Object) -> Result<()> {
    match of(parts).zip(cx.request.operation) {
        Some((operator, operation)) => operator.may_send(operation, params, cx.now()),
        None => Ok(()),
    }
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
