//! Counting failures, and who has to wait for them.

use std::sync::LazyLock;

use cleat_store::{Query, Result, Tx, row};

use super::subjects::{Lane, Subjects};

/// Failures without a delay.
const FREE: i64 = 10;
/// Failures at which everything stops.
const MOST: i64 = 100;
/// Length of the stop, in milliseconds.
const STOP: i64 = 24 * 3_600_000;
/// Longest delay before that, in milliseconds.
const LONGEST_DELAY: i64 = 3_600_000;

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

row! {
    /// Whether the network is known, and until when the rows have to wait that there are.
    pub struct Standing {
        network_is_known: bool,
        stranger_target: Option<i64>,
        stranger_account: Option<i64>,
        known_target: Option<i64>,
        known_account: Option<i64>,
    }
}

impl Standing {
    /// What to select, with eight parameters; see [`Standing::bind`].
    pub const COLUMNS_OF: &'static str = "
        EXISTS (SELECT 1 FROM known_network
            WHERE pool_id = $1 AND user_id = $2 AND slot = $3 AND network = $4),
        (SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $5),
        (SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $6),
        (SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $7),
        (SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $8)";

    /// Gives the eight parameters.
    pub fn bind<'q>(query: Query<'q>, subjects: &Subjects) -> Query<'q> {
        let network = &subjects.network;
        let query = query.bind(&subjects.pool_id).bind(&network.user_id);
        let query = query.bind(network.slot).bind(&network.digest);
        let rows = subjects.strangers.iter().chain(&subjects.known);
        rows.fold(query, |query, subject| query.bind(subject))
    }

    /// Who tries.
    pub fn lane(&self, subjects: &Subjects) -> Lane {
        subjects.lane(self.network_is_known)
    }

    /// Who of those in this lane has to wait.
    pub fn wait(&self, lane: Lane, now: i64) -> Wait {
        let (target, account) = match lane {
            Lane::Stranger => (self.stranger_target, self.stranger_account),
            Lane::Known => (self.known_target, self.known_account),
        };
        let blocked = |until: Option<i64>| until.is_some_and(|until| until > now);
        if blocked(target) {
            Wait::Target
        } else if blocked(account) {
            Wait::Account
        } else {
            Wait::Nobody
        }
    }

    /// Whether there is a row that a success would end.
    pub fn has_failed(&self) -> bool {
        let rows = [
            self.stranger_target,
            self.stranger_account,
            self.known_target,
            self.known_account,
        ];
        rows.iter().any(Option::is_some)
    }
}

/// How the subjects stand.
///
/// # Errors
/// When the database refuses.
pub async fn standing(tx: &mut Tx, subjects: &Subjects) -> Result<Standing> {
    static SQL: LazyLock<String> = LazyLock::new(|| format!("SELECT {}", Standing::COLUMNS_OF));
    Standing::bind(tx.sql(SQL.as_str()), subjects).one().await
}

/// Counts a failure for target and account. The delay that follows from the count is told by SQL,
/// so that counting and blocking are one statement.
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
        "INSERT INTO failure (pool_id, subject, count, blocked_until, user_id, last_at)
         VALUES ($1, $2, 1, 0, $3, CAST($4 AS BIGINT)), ($1, $5, 1, 0, $6, CAST($4 AS BIGINT))
         ON CONFLICT (pool_id, subject) DO UPDATE SET count = failure.count + 1,
             user_id = excluded.user_id, last_at = excluded.last_at,
             blocked_until = CASE{steps} ELSE CAST($4 AS BIGINT) + {STOP} END
         WHERE failure.blocked_until <= CAST($4 AS BIGINT)"
    )
});

/// Counts a failure for target and account, unless one of them has to wait by now. Whether it was
/// counted; if not, the try must not be judged.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, subjects: &Subjects, lane: Lane, now: i64) -> Result<bool> {
    let [target, account] = subjects.of_lane(lane);
    let [owner, user] = &subjects.users;
    tx.sql(ADD.as_str())
        .bind(&subjects.pool_id)
        .bind(target)
        .bind(owner)
        .bind(now)
        .bind(account)
        .bind(user)
        .changes(2)
        .await
}

/// Takes back one failure that was counted and then not judged. Nobody had to wait before it.
///
/// # Errors
/// When the database refuses.
pub async fn take_back(tx: &mut Tx, subjects: &Subjects, lane: Lane) -> Result<()> {
    let [target, account] = subjects.of_lane(lane);
    tx.sql(
        "UPDATE failure SET count = count - 1, blocked_until = 0
         WHERE pool_id = $1 AND subject IN ($2, $3) AND count > 0",
    )
    .bind(&subjects.pool_id)
    .bind(target)
    .bind(account)
    .run()
    .await
}

/// Ends the row of failures, that of strangers too.
///
/// # Errors
/// When the database refuses.
pub async fn clear(tx: &mut Tx, subjects: &Subjects) -> Result<()> {
    let query = tx.sql("DELETE FROM failure WHERE pool_id = $1 AND subject IN ($2, $3, $4, $5)");
    let query = query.bind(&subjects.pool_id);
    let rows = subjects.strangers.iter().chain(&subjects.known);
    rows.fold(query, |query, subject| query.bind(subject))
        .run()
        .await
}

row! {
    /// What the rows of an account come to.
    pub struct OfAccount {
        /// Failures in the longest row.
        pub count: i64,
        /// Until when the user waits longest.
        pub blocked_until: Option<i64>,
    }
}

/// How the rows of failures of an account and of what it is known by stand, strangers' and its own.
///
/// # Errors
/// When the database refuses.
pub async fn of_account(tx: &mut Tx, pool_id: &str, user_id: &str) -> Result<OfAccount> {
    tx.sql(
        "SELECT COALESCE(MAX(count), 0), MAX(blocked_until) FROM failure
         WHERE pool_id = $1 AND user_id = $2",
    )
    .bind(pool_id)
    .bind(user_id)
    .one()
    .await
}

/// Ends every row of failures of an account and of what it is known by.
///
/// # Errors
/// When the database refuses.
pub async fn clear_account(tx: &mut Tx, pool_id: &str, user_id: &str) -> Result<()> {
    tx.sql("DELETE FROM failure WHERE pool_id = $1 AND user_id = $2")
        .bind(pool_id)
        .bind(user_id)
        .run()
        .await
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
