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
        target_waits_until: Option<i64>,
        account_waits_until: Option<i64>,
        id: Option<String>,
        digest: Option<String>,
        attempts: Option<i64>,
        max_attempts: Option<i64>,
        expires_at: Option<i64>,
        used_at: Option<i64>,
    }
}

/// The newest code counts: one sent for this user, or one sent for nobody in particular. What
/// target and account have to wait for comes along.
const NEWEST: &str = "
    SELECT (SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $2),
        (SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $3),
        p.id, p.digest, p.attempts, p.max_attempts, p.expires_at, p.used_at
    FROM (SELECT 1 AS one) o LEFT JOIN passcode p
        ON p.pool_id = $1 AND p.channel = $4 AND p.target = $5 AND p.user_id IN ($6, '')
    ORDER BY p.sent_at DESC, p.user_id DESC LIMIT 1";

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
    let [target, account] = &subjects.0;
    let code: Code = tx
        .sql(NEWEST)
        .bind(claim.pool_id)
        .bind(target)
        .bind(account)
        .bind(claim.channel.key())
        .bind(claim.target)
        .bind(claim.claimant.unwrap_or_default())
        .one()
        .await?;
    let (target, account) = (code.target_waits_until, code.account_waits_until);
    match Wait::of(target, account, now) {
        Wait::Nobody => {}
        Wait::Account if claim.signed_in.is_none() => return Ok(Err(ErrorCode::CodeWrong)),
        Wait::Target | Wait::Account => return Ok(Err(ErrorCode::AccountLocked)),
    }
    let (Some(id), Some(digest)) = (&code.id, &code.digest) else {
        return Ok(Err(ErrorCode::CodeWrong));
    };
    if code.used_at.is_some() {
        return Ok(Err(ErrorCode::CodeUsed));
    }
    if code.expires_at.is_none_or(|end| end <= now) {
        return Ok(Err(ErrorCode::CodeExpired));
    }
    if code.attempts >= code.max_attempts {
        return Ok(Err(ErrorCode::CodeExhausted));
    }
    let right = seal::equal(&self::digest(cx, id, claim.code.expose()), digest);
    // The answer leaves only after the try is counted under these guards.
    let counted = tx
        .sql(
            "UPDATE passcode SET attempts = attempts + 1, used_at = $1
             WHERE pool_id = $2 AND id = $3 AND channel = $4 AND target = $5
                 AND attempts < max_attempts AND used_at IS NULL",
        )
        .bind((right && claim.consume).then_some(now))
        .bind(claim.pool_id)
        .bind(id)
        .bind(claim.channel.key())
        .bind(claim.target)
        .changes(1)
        .await?;
    if !counted {
        return Ok(Err(ErrorCode::CodeExhausted));
    }
    if !right {
        // Where the row of failures has just become too long, nothing more is said.
        failures::add(tx, claim.pool_id, &subjects, now).await?;
        return Ok(Err(ErrorCode::CodeWrong));
    }
    if claim.consume && (target.is_some() || account.is_some()) {
        failures::clear(tx, claim.pool_id, &subjects).await?;
    }
    Ok(Ok(()))
}

/// Keyed digest of a code; the id makes equal codes differ.
pub fn digest(cx: &Cx, id: &str, code: &str) -> String {
    cx.app.vault.digest(&["passcode", id, code])
}
