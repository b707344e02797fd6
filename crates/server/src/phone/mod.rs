//! The phone of the signed-in user.

mod bind;
mod change;
mod unbind;

use cleat_api::log::EventType;
use cleat_api::passcode::SmsChannel;
use cleat_api::{ErrorCode, PassCode};
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use crate::audit::{self, Event};
use crate::core::{Cx, Outcome};
use crate::http::{Routes, SignedInUser};
use crate::passcode::{Channel, Claim, claim};

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(bind::bind_phone)
        .mount(unbind::unbind_phone)
        .mount(change::verify_update_phone_request)
        .mount(change::update_phone)
}

/// Claims a code sent to a number for the signed-in user.
pub async fn prove(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    channel: SmsChannel,
    phone: &Phone,
    code: &PassCode,
) -> Outcome<()> {
    let target = phone.e164();
    let claimed = Claim {
        pool_id: &me.pool_id,
        channel: Channel::Sms(channel),
        target: &target,
        claimant: Some(&me.user_id),
        signed_in: Some(&me.user_id),
        account: Some(&me.user_id),
        code,
        consume: true,
    };
    claim(tx, cx, &claimed).await
}

/// Leaves a refused try in the audit trail and passes the refusal on.
pub async fn refused<T>(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    kind: EventType,
    refusal: crate::core::Error,
) -> Outcome<T> {
    let code: ErrorCode = refusal.code;
    let event = Event::of(kind, &me.pool_id)
        .at(&me.user_id, &me.head)
        .app(Some(&me.app_id))
        .failed(code);
    audit::record(tx, cx, event).await?;
    Ok(Err(refusal))
}
