//! What a pool says of its messages: who carries them where, and what they may cost.

use cleat_protocol::phone::DEFAULT_REGION;
use serde::{Deserialize, Serialize};

use crate::guard::GuardPolicy;

/// In the place of a country: those that no other route names.
pub const ELSEWHERE: &str = "*";

/// What a pool says of its messages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MessagePolicy {
    /// Who carries messages where.
    pub routes: Vec<Route>,
    /// What they may cost.
    pub budget: Option<Budget>,
    /// Which requests pass.
    pub guard: GuardPolicy,
}

/// Who carries messages to a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Route {
    /// ISO 3166 region of the numbers, or [`ELSEWHERE`].
    pub country: String,
    /// Ids of the providers, in the order they are asked in. None: nobody carries them.
    pub providers: Vec<String>,
    /// What a message costs, in millionths, where it is known.
    pub price: Option<i64>,
    /// Which of them is asked first.
    #[serde(default)]
    pub strategy: Strategy,
    /// Weights of the providers, in their order.
    #[serde(default)]
    pub weights: Vec<u32>,
}

/// Which provider of a route is asked first. One that does not answer is always asked last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Strategy {
    /// The first one that is named.
    #[default]
    Order,
    /// Each as often as its weight says.
    Weight,
    /// The one whose messages help most often.
    Success,
}

impl Route {
    /// Weight of a provider.
    pub(crate) fn weight(&self, provider_id: &str) -> u64 {
        let place = self.providers.iter().position(|id| id == provider_id);
        let weight = place.and_then(|place| self.weights.get(place));
        weight.copied().unwrap_or_default().into()
    }
}

/// What messages may cost, in millionths of a currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Budget {
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// What a message costs whose route has no price.
    pub assumed_price: i64,
    /// A day of the pool (UTC).
    pub per_day: Option<i64>,
    /// A month of the pool (UTC).
    pub per_month: Option<i64>,
    /// A day of each country that has no budget of its own.
    pub country_per_day: Option<i64>,
    /// Countries with budgets of their own.
    pub countries: Vec<CountryBudget>,
}

/// What messages to a country may cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CountryBudget {
    /// ISO 3166 region of the numbers.
    pub country: String,
    /// A day.
    pub per_day: Option<i64>,
    /// A month.
    pub per_month: Option<i64>,
}

impl MessagePolicy {
    /// The route of a number. Mainland China has one only if it is named.
    pub fn route(&self, country: &str) -> Option<&Route> {
        let named = |name: &str| self.routes.iter().find(|route| route.country == name);
        named(country).or_else(|| named(ELSEWHERE).filter(|_| country != DEFAULT_REGION))
    }

    /// What a message to that country is taken to cost; nothing where there is no budget.
    pub fn price(&self, country: &str) -> i64 {
        let Some(budget) = &self.budget else {
            return 0;
        };
        let route = self.route(country).and_then(|route| route.price);
        route.unwrap_or(budget.assumed_price)
    }

    /// What counts a message to that country, the country before the pool: name, and how much a day
    /// and a month may come to.
    pub(crate) fn limits(&self, country: &str) -> Vec<(String, Period, i64)> {
        let Some(budget) = &self.budget else {
            return Vec::new();
        };
        let own = budget.countries.iter().find(|one| one.country == country);
        let (day, month) = match own {
            Some(own) => (own.per_day, own.per_month),
            None => (budget.country_per_day, None),
        };
        let of_country = format!("country:{country}");
        let limits = [
            (of_country.clone(), Period::Day, day),
            (of_country, Period::Month, month),
            (POOL.to_owned(), Period::Day, budget.per_day),
            (POOL.to_owned(), Period::Month, budget.per_month),
        ];
        let limits = limits.into_iter();
        limits
            .filter_map(|(name, period, limit)| Some((name, period, limit?)))
            .collect()
    }
}

/// What a pool spends as a whole is counted under this name.
pub(crate) const POOL: &str = "pool";

/// How long a budget is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Day,
    Month,
}
