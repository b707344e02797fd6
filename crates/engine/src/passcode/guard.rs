//! The guard before a code goes to a phone: what it is told, and what becomes of its decision.

use std::sync::{Arc, LazyLock};

use cleat_api::ErrorCode;
use cleat_delivery::Envelope;
use cleat_delivery::guard::{
    Conversion, Counted, Counts, Decision, Facts, GuardPolicy, Reason, Recorded, Standing,
    Subjects, Verdict, conversion, decide,
};
use cleat_delivery::provider::{Provider, Reach};
use cleat_protocol::phone::{NumberType, Phone, PhoneError};
use cleat_store::{FromRow, Result, RowRef, Tx};

use super::order::Order;
use super::proof::Payment;
use crate::audit::{self, Event};
use crate::failures::{self, Lane};
use crate::kernel::{Cached, Cx, Error};
use crate::messages::Postage;

/// Milliseconds that the conversion of a country is remembered.
const MINUTE: i64 = 60_000;
/// Characters of a device's name that are looked at.
const DEVICE: usize = 128;

/// A request that the guard looks at.
pub(super) struct Watch {
    policy: GuardPolicy,
    subjects: Subjects,
    number_type: NumberType,
    country: String,
    by_voice: bool,
    price: i64,
    masked: String,
    number: String,
}

/// What was decided, and for whom.
pub(super) struct Ruling {
    verdict: Verdict,
    standing: Standing,
    counts: Counts,
    /// Whether a proof of work was paid.
    paid: bool,
}

impl Ruling {
    /// Whether the request does not pass.
    fn is_against(&self) -> bool {
        self.verdict.decision != Decision::Allow
    }

    /// A refusal for that reason, whatever the counts.
    fn refusal(standing: Standing, reason: Reason) -> Self {
        Self {
            verdict: Verdict {
                decision: Decision::Refuse(reason),
                is_counted: false,
            },
            standing,
            counts: Counts::default(),
            paid: false,
        }
    }
}

/// What becomes of a message that was decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is sent.
    Sent,
    /// It is refused by an error.
    Refused,
    /// It is answered as if it were sent.
    Muted,
}

/// How those who ask stand, and what was counted.
struct Seen {
    standing: failures::Standing,
    counted: Counted,
}

impl FromRow for Seen {
    fn from_row(row: &mut RowRef<'_>) -> Result<Self> {
        Ok(Self {
            standing: failures::Standing::from_row(row)?,
            counted: Counted::from_row(row)?,
        })
    }
}

impl Watch {
    /// The request for that code, where the guard looks at it: a code that only the owner of the
    /// number has any use for goes to nobody else.
    pub(super) fn of(
        cx: &Cx,
        order: &Order,
        phone: &Phone,
        country: &str,
        (postage, carriers): (&Postage, &[Arc<Provider>]),
    ) -> Option<Self> {
        if order.channel.is_for_owners() {
            return None;
        }
        let (number, vault) = (phone.e164(), &cx.app.vault);
        let keyed = |what: &str, name: &str| vault.digest(&["guard", &order.pool_id, what, name]);
        let device = cx.request.device.as_ref();
        let device = device.map(|name| name.chars().take(DEVICE).collect::<String>());
        let device = device.map(|name| keyed("device", &name));
        let [shard] = cx.app.random.bytes::<1>();
        let subjects = Subjects::new(
            &keyed("prefix", &phone.range()),
            &keyed("network", &cx.network_above()),
            device.as_deref(),
            (country, shard),
        );
        let mut policy = postage.guard().clone();
        if cx.app.settings.no_address_limits {
            policy.network_unverified_per_hour = i64::from(u32::MAX);
        }
        Some(Self {
            policy,
            subjects,
            number_type: NumberType::of(&number),
            by_voice: carriers.iter().any(|carrier| carrier.speaks()),
            price: postage.price(country),
            country: country.to_owned(),
            masked: phone.masked(),
            number: keyed("number", &number),
        })
    }

    /// Whether the number may be a person's.
    pub(super) fn person(&self) -> std::result::Result<(), PhoneError> {
        self.number_type.person()
    }

