//! The providers that there are for a pool, in the order they are asked in.

use std::sync::Arc;

use super::smpp::Links;
use super::{Carrier, Provider, ProviderError, Scope, Smtp, named};
use crate::health::HealthBook;
use crate::http::Reachable;
use crate::letter::Letter;
use crate::message::Medium;
use crate::policy::{MessagePolicy, Route, Strategy};
use crate::scores::{Scores, arrange};
use crate::service::Opened;
use crate::vendor::Bridge;
use crate::way::Way;

/// Which messages would go anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// SMS to mainland China.
    pub domestic: bool,
    /// SMS to all other numbers.
    pub international: bool,
    /// E-mail.
    pub email: bool,
}

impl Reach {
    /// Everything does.
    pub const EVERYTHING: Self = Self {
        domestic: true,
        international: true,
        email: true,
    };

    /// Nothing does.
    pub const NOTHING: Self = Self {
        domestic: false,
        international: false,
        email: false,
    };

    /// Whether a message to this number or address would.
    pub fn includes(&self, medium: Medium, to: &str) -> bool {
        match Scope::of(medium, to) {
            Scope::Domestic => self.domestic,
            Scope::International => self.international,
            Scope::Email => self.email,
        }
    }
}

/// Providers, those that are asked first before the others.
#[derive(Clone, Default)]
pub struct Providers(Vec<Arc<Provider>>, MessagePolicy, Vec<Scope>);

impl Providers {
    /// Those of a pool with what the server has: where a pool has its own for a scope, only they
    /// are asked. Of those in `shut` a pool has one that another key sealed.
    pub(crate) fn of_pool(
        own: Vec<Provider>,
        shut: Vec<Scope>,
        servers: &Self,
        policy: MessagePolicy,
    ) -> Self {
        let has = |scope| own.iter().any(|provider| provider.scope == scope);
        let is_own = |scope| has(scope) || shut.contains(&scope);
        let servers = servers.0.iter().filter(|provider| !is_own(provider.scope));
        let servers: Vec<_> = servers.cloned().collect();
        let mut all: Vec<_> = own.into_iter().map(Arc::new).chain(servers).collect();
        all.sort_by_key(|provider| provider.priority);
        Self(all, policy, shut)
    }

    /// Whether there is one for that letter which another key sealed.
    pub(crate) fn is_shut(&self, letter: &Letter) -> bool {
        self.2.contains(&Scope::of(letter.medium, &letter.to))
    }

    /// Those for a message that may go these ways, in their order, that of its route or of their
    /// priority; who rests comes last. No way is every way.
    pub fn of(&self, scope: Scope, country: &str, ways: &[Way]) -> Vec<Arc<Provider>> {
        self.arranged((scope, country), ways, |_, _| {})
    }

    /// The same, in the order in which this message is offered to them.
    pub(crate) fn of_message(&self, letter: &Letter, scores: &Scores) -> Vec<Arc<Provider>> {
        let scope = Scope::of(letter.medium, &letter.to);
        self.arranged((scope, &letter.country), &letter.ways, |found, route| {
            arrange(found, route, letter, scores);
        })
    }

    /// Whether a message to that country is offered to whoever does best.
    pub(crate) fn needs_scores(&self, country: &str) -> bool {
        let route = self.1.route(country);
        route.is_some_and(|route| route.strategy == Strategy::Success)
    }

    fn arranged(
        &self,
        (scope, country): (Scope, &str),
        ways: &[Way],
        arrange: impl FnOnce(&mut [Arc<Provider>], &Route),
    ) -> Vec<Arc<Provider>> {
        let of_scope = self.0.iter().filter(|provider| provider.scope == scope);
        let mut found: Vec<_> = match self.1.route(country).filter(|_| scope != Scope::Email) {
            None => of_scope.cloned().collect(),
            Some(route) => {
                let named = |id: &String| of_scope.clone().find(|one| one.id == *id).cloned();
                let mut found: Vec<_> = route.providers.iter().filter_map(named).collect();
                arrange(&mut found, route);
                found
            }
        };
        found = by_ways(found, ways);
        found.sort_by_cached_key(|provider| provider.health.fares(country));
        found
    }

