//! From none to one, proven by a code sent to it.

use cleat_api::PassCode;
use cleat_store::Tx;

use super::{Kind, end_claims};
use crate::account::{self, Contact};
use crate::kernel::{Cx, Outcome};
use crate::session::{self, SignedInUser};
use crate::{audit, notice, passcode};

/// Binds it. Whether it belongs to somebody else is told only after the code proved it.
///
/// # Errors
/// Those of the code; that one is bound already, or belongs to somebody else.
pub async fn bind(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    contact: &Contact,
    code: &PassCode,
) -> Outcome<()> {
    let kind = Kind::of(contact);
    let before = session::acting(tx, cx, me).await?;
    audit::note(tx).method(kind.proof());
    if kind.bound(&before).is_some() {
        return Err(kind.already_bound().into());
    }
    passcode::claim_own(tx, cx, me, kind.binding(), contact, code).await?;
    account::require_free(tx, &me.pool_id, contact).await?;
    let after = before.with(cx, |account| contact.prove(account));
    account::update(tx, &before, &after).await?;
    notice::changed(tx, cx, &before, &after).await?;
    end_claims(tx, cx, &after, kind.proof()).await
}