    /// How those who ask stand, and what was counted before: one statement.
    pub(super) async fn standing(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        subjects: &failures::Subjects,
    ) -> Result<(failures::Standing, Counts)> {
        static SQL: LazyLock<String> = LazyLock::new(|| {
            let of = failures::Standing::COLUMNS_OF;
            format!("SELECT {of}, {}", Counted::COLUMNS_OF)
        });
        let query = failures::Standing::bind(tx.sql(SQL.as_str()), subjects);
        let read = self.subjects.read().into_iter();
        let query = read.fold(query, |query, subject| query.bind(subject));
        let query = query.bind(Subjects::since(cx.now()));
        let mut standing = None;
        let mut rows = Vec::new();
        for seen in query.all::<Seen>().await? {
            standing = Some(seen.standing);
            rows.push(seen.counted);
        }
        let standing = standing.ok_or(cleat_store::Error::NoRow)?;
        Ok((standing, self.subjects.counts(cx.now(), &rows)))
    }

    /// Decides.
    pub(super) async fn rule(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        pool_id: &str,
        (lane, has_owner): (Lane, bool),
        mut counts: Counts,
    ) -> Result<Ruling> {
        let standing = match lane {
            Lane::Known => Standing::Known,
            Lane::Stranger if has_owner => Standing::Verified,
            Lane::Stranger => Standing::Stranger,
        };
        counts.conversion = self.conversion(tx, cx, pool_id).await?;
        let facts = Facts {
            number_type: self.number_type,
            country: &self.country,
            by_voice: self.by_voice,
            standing,
        };
        let verdict = decide(&self.policy, &facts, &counts);
        let asks = matches!(verdict.decision, Decision::Step(_)) && self.policy.enforced;
        let paid = asks && self.payment(pool_id).take(tx, cx).await?;
        Ok(Ruling {
            verdict: match paid {
                true => decide(&self.policy.proven(), &facts, &counts),
                false => verdict,
            },
            standing,
            counts,
            paid,
        })
    }

    /// What a proof of work is asked for.
    fn payment<'a>(&'a self, pool_id: &'a str) -> Payment<'a> {
        Payment {
            pool_id,
            prefix: &self.subjects.prefix,
            network: &self.subjects.network,
            bits: self.policy.proof_bits,
        }
    }

    /// What the caller is told of a refusal: one error for every reason, and what the request passes
    /// with, where it does.
    pub(super) fn told(&self, cx: &Cx, order: &Order, ruling: &Ruling) -> Error {
        let error = Error::from(ErrorCode::TooManyRequests);
        match ruling.verdict.decision {
            Decision::Step(_) => error.asking(self.payment(&order.pool_id).task(cx)),
            Decision::Allow | Decision::Refuse(_) => error,
        }
    }

    /// That of the country, as it was less than a minute ago.
    async fn conversion(&self, tx: &mut Tx, cx: &Cx, pool_id: &str) -> Result<Conversion> {
        if self.policy.conversion_percent == 0 {
            return Ok(Conversion::default());
        }
        let cache = cx.app.caches.of::<Conversions>();
        let key = (pool_id.to_owned(), self.country.clone(), cx.now() / MINUTE);
        if let Some(known) = cache.get(&key, 0) {
            return Ok(known);
        }
        let found = conversion(tx, pool_id, &self.country, cx.now()).await?;
        cache.insert(key, 0, found);
        Ok(found)
    }

    /// What becomes of the message.
    pub(super) fn fate(&self, ruling: &Ruling) -> Fate {
        match ruling.is_against() && self.policy.enforced {
            false => Fate::Sent,
            true if self.policy.silent => Fate::Muted,
            true => Fate::Refused,
        }
    }

    /// What the code keeps, to tell later that it was entered.
    pub(super) fn kept(&self, cx: &Cx, ruling: &Ruling) -> String {
        self.subjects.kept(cx.now(), ruling.verdict.is_counted)
    }

    /// Writes the decision down.
    pub(super) async fn note(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        order: &Order,
        id: &str,
        ruling: &Ruling,
    ) -> Result<()> {
        let recorded = self.recorded(cx, order, id, ruling);
        recorded.insert(tx).run().await
    }

