//! What is counted, as rows: steps of ten minutes for each subject.

use std::sync::LazyLock;

use cleat_store::{Query, Result, Tx, row};

use super::counts::{Conversion, Counts, Tally, day_before, step_of};
use super::decision::{Reason, rooms};
use super::policy::GuardPolicy;

/// Rows that a country is spread over, so that none is hot.
const SHARDS: u8 = 16;

/// What a message is counted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subjects {
    /// Its ten thousand numbers.
    pub prefix: String,
    /// Its network.
    pub network: String,
    /// Its device, where it names one.
    pub device: Option<String>,
    /// One of the rows of its country.
    pub country: String,
}

row! {
    /// A step of one subject; nothing where there is none.
    pub struct Counted {
        subject: Option<String>,
        started_at: Option<i64>,
        sent: Option<i64>,
        verified: Option<i64>,
    }
}

impl Counted {
    /// What to select besides the columns of another query that has the pool as `$1` and eight
    /// parameters, and where from. Three subjects follow, and [`Subjects::since`].
    pub const COLUMNS_OF: &'static str = "g.subject, g.started_at, g.sent, g.verified
         FROM (SELECT 1 AS one) o LEFT JOIN guard_count g
             ON g.pool_id = $1 AND g.subject IN ($9, $10, $11) AND g.started_at > $12";
}

impl Subjects {
    /// Subjects by their keyed digests. The shard is a random number.
    pub fn new(
        prefix: &str,
        network: &str,
        device: Option<&str>,
        (country, shard): (&str, u8),
    ) -> Self {
        Self {
            prefix: format!("prefix:{prefix}"),
            network: format!("network:{network}"),
            device: device.map(|device| format!("device:{device}")),
            country: of_country(country, shard % SHARDS),
        }
    }

    /// The three that are read before a decision.
    pub fn read(&self) -> [&str; 3] {
        [self.or_device(), &self.network, &self.prefix]
    }

    /// Where there is no device, its place has the network.
    fn or_device(&self) -> &str {
        self.device.as_ref().unwrap_or(&self.network)
    }

    /// Steps that begin later than this are read.
    pub fn since(now: i64) -> i64 {
        day_before(now)
    }

    /// What was counted, but for the country.
    pub fn counts(&self, now: i64, rows: &[Counted]) -> Counts {
        let of = |subject: &str| {
            let own = rows
                .iter()
                .filter(|row| row.subject.as_deref() == Some(subject));
            own.fold(Tally::default(), |mut tally, row| {
                let numbers =
                    [row.started_at, row.sent, row.verified].map(Option::unwrap_or_default);
                let [started_at, sent, verified] = numbers;
                tally.add(now, started_at, sent, verified);
                tally
            })
        };
        Counts {
            prefix: of(&self.prefix),
            network: of(&self.network),
            device: self.device.as_deref().map(of),
            conversion: Conversion::default(),
        }
    }

    /// Counts a message that passes; whether there still was room for it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn charge(
        &self,
        tx: &mut Tx,
        policy: &GuardPolicy,
        (pool_id, now): (&str, i64),
        counts: &Counts,
    ) -> Result<bool> {
        static SQL: LazyLock<[String; 2]> = LazyLock::new(|| [charging(2), charging(3)]);
        let [without, with] = &*SQL;
        let sql = self.device.as_ref().map_or(without, |_| with);
        let (subjects, limits) = self.limited(policy, counts);
        let rows = subjects.len() + 1;
        let query = tx.sql(sql.as_str()).bind(pool_id).bind(step_of(now));
        let query = query.bind(&self.country);
        let query = subjects.into_iter().fold(query, Query::bind);
        limits
            .into_iter()
            .fold(query, Query::bind)
            .changes(rows)
            .await
    }

    /// What is limited, in the order of the rows, and how many messages the step may have then.
    fn limited(&self, policy: &GuardPolicy, counts: &Counts) -> (Vec<&str>, Vec<i64>) {
        let limit = |reason: Reason, tally: Tally| {
            let mut rooms = rooms(policy, counts).filter(|(of, _)| *of == reason);
            tally.step + rooms.next().map_or(0, |(_, room)| room)
        };
        let device = self.device.as_deref().zip(counts.device);
        let device = device.map(|(name, tally)| (name, limit(Reason::Device, tally)));
        let others = [
            (
                self.network.as_str(),
                limit(Reason::Network, counts.network),
            ),
            (self.prefix.as_str(), limit(Reason::Prefix, counts.prefix)),
        ];
        device.into_iter().chain(others).unzip()
    }

    /// What a code keeps for [`verify`]: the step, and what counted the message, if it was counted.
    pub fn kept(&self, now: i64, was_counted: bool) -> String {
        let mut kept = step_of(now).to_string();
        let subjects = [&self.country, &self.network, &self.prefix].into_iter();
        for subject in subjects.chain(&self.device).filter(|_| was_counted) {
            kept.push(' ');
            kept.push_str(subject);
        }
        kept
    }
}

