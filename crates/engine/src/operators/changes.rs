//! How often an operator may change something, and be told what they see masked.

use cleat_api::Operation;
use cleat_store::Tx;

use super::{Operator, POOL, reveals};
use crate::kernel::usage::{HOUR, Window};
use crate::kernel::{Cx, Outcome, Result};

/// What is counted of an operator, how long and how often.
type Limit = (&'static str, i64, i64);

/// Changes that an operator may ask for in a minute, refused ones too.
const CHANGES: Limit = ("changes", 60_000, 60);
/// Users whose numbers and addresses an operator may ask for in an hour, refused ones too.
const REVEALED: Limit = ("revealed", HOUR, 30);

/// Counts what an operator calls, before anything is done.
///
/// # Errors
/// `TooManyRequests`.
pub async fn count(cx: &Cx, by: &Operator, operation: &Operation) -> Result<()> {
    if operation.audit.is_some() {
        count_change(cx, &by.account.id).await?;
    }
    match reveals(operation) {
        true => cx.beside((REVEALED, by.account.id.clone()), add).await,
        false => Ok(()),
    }
}

/// Counts a change that an operator asks for.
///
/// # Errors
/// `TooManyRequests`.
pub async fn count_change(cx: &Cx, operator_id: &str) -> Result<()> {
    cx.beside((CHANGES, operator_id.to_owned()), add).await
}

async fn add(tx: &mut Tx, cx: &Cx, (limit, id): &(Limit, String)) -> Outcome<()> {
    let (kind, length, most) = *limit;
    let subject = format!("{kind}:{id}");
    let window = Window::new(POOL, &subject, cx.now(), length);
    window.spend(tx, (1, most), "operator").await
}
