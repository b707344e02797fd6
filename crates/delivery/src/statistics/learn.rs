//! What is known of messages some time after they went out.

use cleat_store::{Result, Tx};

use super::{Event, HOUR};

/// Milliseconds after which a code is of no use: by then it is known whether it helped.
const JUDGED_AFTER: i64 = 600_000;
/// Milliseconds from the call to the use of a code, beyond which it came late.
const LATE: i64 = 60_000;
/// Milliseconds that a commit may take: what is newer is looked at the next time.
const LAG: i64 = 5_000;

/// The times between which attempts were marked as verified, to be counted now; nothing where
/// another replica does it.
///
/// # Errors
/// When the database refuses.
pub async fn begin_verified(tx: &mut Tx, now: i64) -> Result<Option<(i64, i64)>> {
    advance(tx, "verified", now - LAG).await
}

/// Counts the attempts that were marked as verified between those times.
///
/// # Errors
/// When the database refuses.
pub async fn count_verified(tx: &mut Tx, times: (i64, i64)) -> Result<()> {
    for (event, test) in [(Event::Verified, "<="), (Event::VerifiedLate, ">")] {
        let which = format!(
            "a.verified_at > $2 AND a.verified_at <= $3 AND a.verified_at - a.begun_at {test} {LATE}"
        );
        count(tx, event, &which, times).await?;
    }
    Ok(())
}

/// Judges the attempts that are old enough. A notice has no code to be used: only its receipts
/// tell.
///
/// # Errors
/// When the database refuses.
pub async fn judge(tx: &mut Tx, now: i64) -> Result<()> {
    let Some(times) = advance(tx, "judged", now - JUDGED_AFTER).await? else {
        return Ok(());
    };
    let known = "a.begun_at > $2 AND a.begun_at <= $3
         AND (a.state IN ('failed', 'expired', 'delivered')
              OR (a.state IN ('unknown', 'taken') AND o.channel LIKE 'CHANNEL!_%' ESCAPE '!'))";
    count(tx, Event::Judged, known, times).await?;
    let helped = format!("{known} AND (a.state = 'delivered' OR a.verified_at IS NOT NULL)");
    count(tx, Event::Helped, &helped, times).await
}

/// Moves a mark on to that time; where it stood, and where it stands. Nothing where another replica
/// has moved it meanwhile.
async fn advance(tx: &mut Tx, name: &str, until: i64) -> Result<Option<(i64, i64)>> {
    let found = tx.sql("SELECT reached_at FROM message_learnt WHERE name = $1");
    let found: Option<(i64,)> = found.bind(name).optional().await?;
    let after = found.map_or(0, |(at,)| at);
    if after >= until {
        return Ok(None);
    }
    let moved = tx
        .sql(
            "INSERT INTO message_learnt (name, reached_at) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET reached_at = $2
             WHERE message_learnt.reached_at = $3",
        )
        .bind(name)
        .bind(until)
        .bind(after)
        .changes(1)
        .await?;
    Ok(moved.then_some((after, until)))
}

/// Adds the attempts of which that is true, with the times as `$2` and `$3`, to the figures. SQLite
/// numbers parameters as they appear.
async fn count(tx: &mut Tx, event: Event, which: &str, (after, until): (i64, i64)) -> Result<()> {
    let sql = format!(
        "INSERT INTO message_statistic
             (pool_id, provider_id, country, hour, event, vendor, amount)
         SELECT a.pool_id, a.provider_id, o.country, a.begun_at - a.begun_at % {HOUR}, $1,
             MIN(a.vendor), COUNT(*)
         FROM message_attempt a JOIN outbox o ON o.id = a.message_id
         WHERE {which}
         GROUP BY a.pool_id, a.provider_id, o.country, a.begun_at - a.begun_at % {HOUR}
         ON CONFLICT (pool_id, provider_id, country, hour, event)
         DO UPDATE SET amount = message_statistic.amount + excluded.amount"
    );
    tx.sql(sql)
        .bind(event.name())
        .bind(after)
        .bind(until)
        .run()
        .await
}
