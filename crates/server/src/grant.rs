//! One-time tokens between two steps of a story: stored as digests, good for a minute, used
//! once, for one purpose.

use cleat_api::Secret;
use cleat_protocol::seal;
use cleat_store::{Result, Tx, row};

use crate::core::Cx;
use crate::user::Account;

/// Life of a token, in seconds.
pub const LIFE: i64 = 60;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    UpdatePhone,
    UpdateEmail,
    ResetPassword,
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
        pub user_id: String,
        pub session_id: Option<String>,
        pub payload: String,
    }
}

/// Writes a token for a user, bound to a session where one is given.
pub async fn issue(
    tx: &mut Tx,
    cx: &Cx,
    purpose: Purpose,
    account: &Account,
    session_id: Option<&str>,
    token: &str,
    payload: &str,
) -> Result<()> {
    tx.sql(
        "INSERT INTO one_time_grant
             (digest, pool_id, user_id, session_id, purpose, payload, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(seal::sha256(token))
    .bind(&account.pool_id)
    .bind(&account.id)
    .bind(session_id)
    .bind(purpose.as_str())
    .bind(payload)
    .bind(cx.now() + LIFE * 1000)
    .execute()
    .await?;
    Ok(())
}

/// Uses a token up; nothing when it is wrong, used, expired or for something else.
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
