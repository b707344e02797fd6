//! The schema, as numbered migrations. A migration only adds, so that replicas of the version
//! before go on working beside it. The text runs on every engine, so it keeps to TEXT,
//! BIGINT (milliseconds since 1970-01-01 UTC where it is a time) and BOOLEAN.

use cleat_store::Migration;

/// All migrations.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        sql: FIRST,
    },
    Migration {
        number: 2,
        sql: cleat_delivery::SCHEMA,
    },
    Migration {
        number: 3,
        sql: GENERATIONS,
    },
];

/// Keys may follow each other; what happened to the whole database is kept.
const GENERATIONS: &str = "
DROP INDEX server_key_kind;
ALTER TABLE server_key ADD COLUMN generation BIGINT NOT NULL DEFAULT 1;
ALTER TABLE server_key ADD COLUMN retired_at BIGINT;
CREATE UNIQUE INDEX server_key_generation ON server_key (kind, generation);
CREATE TABLE server_event (name TEXT PRIMARY KEY, at BIGINT NOT NULL);
";

const FIRST: &str = "
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

CREATE TABLE account (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    phone_country_code TEXT,
    phone TEXT,
    phone_verified BOOLEAN NOT NULL,
    email TEXT,
    email_key TEXT,
    email_verified BOOLEAN NOT NULL,
    username TEXT,
    external_id TEXT,
    password_hash TEXT,
    password_set_at BIGINT,
    password_strength BIGINT,
    profile TEXT NOT NULL,
    custom_data TEXT,
    source TEXT NOT NULL,
    logins_count BIGINT NOT NULL,
    last_login_at BIGINT,
    last_ip TEXT,
    last_app_id TEXT,
    reset_password BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    status_changed_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
);
CREATE UNIQUE INDEX account_phone ON account (pool_id, phone, phone_country_code) WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX account_email ON account (pool_id, email_key) WHERE email_key IS NOT NULL;
CREATE UNIQUE INDEX account_username ON account (pool_id, username) WHERE username IS NOT NULL;
CREATE UNIQUE INDEX account_external_id ON account (pool_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX account_created ON account (pool_id, created_at, id);

CREATE TABLE identity (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    ext_idp_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    type TEXT NOT NULL,
    user_id_in_idp TEXT NOT NULL,
    user_info TEXT NOT NULL,
    origin_conn_ids TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
);
CREATE UNIQUE INDEX identity_owner ON identity (pool_id, ext_idp_id, type, user_id_in_idp);
CREATE INDEX identity_user ON identity (pool_id, user_id);

CREATE TABLE session (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (pool_id, id)
);
CREATE INDEX session_owner ON session (pool_id, user_id, app_id);

CREATE TABLE refresh_token (
    digest TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX refresh_token_session ON refresh_token (pool_id, session_id);

CREATE TABLE revoked_token (
    jti TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

CREATE TABLE nonce (
    pool_id TEXT NOT NULL,
    value TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, value)
);
CREATE INDEX nonce_expiry ON nonce (expires_at);

CREATE TABLE one_time_grant (
    digest TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_id TEXT,
    purpose TEXT NOT NULL,
    payload TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

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

CREATE TABLE failure (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    count BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject)
);

CREATE TABLE usage_window (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject, started_at)
);
CREATE INDEX usage_window_age ON usage_window (started_at);

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

CREATE TABLE server_key (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX server_key_kind ON server_key (kind);

CREATE TABLE done_once (name TEXT PRIMARY KEY);

CREATE VIEW phone_owner AS
    SELECT pool_id, phone_country_code || phone AS e164, id AS user_id
    FROM account WHERE phone IS NOT NULL;

CREATE VIEW login_method AS
    SELECT pool_id, id AS user_id, 'phone' AS method, TRUE AS usable
    FROM account WHERE phone IS NOT NULL
    UNION ALL
    SELECT pool_id, id, 'email', email_verified FROM account WHERE email IS NOT NULL
    UNION ALL
    SELECT pool_id, user_id, 'identity', TRUE FROM identity
    UNION ALL
    SELECT pool_id, id, 'username_password', FALSE
    FROM account WHERE username IS NOT NULL AND password_hash IS NOT NULL;

CREATE VIEW passcode_state AS
    SELECT id, pool_id, channel, target, attempts, used_at, expires_at FROM passcode;
";

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;

    /// The version before must go on beside the new one: nothing it uses goes or changes.
    #[test]
    fn migrations_only_add() {
        for (place, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.number, i64::try_from(place).unwrap() + 1);
            let sql = migration.sql.to_uppercase();
            for word in [
                "DROP TABLE",
                "DROP COLUMN",
                "RENAME",
                "ALTER COLUMN",
                "DELETE FROM",
            ] {
                assert!(!sql.contains(word), "{}: {word}", migration.number);
            }
            for line in sql.lines().filter(|line| line.contains("ADD COLUMN")) {
                let fits = !line.contains("NOT NULL") || line.contains("DEFAULT");
                assert!(fits, "{}: {line}", migration.number);
            }
        }
    }
}
