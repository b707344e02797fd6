//! What accounts own in the database.

use cleat_api::ErrorCode;
use cleat_protocol::email;
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use crate::kernel::{Invariant, Migration, Module, Result, Unique};

const TABLES: &str = "
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
";

/// An address that a sign-up by password named is a claim: until it is proven it owns nothing.
/// `credential_revision` rises with every change of what the account is signed in by.
const CLAIMS: &str = "
ALTER TABLE account ADD COLUMN claimed_email TEXT;
ALTER TABLE account ADD COLUMN claimed_email_key TEXT;
ALTER TABLE account ADD COLUMN credential_revision BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX account_claimed_email ON account (pool_id, claimed_email_key)
    WHERE claimed_email_key IS NOT NULL;
UPDATE account SET claimed_email = email, claimed_email_key = email_key,
    email = NULL, email_key = NULL
WHERE email IS NOT NULL AND NOT email_verified AND source = 'register' AND EXISTS
    (SELECT 1 FROM audit r WHERE r.pool_id = account.pool_id AND r.user_id = account.id
         AND r.event = 'register' AND r.success AND r.method <> 'management');
";

/// When an identity signed its user in last.
const USED: &str = "ALTER TABLE identity ADD COLUMN used_at BIGINT;";

/// Accounts and their external identities.
pub const MODULE: Module = Module {
    name: "account",
    tables: &["account", "identity"],
    migrations: &[
        Migration {
            number: 1,
            sql: TABLES,
        },
        Migration {
            number: 6,
            sql: CLAIMS,
        },
        Migration {
            number: 17,
            sql: USED,
        },
    ],
    unique: &[
        Unique {
            index: "account_phone",
            columns: "account.pool_id, account.phone, account.phone_country_code",
            error: ErrorCode::PhoneTaken,
        },
        Unique {
            index: "account_email",
            columns: "account.pool_id, account.email_key",
            error: ErrorCode::EmailTaken,
        },
        Unique {
            index: "account_claimed_email",
            columns: "account.pool_id, account.claimed_email_key",
            error: ErrorCode::UserExists,
        },
        Unique {
            index: "account_username",
            columns: "account.pool_id, account.username",
            error: ErrorCode::UsernameTaken,
        },
        Unique {
            index: "account_external_id",
            columns: "account.pool_id, account.external_id",
            error: ErrorCode::ExternalIdTaken,
        },
        Unique {
            index: "account_pkey",
            columns: "account.pool_id, account.id",
            error: ErrorCode::UserExists,
        },
        Unique {
            index: "identity_owner",
            columns: "identity.pool_id, identity.ext_idp_id, identity.type, identity.user_id_in_idp",
            error: ErrorCode::IdentityTaken,
        },
    ],
    views: &[(
        "phone_owner",
        "SELECT pool_id, phone_country_code || phone AS e164, id AS user_id
         FROM account WHERE phone IS NOT NULL",
    )],
    owned_by_user: &[
        "DELETE FROM identity WHERE pool_id = $1 AND user_id = $2",
        "DELETE FROM account WHERE pool_id = $1 AND id = $2",
    ],
    access_of_user: &["DELETE FROM identity WHERE pool_id = $1 AND user_id = $2"],
    login_methods: &[
        "SELECT pool_id, id AS user_id, 'phone' AS method, phone_verified AND
             (pool_id IN (SELECT pool_id FROM application_login_method
                  WHERE method = 'PHONE_CODE')
              OR (password_hash IS NOT NULL AND pool_id IN
                  (SELECT pool_id FROM application_login_method
                       WHERE method = 'PHONE_PASSWORD'))) AS usable
         FROM account WHERE phone IS NOT NULL",
        "SELECT pool_id, id, 'email', email_verified AND
             (pool_id IN (SELECT pool_id FROM application_login_method
                  WHERE method = 'EMAIL_CODE')
              OR (password_hash IS NOT NULL AND pool_id IN
                  (SELECT pool_id FROM application_login_method
                       WHERE method = 'EMAIL_PASSWORD')))
         FROM account WHERE email IS NOT NULL",
        "SELECT i.pool_id, i.user_id, 'identity', EXISTS (SELECT 1 FROM ext_idp_conn c
             JOIN ext_idp_conn_app e ON e.pool_id = c.pool_id AND e.conn_id = c.id
             JOIN application a ON a.pool_id = e.pool_id AND a.id = e.app_id
             WHERE c.pool_id = i.pool_id AND c.ext_idp_id = i.ext_idp_id AND c.associated
                 AND (i.type = 'openid' OR (i.type = 'unionid' AND c.kind LIKE 'wechat%')))
         FROM identity i",
        "SELECT pool_id, id, 'username_password', FALSE
         FROM account WHERE username IS NOT NULL AND password_hash IS NOT NULL",
    ],
    invariants: &[
        Invariant::sql(
            "a number has one owner",
            "SELECT pool_id, e164 FROM phone_owner GROUP BY pool_id, e164 HAVING COUNT(*) > 1",
        ),
        Invariant::sql(
            "an e-mail address has one owner",
            "SELECT pool_id, email_key FROM account WHERE email_key IS NOT NULL
             GROUP BY pool_id, email_key HAVING COUNT(*) > 1",
        ),
        Invariant::sql(
            "a phone has both its parts",
            "SELECT pool_id, id FROM account WHERE (phone IS NULL) <> (phone_country_code IS NULL)",
        ),
        Invariant::sql(
            "nothing is verified that is not bound",
            "SELECT pool_id, id FROM account
             WHERE (phone IS NULL AND phone_verified) OR (email IS NULL AND email_verified)",
        ),
        Invariant::sql(
            "an e-mail address has its key",
            "SELECT pool_id, id FROM account WHERE (email IS NULL) <> (email_key IS NULL)",
        ),
        Invariant::rows(
            "an e-mail key is the one spelling of its address",
            |_, tx| Box::pin(misspelt_email(tx)),
        ),
        Invariant::sql(
            "an address is claimed by who has none of their own",
            "SELECT pool_id, id FROM account
             WHERE (claimed_email IS NULL) <> (claimed_email_key IS NULL)
                 OR (claimed_email IS NOT NULL AND email IS NOT NULL)",
        ),
        Invariant::sql(
            "who signed up by a code keeps a login method",
            "SELECT a.pool_id, a.id FROM account a
             WHERE a.source = 'register' AND a.status = 'Activated'
                 AND a.password_hash IS NULL AND NOT EXISTS
                 (SELECT 1 FROM login_method m
                  WHERE m.pool_id = a.pool_id AND m.user_id = a.id AND m.usable)",
        ),
        Invariant::sql(
            "an external identity belongs to a user",
            "SELECT i.pool_id, i.id FROM identity i WHERE NOT EXISTS
                 (SELECT 1 FROM account a WHERE a.pool_id = i.pool_id AND a.id = i.user_id)",
        ),
        Invariant::rows("a number has one spelling", |_, tx| Box::pin(misspelt(tx))),
    ],
    ..Module::EMPTY
};

