//! Failures in a row, added up for a number or address and for an account, over codes, channels
//! and addresses, passwords apart from codes. The tenth begins to cost time, the hundredth stops
//! for a day; a success ends the row.
//!
//! Strangers and those who are known to the account are counted apart, so that a stranger who
//! spends every try keeps nobody out: known is who comes with a session of the user, or from a
//! network that the user signed in from before.

mod count;
mod network;
mod subjects;

use crate::kernel::{Migration, Module};

pub use count::{Standing, Wait, add, clear, clear_account, of_account, standing, take_back};
pub use network::{of_asker, remember};
pub use subjects::{Kind, Lane, Subjects, Tried};

const TABLES: &str = "
CREATE TABLE failure (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    count BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject)
);
";

const OWNERS: &str = "
ALTER TABLE failure ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE failure ADD COLUMN last_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX failure_owner ON failure (pool_id, user_id);
CREATE INDEX failure_age ON failure (last_at);
CREATE TABLE known_network (
    pool_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    slot BIGINT NOT NULL,
    network TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id, slot)
);
CREATE INDEX known_network_age ON known_network (seen_at);
";

/// Failures in a row, and the networks that users come from.
pub const MODULE: Module = Module {
    name: "failures",
    tables: &["failure", "known_network"],
    migrations: &[
        Migration {
            number: 1,
            sql: TABLES,
        },
        Migration {
            number: 9,
            sql: OWNERS,
        },
    ],
    expired: &[
        // Thirty days after the last one, a row of failures is none any more.
        "DELETE FROM failure WHERE last_at < $1 - 2419200000 AND blocked_until < $1",
        "DELETE FROM known_network WHERE seen_at < $1 - 7776000000",
    ],
    owned_by_user: &[
        "DELETE FROM failure WHERE pool_id = $1 AND user_id = $2",
        "DELETE FROM known_network WHERE pool_id = $1 AND user_id = $2",
    ],
    ..Module::EMPTY
};
