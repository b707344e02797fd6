//! Pools and their applications.

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

/// Pools and applications.
pub const MODULE: Module = Module {
    name: "tenancy",
    tables: &["pool", "application"],
    migrations: &[
        Migration {
            number: 1,
            sql: TABLES,
        },
        Migration {
            number: 7,
            sql: POLICY,
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
    ],
    unique: &[Unique {
        index: "application_identifier",
        columns: "application.pool_id, application.identifier",
        error: ErrorCode::Conflict,
    }],
    ..Module::EMPTY
};
