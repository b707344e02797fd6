//! What the guard would make of requests of before.

use cleat_api::sms_delivery::SmsGuard;
use cleat_delivery::guard::{Day, GuardPolicy, Outcome, replay};
use cleat_delivery::outcome::Price;
use cleat_engine::kernel::{App, Result};
use cleat_nouns::sms_delivery::guard;
use cleat_nouns::sms_delivery::simulate::{Requests, of_pool, recorded};

/// What a guard lets pass.
pub struct Guard(GuardPolicy);

/// What a day is made of that is made up.
#[derive(Default)]
pub struct MadeUpDay(Day);

impl MadeUpDay {
    /// Its parameters as JSON; those that are absent have their defaults.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(text: &str) -> std::result::Result<Self, String> {
        let day: Day = serde_json::from_str(text).map_err(|error| error.to_string())?;
        day.check().map(|()| Self(day))
    }
}

impl Guard {
    /// What `configSmsGuard` takes as `guard`, as JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> std::result::Result<Self, String> {
        let told = |error: serde_json::Error| error.to_string();
        let given: SmsGuard = serde_json::from_str(text).map_err(told)?;
        let names: serde_json::Map<_, _> = serde_json::from_str(text).map_err(told)?;
        let known = serde_json::to_value(guard::shown(&GuardPolicy {
            allowed_countries: Some(Vec::new()),
            ..GuardPolicy::default()
        }));
        let known = known.map_err(told)?;
        let mut unknown = names
            .keys()
            .filter(|name| known.get(name.as_str()).is_none());
        if let Some(name) = unknown.next() {
            return Err(format!("there is no such field: {name}"));
        }
        let policy = guard::policy(&given).map_err(|error| error.detail.unwrap_or_default());
        policy.map(Self)
    }

    /// That of a pool.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_pool(app: &App, pool_id: &str) -> Result<Self> {
        Ok(Self(of_pool(app, pool_id).await?))
    }

    /// What it comes to on a day that is made up, in lines.
    pub fn on_day(&self, day: &MadeUpDay) -> Vec<String> {
        let parameters = serde_json::to_string(&day.0).unwrap_or_default();
        let title = format!("a day that is made up: {parameters}");
        lines(title, &replay(&self.0, day.0.requests()))
    }

    /// What it comes to on what was decided on in the last days, in lines.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn on_recorded(&self, app: &App, pool_id: &str, days: i64) -> Result<Vec<String>> {
        let Requests { all, refused } = recorded(app, pool_id, days, usize::MAX).await?;
        let title = format!(
            "{days} days of pool {pool_id}: {} requests, {refused} of them were refused. \
             Real is who entered the code.",
            all.len()
        );
        Ok(lines(title, &replay(&self.0, all)))
    }
}

fn lines(title: String, outcome: &Outcome) -> Vec<String> {
    let refused = outcome.requests - outcome.passed;
    let requests = format!(
        "requests: {}, passed {}, refused {refused}",
        outcome.requests, outcome.passed
    );
    let mut lines = vec![title, requests];
    for (reason, count) in &outcome.refused {
        lines.push(format!("  refused by {reason}: {count}"));
    }
    lines.push(format!(
        "asked for a proof of work: {}, {} of them real users, who pay it and pass",
        outcome.stepped, outcome.real_stepped
    ));
    lines.push(format!(
        "money: saved {}, spent {}",
        Price::text(outcome.saved),
        Price::text(outcome.spent)
    ));
    lines.push(format!(
        "real users: {}, refused {} ({} %)",
        outcome.real,
        outcome.real_refused,
        percent(outcome.real_refused, outcome.real)
    ));
    lines.push(format!(
        "most messages to strangers within ten thousand numbers in an hour: {}",
        outcome.most_to_a_prefix
    ));
    lines
}

/// Hundredths of a percent, rounded up.
fn percent(part: u64, whole: u64) -> String {
    let hundredths = (part * 10_000).div_ceil(whole.max(1));
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
