//! Who carries the messages.

mod smtp;
mod webhook;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::letter::Letter;
use crate::message::Medium;

pub use smtp::Smtp;
pub use webhook::Webhook;

/// How long a provider that failed is tried last.
const REST: Duration = Duration::from_secs(30);
/// Country calling code that needs no international service.
const HOME: &str = "+86";

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ProviderError(pub String);

fn nobody() -> ProviderError {
    ProviderError("no provider is configured".into())
}

/// Providers that stand in for each other. One that failed is tried last for a while.
#[derive(Default)]
pub struct Turns {
    hooks: Vec<(Webhook, Mutex<Option<Instant>>)>,
}

impl Turns {
    /// Providers in the order of preference.
    pub fn new(hooks: Vec<Webhook>) -> Self {
        let hooks = hooks.into_iter().map(|hook| (hook, Mutex::default()));
        Self {
            hooks: hooks.collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.hooks.is_empty()
    }

    #[expect(clippy::disallowed_methods, reason = "a bridge rests in real time")]
    async fn deliver(&self, letter: &Letter) -> Result<(), ProviderError> {
        let rests = |until: &Mutex<Option<Instant>>| {
            let until = *until.lock().unwrap_or_else(PoisonError::into_inner);
            until.is_some_and(|until| until > Instant::now())
        };
        let mut order: Vec<_> = self.hooks.iter().collect();
        order.sort_by_key(|(_, until)| rests(until));
        let mut last = nobody();
        for (hook, until) in order {
            let result = hook.deliver(letter).await;
            let rest = result.is_err().then(|| Instant::now() + REST);
            *until.lock().unwrap_or_else(PoisonError::into_inner) = rest;
            match result {
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
    pub email: Option<Smtp>,
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
    pub async fn deliver(&self, letter: &Letter) -> Result<(), ProviderError> {
        match letter.medium {
            Medium::Email => {
                let email = self.email.as_ref().ok_or_else(nobody)?;
                email.deliver(letter).await
            }
            Medium::Sms => self.for_number(&letter.to).deliver(letter).await,
        }
    }
}
