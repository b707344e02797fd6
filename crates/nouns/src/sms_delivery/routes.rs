//! `configSmsRoutes` and `configSmsBudget`.

use std::collections::BTreeSet;

use cleat_api::ErrorCode;
use cleat_api::sms_delivery::{
    ConfigSmsBudget, ConfigSmsRoutes, SmsBudget, SmsCountryBudget, SmsRoute, SmsRouteStrategy,
};
use cleat_delivery::Outbox;
use cleat_delivery::outcome::Price;
use cleat_delivery::policy::{Budget, CountryBudget, ELSEWHERE, Route, Strategy};
use cleat_delivery::provider::Row;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, region};
use cleat_engine::tenancy::pool as pools;
use cleat_store::Tx;

/// Most routes, and most budgets of countries.
const MOST: usize = 300;

/// `configSmsRoutes`
pub async fn config_sms_routes(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &ConfigSmsRoutes,
) -> Outcome<()> {
    pools::lock(tx, &pool.pool_id).await?;
    let rows = Row::of_pool(tx, &pool.pool_id).await?;
    let configured = cx.app.outbox.configured();
    let is_known =
        |id: &String| rows.iter().any(|row| row.id == *id) || configured.by_id(id).is_some();
    let named = || req.routes.iter().flat_map(|route| &route.providers);
    if !named().all(is_known) {
        return Err(ErrorCode::SmsProviderNotFound.into());
    }
    let mut policy = Outbox::policy(tx, &pool.pool_id).await?;
    let routes = routes(&req.routes)?;
    audit::note(tx).differs(&policy.routes, &routes);
    policy.routes = routes;
    Ok(Outbox::set_policy(tx, &pool.pool_id, &policy).await?)
}

/// `configSmsBudget`
pub async fn config_sms_budget(
    tx: &mut Tx,
    _: &Cx,
    pool: &Management,
    req: &ConfigSmsBudget,
) -> Outcome<()> {
    let budget = req.budget.as_ref().map(budget).transpose()?;
    pools::lock(tx, &pool.pool_id).await?;
    let mut policy = Outbox::policy(tx, &pool.pool_id).await?;
    audit::note(tx).differs(&policy.budget, &budget);
    policy.budget = budget;
    Ok(Outbox::set_policy(tx, &pool.pool_id, &policy).await?)
}

fn routes(given: &[SmsRoute]) -> Result<Vec<Route>> {
    each_once("routes", given.iter().map(|route| route.country.as_str()))?;
    let routes = given.iter().enumerate().map(|(place, route)| {
        if route.country != ELSEWHERE {
            region(&format!("routes[{place}].country"), &route.country)?;
        }
        Ok(Route {
            country: route.country.clone(),
            providers: route.providers.clone(),
            price: amount(&format!("routes[{place}].price"), route.price.as_deref())?,
            strategy: match route.strategy.unwrap_or_default() {
                SmsRouteStrategy::Order => Strategy::Order,
                SmsRouteStrategy::Weight => Strategy::Weight,
                SmsRouteStrategy::Success => Strategy::Success,
            },
            weights: weights(&format!("routes[{place}].weights"), route)?,
        })
    });
    routes.collect()
}

fn weights(field: &str, route: &SmsRoute) -> Result<Vec<u32>> {
    let is_weighted = route.strategy == Some(SmsRouteStrategy::Weight);
    let weights = route.weights.as_deref().unwrap_or_default();
    if weights.len()
        != if is_weighted {
            route.providers.len()
        } else {
            0
        }
    {
        return Err(Error::field(
            field,
            "must have one for each provider, and only for WEIGHT",
        ));
    }
    let weights = weights.iter().map(|weight| {
        let weight = u32::try_from(*weight).ok();
        let weight = weight.filter(|weight| (1..=1000).contains(weight));
        weight.ok_or_else(|| Error::field(field, "must be 1 to 1000"))
    });
    weights.collect()
}

fn budget(given: &SmsBudget) -> Result<Budget> {
    let is_letter = |byte: u8| byte.is_ascii_uppercase();
    if given.currency.len() != 3 || !given.currency.bytes().all(is_letter) {
        return Err(Error::field(
            "budget.currency",
            "must be three capital letters",
        ));
    }
    let assumed = amount("budget.assumedPrice", Some(&given.assumed_price))?;
    let countries = given.countries.as_deref().unwrap_or_default();
    each_once(
        "budget.countries",
        countries.iter().map(|one| one.country.as_str()),
    )?;
    let countries = countries.iter().enumerate().map(of_country);
    Ok(Budget {
        currency: given.currency.clone(),
        assumed_price: assumed
            .filter(|price| *price > 0)
            .ok_or_else(|| Error::field("budget.assumedPrice", "must be an amount like 12.50"))?,
        per_day: amount("budget.perDay", given.per_day.as_deref())?,
        per_month: amount("budget.perMonth", given.per_month.as_deref())?,
        country_per_day: amount("budget.countryPerDay", given.country_per_day.as_deref())?,
        countries: countries.collect::<Result<_>>()?,
    })
}

fn of_country((place, given): (usize, &SmsCountryBudget)) -> Result<CountryBudget> {
    let field = |name: &str| format!("budget.countries[{place}].{name}");
    region(&field("country"), &given.country)?;
    Ok(CountryBudget {
        country: given.country.clone(),
        per_day: amount(&field("perDay"), given.per_day.as_deref())?,
        per_month: amount(&field("perMonth"), given.per_month.as_deref())?,
    })
}

fn amount(field: &str, given: Option<&str>) -> Result<Option<i64>> {
    let Some(text) = given else {
        return Ok(None);
    };
    let price = Price::parse(text, None).filter(|_| !text.trim().starts_with(['-', '+']));
    let price = price.ok_or_else(|| Error::field(field, "must be an amount like 12.50"))?;
    Ok(Some(price.micros))
}

/// Refuses a list that is too long or names something twice.
pub(super) fn each_once<'a>(
    field: &str,
    countries: impl ExactSizeIterator<Item = &'a str>,
) -> Result<()> {
    let count = countries.len();
    if count > MOST {
        return Err(Error::field(
            field,
            format_args!("has more than {MOST} entries"),
        ));
    }
    let different: BTreeSet<&str> = countries.collect();
    if different.len() < count {
        return Err(Error::field(field, "must not name a country twice"));
    }
    Ok(())
}
