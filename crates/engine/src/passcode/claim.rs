//! Claiming a code: the try is counted before the code is compared.

use std::sync::LazyLock;

use cleat_api::{ErrorCode, PassCode};
use cleat_delivery::guard::verify;
use cleat_protocol::seal;
use cleat_store::{FromRow, RowRef, Tx, row};

use super::Channel;
use crate::account::{Account, Contact};
use crate::failures::{self, Kind, Lane, Standing, Subjects, Tried, Wait};
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
    /// The user who has the number or address.
    pub owner: Option<&'a str>,
    /// The user whose failures add up: the owner, or who would like to be.
    pub account: Option<&'a str>,
    /// What was typed.
    pub code: &'a PassCode,
    /// Whether a right code is used up.
    pub consume: bool,
}

row! {
    struct Code {
        id: Option<String>,
        digest: Option<String>,
        attempts: Option<i64>,
        max_attempts: Option<i64>,
        strangers: Option<i64>,
        expires_at: Option<i64>,
        used_at: Option<i64>,
        asker: Option<String>,
        user_id: Option<String>,
        counted: Option<String>,
    }
}

/// The newest code that counts, and how those who try it stand.
struct Newest {
    standing: Standing,
    code: Code,
}

impl FromRow for Newest {
    fn from_row(row: &mut RowRef<'_>) -> cleat_store::Result<Self> {
        Ok(Self {
            standing: Standing::from_row(row)?,
            code: Code::from_row(row)?,
        })
    }
}

/// The newest code counts: one sent for this user, or one sent for nobody in particular; for a
/// visitor, whoever asked for it, unless it acts on the account of who did.
static NEWEST: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {}, p.id, p.digest, p.attempts, p.max_attempts, p.strangers, p.expires_at,
             p.used_at, p.asker, p.user_id, p.counted
         FROM (SELECT 1 AS one) o LEFT JOIN passcode p
             ON p.pool_id = $1 AND p.channel = $9 AND p.target = $10
                 AND (p.user_id IN ($11, '') OR $12)
         ORDER BY p.sent_at DESC, p.user_id DESC LIMIT 1",
        Standing::COLUMNS_OF
    )
});

/// Tries a code. What it costs is written by the same transaction, whatever comes of it.
///
/// # Errors
/// `CodeWrong`, `CodeUsed`, `CodeExpired`, `CodeExhausted`, `AccountLocked`.
pub async fn claim(tx: &mut Tx, cx: &Cx, claim: &Claim<'_>) -> Outcome<()> {
    let tried = Tried {
        kind: Kind::Code,
        pool_id: claim.pool_id,
        target: claim.target,
        owner: claim.owner,
        account: claim.account,
        signed_in: claim.signed_in,
    };
    let subjects = Subjects::of(cx, &tried);
    let Newest { standing, code } = newest(tx, claim, &subjects).await?;
    let lane = standing.lane(&subjects);
    match standing.wait(lane, cx.now()) {
        Wait::Nobody => {}
        Wait::Account if claim.signed_in.is_none() => return Err(ErrorCode::CodeWrong.into()),
        Wait::Target | Wait::Account => return Err(ErrorCode::AccountLocked.into()),
    }
    let share = code.share(cx, claim, lane);
    let (id, digest) = code.live(share, cx.now())?;
    let right = seal::equal(&self::digest(cx, id, claim.code.expose()), digest);
    count(tx, cx, claim, (id, share), right).await?;
    if !right {
        // Where the row of failures has just become too long, nothing more is said.
        failures::add(tx, &subjects, lane, cx.now()).await?;
        return Err(ErrorCode::CodeWrong.into());
    }
    if claim.consume {
        let counted = code.counted.as_deref().unwrap_or_default();
        verify(tx, claim.pool_id, (id, counted), cx.now()).await?;
        if standing.has_failed() {
            failures::clear(tx, &subjects).await?;
        }
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
    let is_mine = has(&me.account, &target);
    let claimed = Claim {
        pool_id: &me.pool_id,
        channel,
        target: &target,
        claimant: own,
        signed_in: own,
        owner: own.filter(|_| is_mine),
        account: own,
        code,
        consume: true,
    };
    claim(tx, cx, &claimed).await
}

fn has(account: &Account, target: &str) -> bool {
    account.e164().as_deref() == Some(target) || account.email_key.as_deref() == Some(target)
}

async fn newest(tx: &mut Tx, claim: &Claim<'_>, subjects: &Subjects) -> Outcome<Newest> {
    let query = Standing::bind(tx.sql(NEWEST.as_str()), subjects);
    let query = query.bind(claim.channel.key()).bind(claim.target);
    let query = query.bind(claim.claimant.unwrap_or_default());
    let by_visitor = claim.signed_in.is_none() && !claim.channel.is_of_signed_in();
    let query = query.bind(by_visitor);
    Ok(query.one().await?)
}

/// Whose tries are spent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    /// All there are.
    Whole,
    /// Strangers leave half of them to those who are known and to who asked for the code.
    Strangers,
}

impl Code {
    fn share(&self, cx: &Cx, claim: &Claim<'_>, lane: Lane) -> Share {
        let asker = failures::of_asker(cx, claim.pool_id, claim.target);
        let asked_for_it = self.asker.as_deref() == Some(asker.as_str());
        let sent_for = self.user_id.as_deref().filter(|id| !id.is_empty());
        let own = sent_for.is_some() && sent_for == claim.signed_in;
        if lane == Lane::Known || asked_for_it || own {
            Share::Whole
        } else {
            Share::Strangers
        }
    }

    /// Id and digest of a code that may still be tried.
    fn live(&self, share: Share, now: i64) -> Outcome<(&str, &str)> {
        let (Some(id), Some(digest)) = (&self.id, &self.digest) else {
            return Err(ErrorCode::CodeWrong.into());
        };
        if self.used_at.is_some() {
            return Err(ErrorCode::CodeUsed.into());
        }
        if self.expires_at.is_none_or(|end| end <= now) {
            return Err(ErrorCode::CodeExpired.into());
        }
        let most = self.max_attempts.unwrap_or_default();
        let spent = self.strangers.unwrap_or_default() >= most - most / 2;
        let spent = spent && share == Share::Strangers;
        if spent || self.attempts.unwrap_or_default() >= most {
            return Err(ErrorCode::CodeExhausted.into());
        }
        Ok((id, digest))
    }
}

/// Counts the try, and uses a right code up. The answer leaves only after this, under its guards.
async fn count(
    tx: &mut Tx,
    cx: &Cx,
    claim: &Claim<'_>,
    (id, share): (&str, Share),
    right: bool,
) -> Outcome<()> {
    let counted = tx
        .sql(
            "UPDATE passcode SET attempts = attempts + 1, used_at = $1,
                 strangers = strangers + CAST($2 AS BIGINT)
             WHERE pool_id = $3 AND id = $4 AND channel = $5 AND target = $6
                 AND attempts < max_attempts AND used_at IS NULL
                 AND (CAST($2 AS BIGINT) = 0 OR strangers < max_attempts - max_attempts / 2)",
        )
        .bind((right && claim.consume).then_some(cx.now()))
        .bind(i64::from(share == Share::Strangers))
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
