//! Failures in a row, added up for a number or address and for an account, over codes, channels
//! and addresses. The tenth begins to cost time, the hundredth stops for a day; a success ends
//! the row.

use std::sync::LazyLock;

use cleat_store::{Result, Tx};

use crate::account::Account;
use crate::kernel::{Cx, Migration, Module};

const TABLES: &str = "
CREATE TABLE failure (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    count BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject)
);
";

/// Failures in a row.
pub const MODULE: Module = Module {
    name: "failures",
    tables: &["failure"],
    migrations: &[Migration {
        number: 1,
        sql: TABLES,
    }],
    ..Module::EMPTY
};

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
pub struct Subjects(pub [String; 2]);

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

impl Wait {
    /// From the times until which target and account have to wait, where they have failed.
    pub fn of(target: Option<i64>, account: Option<i64>, now: i64) -> Self {
        let blocked = |until: Option<i64>| until.is_some_and(|until| until > now);
        if blocked(target) {
            Self::Target
        } else if blocked(account) {
            Self::Account
        } else {
            Self::Nobody
        }
    }
}

/// Who of the subjects has to wait.
///
/// # Errors
/// When the database refuses.
pub async fn wait(tx: &mut Tx, pool_id: &str, subjects: &Subjects, now: i64) -> Result<Wait> {
    let [target, account] = &subjects.0;
    let rows: Vec<(String, i64)> = tx
        .sql(
            "SELECT subject, blocked_until FROM failure
             WHERE pool_id = $1 AND subject IN ($2, $3)",
        )
        .bind(pool_id)
        .bind(target)
        .bind(account)
        .all()
        .await?;
    let until = |subject: &str| {
        let row = rows.iter().find(|(name, _)| name == subject);
        row.map(|(_, until)| *until)
    };
    Ok(Wait::of(until(target), until(account), now))
}

/// Counts a failure for all subjects. The delay that follows from the count is told by SQL, so
/// that counting and blocking are one statement.
static ADD: LazyLock<String> = LazyLock::new(|| {
    let mut steps = String::new();
    for count in 1..MOST {
        // One step for each delay, named by the last count that has it.
        if delay(count) != delay(count + 1) {
            let until = if delay(count) == 0 {
                "0".to_owned()
            } else {
                format!("CAST($4 AS BIGINT) + {}", delay(count))
            };
            steps.push_str(&format!(" WHEN failure.count < {count} THEN {until}"));
        }
    }
    format!(
        "INSERT INTO failure (pool_id, subject, count, blocked_until)
         VALUES ($1, $2, 1, 0), ($1, $3, 1, 0)
         ON CONFLICT (pool_id, subject) DO UPDATE SET count = failure.count + 1,
             blocked_until = CASE{steps} ELSE CAST($4 AS BIGINT) + {STOP} END
         WHERE failure.blocked_until <= $4"
    )
});

/// Counts a failure for all subjects, unless one of them has to wait by now. Whether it was
/// counted; if not, the try must not be judged.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, pool_id: &str, subjects: &Subjects, now: i64) -> Result<bool> {
    let [target, account] = &subjects.0;
    tx.sql(ADD.as_str())
        .bind(pool_id)
        .bind(target)
        .bind(account)
        .bind(now)
        .changes(2)
        .await
}

/// Ends the row of failures of all subjects.
///
/// # Errors
/// When the database refuses.
pub async fn clear(tx: &mut Tx, pool_id: &str, subjects: &Subjects) -> Result<()> {
    let [target, account] = &subjects.0;
    tx.sql("DELETE FROM failure WHERE pool_id = $1 AND subject IN ($2, $3)")
        .bind(pool_id)
        .bind(target)
        .bind(account)
        .run()
        .await
}

/// Ends the row of failures of an account and everything it is known by.
///
/// # Errors
/// When the database refuses.
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
    fn the_statement_knows_every_delay() {
        let steps: Vec<_> = ADD.matches("WHEN").collect();
        let kinds: std::collections::BTreeSet<_> = (1..MOST).map(delay).collect();
        assert_eq!(steps.len(), kinds.len());
        assert!(ADD.contains("failure.count < 9 THEN 0 "));
        assert!(ADD.contains("failure.count < 14 THEN CAST($4 AS BIGINT) + 1000 "));
    }

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