/// Stored numbers that are not in their canonical spelling.
async fn misspelt(tx: &mut Tx) -> Result<Vec<String>> {
    let rows: Vec<(String, String, String, String)> = tx
        .sql(
            "SELECT pool_id, id, phone, phone_country_code FROM account
             WHERE phone IS NOT NULL AND phone_country_code IS NOT NULL",
        )
        .all()
        .await?;
    let misspelt = rows.into_iter().filter(|(_, _, number, code)| {
        !Phone::parse(&format!("{code}{number}"), None)
            .is_ok_and(|phone| phone.national() == *number && phone.country_code() == *code)
    });
    Ok(misspelt
        .map(|(pool, id, ..)| format!("{pool} {id}"))
        .collect())
}

/// Stored addresses whose key is another one's.
async fn misspelt_email(tx: &mut Tx) -> Result<Vec<String>> {
    let rows: Vec<(String, String, String, String)> = tx
        .sql(
            "SELECT pool_id, id, email, email_key FROM account
             WHERE email IS NOT NULL AND email_key IS NOT NULL",
        )
        .all()
        .await?;
    let misspelt = rows
        .into_iter()
        .filter(|(_, _, address, key)| email::key(address) != *key);
    Ok(misspelt
        .map(|(pool, id, ..)| format!("{pool} {id}"))
        .collect())
}