/// Counts for a country and so many subjects that are limited. The rows come in the order of their
/// subjects, so that no two transactions wait for each other.
fn charging(limited: usize) -> String {
    const COUNTRY: usize = 3;
    let subjects = COUNTRY..=COUNTRY + limited;
    let rows = subjects.clone();
    let rows: Vec<_> = rows
        .map(|subject| format!("($1, CAST($2 AS BIGINT), ${subject}, 1, 0)"))
        .collect();
    let limits: Vec<_> = subjects
        .skip(1)
        .map(|subject| {
            format!(
                "WHEN ${subject} THEN CAST(${} AS BIGINT)",
                subject + limited
            )
        })
        .collect();
    format!(
        "INSERT INTO guard_count (pool_id, started_at, subject, sent, verified) VALUES {}
         ON CONFLICT (pool_id, subject, started_at) DO UPDATE SET sent = guard_count.sent + 1
         WHERE guard_count.subject = ${COUNTRY}
             OR guard_count.sent < CASE guard_count.subject {} END",
        rows.join(", "),
        limits.join(" ")
    )
}

fn of_country(country: &str, shard: u8) -> String {
    format!("country:{country}:{shard}")
}

/// Notes that the code of a message was entered; it makes room for others. `kept` is what
/// [`Subjects::kept`] gave.
///
/// # Errors
/// When the database refuses.
pub async fn verify(tx: &mut Tx, pool_id: &str, (id, kept): (&str, &str), now: i64) -> Result<()> {
    let mut parts = kept.split(' ');
    let Some(Ok(started_at)) = parts.next().map(str::parse::<i64>) else {
        return Ok(());
    };
    tx.sql("UPDATE guard_decision SET verified_at = $1 WHERE pool_id = $2 AND id = $3")
        .bind(now)
        .bind(pool_id)
        .bind(id)
        .run()
        .await?;
    let (Some(country), Some(network), Some(prefix)) = (parts.next(), parts.next(), parts.next())
    else {
        return Ok(());
    };
    tx.sql(
        "UPDATE guard_count SET verified = verified + 1
         WHERE pool_id = $1 AND started_at = $2 AND subject IN ($3, $4, $5, $6)",
    )
    .bind(pool_id)
    .bind(started_at)
    .bind(country)
    .bind(parts.next().unwrap_or(network))
    .bind(network)
    .bind(prefix)
    .run()
    .await
}

/// How many of the codes to a country were entered.
///
/// # Errors
/// When the database refuses.
pub async fn conversion(tx: &mut Tx, pool_id: &str, country: &str, now: i64) -> Result<Conversion> {
    let subjects: Vec<String> = (0..SHARDS)
        .map(|shard| of_country(country, shard))
        .collect();
    let places: Vec<String> = (4..)
        .take(subjects.len())
        .map(|n| format!("${n}"))
        .collect();
    let (from, until) = Conversion::steps(now);
    let sql = format!(
        "SELECT CAST(SUM(sent) AS BIGINT), CAST(SUM(verified) AS BIGINT) FROM guard_count
         WHERE pool_id = $1 AND started_at > $2 AND started_at <= $3 AND subject IN ({})",
        places.join(", ")
    );
    let query = tx.sql(sql).bind(pool_id).bind(from).bind(until);
    let query = subjects
        .iter()
        .fold(query, |query, subject| query.bind(subject));
    let (sent, verified): (Option<i64>, Option<i64>) = query.one().await?;
    Ok(Conversion {
        sent: sent.unwrap_or_default(),
        verified: verified.unwrap_or_default(),
    })
}
