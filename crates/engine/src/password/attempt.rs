//! Trying a password: the failure is counted first and taken back when the password is right.

use cleat_api::password::PasswordEncryptType;
use cleat_api::{ErrorCode, Secret};
use cleat_store::Tx;

use super::verify::{Check, verify};
use crate::account::Account;
use crate::failures::{self, Kind, Lane, Subjects, Tried, Wait};
use crate::kernel::{Cx, Outcome, Priority, Result};

/// A password that is tried.
pub struct TriedPassword<'a> {
    /// Pool.
    pub pool_id: &'a str,
    /// The name it is tried for, in its one spelling.
    pub name: &'a str,
    /// The account that has the name.
    pub account: Option<&'a Account>,
    /// The user whose token came along.
    pub signed_in: Option<&'a str>,
    /// The password as it was sent.
    pub sent: &'a Secret,
    /// How it is encrypted.
    pub how: Option<PasswordEncryptType>,
}

/// Tries a password for an account, or for a name nobody has, which takes as long. The password,
/// where it is right.
///
/// It is decrypted after the failure was counted, and one that cannot be decrypted is as wrong as
/// any other: the answer tells nothing of the padding.
///
/// # Errors
/// `AccountLocked` after too many failures in a row.
pub async fn try_password(cx: &Cx, tried: &TriedPassword<'_>) -> Result<Option<String>> {
    let id = tried.account.map(|account| account.id.as_str());
    let counted = Counted {
        pool_id: tried.pool_id.to_owned(),
        name: tried.name.to_owned(),
        user_id: id.map(str::to_owned),
        signed_in: tried.signed_in.map(str::to_owned),
    };
    let verdict = cx.beside(counted.clone(), count).await?;
    let (priority, judged) = match verdict {
        Verdict::Judge(Lane::Known) => (Priority::Known, true),
        Verdict::Judge(Lane::Stranger) => (cx.priority(), true),
        Verdict::Pretend => (cx.priority(), false),
    };
    let account = tried.account.filter(|_| judged);
    let check = Check {
        pool_id: tried.pool_id,
        hash: account.and_then(|account| account.password_hash.clone()),
        sent: tried.sent,
        how: tried.how,
    };
    let right = verify(cx, priority, check).await?;
    if right.is_some() {
        cx.beside(counted, clear).await?;
    }
    Ok(right)
}

/// Whose password is tried.
#[derive(Clone)]
struct Counted {
    pool_id: String,
    name: String,
    /// Whose failures add up: a user, or the digest of a name elsewhere.
    user_id: Option<String>,
    signed_in: Option<String>,
}

/// What becomes of a password that was counted.
enum Verdict {
    /// It is looked at.
    Judge(Lane),
    /// The account waits for failures under another name; that must not show.
    Pretend,
}

impl Counted {
    fn subjects(&self, cx: &Cx) -> Subjects {
        let tried = Tried {
            kind: Kind::Password,
            pool_id: &self.pool_id,
            target: &self.name,
            owner: self.user_id.as_deref(),
            account: self.user_id.as_deref(),
            signed_in: self.signed_in.as_deref(),
        };
        Subjects::of(cx, &tried)
    }
}

async fn count(tx: &mut Tx, cx: &Cx, tried: &Counted) -> Outcome<Verdict> {
    let subjects = tried.subjects(cx);
    let standing = failures::standing(tx, &subjects).await?;
    let lane = standing.lane(&subjects);
    match standing.wait(lane, cx.now()) {
        Wait::Account if tried.signed_in.is_none() => Ok(Verdict::Pretend),
        Wait::Nobody if failures::add(tx, &subjects, lane, cx.now()).await? => {
            Ok(Verdict::Judge(lane))
        }
        _ => Err(ErrorCode::AccountLocked.into()),
    }
}

async fn clear(tx: &mut Tx, cx: &Cx, tried: &Counted) -> Outcome<()> {
    Ok(failures::clear(tx, &tried.subjects(cx)).await?)
}

/// A password that is tried elsewhere, and was counted as a failure.
#[derive(Clone)]
pub struct TriedElsewhere {
    counted: Counted,
    lane: Lane,
}

/// Counts a password that is tried for a name elsewhere, such as in a directory, before it is. Who
/// came in by the name before is known to it, as to an account.
///
/// # Errors
/// `AccountLocked` after too many failures in a row.
pub async fn count_elsewhere(cx: &Cx, pool_id: &str, name: &str) -> Result<TriedElsewhere> {
    let counted = Counted {
        pool_id: pool_id.to_owned(),
        name: name.to_owned(),
        user_id: Some(cx.app.vault.digest(&["elsewhere", pool_id, name])),
        signed_in: None,
    };
    match cx.beside(counted.clone(), count).await? {
        Verdict::Judge(lane) => Ok(TriedElsewhere { counted, lane }),
        Verdict::Pretend => Err(ErrorCode::AccountLocked.into()),
    }
}

impl TriedElsewhere {
    /// It was right.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn was_right(self, cx: &Cx) -> Result<()> {
        cx.beside(self, came_in).await
    }

    /// Nobody said whether it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn was_not_judged(self, cx: &Cx) -> Result<()> {
        cx.beside(self, take_back).await
    }
}

async fn came_in(tx: &mut Tx, cx: &Cx, tried: &TriedElsewhere) -> Outcome<()> {
    let counted = &tried.counted;
    let name = counted.user_id.as_deref().unwrap_or_default();
    clear(tx, cx, counted).await?;
    Ok(failures::remember(tx, cx, &counted.pool_id, name).await?)
}

async fn take_back(tx: &mut Tx, cx: &Cx, tried: &TriedElsewhere) -> Outcome<()> {
    let subjects = tried.counted.subjects(cx);
    Ok(failures::take_back(tx, &subjects, tried.lane).await?)
}
