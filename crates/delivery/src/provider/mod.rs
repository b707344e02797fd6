//! Who carries the messages: the providers of the server, and those of a pool.

mod book;
mod rows;
mod smtp;

use std::sync::Arc;

use crate::call::Moment;
use crate::health::Health;
use crate::http::{Http, Reachable};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::Outcome;
use crate::vendor::Service;

pub use book::{Configured, Providers, Reach};
pub(crate) use rows::Making;
pub use rows::{Row, Sealed};
pub use smtp::{Sender, Smtp};

/// Why a provider cannot be used. It names no secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ProviderError(pub String);

/// Which messages a provider is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// SMS to mainland China.
    Domestic,
    /// SMS to all other numbers.
    International,
    /// E-mail.
    Email,
}

impl Scope {
    /// Its name in rows and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Domestic => "DOMESTIC",
            Self::International => "INTERNATIONAL",
            Self::Email => "EMAIL",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Domestic, Self::International, Self::Email];
        all.into_iter().find(|scope| scope.as_str() == name)
    }

    /// The one that a message is of.
    pub fn of(medium: Medium, to: &str) -> Self {
        match medium {
            Medium::Email => Self::Email,
            Medium::Sms if to.starts_with(HOME) => Self::Domestic,
            Medium::Sms => Self::International,
        }
    }
}

/// Country calling code that needs no international service.
const HOME: &str = "+86";

/// How a provider is spoken to.
pub enum Carrier {
    /// By HTTP.
    Service(Box<dyn Service>, Reachable),
    /// By SMTP.
    Smtp(Smtp),
}

/// A provider with its settings.
pub struct Provider {
    /// Id of its row; for one of the configuration, its name.
    pub id: String,
    /// Name of its vendor.
    pub vendor: String,
    /// What it is for.
    pub scope: Scope,
    /// Order among those of a scope: the lowest is asked first.
    pub priority: i64,
    /// Life of the codes it carries, in seconds, where it says.
    pub validity: Option<i64>,
    /// Where the vendor sends receipts.
    pub callback: Option<String>,
    /// How it is spoken to.
    pub carrier: Carrier,
    pub(crate) health: Arc<Health>,
}

impl Provider {
    /// Hands a letter over.
    pub async fn deliver(&self, http: &Http, letter: &Letter, at: &Moment<'_>) -> Outcome {
        let outcome = self.attempt(http, letter, at).await;
        self.health.note(&outcome, &letter.country);
        outcome
    }

    async fn attempt(&self, http: &Http, letter: &Letter, at: &Moment<'_>) -> Outcome {
        match &self.carrier {
            Carrier::Smtp(smtp) => smtp.hand_over(letter).await,
            Carrier::Service(service, reachable) => {
                let call = match service.request(letter, at) {
                    Ok(call) => call,
                    Err(refusal) => return Outcome::Refused(refusal),
                };
                match http.send(call, *reachable).await {
                    Ok(answer) => service.outcome(&answer.borrow()),
                    Err(outcome) => outcome,
                }
            }
        }
    }

    /// Whether the vendor tells later what became of a message.
    pub fn reports(&self) -> bool {
        match &self.carrier {
            Carrier::Service(service, _) => service.reports(),
            Carrier::Smtp(_) => false,
        }
    }

    /// The service, where it is one of HTTP.
    pub fn service(&self) -> Option<&dyn Service> {
        match &self.carrier {
            Carrier::Service(service, _) => Some(service.as_ref()),
            Carrier::Smtp(_) => None,
        }
    }
}
