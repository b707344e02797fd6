//! Claiming a code: the try is counted before the code is compared.

use cleat_api::{ErrorCode, PassCode};
use cleat_protocol::seal;
use cleat_store::{Tx, row};

use super::Channel;
use crate::account::Contact;
use crate::failures::{self, Subjects, Wait};
use crate::kernel::{Cx, Outcome};
use crate::session::SignedInUser;

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

/// The newest code counts: one sent for this user, or one sent for nobody in particular; for a
/// visitor, whoever asked for it, unless it acts on the account of who did. What target and account
/// have to wait for comes along.
const NEWEST: &str = "
    SELECT (SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $2),
        (SELECT blocked_until FROM failure WHERE pool_id = $1 AND subject = $3),
        p.id, p.digest, p.attempts, p.max_attempts, p.expires_at, p.used_at
    FROM (SELECT 1 AS one) o LEFT JOIN passcode p
        ON p.pool_id = $1 AND p.channel = $4 AND p.target = $5
            AND (p.user_id IN ($6, '') OR $7)
    ORDER BY p.sent_at DESC, p.user_id DESC LIMIT 1";

/// Tries a code. What it costs is written by the same transaction, whatever comes of it.
///
/// # Errors
/// `CodeWrong`, `CodeUsed`, `CodeExpired`, `CodeExhausted`, `AccountLocked`.
pub async fn claim(tx: &mut Tx, cx: &Cx, claim: &Claim<'_>) -> Outcome<()> {
    let subjects = Subjects::of(cx, claim.target, claim.account);
    let newest = newest(tx, claim, &subjects).await?;
    let (target, account) = (newest.target_waits_until, newest.account_waits_until);
    match Wait::of(target, account, cx.now()) {
        Wait::Nobody => {}
        Wait::Account if claim.signed_in.is_none() => return Err(ErrorCode::CodeWrong.into()),
        Wait::Target | Wait::Account => return Err(ErrorCode::AccountLocked.into()),
    }
    let (id, digest) = newest.live(cx.now())?;
    let right = seal::equal(&self::digest(cx, id, claim.code.expose()), digest);
    count(tx, cx, claim, id, right).await?;
    if !right {
        // Where the row of failures has just become too long, nothing more is said.
        failures::add(tx, claim.pool_id, &subjects, cx.now()).await?;
        return Err(ErrorCode::CodeWrong.into());
    }
    if claim.consume && (target.is_some() || account.is_some()) {
        failures::clear(tx, claim.pool_id, &subjects).await?;
    }
    Ok(())
}

/// Uses up a code that the signed-in user got at a phone or e-mail address.
///
/// # Errors
/// As [`claim`].
pub async fn claim_own(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    channel: Channel,
    contact: &Contact,
    code: &PassCode,
) -> Outcome<()> {
    let target = contact.key();
    let own = Some(me.user_id.as_str());
    let claimed = Claim {
        pool_id: &me.pool_id,
        channel,
        target: &target,
        claimant: own,
        signed_in: own,
        account: own,
        code,
        consume: true,
    };
    claim(tx, cx, &claimed).await
}

async fn newest(tx: &mut Tx, claim: &Claim<'_>, subjects: &Subjects) -> Outcome<Code> {
    let [target, account] = &subjects.0;
    let query = tx.sql(NEWEST).bind(claim.pool_id);
    let query = query.bind(target).bind(account);
    let query = query.bind(claim.channel.key()).bind(claim.target);
    let query = query.bind(claim.claimant.unwrap_or_default());
    let by_visitor = claim.signed_in.is_none() && !claim.channel.is_of_signed_in();
    let query = query.bind(by_visitor);
    Ok(query.one().await?)
}

impl Code {
    /// Id and digest of a code that may still be tried.
    fn live(&self, now: i64) -> Outcome<(&str, &str)> {
        let (Some(id), Some(digest)) = (&self.id, &self.digest) else {
            return Err(ErrorCode::CodeWrong.into());
        };
        if self.used_at.is_some() {
            return Err(ErrorCode::CodeUsed.into());
        }
        if self.expires_at.is_none_or(|end| end <= now) {
            return Err(ErrorCode::CodeExpired.into());
        }
        if self.attempts >= self.max_attempts {
            return Err(ErrorCode::CodeExhausted.into());
        }
        Ok((id, digest))
    }
}

/// Counts the try, and uses a right code up. The answer leaves only after this, under its guards.
async fn count(tx: &mut Tx, cx: &Cx, claim: &Claim<'_>, id: &str, right: bool) -> Outcome<()> {
    let counted = tx
        .sql(
            "UPDATE passcode SET attempts = attempts + 1, used_at = $1
             WHERE pool_id = $2 AND id = $3 AND channel = $4 AND target = $5
                 AND attempts < max_attempts AND used_at IS NULL",
        )
        .bind((right && claim.consume).then_some(cx.now()))
        .bind(claim.pool_id)
        .bind(id)
        .bind(claim.channel.key())
        .bind(claim.target)
        .changes(1)
        .await?;
    if !counted {
        return Err(ErrorCode::CodeExhausted.into());
    }
    Ok(())
}

/// Keyed digest of a code; the id makes equal codes differ.
pub fn digest(cx: &Cx, id: &str, code: &str) -> String {
    cx.app.vault.digest(&["passcode", id, code])
}
