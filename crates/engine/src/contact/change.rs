//! From one to another in two steps: both are proven, then a one-time token changes it.

use cleat_api::{PassCode, Secret};
use cleat_store::Tx;

use super::{Kind, end_claims};
use crate::account::{self, Account, Contact};
use crate::grant::{self, Issue};
use crate::kernel::{Cx, Outcome};
use crate::session::{self, SignedInUser};
use crate::{audit, notice, passcode, tenancy};

/// What proves a change.
pub struct ProvenChange {
    /// The new one.
    pub new: Contact,
    /// The code sent to the new one.
    pub new_code: PassCode,
    /// The bound one and the code sent to it, where they were given.
    pub old: Option<(Contact, PassCode)>,
    /// The one-time token that will change it.
    pub token: Secret,
}

/// Proves the new one and, where the pool says so, the bound one; then the token is good.
///
/// # Errors
/// Those of the codes; that none is bound, it is the same, the old one is missing or another, or
/// the new one belongs to somebody else.
pub async fn prove_change(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    proof: &ProvenChange,
) -> Outcome<()> {
    let kind = Kind::of(&proof.new);
    let account = session::acting(tx, cx, me).await?;
    audit::note(tx).first_step().method(kind.proof());
    prove_old(tx, cx, me, &account, proof).await?;
    let channel = kind.changing_to();
    passcode::claim_own(tx, cx, me, channel, &proof.new, &proof.new_code).await?;
    account::require_free(tx, &me.pool_id, &proof.new).await?;
    let payload = match &proof.new {
        Contact::Phone(phone) => phone.e164(),
        Contact::Email(address) => address.clone(),
    };
    let issue = Issue {
        purpose: kind.purpose(),
        account: &account,
        session_id: Some(&me.session_id),
        token: &proof.token,
        payload: &payload,
    };
    Ok(grant::issue(tx, cx, issue).await?)
}

async fn prove_old(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    account: &Account,
    proof: &ProvenChange,
) -> Outcome<()> {
    let kind = Kind::of(&proof.new);
    let bound = kind.bound(account).ok_or(kind.not_bound())?;
    if bound.key() == proof.new.key() {
        return Err(kind.same().into());
    }
    let settings = tenancy::settings(tx, &me.pool_id).await?;
    if !kind.proves_old(&settings) {
        return Ok(());
    }
    let (old, code) = proof.old.as_ref().ok_or(kind.old_required())?;
    if old.key() != bound.key() {
        return Err(kind.old_mismatch().into());
    }
    passcode::claim_own(tx, cx, me, kind.changing_from(), old, code).await
}

/// Changes it; phone and e-mail address of before are told.
///
/// # Errors
/// `GrantInvalid`; that the new one belongs to somebody else.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    kind: Kind,
    token: &Secret,
) -> Outcome<()> {
    let before = session::acting(tx, cx, me).await?;
    audit::note(tx).method(kind.proof());
    let granted = grant::redeem_own(tx, cx, kind.purpose(), me, &before, token).await?;
    let new = kind
        .parse(&granted.payload)
        .ok_or(cleat_api::ErrorCode::GrantInvalid)?;
    account::require_free(tx, &me.pool_id, &new).await?;
    let after = before.with(cx, |account| new.prove(account));
    account::update(tx, &before, &after).await?;
    notice::changed(tx, cx, &before, &after).await?;
    end_claims(tx, cx, &after, kind.proof()).await
}
