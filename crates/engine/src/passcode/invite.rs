//! Telling somebody of a tenant: a message that strangers could get, and so counted as codes are.

use cleat_api::ErrorCode;
use cleat_delivery::{Envelope, Invitation, Medium, Message};
use cleat_store::Tx;

use super::send::limit;
use crate::account::Contact;
use crate::failures::Lane;
use crate::kernel::{Cx, Outcome};
use crate::messages::Postage;

/// Milliseconds after which an invitation is not sent any more.
const LIFETIME: i64 = 3_600_000;

/// An invitation, and where it goes.
pub struct Invited<'a> {
    /// Pool.
    pub pool_id: &'a str,
    /// Import and tenant: whoever was told of them once is not told again.
    pub once: &'a str,
    /// Number or address.
    pub to: &'a Contact,
    /// What is told.
    pub invitation: Invitation<'a>,
}

/// Tells somebody of a tenant, unless that was done. The message counts as one with a code does.
///
/// # Errors
/// `TooManyRequests`, `SmsUnavailable`, `InternationalSmsUnavailable`, `EmailUnavailable`.
pub async fn invite(tx: &mut Tx, cx: &Cx, invited: &Invited<'_>) -> Outcome<()> {
    let target = invited.to.key();
    if !is_first(tx, cx, invited, &target).await? {
        return Ok(());
    }
    limit(tx, cx, invited.pool_id, &target, Lane::Stranger).await?;
    let medium = match invited.to {
        Contact::Phone(_) => Medium::Sms,
        Contact::Email(_) => Medium::Email,
    };
    let postage = Postage::of(tx, cx, invited.pool_id).await?;
    let to = (medium, target.as_str());
    postage.carriers(cx, to, (&medium.country(&target), &[]))?;
    let stamp = postage.charge(tx, cx, invited.pool_id, to).await?;
    let price = stamp.price.ok_or(ErrorCode::TooManyRequests)?;
    let id = cx.new_id();
    let envelope = Envelope {
        id: &id,
        pool_id: invited.pool_id,
        medium,
        to: &target,
        channel: Invitation::NAME,
        language: cx.request.language().as_str(),
        now: cx.now(),
        lifetime: LIFETIME,
        muted: false,
        unpaid: false,
        reach: postage.reach,
        country: &stamp.country,
        price,
        mail: None,
        text: None,
        test: false,
        ways: &[],
    };
    let message = Message::Invitation(invited.invitation);
    Ok(cx.app.outbox.push(tx, envelope, message).await?)
}

/// Notes that the target is told; whether it was not before.
async fn is_first(tx: &mut Tx, cx: &Cx, invited: &Invited<'_>, target: &str) -> Outcome<bool> {
    let channel = format!("{} {}", Invitation::NAME, invited.once);
    let noted = tx
        .sql(
            "INSERT INTO passcode_sent (pool_id, channel, target, sent_at)
             VALUES ($1, $2, $3, $4) ON CONFLICT (pool_id, channel, target) DO NOTHING",
        )
        .bind(invited.pool_id)
        .bind(channel)
        .bind(target)
        .bind(cx.now())
        .changes(1);
    Ok(noted.await?)
}
