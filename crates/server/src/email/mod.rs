//! The e-mail address of the signed-in user.

mod bind;
mod change;
mod unbind;

use cleat_api::PassCode;
use cleat_api::email::EmailChannel;
use cleat_store::Tx;

use crate::core::{Cx, Outcome};
use crate::http::{Routes, SignedInUser};
use crate::passcode::{Channel, Claim, claim};
use crate::user::email;

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(bind::bind_email)
        .mount(unbind::unbind_email)
        .mount(change::verify_update_email_request)
        .mount(change::update_email)
}

/// Claims a code sent to an address for the signed-in user.
pub async fn prove(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    channel: EmailChannel,
    address: &str,
    code: &PassCode,
) -> Outcome<()> {
    let target = email::key(address);
    let claimed = Claim {
        pool_id: &me.pool_id,
        channel: Channel::Email(channel),
        target: &target,
        claimant: Some(&me.user_id),
        signed_in: Some(&me.user_id),
        account: Some(&me.user_id),
        code,
        consume: true,
    };
    claim(tx, cx, &claimed).await
}
