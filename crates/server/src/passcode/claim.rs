//! Claiming a code: the try is counted before the code is compared.

use cleat_api::{ErrorCode, PassCode};
use cleat_protocol::seal;
use cleat_store::{Tx, row};

use super::Channel;
use super::failures::{self, Subjects, Wait};
use crate::core::{Cx, Outcome};

/// A code that is being tried.
pub struct Claim<'a> {
    /// Pool.
    pub pool_id: &'a str,
    /// What it should be for.
    pub channel: Channel,
    /// Number or address it should have been sent to.
    pub target: &'a str,
    /// Whoever tries it, where a token or the target tells: a code sent for another user does
    /// not exist.
    pub claimant: Option<&'a str>,
    /// The user whose token came along.
    pub signed_in: Option<&'a str>,
    /// Account whose failures add up, where there is one.
    pub account: Option<&'a str>,
    /// What was typed.
    pub code: &'a PassCode,
    /// Whether a right code is used up.
    pub consume: bool,
}

row! {
    struct Code {
        id: String,
        digest: String,
        attempts: i64,
        max_attempts: i64,
        expires_at: i64,
        used_at: Option<i64>,
    }
}

/// Tries a code. What it costs is written by the same transaction, whatever comes of it.
pub async fn claim(tx: &mut Tx, cx: &Cx, claim: &Claim<'_>) -> Outcome<()> {
    Ok(judge(tx, cx, claim).await?.map_err(Into::into))
}

async fn judge(
    tx: &mut Tx,
    cx: &Cx,
    claim: &Claim<'_>,
) -> cleat_store::Result<std::result::Result<(), ErrorCode>> {
    let now = cx.now();
    let subjects = Subjects::of(cx, claim.target, claim.account);
    match failures::wait(tx, claim.pool_id, &subjects, now).await? {
        Wait::Nobody => {}
        Wait::Account if claim.signed_in.is_none() => return Ok(Err(ErrorCode::CodeWrong)),
        Wait::Target | Wait::Account => return Ok(Err(ErrorCode::AccountLocked)),
    }
    // The newest code counts: one sent for this user, or one sent for nobody in particular.
    let newest: Option<Code> = tx
        .sql(format!(
            "SELECT {} FROM passcode
             WHERE pool_id = $1 AND channel = $2 AND target = $3 AND user_id IN ($4, '')
             ORDER BY sent_at DESC, user_id DESC LIMIT 1",
            Code::COLUMNS
        ))
        .bind(claim.pool_id)
        .bind(claim.channel.key())
        .bind(claim.target)
        .bind(claim.claimant.unwrap_or_default())
        .optional()
        .await?;
    let Some(code) = newest else {
        return Ok(Err(ErrorCode::CodeWrong));
    };
    if code.used_at.is_some() {
        return Ok(Err(ErrorCode::CodeUsed));
    }
    if code.expires_at <= now {
        return Ok(Err(ErrorCode::CodeExpired));
    }
    if code.attempts >= code.max_attempts {
        return Ok(Err(ErrorCode::CodeExhausted));
    }
    let counted = tx
        .sql(
            "UPDATE passcode SET attempts = attempts + 1
             WHERE pool_id = $1 AND id = $2 AND channel = $3 AND target = $4
                 AND attempts < max_attempts AND used_at IS NULL",
        )
        .bind(claim.pool_id)
        .bind(&code.id)
        .bind(claim.channel.key())
        .bind(claim.target)
        .execute()
        .await?;
    if counted == 0 {
        return Ok(Err(ErrorCode::CodeExhausted));
    }
    let typed = digest(cx, &code.id, claim.code.expose());
    if !seal::equal(&typed, &code.digest) {
        failures::add(tx, claim.pool_id, &subjects, now).await?;
        return Ok(Err(ErrorCode::CodeWrong));
    }
    if claim.consume {
        let used = tx
            .sql(
                "UPDATE passcode SET used_at = $1
                 WHERE pool_id = $2 AND id = $3 AND channel = $4 AND target = $5
                     AND used_at IS NULL",
            )
            .bind(now)
            .bind(claim.pool_id)
            .bind(&code.id)
            .bind(claim.channel.key())
            .bind(claim.target)
            .execute()
            .await?;
        if used == 0 {
            return Ok(Err(ErrorCode::CodeUsed));
        }
        failures::clear(tx, claim.pool_id, &subjects).await?;
    }
    Ok(Ok(()))
}

/// Keyed digest of a code; the id makes equal codes differ.
pub fn digest(cx: &Cx, id: &str, code: &str) -> String {
    cx.app.vault.digest(&["passcode", id, code])
}
