//! Sessions and their tokens.

mod acr;
mod at_browser;
pub mod browser;
pub mod logout;
mod new_session;
pub mod nonce;
mod signed_in;
pub mod store;
mod tokens;
mod verify;

use crate::kernel::{Invariant, Migration, Module};

pub use acr::Acr;
pub use at_browser::at_browser;
pub use browser::{BrowserSession, NewBrowserSession};
pub use new_session::{Authentication, LONGEST_LIFE, NewSession, Start};
pub use signed_in::{
    Holder, SignedInUser, acting, bare, scheme_of, signed_in, signed_in_as, token_of, user_if,
    user_of,
};
pub use tokens::{CONFIRMATION, Issued, SignInFacts, m2m_token, management_token};
pub use verify::{Verified, id_token, issued, jti_of, management_pool};

const TABLES: &str = "
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
";

const SESSION_END: &str = "
CREATE INDEX session_end ON session (expires_at);
CREATE INDEX session_ended ON session (ended_at);
";

/// Browsers that stay signed in; a session of an application that begins by one ends with it.
const BROWSERS: &str = "
CREATE TABLE browser_session (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    digest TEXT NOT NULL,
    user_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    amr TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (pool_id, id)
);
CREATE UNIQUE INDEX browser_session_digest ON browser_session (digest);
CREATE INDEX browser_session_owner ON browser_session (pool_id, user_id);
CREATE INDEX browser_session_end ON browser_session (expires_at);
ALTER TABLE session ADD COLUMN browser_session_id TEXT;
ALTER TABLE session ADD COLUMN auth_time BIGINT;
ALTER TABLE session ADD COLUMN amr TEXT;
ALTER TABLE session ADD COLUMN claims TEXT;
CREATE INDEX session_of_browser ON session (pool_id, browser_session_id);
";

/// The key that a refresh token of an application without a secret is bound to.
const KEYS: &str = "
ALTER TABLE refresh_token ADD COLUMN key_thumbprint TEXT;
";

/// Where a browser is, for the user who looks at the list.
const PLACES: &str = "
ALTER TABLE browser_session ADD COLUMN ip TEXT;
ALTER TABLE browser_session ADD COLUMN user_agent TEXT;
";

/// Sessions, their tokens, and what proved a request once.
pub const MODULE: Module = Module {
    name: "session",
    tables: &[
        "session",
        "refresh_token",
        "revoked_token",
        "nonce",
        "browser_session",
        "logout_notice",
    ],
    migrations: &[
        Migration {
            number: 1,
            sql: TABLES,
        },
        Migration {
            number: 11,
            sql: SESSION_END,
        },
        Migration {
            number: 14,
            sql: BROWSERS,
        },
        Migration {
            number: 17,
            sql: PLACES,
        },
        Migration {
            number: 18,
            sql: logout::TABLES,
        },
        Migration {
            number: 19,
            sql: KEYS,
        },
    ],
    expired: &[
        "DELETE FROM browser_session WHERE ended_at < $1 OR expires_at < $1",
        "DELETE FROM nonce WHERE expires_at < $1",
        "DELETE FROM revoked_token WHERE expires_at < $1",
        "DELETE FROM refresh_token WHERE expires_at < $1",
        "DELETE FROM refresh_token WHERE EXISTS (SELECT 1 FROM session s
             WHERE s.pool_id = refresh_token.pool_id AND s.id = refresh_token.session_id
                 AND (s.ended_at < $1 OR s.expires_at < $1))",
        // The newest of a user and an application stays: it tells that the user knows it.
        "DELETE FROM session WHERE (ended_at < $1 OR expires_at < $1) AND EXISTS
             (SELECT 1 FROM session n WHERE n.pool_id = session.pool_id
                 AND n.user_id = session.user_id AND n.app_id = session.app_id
                 AND (n.created_at > session.created_at
                     OR (n.created_at = session.created_at AND n.id > session.id)))",
    ],
    single_use: &[
        "DELETE FROM refresh_token",
        logout::tell!("1 = 1"),
        "UPDATE session SET ended_at = $1 WHERE ended_at IS NULL",
        "DELETE FROM browser_session",
    ],
    owned_by_user: &[
        logout::tell!("pool_id = $1 AND user_id = $2"),
        "DELETE FROM refresh_token WHERE pool_id = $1 AND user_id = $2",
        "DELETE FROM session WHERE pool_id = $1 AND user_id = $2",
        "DELETE FROM browser_session WHERE pool_id = $1 AND user_id = $2",
    ],
    access_of_user: &[
        logout::tell!("pool_id = $1 AND user_id = $2"),
        "DELETE FROM refresh_token WHERE pool_id = $1 AND user_id = $2",
        "UPDATE session SET ended_at = $1
         WHERE pool_id = $2 AND user_id = $3 AND ended_at IS NULL",
        "DELETE FROM browser_session WHERE pool_id = $1 AND user_id = $2",
    ],
    invariants: &[
        Invariant::sql(
            "a session belongs to a user",
            "SELECT s.pool_id, s.id FROM session s WHERE NOT EXISTS
                 (SELECT 1 FROM account a WHERE a.pool_id = s.pool_id AND a.id = s.user_id)",
        ),
        Invariant::sql(
            "a browser's session belongs to a user",
            "SELECT b.pool_id, b.id FROM browser_session b WHERE NOT EXISTS
                 (SELECT 1 FROM account a WHERE a.pool_id = b.pool_id AND a.id = b.user_id)",
        ),
        Invariant::sql(
            "a refresh token belongs to a session",
            "SELECT r.pool_id, r.session_id FROM refresh_token r WHERE NOT EXISTS
                 (SELECT 1 FROM session s WHERE s.pool_id = r.pool_id AND s.id = r.session_id)",
        ),
    ],
    ..Module::EMPTY
};
