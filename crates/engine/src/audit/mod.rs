//! The audit trail: one row an event, chained by keyed digests, a chain a user.

mod chain;
mod difference;
mod event;
mod head;
mod record;
mod search;
mod trail;
mod user_agent;

use cleat_store::Tx;

use crate::kernel::{Cx, Error, Invariant, Migration, Module};

pub use event::{COMMANDS, Contacts, Event, Proof, RECOVER_CONSOLE, ROTATE_MASTER_KEY};
pub use head::{Head, head};
pub use record::{Entry, record, record_beside, record_both};
pub use search::{Search, SearchOfPool, detail_error, search, search_of_pool};
pub use trail::{Trail, note};
pub use user_agent::parse_user_agent;

const TABLES: &str = "
CREATE TABLE audit (
    pool_id TEXT NOT NULL,
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT,
    app_id TEXT,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    success BOOLEAN NOT NULL,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    request_id TEXT NOT NULL,
    method TEXT NOT NULL,
    detail TEXT NOT NULL,
    link TEXT NOT NULL,
    PRIMARY KEY (pool_id, chain, seq)
);
CREATE INDEX audit_time ON audit (pool_id, at);
CREATE INDEX audit_user ON audit (pool_id, user_id, at);

CREATE TABLE audit_head (
    pool_id TEXT NOT NULL,
    chain TEXT NOT NULL,
    seq BIGINT NOT NULL,
    link TEXT NOT NULL,
    PRIMARY KEY (pool_id, chain)
);
";

/// Who acted for the pool on the console, and what was called for the pool; rows of users have
/// neither.
const OF_POOL: &str = "
ALTER TABLE audit ADD COLUMN operator_id TEXT;
ALTER TABLE audit ADD COLUMN operation TEXT;
CREATE INDEX audit_of_pool ON audit (pool_id, at) WHERE operation IS NOT NULL;
";

/// The trail; it outlives the users it tells of.
pub const MODULE: Module = Module {
    name: "audit",
    tables: &["audit", "audit_head"],
    migrations: &[
        Migration {
            number: 1,
            sql: TABLES,
        },
        Migration {
            number: 19,
            sql: OF_POOL,
        },
    ],
    invariants: &[
        Invariant::rows("an audit row is as it was written", |besides, tx| {
            Box::pin(chain::altered_rows(besides.vault, tx))
        }),
        Invariant::rows("an audit chain ends at its head", |besides, tx| {
            Box::pin(chain::wrong_ends(besides.vault, tx))
        }),
    ],
    ..Module::EMPTY
};

/// Leaves the row of a use case that has come to its end, unless it left one of its own. The
/// declaration of the operation names the event.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn finish(
    tx: &mut Tx,
    cx: &Cx,
    refusal: Option<&Error>,
) -> cleat_store::Result<bool> {
    let trail = note(tx);
    if trail.is_recorded() {
        return Ok(true);
    }
    let trail = std::mem::take(trail);
    match trail.event(cx, refusal) {
        Some(event) => record(tx, cx, event).await.map(|()| true),
        None => Ok(false),
    }
}
