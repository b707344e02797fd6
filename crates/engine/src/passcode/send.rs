//! Issuing a code: limits, the code's row and its message in one commit.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::security::SecuritySettings;
use cleat_delivery::guard::Counts;
use cleat_delivery::{Envelope, Message, Own};
use cleat_store::{Query, Tx};

use super::caps;
use super::claim::digest;
use super::guard::{Fate, Ruling, Watch};
use super::order::Order;
use super::template::Template;
use super::{test_number, text};
use crate::account::Contact;
use crate::failures::{self, Kind, Lane, Subjects, Tried, Wait};
use crate::kernel::{Cx, Error, Outcome, usage};
use crate::messages::{Postage, Stamp};
use crate::tenancy::pool;

/// Milliseconds between two messages to one target in one channel.
pub const RESEND: i64 = 60_000;
/// Messages an hour that strangers leave to those who are known to the owner of a target, when
/// they have spent all others.
const RESERVE: i64 = 5;

/// Issues a code. The answer is the same whether an account has the target or not.
///
/// # Errors
/// `SmsUnavailable`, `InternationalSmsUnavailable`, `EmailUnavailable`, `AccountLocked`,
/// `CodeSentRecently`, `TooManyRequests`; a number that no code is sent to.
pub async fn send(tx: &mut Tx, cx: &Cx, order: &Order) -> Outcome<()> {
    let target = order.to.key();
    let sending = Sending::of(tx, cx, order, &target).await?;
    let owner = order.to.holder_id(tx, &order.pool_id).await?;
    let own = order.user_id == owner;
    if owner.is_none() || !own {
        require_person(tx, cx, order, &sending).await?;
    }
    let asker = asker(tx, cx, order, (&target, &sending), owner.as_deref()).await?;
    let (lane, wait) = (asker.lane, asker.wait);
    if wait == Wait::Target || (wait == Wait::Account && own) {
        return Err(ErrorCode::AccountLocked.into());
    }
    let ruled = sending
        .guarded(tx, cx, order, owner.is_some(), asker)
        .await?;
    // Whoever is to be muted pays as well, and has it back: a budget that is used up tells nobody
    // which numbers are known.
    let (postage, pool_id) = (&sending.postage, order.pool_id.as_str());
    let mut stamp = sending
        .charge(tx, cx, order, (&target, ruled.as_ref()))
        .await?;
    if let Err(stop) = count(tx, cx, order, &target, lane).await {
        postage.give_back(tx, cx, pool_id, &mut stamp).await?;
        return Err(stop);
    }
    let have_room = caps::have_room(tx, cx, &order.pool_id, &order.to).await?;
    let to_stranger = owner.is_none() && (!have_room || order.channel.is_for_owners());
    let silenced = ruled
        .as_ref()
        .is_some_and(|ruled| ruled.fate == Fate::Muted);
    let muted = wait == Wait::Account || to_stranger || silenced;
    if muted {
        postage.give_back(tx, cx, pool_id, &mut stamp).await?;
    }
    let written = Written {
        stamp: &stamp,
        muted,
        ruled: ruled.as_ref(),
    };
    write(tx, cx, order, (&target, &sending), written).await
}

/// Refuses a number that no code is sent to.
async fn require_person(tx: &mut Tx, cx: &Cx, order: &Order, sending: &Sending) -> Outcome<()> {
    const FIELD: &str = "phoneNumber";
    let Some(watch) = &sending.watch else {
        return Ok(order.to.require_person(FIELD)?);
    };
    if let Err(error) = watch.person() {
        watch.refuse_type(tx, cx, order).await?;
        return Err(Error::field(FIELD, error).into());
    }
    Ok(())
}

/// How a code is written.
struct Written<'a> {
    stamp: &'a Stamp,
    muted: bool,
    ruled: Option<&'a Ruled<'a>>,
}

/// Writes the code and its message.
async fn write(
    tx: &mut Tx,
    cx: &Cx,
    order: &Order,
    (target, sending): (&str, &Sending),
    written: Written<'_>,
) -> Outcome<()> {
    let ruled = written.ruled;
    let (id, code) = issue(tx, cx, order, (target, sending), ruled).await?;
    if let Some(ruled) = ruled {
        ruled.watch.note(tx, cx, order, &id, &ruled.ruling).await?;
    }
    post(tx, cx, order, (target, sending), (&id, &code), &written).await?;
    match ruled {
        Some(ruled) => Ok(ruled.watch.count(tx, cx, order, &ruled.ruling).await?),
        None => Ok(()),
    }
}

