//! Notices to the owner of an account, as rows of the same commit.

use cleat_delivery::{Envelope, Medium, Message, Notice};
use cleat_store::{Result, Tx};

use crate::core::Cx;

/// Tells a number or address that something happened.
pub async fn notice(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    medium: Medium,
    to: &str,
    notice: Notice,
) -> Result<()> {
    let id = cx.new_id();
    let envelope = Envelope {
        id: &id,
        pool_id,
        medium,
        to,
        channel: notice.as_str(),
        language: cx.request.language.as_str(),
        now: cx.now(),
        muted: false,
    };
    cx.app
        .outbox
        .push(tx, envelope, Message::Notice(notice))
        .await
}
