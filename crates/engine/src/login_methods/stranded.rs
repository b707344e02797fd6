//! Users whom a policy would leave without a way to sign in.

use cleat_api::ErrorCode;
use cleat_delivery::Outbox;
use cleat_delivery::provider::Reach;
use cleat_store::Tx;

use super::Policy;
use crate::kernel::{Cx, Error, Outcome, Result, Stop};
use crate::tenancy::pool;

/// Users that are counted; more are told as more.
const MOST: i64 = 1000;

/// Refuses a change of policy, already written, that leaves users without a way to sign in, unless
/// it is forced: the transaction is undone. It must hold the pool.
///
/// # Errors
/// `UsersStranded`.
pub async fn keep_users(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    before: &Policy,
    force: Option<bool>,
) -> Outcome<()> {
    let after = Policy::of(tx, &cx.app, pool_id).await?;
    if force.unwrap_or_default() || after.covers(before) {
        return Ok(());
    }
    let count = ids(tx, pool_id, before, &after, MOST + 1).await?.len();
    match i64::try_from(count).unwrap_or(i64::MAX) {
        0 => Ok(()),
        1 => Err(stranded("1 user".into())),
        count if count > MOST => Err(stranded(format!("more than {MOST} users"))),
        count => Err(stranded(format!("{count} users"))),
    }
}

fn stranded(detail: String) -> Stop {
    Stop::Undone(Error::from(ErrorCode::UsersStranded).about(detail))
}

/// Users who sign in by one policy and not by another.
async fn ids(
    tx: &mut Tx,
    pool_id: &str,
    from: &Policy,
    to: &Policy,
    most: i64,
) -> cleat_store::Result<Vec<(String,)>> {
    let (from, to) = (from.condition(), to.condition());
    let sql =
        format!("SELECT id FROM account WHERE pool_id = $1 AND {from} AND NOT {to} LIMIT {most}");
    tx.sql(sql).bind(pool_id).all().await
}

/// For `cleat check`: users who cannot sign in by anything they have. Where no provider at all is
/// configured, the command was not given the server's settings, and codes count as delivered.
pub(super) async fn everywhere(outbox: &Outbox, tx: &mut Tx) -> Result<Vec<String>> {
    let mut rows = Vec::new();
    for (pool_id,) in pool::ids(tx).await? {
        let mut reach = outbox.reach(tx, &pool_id).await?;
        if reach == Reach::NOTHING {
            reach = Reach::EVERYTHING;
        }
        let policy = Policy::reaching(tx, &pool_id, reach).await?;
        let found = ids(tx, &pool_id, &Policy::ALL, &policy, i64::MAX).await?;
        rows.extend(found.into_iter().map(|(id,)| format!("{pool_id} {id}")));
    }
    Ok(rows)
}
