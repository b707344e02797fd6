//! Receipts: out of order, twice, before the answer they belong to, or forged.

use cleat_store::{Result, Tx};
use serde::{Deserialize, Serialize};

use crate::attempt::{Attempt, AttemptState};
use crate::outcome::{Kind, Price};
use crate::receipt::{Fate, Receipt};
use crate::spend::Charged;
use crate::statistics::{Event, Tally};

/// Digits of a number that are kept of a receipt which came too early.
const TAIL: usize = 4;

/// What came of a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It says more than was known of a message to a number of that country.
    News(String),
    /// It says nothing new.
    Known,
    /// No message is known by that id yet; it is kept for a while.
    Parked,
    /// It names a message that was sent to another number, or by nothing that can be checked.
    Foreign,
}

/// A receipt that waits for its message to be known.
#[derive(Serialize, Deserialize)]
struct Parked {
    state: String,
    kind: Option<Kind>,
    code: Option<String>,
    segments: Option<i64>,
    tail: Option<String>,
}

/// What is written of a receipt.
struct Said<'a> {
    state: &'a str,
    vendor_id: Option<&'a str>,
    rank: i64,
    kind: Option<Kind>,
    code: Option<String>,
    segments: Option<i64>,
    price: Option<Price>,
}

/// Writes what a provider said of a message.
///
/// # Errors
/// When the database refuses.
pub async fn apply(tx: &mut Tx, provider_id: &str, receipt: &Receipt, now: i64) -> Result<Applied> {
    let digits = receipt.to.as_deref().map(digits_of);
    if digits.is_none() && !receipt.signed {
        return Ok(Applied::Foreign);
    }
    let Some(attempt) = find(tx, provider_id, receipt).await? else {
        return park(tx, provider_id, receipt, digits, now).await;
    };
    let (target, country) = target_of(tx, &attempt.message_id).await?;
    if !digits.is_none_or(|digits| is_of(&digits, &target)) {
        return Ok(Applied::Foreign);
    }
    let price = receipt.price.clone().filter(|_| receipt.signed);
    let said = Said {
        state: receipt.fate.as_str(),
        vendor_id: receipt.vendor_id.as_deref(),
        rank: receipt.fate.rank(),
        kind: kind_of(receipt.fate),
        code: receipt.code.clone(),
        segments: receipt.segments,
        price,
    };
    let is_news = write(tx, (&attempt, &country), said, now).await?;
    Ok(if is_news {
        Applied::News(country)
    } else {
        Applied::Known
    })
}

/// What a provider said of several messages.
pub struct Reported {
    /// Id of the provider.
    pub provider_id: String,
    /// What it said.
    pub receipts: Vec<Receipt>,
    /// Now, in milliseconds.
    pub now: i64,
}

/// Writes what a provider said; what of it was new, with the country of the number.
///
/// # Errors
/// When the database refuses.
pub async fn apply_all(tx: &mut Tx, reported: &Reported) -> Result<Vec<(String, Fate)>> {
    let mut news = Vec::new();
    for receipt in &reported.receipts {
        let applied = apply(tx, &reported.provider_id, receipt, reported.now).await?;
        if let Applied::News(country) = applied {
            news.push((country, receipt.fate));
        }
    }
    Ok(news)
}

/// Writes what was said of a message before its id was known.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn apply_parked(
    tx: &mut Tx,
    provider_id: &str,
    vendor_id: &str,
    now: i64,
) -> Result<()> {
    let found: Option<(String, i64)> = tx
        .sql("SELECT document, rank FROM message_receipt WHERE provider_id = $1 AND vendor_id = $2")
        .bind(provider_id)
        .bind(vendor_id)
        .optional()
        .await?;
    let Some((document, rank)) = found else {
        return Ok(());
    };
    let Ok(parked) = serde_json::from_str::<Parked>(&document) else {
        return Ok(());
    };
    let Some(attempt) = by_vendor_id(tx, provider_id, vendor_id).await? else {
        return Ok(());
    };
    let (target, country) = target_of(tx, &attempt.message_id).await?;
    if !parked.tail.is_none_or(|tail| target.ends_with(&tail)) {
        return Ok(());
    }
    let said = Said {
        state: &parked.state,
        vendor_id: None,
        rank,
        kind: parked.kind,
        code: parked.code,
        segments: parked.segments,
        price: None,
    };
    write(tx, (&attempt, &country), said, now).await.map(drop)
}

async fn find(tx: &mut Tx, provider_id: &str, receipt: &Receipt) -> Result<Option<Attempt>> {
    if let Some(id) = &receipt.attempt_id {
        let sql = format!("{} WHERE id = $1 AND provider_id = $2", Attempt::SELECT);
        let found = tx.sql(sql).bind(id.as_str()).bind(provider_id);
        return found.optional().await;
    }
    match &receipt.vendor_id {
        Some(vendor_id) => by_vendor_id(tx, provider_id, vendor_id).await,
        None => Ok(None),
    }
}

async fn by_vendor_id(tx: &mut Tx, provider_id: &str, vendor_id: &str) -> Result<Option<Attempt>> {
    let sql = format!(
        "{} WHERE provider_id = $1 AND vendor_id = $2 ORDER BY begun_at DESC LIMIT 1",
        Attempt::SELECT
    );
    tx.sql(sql)
        .bind(provider_id)
        .bind(vendor_id)
        .optional()
        .await
}

