//! Rows of the server itself: its keys, its counters, what it did once.

use cleat_store::{Result, Tx};

use super::keys::CONTEXT;
use super::{Migration, Module, Sealed};

const KEYS_AND_COUNTERS: &str = "
CREATE TABLE usage_window (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject, started_at)
);
CREATE INDEX usage_window_age ON usage_window (started_at);

CREATE TABLE server_key (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX server_key_kind ON server_key (kind);

CREATE TABLE done_once (name TEXT PRIMARY KEY);
";

/// Keys may follow each other; what happened to the whole database is kept.
const GENERATIONS: &str = "
DROP INDEX server_key_kind;
ALTER TABLE server_key ADD COLUMN generation BIGINT NOT NULL DEFAULT 1;
ALTER TABLE server_key ADD COLUMN retired_at BIGINT;
CREATE UNIQUE INDEX server_key_generation ON server_key (kind, generation);
CREATE TABLE server_event (name TEXT PRIMARY KEY, at BIGINT NOT NULL);
";

/// The rows of the server itself.
pub const MODULE: Module = Module {
    name: "kernel",
    tables: &["usage_window", "server_key", "done_once", "server_event"],
    migrations: &[
        Migration {
            number: 1,
            sql: KEYS_AND_COUNTERS,
        },
        Migration {
            number: 3,
            sql: GENERATIONS,
        },
    ],
    sealed: &[Sealed {
        table: "server_key",
        key: ["name", "name"],
        column: "sealed",
        context: CONTEXT,
    }],
    expired: &["DELETE FROM usage_window WHERE started_at < $1"],
    // Signed calls dated before the restore are refused: their nonces may be lost.
    single_use: &["INSERT INTO server_event (name, at) VALUES ('restored', $1)
         ON CONFLICT (name) DO UPDATE SET at = $1"],
    ..Module::EMPTY
};

/// Whether this has never been done to the database; from now on it has.
///
/// # Errors
/// When the database refuses.
pub async fn first_time(tx: &mut Tx, what: &str) -> Result<bool> {
    let sql = "INSERT INTO done_once (name) VALUES ($1) ON CONFLICT DO NOTHING";
    Ok(tx.sql(sql).bind(what).execute().await? == 1)
}
