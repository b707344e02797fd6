//! `getSmsStatistics`.

use cleat_api::sms_delivery::{
    GetSmsStatistics, SmsFigures, SmsRefusals, SmsStatistics, SmsStatisticsInterval,
};
use cleat_delivery::Outbox;
use cleat_delivery::outcome::Price;
use cleat_delivery::statistics::{Asked, Event, Figures, HOUR, figures};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Result, iso};

const DAY: i64 = 24 * HOUR;

/// `getSmsStatistics`
pub async fn get_sms_statistics(
    cx: Cx,
    pool: Management,
    req: GetSmsStatistics,
) -> Result<SmsStatistics> {
    let (interval, most) = match req.interval.unwrap_or_default() {
        SmsStatisticsInterval::Hour => (HOUR, 31 * DAY),
        SmsStatisticsInterval::Day => (DAY, 400 * DAY),
    };
    let until = req.end.unwrap_or_else(|| cx.now());
    let from = req.start.unwrap_or(until.saturating_sub(DAY));
    if from < 0 || until.checked_sub(from).is_none_or(|time| time > most) {
        let why = format_args!("must be at most {} days before the end", most / DAY);
        return Err(Error::field("start", why));
    }
    let asked = Asked {
        pool_id: &pool.pool_id,
        from,
        until,
        interval,
        provider_id: req.provider_id.as_deref(),
        country: req.country.as_deref(),
    };
    let mut tx = cx.scan().await?;
    let policy = Outbox::policy(&mut tx, &pool.pool_id).await?;
    let list = figures(&mut tx, &asked).await?;
    Ok(SmsStatistics {
        list: list.iter().map(shown).collect(),
        currency: policy.budget.map(|budget| budget.currency),
    })
}

fn shown(figures: &Figures) -> SmsFigures {
    let refused_by_kind = figures.refusals().map(|(kind, count)| SmsRefusals {
        kind: kind.as_str().into(),
        count,
    });
    SmsFigures {
        provider_id: figures.provider_id.clone(),
        provider: figures.vendor.clone(),
        country: figures.country.clone(),
        began_at: iso(figures.began_at),
        tried: figures.count(Event::Tried),
        refused: figures.refusals().map(|(_, count)| count).sum(),
        refused_by_kind: refused_by_kind.collect(),
        unknown: figures.count(Event::Unknown),
        taken: figures.count(Event::Taken),
        delivered: figures.count(Event::Delivered),
        failed: figures.count(Event::Failed),
        verified: figures.count(Event::Verified),
        verified_late: figures.count(Event::VerifiedLate),
        spent: Price::text(figures.count(Event::Spent)),
    }
}
