//! Reading the figures.

use cleat_store::{Result, Tx, row};

use super::{Event, HOUR};
use crate::outcome::Kind;

row! {
    struct Counted {
        provider_id: String,
        vendor: String,
        country: String,
        began_at: i64,
        event: String,
        amount: i64,
    }
}

/// Which figures are asked for.
pub struct Asked<'a> {
    /// Pool.
    pub pool_id: &'a str,
    /// From when, in milliseconds.
    pub from: i64,
    /// Until when.
    pub until: i64,
    /// Milliseconds that are added up: an hour or a day.
    pub interval: i64,
    /// Id of a provider; absent for all.
    pub provider_id: Option<&'a str>,
    /// ISO 3166 region of the numbers; absent for all.
    pub country: Option<&'a str>,
}

/// How a provider fared with one country in an hour or a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Id of the provider.
    pub provider_id: String,
    /// Name of its vendor.
    pub vendor: String,
    /// ISO 3166 region of the numbers.
    pub country: String,
    /// When the hour or day began.
    pub began_at: i64,
    /// What was counted.
    pub counts: Vec<(Event, i64)>,
}

impl Figures {
    /// How often that was.
    pub fn count(&self, event: Event) -> i64 {
        let found = self.counts.iter().find(|(one, _)| *one == event);
        found.map_or(0, |(_, amount)| *amount)
    }

    /// The refusals, by kind.
    pub fn refusals(&self) -> impl Iterator<Item = (Kind, i64)> {
        self.counts
            .iter()
            .filter_map(|(event, amount)| match event {
                Event::Refused(kind) => Some((*kind, *amount)),
                _ => None,
            })
    }
}

/// The figures of the SMS of a pool, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn figures(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<Figures>> {
    let began = format!("hour - hour % {}", asked.interval);
    let sql = format!(
        "SELECT provider_id, MIN(vendor), country, {began}, event, CAST(SUM(amount) AS BIGINT)
         FROM message_statistic
         WHERE pool_id = $1 AND hour >= $2 AND hour < $3 AND country <> ''
           AND ($4 = '' OR provider_id = $4) AND ($5 = '' OR country = $5)
         GROUP BY provider_id, country, {began}, event
         ORDER BY {began} DESC, provider_id, country, event"
    );
    let rows: Vec<Counted> = tx
        .sql(sql)
        .bind(asked.pool_id)
        .bind(asked.from - asked.from.rem_euclid(HOUR))
        .bind(asked.until)
        .bind(asked.provider_id.unwrap_or_default())
        .bind(asked.country.unwrap_or_default())
        .all()
        .await?;
    Ok(gathered(rows))
}

/// The events of one provider, country and time together.
fn gathered(rows: Vec<Counted>) -> Vec<Figures> {
    let mut list: Vec<Figures> = Vec::new();
    for row in rows {
        let Some(event) = Event::parse(&row.event) else {
            continue;
        };
        match list.last_mut() {
            Some(last)
                if (&last.provider_id, &last.country, last.began_at)
                    == (&row.provider_id, &row.country, row.began_at) =>
            {
                last.counts.push((event, row.amount));
            }
            _ => list.push(Figures {
                provider_id: row.provider_id,
                vendor: row.vendor,
                country: row.country,
                began_at: row.began_at,
                counts: vec![(event, row.amount)],
            }),
        }
    }
    list
}
