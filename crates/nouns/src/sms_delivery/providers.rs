//! `getSmsProviders`.

use cleat_api::sms_delivery::{
    GetSmsProviders, ProviderAlarm, SmsBudget, SmsCountryBudget, SmsProvider, SmsProviders,
    SmsRoute, SmsRouteStrategy, SmsScope, SmsVendor,
};
use cleat_api::{Object, Value};
use cleat_delivery::outcome::Price;
use cleat_delivery::policy::{Budget, Route, Strategy};
use cleat_delivery::provider::{Provider, Row, Scope, Sealed};
use cleat_delivery::spend::spent;
use cleat_delivery::statistics::{Alarm, alarms};
use cleat_delivery::vendor::{VENDORS, vendor};
use cleat_delivery::{Medium, Outbox};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, iso};

use super::fields::masked;

/// `getSmsProviders`
pub async fn get_sms_providers(
    cx: Cx,
    pool: Management,
    _: GetSmsProviders,
) -> Result<SmsProviders> {
    let mut tx = cx.read().await?;
    let rows = Row::of_pool(&mut tx, &pool.pool_id).await?;
    let policy = Outbox::policy(&mut tx, &pool.pool_id).await?;
    let [today, this_month] = spent(&mut tx, &pool.pool_id, cx.now()).await?;
    let alarms = alarms(&mut tx, &pool.pool_id, cx.now()).await?;
    let own = rows.into_iter().map(|row| shown(&cx, row));
    let mut providers = own.collect::<Result<Vec<_>>>()?;
    let configured = cx.app.outbox.configured();
    providers.extend(
        configured
            .all()
            .iter()
            .filter_map(|one| of_configuration(one)),
    );
    let vendors = VENDORS.iter().filter(|vendor| vendor.medium == Medium::Sms);
    let vendors = vendors.map(|vendor| SmsVendor {
        provider: vendor.name.into(),
        title: vendor.title.into(),
        way: vendor.way.as_str().into(),
        schema: (vendor.schema)(),
    });
    Ok(SmsProviders {
        providers,
        vendors: vendors.collect(),
        routes: policy.routes.into_iter().map(route).collect(),
        budget: policy.budget.map(budget),
        spent_today: Price::text(today),
        spent_this_month: Price::text(this_month),
        alarms: alarms.into_iter().map(alarm).collect(),
    })
}

fn alarm(alarm: Alarm) -> ProviderAlarm {
    ProviderAlarm {
        provider_id: alarm.provider_id,
        provider: alarm.vendor,
        since: iso(alarm.since),
        refused: alarm.refused,
        kind: alarm.kind,
    }
}

fn route(route: Route) -> SmsRoute {
    SmsRoute {
        country: route.country,
        providers: route.providers,
        price: route.price.map(Price::text),
        strategy: Some(match route.strategy {
            Strategy::Order => SmsRouteStrategy::Order,
            Strategy::Weight => SmsRouteStrategy::Weight,
            Strategy::Success => SmsRouteStrategy::Success,
        }),
        weights: match route.strategy {
            Strategy::Weight => Some(route.weights.into_iter().map(i64::from).collect()),
            Strategy::Order | Strategy::Success => None,
        },
    }
}

fn budget(budget: Budget) -> SmsBudget {
    let countries = budget.countries.into_iter().map(|one| SmsCountryBudget {
        country: one.country,
        per_day: one.per_day.map(Price::text),
        per_month: one.per_month.map(Price::text),
    });
    SmsBudget {
        currency: budget.currency,
        assumed_price: Price::text(budget.assumed_price),
        per_day: budget.per_day.map(Price::text),
        per_month: budget.per_month.map(Price::text),
        country_per_day: budget.country_per_day.map(Price::text),
        countries: Some(countries.collect()),
    }
}

/// A provider of the pool, without its secrets.
pub fn shown(cx: &Cx, row: Row) -> Result<SmsProvider> {
    let sealed = Sealed::open(&cx.app.vault, &row.sealed)?;
    let fields = match sealed.fields {
        Value::Object(fields) => fields,
        _ => Object::new(),
    };
    let vendor = vendor(&row.vendor);
    let is_called = vendor.is_none_or(|vendor| vendor.schemes.is_empty());
    let fields = match vendor {
        Some(vendor) => masked(vendor, fields),
        None => Object::new(),
    };
    let callback = || cx.app.outbox.callback(&row.id, &sealed.token);
    Ok(SmsProvider {
        callback_url: is_called.then(callback),
        scope: scope(Scope::parse(&row.scope)).unwrap_or_default(),
        id: row.id,
        provider: row.vendor,
        enabled: row.enabled,
        priority: row.priority,
        validity: row.validity,
        fields,
        read_only: false,
        created_at: Some(iso(row.created_at)),
        updated_at: Some(iso(row.updated_at)),
    })
}

/// A provider of the configuration. Its settings are the operator's.
fn of_configuration(provider: &Provider) -> Option<SmsProvider> {
    Some(SmsProvider {
        id: provider.id.clone(),
        scope: scope(Some(provider.scope))?,
        provider: provider.vendor.clone(),
        enabled: true,
        priority: provider.priority,
        validity: None,
        fields: Object::new(),
        callback_url: None,
        read_only: true,
        created_at: None,
        updated_at: None,
    })
}

fn scope(scope: Option<Scope>) -> Option<SmsScope> {
    match scope? {
        Scope::Domestic => Some(SmsScope::Domestic),
        Scope::International => Some(SmsScope::International),
        Scope::Email => None,
    }
}
