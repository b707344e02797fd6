//! Failures in a row, added up for a number or address and for an account, over codes, channels
//! and addresses. The tenth begins to cost time, the hundredth stops for a day; a success ends
//! the row.

use cleat_store::{Result, Tx};

use crate::core::Cx;
use crate::user::Account;

/// Failures without a delay.
const FREE: i64 = 10;
/// Failures at which everything stops.
const MOST: i64 = 100;
/// Length of the stop, in milliseconds.
const STOP: i64 = 24 * 3_600_000;
/// Longest delay before that, in milliseconds.
const LONGEST_DELAY: i64 = 3_600_000;

/// Whose failures are counted: a target and an account. For a target without an account a
/// stand-in is counted, so that both cost the same time.
pub struct Subjects([String; 2]);

impl Subjects {
    /// A number, address or name that is tried, and the account it may belong to.
    pub fn of(cx: &Cx, target: &str, user_id: Option<&str>) -> Self {
        let digest = cx.app.vault.digest(&["failure", target]);
        let account = user_id.map_or_else(|| format!("x:{digest}"), |id| format!("u:{id}"));
        Self([format!("t:{digest}"), account])
    }
}

/// Milliseconds to wait after that many failures in a row.
fn delay(count: i64) -> i64 {
    if count >= MOST {
        STOP
    } else if count < FREE {
        0
    } else {
        let doublings = u32::try_from((count - FREE) / 5)
            .unwrap_or(u32::MAX)
            .min(20);
        (1000_i64 << doublings).min(LONGEST_DELAY)
    }
}

/// Who has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Nobody.
    Nobody,
    /// Whoever tries this target; that tells nothing of accounts and may be said.
    Target,
    /// The account alone, for failures elsewhere. To say so would tell a stranger that the two
    /// targets belong together.
    Account,
}

/// Who of the subjects has to wait.
pub async fn wait(tx: &mut Tx, pool_id: &str, subjects: &Subjects, now: i64) -> Result<Wait> {
    let mut blocked = [false; 2];
    for (subject, blocked) in subjects.0.iter().zip(&mut blocked) {
        let until: Option<(i64,)> = tx
            .sql("SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $2")
            .bind(pool_id)
            .bind(subject)
            .optional()
            .await?;
        *blocked = until.is_some_and(|(until,)| until > now);
    }
    Ok(match blocked {
        [true, _] => Wait::Target,
        [false, true] => Wait::Account,
        [false, false] => Wait::Nobody,
    })
}

/// Counts a failure for all subjects.
pub async fn add(tx: &mut Tx, pool_id: &str, subjects: &Subjects, now: i64) -> Result<()> {
    for subject in &subjects.0 {
        let (count,): (i64,) = tx
            .sql(
                "INSERT INTO failure (pool_id, subject, count, blocked_until) VALUES ($1, $2, 1, 0)
                 ON CONFLICT (pool_id, subject) DO UPDATE SET count = failure.count + 1
                 RETURNING count",
            )
            .bind(pool_id)
            .bind(subject)
            .one()
            .await?;
        if delay(count) > 0 {
            tx.sql("UPDATE failure SET blocked_until = $1 WHERE pool_id = $2 AND subject = $3")
                .bind(now + delay(count))
                .bind(pool_id)
                .bind(subject)
                .execute()
                .await?;
        }
    }
    Ok(())
}

/// Ends the row of failures of all subjects.
pub async fn clear(tx: &mut Tx, pool_id: &str, subjects: &Subjects) -> Result<()> {
    for subject in &subjects.0 {
        tx.sql("DELETE FROM failure WHERE pool_id = $1 AND subject = $2")
            .bind(pool_id)
            .bind(subject)
            .execute()
            .await?;
    }
    Ok(())
}

/// Ends the row of failures of an account and everything it is known by.
pub async fn clear_account(tx: &mut Tx, cx: &Cx, account: &Account) -> Result<()> {
    let names = [
        account.e164(),
        account.email_key.clone(),
        account.username.clone(),
    ];
    for name in names.into_iter().flatten() {
        clear(
            tx,
            &account.pool_id,
            &Subjects::of(cx, &name, Some(&account.id)),
        )
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_end_in_a_stop() {
        assert_eq!(delay(9), 0);
        assert!((FREE..MOST).map(delay).is_sorted());
        assert_eq!(
            (delay(10), delay(20), delay(99), delay(100)),
            (1000, 4000, 131_072_000.min(LONGEST_DELAY), STOP)
        );
    }
}
