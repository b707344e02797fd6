//! What the handsets show.

use cleat_store::{Field, Is, Order, Result, Select, Tx, row};

use super::fault::Fault;
use crate::mail::Mail;
use crate::message::Medium;
use crate::outbox::Outbox;
use crate::state::State;

/// Whose messages are wanted.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Everybody's.
    All,
    /// Those of one of these numbers and addresses.
    OneOf(Vec<String>),
    /// Those of numbers and addresses with that in them.
    Part(String),
}

row! {
    struct Held {
        id: String,
        pool_id: String,
        medium: String,
        target: String,
        channel: String,
        sealed: String,
        created_at: i64,
        expires_at: i64,
        language: String,
        country: String,
        price: i64,
    }
}

/// What a carrier says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Nothing yet.
    Waiting,
    /// It arrived, at that time in milliseconds.
    Delivered(i64),
}

impl Receipt {
    fn at(reported_at: i64, now: i64) -> Self {
        match reported_at > now {
            true => Self::Waiting,
            false => Self::Delivered(reported_at),
        }
    }
}

/// A message as it arrived.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Id.
    pub id: String,
    /// Pool.
    pub pool_id: String,
    /// How it travelled.
    pub medium: Medium,
    /// E.164 number or e-mail address.
    pub to: String,
    /// Channel of the code, or name of the notice.
    pub channel: String,
    /// What it says.
    pub mail: Mail,
    /// Code, where there is one.
    pub code: Option<String>,
    /// Language tag.
    pub language: String,
    /// ISO 3166 region of the number.
    pub country: String,
    /// What it was taken to cost, in millionths.
    pub price: i64,
    /// When it was sent, in milliseconds.
    pub created_at: i64,
    /// When it arrived.
    pub arrived_at: i64,
    /// When it is of no use any more.
    pub expires_at: i64,
    /// Which of two it is, where it arrived twice: 1 or 2.
    pub copy: u8,
    /// What the carrier says.
    pub receipt: Receipt,
}

impl Outbox {
    /// The messages that have arrived, the last one sent first, each as often as it arrived.
    ///
    /// # Errors
    /// When the database refuses or a row was sealed by another key.
    pub async fn arrived(
        &self,
        tx: &mut Tx,
        wanted: &Wanted,
        (limit, now): (usize, i64),
    ) -> Result<Vec<Shown>> {
        let mut held = Select::new("outbox", Held::COLUMNS);
        held.filter(Field::text("state"), Is::Equal(State::Held.as_str().into()))?;
        let target = Field::text("target");
        match wanted {
            Wanted::All => &mut held,
            Wanted::Part(part) => held.filter(target, Is::Contains(part.clone()))?,
            Wanted::OneOf(all) => {
                let all = all.iter().map(|one| one.as_str().into());
                held.filter(target, Is::In(all.collect()))?
            }
        };
        held.sort(Field::number("created_at"), Order::Descending)
            .sort(Field::key("id"), Order::Descending);
        let rows: Vec<Held> = held.first(tx, limit).await?;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            self.arrive(row, now, &mut shown)?;
        }
        Ok(shown)
    }

    fn arrive(&self, row: Held, now: i64, shown: &mut Vec<Shown>) -> Result<()> {
        let sealed = self.open(&row.sealed)?;
        let fault: Fault = sealed.fault;
        let arrived_at = row.created_at + i64::from(fault.delay_seconds) * 1000;
        if fault.lost || arrived_at > now {
            return Ok(());
        }
        let reported_at = arrived_at + i64::from(fault.receipt_seconds) * 1000;
        let first = Shown {
            id: row.id,
            pool_id: row.pool_id,
            medium: Medium::parse(&row.medium).unwrap_or(Medium::Sms),
            to: row.target,
            channel: row.channel,
            mail: Mail {
                subject: sealed.subject,
                sender: sealed.sender,
                text: sealed.body,
                html: sealed.html,
            },
            code: sealed.code,
            language: row.language,
            country: row.country,
            price: row.price,
            created_at: row.created_at,
            arrived_at,
            expires_at: row.expires_at,
            copy: 1,
            receipt: Receipt::at(reported_at, now),
        };
        if fault.twice {
            let second = Shown {
                copy: 2,
                ..first.clone()
            };
            shown.push(second);
        }
        shown.push(first);
        Ok(())
    }
}
