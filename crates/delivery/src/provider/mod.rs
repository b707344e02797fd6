//! Who carries the messages.

mod smtp;
mod webhook;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::letter::Letter;
use crate::message::Medium;

pub use smtp::{Sender, Server, Smtp, Tls};
pub use webhook::Webhook;

/// How long a provider that failed is tried last.
const REST: Duration = Duration::from_secs(30);
/// Country calling code that needs no international service.
const HOME: &str = "+86";

/// Why a message was not taken, or a provider cannot be used. It names nobody and no secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ProviderError(pub String);

/// A message that was not taken: who was asked last, and why not.
#[derive(Debug)]
pub struct NotTaken {
    /// Name of the provider, where there is one.
    pub provider: Option<String>,
    /// Why.
    pub why: ProviderError,
}

/// Somebody who takes messages on.
pub trait Carrier {
    /// Hands a message over.
    fn deliver(&self, letter: &Letter) -> impl Future<Output = Result<(), ProviderError>> + Send;
}

/// What became of the messages of a provider, since the process began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Name of the provider.
    pub provider: String,
    /// Messages it took.
    pub sent: u64,
    /// Times it did not take one.
    pub failed: u64,
    /// Messages that were given up after it was asked last.
    pub given_up: u64,
}

/// A provider: one way of messages, counted.
pub struct Provider<C> {
    name: String,
    carrier: C,
    rests_until: Mutex<Option<Instant>>,
    sent: AtomicU64,
    failed: AtomicU64,
    given_up: AtomicU64,
}

impl<C: Carrier> Provider<C> {
    /// A provider of that name.
    pub fn new(name: impl Into<String>, carrier: C) -> Self {
        Self {
            name: name.into(),
            carrier,
            rests_until: Mutex::default(),
            sent: AtomicU64::default(),
            failed: AtomicU64::default(),
            given_up: AtomicU64::default(),
        }
    }

    fn counts(&self) -> Counts {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            provider: self.name.clone(),
            sent: of(&self.sent),
            failed: of(&self.failed),
            given_up: of(&self.given_up),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a bridge rests in real time")]
    fn rests(&self) -> bool {
        let until = self.rests_until.lock();
        let until = *until.unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| until > Instant::now())
    }

    #[expect(clippy::disallowed_methods, reason = "a bridge rests in real time")]
    async fn deliver(&self, letter: &Letter) -> Result<(), NotTaken> {
        let result = self.carrier.deliver(letter).await;
        let count = if result.is_ok() {
            &self.sent
        } else {
            &self.failed
        };
        count.fetch_add(1, Ordering::Relaxed);
        let rest = result.is_err().then(|| Instant::now() + REST);
        let mut until = self.rests_until.lock();
        **until.as_mut().unwrap_or_else(|poisoned| poisoned.get_mut()) = rest;
        result.map_err(|why| NotTaken {
            provider: Some(self.name.clone()),
            why,
        })
    }
}

fn nobody() -> NotTaken {
    NotTaken {
        provider: None,
        why: ProviderError("no provider is configured".into()),
    }
}

/// Providers that stand in for each other. One that failed is tried last for a while.
#[derive(Default)]
pub struct Turns(Vec<Provider<Webhook>>);

impl Turns {
    /// Providers in the order of preference.
    pub fn new(hooks: Vec<Provider<Webhook>>) -> Self {
        Self(hooks)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    async fn deliver(&self, letter: &Letter) -> Result<(), NotTaken> {
        let mut order: Vec<_> = self.0.iter().collect();
        order.sort_by_key(|provider| provider.rests());
        let mut last = nobody();
        for provider in order {
            match provider.deliver(letter).await {
                Ok(()) => return Ok(()),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// The providers that are configured.
#[derive(Default)]
pub struct Providers {
    /// For numbers of mainland China.
    pub sms: Turns,
    /// For all other numbers.
    pub international_sms: Turns,
    /// For e-mail.
    pub email: Option<Provider<Smtp>>,
}

impl Providers {
    /// Whether somebody carries messages to this number or address.
    pub fn reach(&self, medium: Medium, to: &str) -> bool {
        match medium {
            Medium::Email => self.email.is_some(),
            Medium::Sms => !self.for_number(to).is_empty(),
        }
    }

    fn for_number(&self, to: &str) -> &Turns {
        if to.starts_with(HOME) {
            &self.sms
        } else {
            &self.international_sms
        }
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// When it was not taken.
    pub async fn deliver(&self, letter: &Letter) -> Result<(), NotTaken> {
        match letter.medium {
            Medium::Email => {
                let email = self.email.as_ref().ok_or_else(nobody)?;
                email.deliver(letter).await
            }
            Medium::Sms => self.for_number(&letter.to).deliver(letter).await,
        }
    }

    /// Notes that a message was given up; `last` was asked last, where somebody was.
    pub fn give_up(&self, letter: &Letter, last: Option<&str>) {
        let hooks = self.for_number(&letter.to).0.iter();
        let counts: Vec<(&str, &AtomicU64)> = match letter.medium {
            Medium::Email => self
                .email
                .iter()
                .map(|one| (one.name.as_str(), &one.given_up))
                .collect(),
            Medium::Sms => hooks
                .map(|one| (one.name.as_str(), &one.given_up))
                .collect(),
        };
        let asked = counts.iter().find(|(name, _)| Some(*name) == last);
        if let Some((_, count)) = asked.or(counts.first()) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What became of the messages, provider by provider.
    pub fn counts(&self) -> Vec<Counts> {
        let hooks = self.sms.0.iter().chain(&self.international_sms.0);
        let mut counts: Vec<Counts> = hooks.map(Provider::counts).collect();
        counts.extend(self.email.as_ref().map(Provider::counts));
        counts
    }
}
