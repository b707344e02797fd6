//! From one to none, as long as another login method remains.

use cleat_api::PassCode;
use cleat_store::Tx;

use super::Kind;
use crate::kernel::{Cx, Outcome};
use crate::session::{self, SignedInUser};
use crate::{account, audit, login_methods, notice, passcode};

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
