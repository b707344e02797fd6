//! How an application wants its users to be authenticated (OpenID Connect Core 1.0 sections 3.1.2.1
//! and 5.5.1.1).

use cleat_api::{Object, Value};
use cleat_engine::session::Acr;
use serde::{Deserialize, Serialize};

/// What an application asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedAcr {
    /// Any of these; nothing is asked for where there is none.
    pub any_of: Vec<Acr>,
    /// Whether nobody else is let in.
    pub is_essential: bool,
}

impl WantedAcr {
    /// What the parameter asks for; what is not known there is ignored.
    pub fn of_values<'v>(values: impl Iterator<Item = &'v str>) -> Self {
        Self {
            any_of: values.filter_map(Acr::parse).collect(),
            is_essential: false,
        }
    }

    /// What the claims of an ID token ask for. Where they insist, nothing that is known may be left.
    pub fn of_claims(id_token: &Object) -> Option<Self> {
        let asked = id_token.get("acr")?.as_object()?;
        let one = asked.get("value").into_iter();
        let more = asked.get("values").and_then(Value::as_array);
        let named = one.chain(more.into_iter().flatten());
        let named: Vec<&str> = named.filter_map(Value::as_str).collect();
        let is_essential = asked.get("essential") == Some(&true.into());
        (!named.is_empty()).then(|| Self {
            is_essential,
            ..Self::of_values(named.into_iter())
        })
    }

    /// Whether nobody can be authenticated as it asks.
    pub fn is_hopeless(&self) -> bool {
        self.is_essential && self.any_of.is_empty()
    }

    /// Whether those methods (RFC 8176) are what it asks for.
    pub fn is_met(&self, amr: &str) -> bool {
        let acr = Acr::of(amr);
        let is_free = self.any_of.is_empty() && !self.is_essential;
        is_free || acr.is_some_and(|acr| self.any_of.contains(&acr))
    }
}
