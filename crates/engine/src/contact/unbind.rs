//! From one to none, as long as another login method remains.

use cleat_api::PassCode;
use cleat_api::application::BasicLoginMethod;
use cleat_store::Tx;

use super::Kind;
use crate::account::Account;
use crate::kernel::{Cx, Outcome};
use crate::login_methods::Policy;
use crate::session::{self, SignedInUser};
use crate::{account, audit, login_methods, notice, passcode};

/// The login methods that would remain without it.
///
/// # Errors
/// When the database refuses.
pub async fn remaining(
    tx: &mut Tx,
    cx: &Cx,
    account: &Account,
    kind: Kind,
) -> Outcome<Vec<BasicLoginMethod>> {
    let after = account.with(cx, |account| kind.clear(account));
    let policy = Policy::of(tx, &cx.app, &account.pool_id).await?;
    Ok(policy.methods(&after, cx.app.settings.username_password_counts))
}

/// Unbinds it. The code goes to the bound one; no request names it.
///
/// # Errors
/// Those of the code; that none is bound, or it is the last login method.
pub async fn unbind(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    kind: Kind,
    code: &PassCode,
) -> Outcome<()> {
    let before = session::acting(tx, cx, me).await?;
    audit::note(tx).method(kind.proof());
    let bound = kind.bound(&before).ok_or(kind.not_bound())?;
    passcode::claim_own(tx, cx, me, kind.unbinding(), &bound, code).await?;
    let after = before.with(cx, |account| kind.clear(account));
    login_methods::keep_one(tx, cx, &before, &after).await?;
    account::update(tx, &before, &after).await?;
    notice::changed(tx, cx, &before, &after).await
}
