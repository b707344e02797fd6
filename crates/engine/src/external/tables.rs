//! What sources own in the database.

use cleat_api::ErrorCode;

use super::{connection, held, kept};
use crate::kernel::{Invariant, Migration, Module, Sealed, Unique};

const TABLES: &str = "
CREATE TABLE ext_idp (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
);

CREATE TABLE ext_idp_conn (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    ext_idp_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    identifier TEXT NOT NULL,
    display_name TEXT NOT NULL,
    logo TEXT NOT NULL,
    login_only BOOLEAN NOT NULL,
    associated BOOLEAN NOT NULL,
    fields TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
);
CREATE UNIQUE INDEX ext_idp_conn_identifier ON ext_idp_conn (pool_id, identifier);
CREATE INDEX ext_idp_conn_source ON ext_idp_conn (pool_id, ext_idp_id);

CREATE TABLE ext_idp_conn_app (
    pool_id TEXT NOT NULL,
    conn_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    PRIMARY KEY (pool_id, conn_id, app_id)
);

CREATE TABLE external_attempt (
    digest TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    conn_id TEXT NOT NULL,
    conn_revision BIGINT NOT NULL,
    browser TEXT NOT NULL,
    interaction TEXT,
    user_id TEXT,
    session_id TEXT,
    target TEXT,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX external_attempt_end ON external_attempt (expires_at);
CREATE INDEX external_attempt_user ON external_attempt (pool_id, user_id);

CREATE TABLE external_ticket (
    digest TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    conn_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    target TEXT,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX external_ticket_end ON external_ticket (expires_at);
CREATE INDEX external_ticket_user ON external_ticket (pool_id, user_id);
";

/// Identities that nobody is linked with yet.
const HELD: &str = "
CREATE TABLE external_held (
    interaction TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    conn_id TEXT NOT NULL,
    conn_revision BIGINT NOT NULL,
    external TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX external_held_end ON external_held (expires_at);
";

/// Those that an application has a key to: whose it is, the scope that was asked for, and the tries.
const KEYED: &str = "
ALTER TABLE external_held ADD COLUMN app_id TEXT;
ALTER TABLE external_held ADD COLUMN scope TEXT;
ALTER TABLE external_held ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
";

/// Tokens of sources that are kept.
const TOKENS: &str = "
CREATE TABLE external_token (
    pool_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    ext_idp_id TEXT NOT NULL,
    conn_id TEXT NOT NULL,
    tokens TEXT NOT NULL,
    refreshing_until BIGINT,
    expires_at BIGINT,
    PRIMARY KEY (user_id, ext_idp_id)
);
CREATE INDEX external_token_conn ON external_token (pool_id, conn_id);
CREATE INDEX external_token_end ON external_token (expires_at);
";

/// Sources, connections, and external sign-ins on their way.
pub const MODULE: Module = Module {
    name: "external",
    tables: &[
        "ext_idp",
        "ext_idp_conn",
        "ext_idp_conn_app",
        "external_attempt",
        "external_ticket",
        "external_held",
        "external_token",
    ],
    migrations: &[
        Migration {
            number: 17,
            sql: TABLES,
        },
        Migration {
            number: 19,
            sql: HELD,
        },
        Migration {
            number: 22,
            sql: TOKENS,
        },
        Migration {
            number: 25,
            sql: KEYED,
        },
    ],
    sealed: &[
        Sealed {
            table: "ext_idp_conn",
            key: ["pool_id", "id"],
            column: "fields",
            context: connection::SEALED,
        },
        Sealed {
            table: "external_held",
            key: ["interaction", "interaction"],
            column: "external",
            context: held::SEALED,
        },
        Sealed {
            table: "external_token",
            key: ["user_id", "ext_idp_id"],
            column: "tokens",
            context: kept::SEALED,
        },
    ],
    unique: &[Unique {
        index: "ext_idp_conn_identifier",
        columns: "ext_idp_conn.pool_id, ext_idp_conn.identifier",
        error: ErrorCode::Conflict,
    }],
    expired: &[
        "DELETE FROM external_attempt WHERE expires_at < $1",
        "DELETE FROM external_ticket WHERE expires_at < $1",
        "DELETE FROM external_held WHERE expires_at < $1",
        "DELETE FROM external_token WHERE expires_at < $1",
    ],
    single_use: &[
        "DELETE FROM external_attempt",
        "DELETE FROM external_ticket",
        "DELETE FROM external_held",
        "DELETE FROM external_token",
    ],
    owned_by_user: &[
        "DELETE FROM external_attempt WHERE pool_id = $1 AND user_id = $2",
        "DELETE FROM external_ticket WHERE pool_id = $1 AND user_id = $2",
        "DELETE FROM external_token WHERE pool_id = $1 AND user_id = $2",
    ],
    access_of_user: &[
        "DELETE FROM external_attempt WHERE pool_id = $1 AND user_id = $2",
        "DELETE FROM external_ticket WHERE pool_id = $1 AND user_id = $2",
        "DELETE FROM external_token WHERE pool_id = $1 AND user_id = $2",
    ],
    invariants: &[
        Invariant::sql(
            "a connection belongs to a source",
            "SELECT c.pool_id, c.id FROM ext_idp_conn c WHERE NOT EXISTS
                 (SELECT 1 FROM ext_idp p WHERE p.pool_id = c.pool_id AND p.id = c.ext_idp_id)",
        ),
        Invariant::sql(
            "tokens of a source belong to an identity",
            "SELECT t.pool_id, t.user_id FROM external_token t WHERE NOT EXISTS
                 (SELECT 1 FROM identity i WHERE i.pool_id = t.pool_id AND i.user_id = t.user_id
                     AND i.ext_idp_id = t.ext_idp_id)",
        ),
    ],
    ..Module::EMPTY
};