/// Hands the message over, in the words of the pool.
async fn post(
    tx: &mut Tx,
    cx: &Cx,
    order: &Order,
    (target, sending): (&str, &Sending),
    (id, code): (&str, &str),
    written: &Written<'_>,
) -> Outcome<()> {
    let (channel, lifetime) = (order.channel, sending.lifetime);
    let mail = match &sending.template {
        Some(template) => Some(template.write(tx, cx, order, (code, lifetime)).await?),
        None => None,
    };
    let text = text::write(tx, cx, order, &sending.own, (code, lifetime)).await?;
    let envelope = Envelope {
        id,
        pool_id: &order.pool_id,
        medium: channel.medium(),
        to: target,
        channel: channel.name(),
        language: cx.request.language().as_str(),
        now: cx.now(),
        lifetime: lifetime * 1000,
        muted: written.muted,
        unpaid: false,
        reach: sending.postage.reach,
        country: &written.stamp.country,
        price: written.stamp.price.unwrap_or_default(),
        mail: mail.as_ref(),
        text: text.as_deref(),
        test: sending.test_code.is_some(),
        ways: text::ways(cx, order, &sending.own),
    };
    if envelope.test {
        test_number::record(tx, cx, order, target).await?;
    }
    let message = Message::Code { code, lifetime };
    Ok(cx.app.outbox.push(tx, envelope, message).await?)
}

/// What a pool sends codes by.
struct Sending {
    settings: SecuritySettings,
    postage: Postage,
    /// Template of the mail, for e-mail.
    template: Option<Template>,
    /// Texts and test numbers.
    own: Arc<Own>,
    /// The code, where it is fixed and nothing is sent.
    test_code: Option<String>,
    /// Life of the code, in seconds.
    lifetime: i64,
    /// What the guard is told, where it looks at the request.
    watch: Option<Watch>,
}

/// What the guard decided.
struct Ruled<'a> {
    watch: &'a Watch,
    ruling: Ruling,
    fate: Fate,
}

impl Sending {
    async fn of(tx: &mut Tx, cx: &Cx, order: &Order, target: &str) -> Outcome<Self> {
        let (settings, revision) = pool::sending(tx, &order.pool_id).await?;
        let postage = Postage::at(tx, cx, &order.pool_id, revision).await?;
        let medium = order.channel.medium();
        let at = (order.pool_id.as_str(), revision);
        let own = cx.app.outbox.own(tx, at, cx.now()).await?;
        let test_code = test_number::code(cx, order, target, &own).map(str::to_owned);
        let country = medium.country(target);
        let carriers = match test_code {
            Some(_) => Vec::new(),
            None => {
                let ways = text::ways(cx, order, &own);
                postage.carriers(cx, (medium, target), (&country, ways))?
            }
        };
        let template = Template::of(tx, cx, order).await?;
        let of_template = template.as_ref().and_then(Template::lifetime);
        let validity = carriers.first().and_then(|provider| provider.validity);
        let lifetime = of_template.or(validity);
        let watch = match &order.to {
            Contact::Phone(phone) if test_code.is_none() => {
                Watch::of(cx, order, phone, &country, (&postage, &carriers))
            }
            Contact::Phone(_) | Contact::Email(_) => None,
        };
        Ok(Self {
            settings,
            watch,
            postage,
            template,
            own,
            test_code,
            lifetime: lifetime.unwrap_or(cx.app.settings.code_lifetime),
        })
    }

    /// Asks the guard, where it looks at the request.
    async fn guarded(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        order: &Order,
        has_owner: bool,
        asker: Asker,
    ) -> Outcome<Option<Ruled<'_>>> {
        let (Some(watch), Some(counts)) = (&self.watch, asker.counts) else {
            return Ok(None);
        };
        let asks = (asker.lane, has_owner);
        let ruling = watch.rule(tx, cx, &order.pool_id, asks, counts).await?;
        let fate = watch.fate(&ruling);
        if fate == Fate::Refused {
            let error = watch.told(cx, order, &ruling);
            watch.refuse(tx, cx, order, &ruling, error.code).await?;
            return Err(error.into());
        }
        Ok(Some(Ruled {
            watch,
            ruling,
            fate,
        }))
    }

    /// Charges the message to the budgets of the pool.
    async fn charge(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        order: &Order,
        (target, ruled): (&str, Option<&Ruled<'_>>),
    ) -> Outcome<Stamp> {
        let to = (order.channel.medium(), target);
        if self.test_code.is_some() {
            return Ok(Stamp::free(to.0, target));
        }
        let stamp = self.postage.charge(tx, cx, &order.pool_id, to).await?;
        if stamp.price.is_none() {
            tracing::warn!(country = stamp.country, "a budget of SMS is used up");
            if let Some(ruled) = ruled {
                let ruling = &ruled.ruling;
                ruled.watch.refuse_unpaid(tx, cx, order, ruling).await?;
            }
            return Err(ErrorCode::TooManyRequests.into());
        }
        Ok(stamp)
    }
}

/// Who asks.
struct Asker {
    /// Whether they are known here.
    lane: Lane,
    /// Who has to wait.
    wait: Wait,
    /// What the guard counted, where it looks at the request.
    counts: Option<Counts>,
}

