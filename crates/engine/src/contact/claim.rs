//! What becomes of an address that somebody claimed, when it is proven.

use cleat_api::log::EventType;
use cleat_delivery::Notice;
use cleat_store::Error::Conflict;
use cleat_store::Tx;

use crate::account::{Account, Contact, claim, store};
use crate::audit::{self, Contacts, Event, Proof};
use crate::kernel::{Cx, Outcome};
use crate::notice;

/// The account of who has proven a contact by a code. Where a stranger may have made it by naming
/// the address, everything that was there before ends.
///
/// # Errors
/// When the database refuses.
pub async fn proven(
    tx: &mut Tx,
    cx: &Cx,
    holder: Account,
    contact: &Contact,
    proof: Proof,
) -> Outcome<Account> {
    if !contact.is_claim_of(&holder) {
        let mut account = holder;
        contact.prove(&mut account);
        return Ok(account);
    }
    if tx.is_optimistic() {
        // The rows that end follow each other.
        return Err(Conflict.into());
    }
    let after = claim::hand_over(tx, &cx.app.modules, &holder, contact, cx.now()).await?;
    let event = Event::of(EventType::BindEmail, &after.pool_id).user(&after.id);
    let event = event.method(proof).before(&holder.contacts());
    audit::record_beside(tx, cx, event.after(&after.contacts())).await?;
    notice::tell(
        tx,
        cx,
        &after.pool_id,
        &after.contacts(),
        Notice::ClaimEnded,
    )
    .await?;
    Ok(after)
}

/// Whoever else claimed the address that an account has now loses it, and with it all that rests on
/// it alone.
///
/// # Errors
/// When the database refuses.
pub async fn end_claims(tx: &mut Tx, cx: &Cx, owner: &Account, proof: Proof) -> Outcome<()> {
    let Some(key) = &owner.email_key else {
        return Ok(());
    };
    if tx.is_optimistic() {
        store::unclaimed(tx, &owner.pool_id, key, &owner.id).await?;
        return Ok(());
    }
    let displaced = claim::displace(tx, &cx.app.modules, owner, cx.now()).await?;
    let Some((before, after)) = displaced else {
        return Ok(());
    };
    let claimed = Contacts {
        email: before.claimed_email.clone(),
        ..before.contacts()
    };
    let event = Event::of(EventType::UnbindEmail, &after.pool_id).user(&after.id);
    let event = event.method(proof).before(&claimed);
    audit::record_beside(tx, cx, event.after(&after.contacts())).await?;
    let left = after.contacts();
    notice::tell(tx, cx, &after.pool_id, &left, Notice::EmailChanged).await?;
    let address = Contacts {
        phone: None,
        email: owner.email.clone().filter(|_| owner.email_verified),
    };
    Ok(notice::tell(tx, cx, &after.pool_id, &address, Notice::ClaimEnded).await?)
}
