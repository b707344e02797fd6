//! `getSmsGuard` and `configSmsGuard`.

use std::ops::RangeInclusive;

use cleat_api::sms_delivery::{
    ConfigSmsGuard, GetSmsGuard, SmsGuard, SmsGuardAnswer, SmsGuardDecision, SmsNumberType,
};
use cleat_delivery::Outbox;
use cleat_delivery::guard::{GuardPolicy, Recorded};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, iso, region};
use cleat_engine::tenancy::pool as pools;
use cleat_protocol::phone::NumberType;
use cleat_store::Tx;

use super::routes::each_once;

/// Most of what a limit may be.
const MOST: i64 = 100_000;

/// `getSmsGuard`
pub async fn get_sms_guard(cx: Cx, pool: Management, _: GetSmsGuard) -> Result<SmsGuard> {
    let mut tx = cx.read().await?;
    let policy = Outbox::policy(&mut tx, &pool.pool_id).await?;
    Ok(shown(&policy.guard))
}

/// `configSmsGuard`
pub async fn config_sms_guard(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &ConfigSmsGuard,
) -> Outcome<SmsGuard> {
    let guard = policy(&req.guard.clone().unwrap_or_default())?;
    pools::lock(tx, &pool.pool_id).await?;
    let mut policy = Outbox::policy(tx, &pool.pool_id).await?;
    audit::note(tx).differs(&policy.guard, &guard);
    policy.guard = guard;
    Outbox::set_policy(tx, &pool.pool_id, &policy).await?;
    Ok(shown(&policy.guard))
}

/// What a pool says, where it can be meant.
///
/// # Errors
/// The field at fault.
pub fn policy(given: &SmsGuard) -> Result<GuardPolicy> {
    let mut policy = GuardPolicy::default();
    policy.enforced = given.enforced.unwrap_or(policy.enforced);
    policy.silent = given.answer == Some(SmsGuardAnswer::Silence);
    if let Some(allowed) = &given.allowed_countries {
        policy.allowed_countries = Some(countries("guard.allowedCountries", allowed)?);
    }
    if let Some(denied) = &given.denied_countries {
        policy.denied_countries = countries("guard.deniedCountries", denied)?;
    }
    if let Some(types) = &given.number_types {
        policy.number_types = number_types(types);
    }
    take(messages(given, &mut policy))?;
    take(rates(given, &mut policy))?;
    Ok(policy)
}

/// A number that a pool says: its field, what is given, what it may be, and where it goes.
type Given<'a> = (&'static str, Option<i64>, RangeInclusive<i64>, &'a mut i64);

fn messages<'a>(given: &SmsGuard, policy: &'a mut GuardPolicy) -> [Given<'a>; 4] {
    [
        (
            "prefixPerHour",
            given.prefix_per_hour,
            1..=MOST,
            &mut policy.prefix_per_hour,
        ),
        (
            "prefixUnverifiedPerDay",
            given.prefix_unverified_per_day,
            1..=MOST,
            &mut policy.prefix_unverified_per_day,
        ),
        (
            "networkUnverifiedPerHour",
            given.network_unverified_per_hour,
            1..=MOST,
            &mut policy.network_unverified_per_hour,
        ),
        (
            "deviceUnverifiedPerDay",
            given.device_unverified_per_day,
            1..=MOST,
            &mut policy.device_unverified_per_day,
        ),
    ]
}

fn rates<'a>(given: &SmsGuard, policy: &'a mut GuardPolicy) -> [Given<'a>; 5] {
    [
        (
            "unverifiedPerVerified",
            given.unverified_per_verified,
            0..=100,
            &mut policy.unverified_per_verified,
        ),
        (
            "conversionPercent",
            given.conversion_percent,
            0..=100,
            &mut policy.conversion_percent,
        ),
        (
            "conversionSample",
            given.conversion_sample,
            1..=1_000_000,
            &mut policy.conversion_sample,
        ),
        (
            "proofBits",
            given.proof_bits,
            0..=24,
            &mut policy.proof_bits,
        ),
        (
            "decisionDays",
            given.decision_days,
            1..=90,
            &mut policy.decision_days,
        ),
    ]
}

fn take<'a>(all: impl IntoIterator<Item = Given<'a>>) -> Result<()> {
    for (field, given, range, place) in all {
        let Some(value) = given else {
            continue;
        };
        if !range.contains(&value) {
            let why = format!("must be {} to {}", range.start(), range.end());
            return Err(Error::field(&format!("guard.{field}"), why));
        }
        *place = value;
    }
    Ok(())
}

fn countries(field: &str, list: &[String]) -> Result<Vec<String>> {
    each_once(field, list.iter().map(String::as_str))?;
    for (place, code) in list.iter().enumerate() {
        region(&format!("{field}[{place}]"), code)?;
    }
    Ok(list.to_vec())
}

fn number_types(list: &[SmsNumberType]) -> Vec<NumberType> {
    let types = list.iter().map(|one| one.as_str());
    types.filter_map(NumberType::parse).collect()
}

/// The policy, as it is shown.
pub fn shown(policy: &GuardPolicy) -> SmsGuard {
    let types = policy.number_types.iter().map(|one| one.as_str());
    SmsGuard {
        enforced: Some(policy.enforced),
        answer: Some(match policy.silent {
            true => SmsGuardAnswer::Silence,
            false => SmsGuardAnswer::Error,
        }),
        allowed_countries: policy.allowed_countries.clone(),
        denied_countries: Some(policy.denied_countries.clone()),
        number_types: Some(types.filter_map(SmsNumberType::parse).collect()),
        prefix_per_hour: Some(policy.prefix_per_hour),
        prefix_unverified_per_day: Some(policy.prefix_unverified_per_day),
        network_unverified_per_hour: Some(policy.network_unverified_per_hour),
        device_unverified_per_day: Some(policy.device_unverified_per_day),
        unverified_per_verified: Some(policy.unverified_per_verified),
        conversion_percent: Some(policy.conversion_percent),
        conversion_sample: Some(policy.conversion_sample),
        proof_bits: Some(policy.proof_bits),
        decision_days: Some(policy.decision_days),
    }
}

/// A decision, as the list of messages shows it.
pub fn decision(row: Recorded) -> SmsGuardDecision {
    SmsGuardDecision {
        outcome: row.outcome,
        reason: Some(row.reason).filter(|reason| !reason.is_empty()),
        enforced: row.enforced,
        number_type: row.number_type,
        standing: row.standing,
        verified_at: row.verified_at.map(iso),
    }
}
