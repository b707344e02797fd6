//! Pools, their applications and their access keys.

pub mod access_keys;
mod application;
pub mod applications;
mod defaults;
pub mod pool;

use cleat_api::ErrorCode;
use cleat_store::JsonList;

use crate::kernel::{Migration, Module, Sealed, Unique};

pub use application::{Application, SECRET as APPLICATION_SECRET, document, opened};
pub use defaults::defaults;
pub use pool::settings;

const TABLES: &str = "
CREATE TABLE pool (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    secret TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE application (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    identifier TEXT NOT NULL,
    secret TEXT NOT NULL,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX application_identifier ON application (pool_id, identifier);
";

/// `policy_revision` rises before anything changes that says who may sign in how.
const POLICY: &str = "
ALTER TABLE pool ADD COLUMN policy_revision BIGINT NOT NULL DEFAULT 0;
";

/// Keys of management beside the pool's own.
const ACCESS_KEYS: &str = "
CREATE TABLE access_key (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX access_key_pool ON access_key (pool_id, created_at, id);
";

/// Pools, applications and access keys.
pub const MODULE: Module = Module {
    name: "tenancy",
    tables: &["pool", "application", "access_key"],
    migrations: &[
        Migration {
            number: 1,
            sql: TABLES,
        },
        Migration {
            number: 7,
            sql: POLICY,
        },
        Migration {
            number: 24,
            sql: ACCESS_KEYS,
        },
    ],
    lists: &[JsonList {
        name: "application_login_method",
        table: "application",
        columns: "t.pool_id, t.id AS app_id",
        column: "document",
        path: "loginConfig.enabledBasicLoginMethods",
        item: "method",
    }],
    sealed: &[
        Sealed {
            table: "pool",
            key: ["id", "id"],
            column: "secret",
            context: pool::SECRET,
        },
        Sealed {
            table: "application",
            key: ["id", "id"],
            column: "secret",
            context: APPLICATION_SECRET,
        },
        Sealed {
            table: "access_key",
            key: ["id", "id"],
            column: "secret",
            context: access_keys::SECRET,
        },
    ],
    unique: &[Unique {
        index: "application_identifier",
        columns: "application.pool_id, application.identifier",
        error: ErrorCode::Conflict,
    }],
    ..Module::EMPTY
};