    /// What the pool says of its messages.
    pub fn policy(&self) -> &MessagePolicy {
        &self.1
    }

    /// The one with that id.
    pub fn by_id(&self, id: &str) -> Option<&Arc<Provider>> {
        self.0.iter().find(|provider| provider.id == id)
    }

    /// All of them.
    pub fn all(&self) -> &[Arc<Provider>] {
        &self.0
    }

    /// Which messages they carry.
    pub fn reach(&self) -> Reach {
        let has = |scope| self.0.iter().any(|provider| provider.scope == scope);
        Reach {
            domestic: has(Scope::Domestic),
            international: has(Scope::International),
            email: has(Scope::Email),
        }
    }
}

/// Those that go one of these ways, in the order of the ways. Where there is none, all of them: no
/// login method is lost by what an application says of its messages.
fn by_ways(found: Vec<Arc<Provider>>, ways: &[Way]) -> Vec<Arc<Provider>> {
    let place = |one: &Arc<Provider>| ways.iter().position(|way| *way == one.way());
    let mut named: Vec<_> = found.iter().filter(|one| place(one).is_some()).collect();
    if named.is_empty() {
        return found;
    }
    named.sort_by_key(|one| place(one));
    named.into_iter().cloned().collect()
}

/// The providers of the configuration.
#[derive(Default)]
pub struct Configured(Vec<Provider>, HealthBook, Links);

/// What is made of the configuration.
pub(crate) struct Made {
    pub(crate) servers: Providers,
    pub(crate) book: HealthBook,
    pub(crate) links: Links,
}

impl Configured {
    /// Adds bridges by their addresses, which are asked in turn.
    ///
    /// # Errors
    /// When an address is none.
    pub fn bridges(
        &mut self,
        scope: Scope,
        name: &str,
        urls: &str,
        secret: &str,
    ) -> Result<(), ProviderError> {
        for (url, place) in urls.split_whitespace().zip(1..) {
            let address = reqwest::Url::parse(url);
            if !address.is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
                let form = "must be like https://bridge.example.com/sms";
                return Err(ProviderError(form.into()));
            }
            let (url, secret) = (url.to_owned(), secret.to_owned());
            let bridge = Carrier::Service(Box::new(Bridge { url, secret }), Reachable::Anywhere);
            self.add(format!("{name}-{place}"), "BRIDGE", scope, place, bridge);
        }
        Ok(())
    }

    /// Adds an SMTP server.
    pub fn smtp(&mut self, smtp: Smtp) {
        self.add(
            "email".into(),
            "SMTP",
            Scope::Email,
            1,
            Carrier::Smtp(Box::new(smtp)),
        );
    }

    /// Adds providers by their names and settings, as a list in JSON.
    ///
    /// # Errors
    /// When it is none, or one of them cannot be used.
    pub fn named(&mut self, list: &str) -> Result<(), ProviderError> {
        for one in named::read(list)? {
            if self.0.iter().any(|known| known.id == one.id) {
                let why = format!("{}: the id is there twice", one.id);
                return Err(ProviderError(why));
            }
            let (scope, opened) = one.open()?;
            let carrier = match opened {
                Opened::Service(service) => Carrier::Service(service, Reachable::Anywhere),
                Opened::Smpp(settings) => {
                    let ids = (one.id.as_str(), "");
                    Carrier::Smpp(self.2.of(ids, *settings, Reachable::Anywhere))
                }
            };
            self.add(one.id, &one.provider, scope, one.priority, carrier);
            if let Some(added) = self.0.last_mut() {
                added.validity = one.validity;
            }
        }
        Ok(())
    }

    fn add(&mut self, id: String, vendor: &str, scope: Scope, priority: i64, carrier: Carrier) {
        let health = self.1.of(&id, &id);
        self.0.push(Provider {
            id,
            vendor: vendor.into(),
            scope,
            priority,
            validity: None,
            callback: None,
            carrier,
            health,
        });
    }

    pub(crate) fn made(self) -> Made {
        let none = Providers::default();
        let policy = MessagePolicy::default();
        Made {
            servers: Providers::of_pool(self.0, Vec::new(), &none, policy),
            book: self.1,
            links: self.2,
        }
    }
}
