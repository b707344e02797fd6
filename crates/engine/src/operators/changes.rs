//! How often an operator may change something.

use cleat_store::Tx;

use super::POOL;
use crate::kernel::usage::Window;
use crate::kernel::{Cx, Outcome, Result};

/// Changes that an operator may ask for in a minute, refused ones too.
const MOST: i64 = 60;
/// In milliseconds.
const MINUTE: i64 = 60_000;

/// Counts a change that an operator asks for, before anything is done.
///
/// # Errors
/// `TooManyRequests`.
pub async fn count_change(cx: &Cx, operator_id: &str) -> Result<()> {
    cx.beside(operator_id.to_owned(), add).await
}

async fn add(tx: &mut Tx, cx: &Cx, operator_id: &String) -> Outcome<()> {
    let subject = format!("changes:{operator_id}");
    let window = Window::new(POOL, &subject, cx.now(), MINUTE);
    match window.add(tx, MOST).await? {
        true => Ok(()),
        false => Err(window.full("operator").into()),
    }
}