async fn asker(
    tx: &mut Tx,
    cx: &Cx,
    order: &Order,
    (target, sending): (&str, &Sending),
    owner: Option<&str>,
) -> Outcome<Asker> {
    let tried = Tried {
        kind: Kind::Code,
        pool_id: &order.pool_id,
        target,
        owner,
        account: owner,
        signed_in: order.user_id.as_deref(),
    };
    let subjects = Subjects::of(cx, &tried);
    let (standing, counts) = match &sending.watch {
        Some(watch) => {
            let (standing, counts) = watch.standing(tx, cx, &subjects).await?;
            (standing, Some(counts))
        }
        None => (failures::standing(tx, &subjects).await?, None),
    };
    let lane = standing.lane(&subjects);
    let wait = standing.wait(lane, cx.now());
    Ok(Asker { lane, wait, counts })
}

/// Counts the message, where it is not too soon and no limit is reached.
async fn count(tx: &mut Tx, cx: &Cx, order: &Order, target: &str, lane: Lane) -> Outcome<()> {
    cool_down(tx, cx, order, target, lane).await?;
    limit(tx, cx, &order.pool_id, target, lane).await
}

/// Refuses a second message within a minute. Who is known waits for their own messages alone;
/// strangers wait for everybody's, so that none replaces a code that was just asked for.
async fn cool_down(tx: &mut Tx, cx: &Cx, order: &Order, target: &str, lane: Lane) -> Outcome<()> {
    let channel = order.channel.key();
    let asker = failures::of_asker(cx, &order.pool_id, target);
    let own = format!("{channel} {asker}");
    let (guard, mark) = match lane {
        Lane::Stranger => (channel, own.as_str()),
        Lane::Known => (own.as_str(), channel),
    };
    let earlier = cx.now() - RESEND;
    if !sent(tx, cx, order, (guard, target), earlier)
        .changes(1)
        .await?
    {
        let error = Error::from(ErrorCode::CodeSentRecently);
        return Err(error.retry_after(RESEND).into());
    }
    Ok(sent(tx, cx, order, (mark, target), i64::MAX).run().await?)
}

/// Notes a message, unless the last one was sent after that time. One that was sent more than a
/// minute ahead was sent before the clock was set back.
fn sent<'t>(
    tx: &'t mut Tx,
    cx: &Cx,
    order: &Order,
    (channel, target): (&str, &str),
    latest: i64,
) -> Query<'t> {
    tx.sql(
        "INSERT INTO passcode_sent (pool_id, channel, target, sent_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (pool_id, channel, target) DO UPDATE SET sent_at = $4
         WHERE passcode_sent.sent_at <= $5 OR passcode_sent.sent_at > $6",
    )
    .bind(&order.pool_id)
    .bind(channel)
    .bind(target)
    .bind(cx.now())
    .bind(latest)
    .bind(cx.now() + RESEND)
}

/// Counts the message against every limit there is.
pub(super) async fn limit(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    target: &str,
    lane: Lane,
) -> Outcome<()> {
    let limits = &cx.app.settings;
    let (everybody, known) = (format!("sent:{target}"), format!("known:{target}"));
    let window = |subject| usage::Window::new(pool_id, subject, cx.now(), usage::HOUR);
    let mut within = window(&everybody).add(tx, limits.sends_per_target).await?;
    if lane == Lane::Known {
        let most = if within { i64::MAX } else { RESERVE };
        within = window(&known).add(tx, most).await?;
    }
    if !within {
        return Err(window(&everybody).full("sends_per_target").into());
    }
    let [shard] = cx.app.random.bytes::<1>();
    if !usage::pool_may_send(tx, pool_id, shard, cx.now(), limits.sends_per_pool).await? {
        return Err(window(&everybody).full("sends_per_pool").into());
    }
    Ok(())
}

/// Writes a new code; its id and itself.
async fn issue(
    tx: &mut Tx,
    cx: &Cx,
    order: &Order,
    (target, sending): (&str, &Sending),
    ruled: Option<&Ruled<'_>>,
) -> Outcome<(String, String)> {
    let settings = &sending.settings;
    let length = usize::try_from(settings.verify_code_length).unwrap_or(6);
    let random = || cx.app.random.digits(length);
    let (id, code) = (
        cx.new_id(),
        sending.test_code.clone().unwrap_or_else(random),
    );
    tx.sql(
        "INSERT INTO passcode (pool_id, channel, target, user_id, id, digest, attempts,
             max_attempts, sent_at, expires_at, used_at, asker, strangers, counted)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, NULL, $10, 0, $11)
         ON CONFLICT (pool_id, channel, target, user_id) DO UPDATE SET
             id = $5, digest = $6, attempts = 0, max_attempts = $7, sent_at = $8,
             expires_at = $9, used_at = NULL, asker = $10, strangers = 0, counted = $11",
    )
    .bind(&order.pool_id)
    .bind(order.channel.key())
    .bind(target)
    .bind(order.user_id.as_deref().unwrap_or_default())
    .bind(&id)
    .bind(digest(cx, &id, &code))
    .bind(settings.verify_code_max_attempts)
    .bind(cx.now())
    .bind(cx.now() + sending.lifetime * 1000)
    .bind(failures::of_asker(cx, &order.pool_id, target))
    .bind(ruled.map_or_else(String::new, |ruled| ruled.watch.kept(cx, &ruled.ruling)))
    .run()
    .await?;
    Ok((id, code))
}
