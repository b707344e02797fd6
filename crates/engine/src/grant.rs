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

/// A token is good while what the account is signed in by is as it was when it was proven.
const REVISION: &str = "
ALTER TABLE one_time_grant ADD COLUMN credential_revision BIGINT NOT NULL DEFAULT 0;
";

/// Grants.
pub const MODULE: Module = Module {
    name: "grant",
    tables: &["one_time_grant"],
    migrations: &[
        Migration {
            number: 1,
            sql: TABLES,
        },
        Migration {
            number: 8,
            sql: REVISION,
        },
    ],
    expired: &["DELETE FROM one_time_grant WHERE expires_at < $1"],
    single_use: &["DELETE FROM one_time_grant"],
    owned_by_user: &["DELETE FROM one_time_grant WHERE pool_id = $1 AND user_id = $2"],
    access_of_user: &["DELETE FROM one_time_grant WHERE pool_id = $1 AND user_id = $2"],
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
        credential_revision: i64,
    }
}

impl Grant {
    /// The token, if it is this account's and nothing that it rests on has changed since. The
    /// transaction must hold the account.
    ///
    /// # Errors
    /// `GrantInvalid`.
    pub fn of(self, account: &Account) -> Outcome<Self> {
        let stands =
            self.user_id == account.id && self.credential_revision == account.credential_revision;
        if stands {
            Ok(self)
        } else {
            Err(ErrorCode::GrantInvalid.into())
        }
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
             (digest, pool_id, user_id, session_id, purpose, payload, expires_at,
              credential_revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(seal::sha256(issue.token.expose()))
    .bind(&issue.account.pool_id)
    .bind(&issue.account.id)
    .bind(issue.session_id)
    .bind(issue.purpose.as_str())
    .bind(issue.payload)
    .bind(cx.now() + LIFE * 1000)
    .bind(issue.account.credential_revision)
    .run()
    .await
}

/// Uses a token up. Whose it must be is asked by [`Grant::of`].
///
/// # Errors
/// `GrantInvalid`, when it is wrong, used, expired or for something else.
pub async fn redeem(
    tx: &mut Tx,
    cx: &Cx,
    purpose: Purpose,
    pool_id: &str,
    token: &Secret,
) -> Outcome<Grant> {
    let redeemed: Option<Grant> = tx
        .sql(format!(
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
        .await?;
    Ok(redeemed.ok_or(ErrorCode::GrantInvalid)?)
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

/// Uses up a token of the signed-in user's own session; the transaction must hold the account.
///
/// # Errors
/// `GrantInvalid`.
pub async fn redeem_own(
    tx: &mut Tx,
    cx: &Cx,
    purpose: Purpose,
    me: &SignedInUser,
    account: &Account,
    token: &Secret,
) -> Outcome<Grant> {
    let granted = redeem(tx, cx, purpose, &me.pool_id, token).await?;
    let granted = granted.of(account)?;
    if granted.session_id.as_ref() != Some(&me.session_id) {
        return Err(ErrorCode::GrantInvalid.into());
    }
    Ok(granted)
}
