//! Issuing a code: limits, the code's row and its message in one commit.

use cleat_api::ErrorCode;
use cleat_delivery::{Envelope, Message};

use super::Channel;
use super::claim::digest;
use super::failures::{self, Subjects, Wait};
use crate::core::{Cx, Result, usage};
use crate::http::Visitor;
use crate::security;
use crate::user::Contact;

/// Milliseconds between two messages to one target in one channel.
const RESEND: i64 = 60_000;
const HOUR: i64 = 3_600_000;

/// A code to be sent.
pub struct Order {
    /// What it is for.
    pub channel: Channel,
    /// Where it goes.
    pub to: Contact,
}

/// Issues a code. The answer is the same whether an account has the target or not.
pub async fn send(cx: &Cx, from: Visitor, order: Order) -> Result<()> {
    cx.one_trip((cx.clone(), from, order), |tx, (cx, from, order)| {
        Box::pin(async move {
            let (pool_id, now) = (from.pool_id.as_str(), cx.now());
            let (channel, target) = (order.channel, order.to.key());
            let target = target.as_str();
            let owner = order.to.owner_id(tx, pool_id).await?;
            let subjects = Subjects::of(cx, target, owner.as_deref());
            let wait = failures::wait(tx, pool_id, &subjects, now).await?;
            let own = from.user.as_ref().map(|user| &user.user_id) == owner.as_ref();
            if wait == Wait::Target || (wait == Wait::Account && own) {
                return Ok(Err(ErrorCode::AccountLocked.into()));
            }
            let due = tx
                .sql(
                    "INSERT INTO passcode_sent (pool_id, channel, target, sent_at)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (pool_id, channel, target) DO UPDATE SET sent_at = $4
                     WHERE passcode_sent.sent_at <= $5",
                )
                .bind(pool_id)
                .bind(channel.key())
                .bind(target)
                .bind(now)
                .bind(now - RESEND)
                .changes(1)
                .await?;
            if !due {
                return Ok(Err(ErrorCode::CodeSentRecently.into()));
            }
            let limits = &cx.app.settings;
            let subject = format!("sent:{target}");
            let [shard] = cx.app.random.bytes::<1>();
            if !usage::within(tx, pool_id, &subject, now, HOUR, limits.sends_per_target).await?
                || !usage::pool_may_send(tx, pool_id, shard, now, limits.sends_per_pool).await?
            {
                return Ok(Err(ErrorCode::TooManyRequests.into()));
            }
            let settings = match security::settings(tx, pool_id).await? {
                Ok(settings) => settings,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let length = usize::try_from(settings.verify_code_length).unwrap_or(6);
            let code = cx.app.random.digits(length);
            let id = cx.new_id();
            let lifetime = limits.code_lifetime;
            let user_id = from.user.as_ref().map(|user| user.user_id.as_str());
            tx.sql(
                "INSERT INTO passcode (pool_id, channel, target, user_id, id, digest, attempts,
                     max_attempts, sent_at, expires_at, used_at)
                 VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, NULL)
                 ON CONFLICT (pool_id, channel, target, user_id) DO UPDATE SET
                     id = $5, digest = $6, attempts = 0, max_attempts = $7, sent_at = $8,
                     expires_at = $9, used_at = NULL",
            )
            .bind(pool_id)
            .bind(channel.key())
            .bind(target)
            .bind(user_id.unwrap_or_default())
            .bind(&id)
            .bind(digest(cx, &id, &code))
            .bind(settings.verify_code_max_attempts)
            .bind(now)
            .bind(now + lifetime * 1000)
            .run()
            .await?;
            let envelope = Envelope {
                id: &id,
                pool_id,
                medium: channel.medium(),
                to: target,
                channel: channel.name(),
                language: cx.request.language.as_str(),
                now,
                muted: wait == Wait::Account || (channel.is_for_owners() && owner.is_none()),
            };
            let minutes = (lifetime / 60).max(1);
            cx.app
                .outbox
                .push(
                    tx,
                    envelope,
                    Message::Code {
                        code: &code,
                        minutes,
                    },
                )
                .await?;
            Ok(Ok(()))
        })
    })
    .await
}
