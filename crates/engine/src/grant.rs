//! One-time tokens between two steps of a use case: stored as digests, good for a minute, used
//! once, for one purpose.

use cleat_api::{ErrorCode, Secret};
use cleat_protocol::seal;
use cleat_store::{Result, Tx, row};

use crate::account::Account;
use crate::kernel::{Cx, Migration, Module, Outcome};
use crate::session::SignedInUser;

/// Life of a token, in seconds.
pub const LIFE: i64 = 60;

const TABLES: &str = "
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
";

/// Grants.
pub const MODULE: Module = Module {
    name: "grant",
    tables: &["one_time_grant"],
    migrations: &[Migration {
        number: 1,
        sql: TABLES,
    }],
    expired: &["DELETE FROM one_time_grant WHERE expires_at < $1"],
    single_use: &["DELETE FROM one_time_grant"],
    owned_by_user: &["DELETE FROM one_time_grant WHERE pool_id = $1 AND user_id = $2"],
    ..Module::EMPTY
};

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Changing the phone.
    UpdatePhone,
    /// Changing the e-mail address.
    UpdateEmail,
    /// Setting a new password.
    ResetPassword,
    /// Deleting the account.
    DeleteAccount,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::UpdatePhone => "updatePhone",
            Self::UpdateEmail => "updateEmail",
            Self::ResetPassword => "resetPassword",
            Self::DeleteAccount => "deleteAccount",
        }
    }
}

row! {
    /// A redeemed token.
    pub struct Grant {
        /// Whose it is.
        pub user_id: String,
        /// Session it was issued to.
        pub session_id: Option<String>,
        /// What was proven.
        pub payload: String,
    }
}

/// A token to be written.
pub struct Issue<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// Whose it is.
    pub account: &'a Account,
    /// Session it is bound to, where there is one.
    pub session_id: Option<&'a str>,
    /// The token.
    pub token: &'a Secret,
    /// What was proven.
    pub payload: &'a str,
}

/// Writes a token for a user.
///
/// # Errors
/// When the database refuses.
pub async fn issue(tx: &mut Tx, cx: &Cx, issue: Issue<'_>) -> Result<()> {
    tx.sql(
        "INSERT INTO one_time_grant
             (digest, pool_id, user_id, session_id, purpose, payload, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(seal::sha256(issue.token.expose()))
    .bind(&issue.account.pool_id)
    .bind(&issue.account.id)
    .bind(issue.session_id)
    .bind(issue.purpose.as_str())
    .bind(issue.payload)
    .bind(cx.now() + LIFE * 1000)
    .run()
    .await
}

/// Uses a token up; nothing when it is wrong, used, expired or for something else.
///
/// # Errors
/// When the database refuses.
pub async fn redeem(
    tx: &mut Tx,
    cx: &Cx,
    purpose: Purpose,
    pool_id: &str,
    token: &Secret,
) -> Result<Option<Grant>> {
    tx.sql(format!(
        "UPDATE one_time_grant SET used_at = $1
         WHERE digest = $2 AND pool_id = $3 AND purpose = $4 AND used_at IS NULL AND expires_at > $1
         RETURNING {}",
        Grant::COLUMNS
    ))
    .bind(cx.now())
    .bind(seal::sha256(token.expose()))
    .bind(pool_id)
    .bind(purpose.as_str())
    .optional()
    .await
}

/// Whether a token could be redeemed now, asked before work is done for it. It counts the request.
///
/// # Errors
/// `TooManyRequests`, or when the database fails.
pub async fn seems_good(
    cx: &Cx,
    purpose: Purpose,
    pool_id: &str,
    token: &Secret,
) -> crate::kernel::Result<bool> {
    cx.count().await?;
    let mut tx = cx.read().await?;
    let found = tx.sql(
        "SELECT 1 FROM one_time_grant
         WHERE digest = $1 AND pool_id = $2 AND purpose = $3 AND used_at IS NULL
             AND expires_at > $4",
    );
    let found = found.bind(seal::sha256(token.expose())).bind(pool_id);
    let found = found.bind(purpose.as_str()).bind(cx.now());
    Ok(found.finds().await?)
}

/// Uses up a token of the signed-in user's own session.
///
/// # Errors
/// `GrantInvalid`.
pub async fn redeem_own(
    tx: &mut Tx,
    cx: &Cx,
    purpose: Purpose,
    me: &SignedInUser,
    token: &Secret,
) -> Outcome<Grant> {
    let granted = redeem(tx, cx, purpose, &me.pool_id, token).await?;
    let own = granted.filter(|grant| {
        grant.user_id == me.user_id && grant.session_id.as_ref() == Some(&me.session_id)
    });
    Ok(own.ok_or(ErrorCode::GrantInvalid)?)
}
