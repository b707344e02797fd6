//! Issuing a code: limits, the code's row and its message in one commit.

use cleat_api::ErrorCode;
use cleat_delivery::{Envelope, Message};
use cleat_store::Tx;

use super::Channel;
use super::caps;
use super::claim::digest;
use crate::account::Contact;
use crate::failures::{self, Subjects, Wait};
use crate::kernel::{Cx, Outcome, usage};
use crate::tenancy;

/// Milliseconds between two messages to one target in one channel.
const RESEND: i64 = 60_000;
const HOUR: i64 = 3_600_000;

/// A code to be sent.
pub struct Order {
    /// Pool.
    pub pool_id: String,
    /// The signed-in user who asks for it, where there is one.
    pub user_id: Option<String>,
    /// What it is for.
    pub channel: Channel,
    /// Where it goes.
    pub to: Contact,
}

/// Issues a code. The answer is the same whether an account has the target or not.
///
/// # Errors
/// `AccountLocked`, `CodeSentRecently`, `TooManyRequests`; a number that no code is sent to.
pub async fn send(tx: &mut Tx, cx: &Cx, order: &Order) -> Outcome<()> {
    let target = order.to.key();
    let owner = order.to.holder_id(tx, &order.pool_id).await?;
    let subjects = Subjects::of(cx, &target, owner.as_deref());
    let wait = failures::wait(tx, &order.pool_id, &subjects, cx.now()).await?;
    let own = order.user_id == owner;
    if owner.is_none() || !own {
        order.to.require_person("phoneNumber")?;
    }
    if wait == Wait::Target || (wait == Wait::Account && own) {
        return Err(ErrorCode::AccountLocked.into());
    }
    limit(tx, cx, order, &target).await?;
    let have_room = caps::have_room(tx, cx, &order.pool_id, &order.to).await?;
    let to_stranger = owner.is_none() && (!have_room || order.channel.is_for_owners());
    let (id, code) = issue(tx, cx, order, &target).await?;
    let channel = order.channel;
    let envelope = Envelope {
        id: &id,
        pool_id: &order.pool_id,
        medium: channel.medium(),
        to: &target,
        channel: channel.name(),
        language: cx.request.language().as_str(),
        now: cx.now(),
        muted: wait == Wait::Account || to_stranger,
    };
    let message = Message::Code {
        code: &code,
        minutes: (cx.app.settings.code_lifetime / 60).max(1),
    };
    Ok(cx.app.outbox.push(tx, envelope, message).await?)
}

/// Counts the message against every limit there is.
async fn limit(tx: &mut Tx, cx: &Cx, order: &Order, target: &str) -> Outcome<()> {
    let (pool_id, now) = (order.pool_id.as_str(), cx.now());
    let due = tx
        .sql(
            "INSERT INTO passcode_sent (pool_id, channel, target, sent_at)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (pool_id, channel, target) DO UPDATE SET sent_at = $4
             WHERE passcode_sent.sent_at <= $5 OR passcode_sent.sent_at > $6",
        )
        .bind(pool_id)
        .bind(order.channel.key())
        .bind(target)
        .bind(now)
        .bind(now - RESEND)
        // What was sent that far ahead was sent before the clock was set back.
        .bind(now + RESEND)
        .changes(1)
        .await?;
    if !due {
        return Err(ErrorCode::CodeSentRecently.into());
    }
    let limits = &cx.app.settings;
    let subject = format!("sent:{target}");
    let [shard] = cx.app.random.bytes::<1>();
    if !usage::within(tx, pool_id, &subject, now, HOUR, limits.sends_per_target).await?
        || !usage::pool_may_send(tx, pool_id, shard, now, limits.sends_per_pool).await?
    {
        return Err(ErrorCode::TooManyRequests.into());
    }
    Ok(())
}

/// Writes a new code; its id and itself.
async fn issue(tx: &mut Tx, cx: &Cx, order: &Order, target: &str) -> Outcome<(String, String)> {
    let settings = tenancy::settings(tx, &order.pool_id).await?;
    let length = usize::try_from(settings.verify_code_length).unwrap_or(6);
    let (id, code) = (cx.new_id(), cx.app.random.digits(length));
    tx.sql(
        "INSERT INTO passcode (pool_id, channel, target, user_id, id, digest, attempts,
             max_attempts, sent_at, expires_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, NULL)
         ON CONFLICT (pool_id, channel, target, user_id) DO UPDATE SET
             id = $5, digest = $6, attempts = 0, max_attempts = $7, sent_at = $8,
             expires_at = $9, used_at = NULL",
    )
    .bind(&order.pool_id)
    .bind(order.channel.key())
    .bind(target)
    .bind(order.user_id.as_deref().unwrap_or_default())
    .bind(&id)
    .bind(digest(cx, &id, &code))
    .bind(settings.verify_code_max_attempts)
    .bind(cx.now())
    .bind(cx.now() + cx.app.settings.code_lifetime * 1000)
    .run()
    .await?;
    Ok((id, code))
}
