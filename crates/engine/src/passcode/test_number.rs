//! Numbers of a pool whose codes are fixed: nothing is sent to them, and nothing is paid.

use cleat_delivery::{Medium, Own};
use cleat_store::Tx;

use super::order::Order;
use crate::audit::{self, Event};
use crate::kernel::{Cx, Outcome};

/// What the trail calls it.
const EVENT: &str = "sendSmsToTestNumber";

/// The fixed code of a number, where the server lets pools have such.
pub fn code<'o>(cx: &Cx, order: &Order, target: &str, own: &'o Own) -> Option<&'o str> {
    let settings = &cx.app.settings;
    if order.channel.medium() != Medium::Sms || !settings.has_test_numbers() {
        return None;
    }
    own.test_code(target, cx.now())
}

/// Leaves a row that a fixed code was asked for.
///
/// # Errors
/// When the database refuses.
pub async fn record(tx: &mut Tx, cx: &Cx, order: &Order, target: &str) -> Outcome<()> {
    let app_id = cx.actor.as_ref().and_then(|actor| actor.app_id.as_deref());
    let event = Event::named(EVENT, &order.pool_id)
        .app(app_id)
        .target(target);
    Ok(audit::record_beside(tx, cx, event).await?)
}