    /// Counts what passes. Strangers who are refused count nothing, in shadow mode as well: it
    /// shows what would be if the guard were on. It comes last, for its rows are the busiest; where
    /// others took the room since it was read, everything is decided anew.
    pub(super) async fn count(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        order: &Order,
        ruling: &Ruling,
    ) -> Result<()> {
        if !ruling.verdict.is_counted {
            return Ok(());
        }
        let at = (order.pool_id.as_str(), cx.now());
        let subjects = &self.subjects;
        let policy = match ruling.paid {
            true => &self.policy.proven(),
            false => &self.policy,
        };
        match subjects.charge(tx, policy, at, &ruling.counts).await? {
            true => Ok(()),
            false => Err(cleat_store::Error::Conflict),
        }
    }

    /// Writes down that a message is refused: its decision, a message without text, a row of the
    /// audit trail with the reason.
    pub(super) async fn refuse(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        order: &Order,
        ruling: &Ruling,
        error: ErrorCode,
    ) -> Result<()> {
        let id = cx.new_id();
        self.recorded(cx, order, &id, ruling)
            .insert(tx)
            .run()
            .await?;
        let to = order.to.key();
        let envelope = Envelope {
            id: &id,
            pool_id: &order.pool_id,
            medium: order.channel.medium(),
            to: &to,
            channel: order.channel.name(),
            language: cx.request.language().as_str(),
            now: cx.now(),
            lifetime: 0,
            muted: false,
            unpaid: false,
            reach: Reach::NOTHING,
            country: &self.country,
            price: 0,
            mail: None,
            text: None,
            test: false,
            ways: &[],
        };
        cx.app.outbox.refuse(tx, envelope).await?;
        let Some(operation) = cx.request.operation else {
            return Ok(());
        };
        let reason = ruling.verdict.decision.reason().map_or("", Reason::as_str);
        let app_id = cx.actor.as_ref().and_then(|actor| actor.app_id.as_deref());
        let event = Event::of_guard(operation.id, &order.pool_id, reason)
            .app(app_id)
            .target(&to)
            .failed(error);
        audit::record_beside(tx, cx, event).await
    }

    /// The refusal of a number that no message goes to, whatever the policy.
    pub(super) async fn refuse_type(&self, tx: &mut Tx, cx: &Cx, order: &Order) -> Result<()> {
        let ruling = Ruling::refusal(Standing::Stranger, Reason::NumberType);
        self.refuse(tx, cx, order, &ruling, ErrorCode::InvalidArgument)
            .await
    }

    /// The refusal of a message that no budget has room for.
    pub(super) async fn refuse_unpaid(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        order: &Order,
        ruling: &Ruling,
    ) -> Result<()> {
        let ruling = Ruling::refusal(ruling.standing, Reason::Budget);
        self.refuse(tx, cx, order, &ruling, ErrorCode::TooManyRequests)
            .await
    }

    fn recorded(&self, cx: &Cx, order: &Order, id: &str, ruling: &Ruling) -> Recorded {
        let days = self.policy.decision_days;
        let reason = ruling.verdict.decision.reason();
        let always = matches!(reason, Some(Reason::Budget)) || self.number_type.person().is_err();
        Recorded {
            id: id.into(),
            pool_id: order.pool_id.clone(),
            at: cx.now(),
            channel: order.channel.name().into(),
            number: self.number.clone(),
            masked: self.masked.clone(),
            country: self.country.clone(),
            number_type: self.number_type.as_str().into(),
            by_voice: self.by_voice,
            prefix: self.subjects.prefix.clone(),
            network: self.subjects.network.clone(),
            device: self.subjects.device.clone().unwrap_or_default(),
            standing: ruling.standing.as_str().into(),
            outcome: ruling.verdict.decision.as_str().into(),
            reason: reason.map_or("", Reason::as_str).into(),
            enforced: always || self.policy.enforced,
            price: self.price,
            verified_at: None,
            expires_at: cx.now() + days * 86_400_000,
        }
    }
}

/// How many of the codes to a country were entered, by pool, country and minute.
struct Conversions;

impl Cached for Conversions {
    type Key = (String, String, i64);
    type Value = Conversion;
    const CAPACITY: usize = 10_000;
}