/// Digits and country of the number that a message went to.
async fn target_of(tx: &mut Tx, message_id: &str) -> Result<(String, String)> {
    let found = tx.sql("SELECT target, country FROM outbox WHERE id = $1");
    let found: Option<(String, String)> = found.bind(message_id).optional().await?;
    let (target, country) = found.unwrap_or_default();
    Ok((digits_of(&target), country))
}

/// Writes it, unless as much was known; whether it was not.
async fn write(
    tx: &mut Tx,
    (attempt, country): (&Attempt, &str),
    said: Said<'_>,
    now: i64,
) -> Result<bool> {
    let price = said.price.as_ref();
    let news = tx
        .sql(
            "UPDATE message_attempt SET state = $1, rank = $2, kind = COALESCE($3, kind),
                 code = COALESCE($4, code), segments = COALESCE($5, segments),
                 price = COALESCE($6, price), currency = COALESCE($7, currency), reported_at = $8,
                 vendor_id = COALESCE(vendor_id, $9)
             WHERE id = $10 AND rank < $2",
        )
        .bind(said.state)
        .bind(said.rank)
        .bind(said.kind.map(Kind::as_str))
        .bind(said.code)
        .bind(said.segments)
        .bind(price.map(|price| price.micros))
        .bind(price.and_then(|price| price.currency.clone()))
        .bind(now)
        .bind(said.vendor_id)
        .bind(attempt.id.as_str())
        .changes(1)
        .await?;
    if !news {
        return Ok(false);
    }
    count(tx, (attempt, country), said.state, said.price).await?;
    // A message of which nobody knew was taken after all: it need not be sent again.
    tx.sql("UPDATE outbox SET state = 'sent', next_at = $1, sealed = '' WHERE id = $2 AND state IN ('queued', 'unknown')")
        .bind(now)
        .bind(attempt.message_id.as_str())
        .run()
        .await?;
    Ok(true)
}

/// Adds what was said of an attempt to the figures, and what it cost.
async fn count(
    tx: &mut Tx,
    (attempt, country): (&Attempt, &str),
    state: &str,
    price: Option<Price>,
) -> Result<()> {
    let mut tally = Tally::default();
    if let Some(state) = AttemptState::parse(state) {
        tally.reported(attempt, country, state);
    }
    if let Some(price) = price.filter(|_| attempt.price.is_none()) {
        let more = settle(tx, attempt, &price).await?;
        tally.add(attempt, country, Event::Spent, more);
    }
    tally.write(tx).await
}

/// The price that a vendor tells takes the place of the one that was assumed; by how much it is more.
async fn settle(tx: &mut Tx, attempt: &Attempt, told: &Price) -> Result<i64> {
    let found = tx.sql("SELECT country, created_at, price FROM outbox WHERE id = $1");
    let found = found.bind(attempt.message_id.as_str());
    let found: Option<(String, i64, i64)> = found.optional().await?;
    let Some((country, at, price)) = found else {
        return Ok(0);
    };
    let charged = Charged {
        pool_id: &attempt.pool_id,
        message_id: &attempt.message_id,
        country: &country,
        at,
        price,
    };
    charged.settle(tx, told).await
}

async fn park(
    tx: &mut Tx,
    provider_id: &str,
    receipt: &Receipt,
    digits: Option<String>,
    now: i64,
) -> Result<Applied> {
    let Some(vendor_id) = &receipt.vendor_id else {
        return Ok(Applied::Foreign);
    };
    let tail = digits.map(|digits| {
        let from = digits.len().saturating_sub(TAIL);
        digits.get(from..).unwrap_or_default().to_owned()
    });
    let parked = Parked {
        state: receipt.fate.as_str().into(),
        kind: kind_of(receipt.fate),
        code: receipt.code.clone(),
        segments: receipt.segments,
        tail,
    };
    tx.sql(
        "INSERT INTO message_receipt (provider_id, vendor_id, document, rank, received_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (provider_id, vendor_id) DO UPDATE SET document = $3, rank = $4
         WHERE message_receipt.rank < $4",
    )
    .bind(provider_id)
    .bind(vendor_id.as_str())
    .bind(serde_json::to_string(&parked).unwrap_or_default())
    .bind(receipt.fate.rank())
    .bind(now)
    .run()
    .await?;
    Ok(Applied::Parked)
}

fn kind_of(fate: Fate) -> Option<Kind> {
    match fate {
        Fate::Failed(kind) => Some(kind),
        Fate::OnItsWay | Fate::Expired | Fate::Delivered => None,
    }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a number as a vendor writes it is the one a message went to: with the country's code, or
/// without it, or with zeros before it.
fn is_of(digits: &str, target: &str) -> bool {
    let digits = digits.trim_start_matches('0');
    digits.len() >= 6 && target.ends_with(digits) || digits.ends_with(target) && !target.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_however_a_vendor_writes_them() {
        for text in [
            "13800138000",
            "+8613800138000",
            "008613800138000",
            "86 138-0013-8000",
        ] {
            assert!(is_of(&digits_of(text), "8613800138000"), "{text}");
        }
        for text in ["13800138001", "8000", "", "+113800138000"] {
            assert!(!is_of(&digits_of(text), "8613800138000"), "{text}");
        }
    }
}
