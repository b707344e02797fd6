//! Refusals of management calls, in the audit trail.

use cleat_api::Operation;

use crate::kernel::{Cx, Result};

/// A refused management call leaves its audit row, also where no transaction was begun.
pub(super) async fn audited<T>(cx: &Cx, operation: &Operation, result: Result<T>) -> Result<T> {
    let by_pool = cx.actor.as_ref().is_some_and(|actor| actor.is_management);
    if let Err(refusal) = &result
        && by_pool
        && operation.audit.is_some()
        && refusal.code.status_code() < 500
    {
        cx.audit_refusal(refusal).await?;
    }
    result
}
