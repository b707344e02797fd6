//! Verification codes: issued for a pool, a channel, a target and, where there is one, a user;
//! claimed once.

mod caps;
mod channel;
mod claim;
mod fate;
mod guard;
mod invite;
mod order;
mod proof;
mod send;
mod template;
mod test_number;
mod text;

use crate::kernel::{Invariant, Migration, Module};

pub use channel::Channel;
pub use claim::{Claim, claim, claim_own};
pub use fate::{Fate, SentCode, fate};
pub use invite::{Invited, invite};
pub use order::Order;
pub use send::{RESEND, send};

const TABLES: &str = "
CREATE TABLE passcode (
    pool_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    target TEXT NOT NULL,
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    digest TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (pool_id, channel, target, user_id)
);

CREATE TABLE passcode_sent (
    pool_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    target TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, channel, target)
);
";

const ASKERS: &str = "
ALTER TABLE passcode ADD COLUMN asker TEXT NOT NULL DEFAULT '';
ALTER TABLE passcode ADD COLUMN strangers BIGINT NOT NULL DEFAULT 0;
";

/// What a code was counted for by the guard.
const COUNTED: &str = "ALTER TABLE passcode ADD COLUMN counted TEXT NOT NULL DEFAULT '';";

/// Codes, and when they were sent.
pub const MODULE: Module = Module {
    name: "passcode",
    tables: &["passcode", "passcode_sent"],
    migrations: &[
        Migration {
            number: 1,
            sql: TABLES,
        },
        Migration {
            number: 10,
            sql: ASKERS,
        },
        Migration {
            number: 14,
            sql: COUNTED,
        },
    ],
    views: &[(
        "passcode_state",
        "SELECT id, pool_id, channel, target, attempts, used_at, expires_at FROM passcode",
    )],
    expired: &[
        "DELETE FROM passcode WHERE expires_at < $1",
        "DELETE FROM passcode_sent WHERE sent_at < $1",
    ],
    single_use: &["DELETE FROM passcode"],
    owned_by_user: &["DELETE FROM passcode WHERE pool_id = $1 AND user_id = $2"],
    access_of_user: &["DELETE FROM passcode WHERE pool_id = $1 AND user_id = $2"],
    invariants: &[
        Invariant::sql(
            "a code is tried no more often than allowed",
            "SELECT pool_id, id FROM passcode WHERE attempts > max_attempts OR attempts < 0",
        ),
        Invariant::sql(
            "strangers leave tries of a code",
            "SELECT pool_id, id FROM passcode
             WHERE strangers > attempts OR strangers > max_attempts - max_attempts / 2",
        ),
        Invariant::sql(
            "a used code was tried",
            "SELECT pool_id, id FROM passcode WHERE used_at IS NOT NULL AND attempts = 0",
        ),
        Invariant::sql(
            "a code lives ten minutes at most",
            "SELECT pool_id, id FROM passcode WHERE expires_at - sent_at > 600000",
        ),
    ],
    ..Module::EMPTY
};
