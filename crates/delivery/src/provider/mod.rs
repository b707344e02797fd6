//! Who carries the messages: the providers of the server, and those of a pool.

mod book;
mod named;
mod rows;
pub mod smpp;
mod smtp;

use std::sync::Arc;
use std::time::Duration;

use cleat_protocol::phone::DEFAULT_COUNTRY_CODE;

use crate::call::Moment;
use crate::health::Health;
use crate::http::{Http, Reachable};
use crate::letter::Letter;
use crate::message::Medium;
use crate::outcome::{Outcome, Refusal, Taken};
use crate::receipt::{Fate, Receipt};
use crate::service::{Sent, Service};
use crate::vendor::vendor;
use crate::way::Way;

pub use book::{Configured, Providers, Reach};
pub(crate) use rows::{CONTEXT, Making, callback};
pub use rows::{Row, Sealed};
pub use smtp::{Sender, Server, Smtp, Tls};

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
            Medium::Sms if to.starts_with(DEFAULT_COUNTRY_CODE) => Self::Domestic,
            Medium::Sms => Self::International,
        }
    }
}

/// The waits before a vendor is asked what became of a message.
const ASKING: [Duration; 3] = [
    Duration::from_millis(1_000),
    Duration::from_millis(2_000),
    Duration::from_millis(3_000),
];

fn is_of(receipt: &Receipt, letter: &Letter) -> bool {
    receipt.attempt_id.as_ref() == Some(&letter.attempt_id)
}

fn outcome_of(receipt: Receipt) -> Outcome {
    match receipt.fate {
        Fate::Failed(kind) => {
            Outcome::Refused(Refusal::new(kind).coded(receipt.code.unwrap_or_default()))
        }
        Fate::OnItsWay | Fate::Expired | Fate::Delivered => Outcome::Taken(Taken {
            vendor_id: receipt.vendor_id,
            segments: receipt.segments,
            price: receipt.price,
        }),
    }
}

/// How a provider is spoken to.
pub enum Carrier {
    /// By HTTP.
    Service(Box<dyn Service>, Reachable),
    /// By SMTP.
    Smtp(Box<Smtp>),
    /// By SMPP.
    Smpp(Arc<smpp::Link>),
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
        let mut outcome = self.attempt(http, letter, at).await;
        if let Outcome::Unknown(_) = outcome
            && let Some(told) = self.ask(http, letter, at).await
        {
            outcome = told;
        }
        self.health.note(&outcome, &letter.country);
        outcome
    }

    async fn attempt(&self, http: &Http, letter: &Letter, at: &Moment<'_>) -> Outcome {
        match &self.carrier {
            Carrier::Smtp(smtp) => smtp.hand_over(letter).await,
            Carrier::Smpp(link) => link.hand_over(letter, at).await,
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

    /// Asks the vendor what became of a letter of which nobody knows.
    async fn ask(&self, http: &Http, letter: &Letter, at: &Moment<'_>) -> Option<Outcome> {
        let Carrier::Service(service, reachable) = &self.carrier else {
            return None;
        };
        let sent = Sent {
            attempt_id: &letter.attempt_id,
            vendor_id: None,
            to: &letter.to,
            at: at.now,
        };
        let mut now = at.now;
        for (wait, digit) in ASKING.into_iter().zip('1'..) {
            // Each request has a nonce that no other has.
            let nonce: String = at.nonce.chars().skip(1).chain([digit]).collect();
            let moment = Moment {
                now,
                nonce: &nonce,
                ..*at
            };
            let call = service.query(&sent, &moment)?;
            tokio::time::sleep(wait).await;
            now += i64::try_from(wait.as_millis()).unwrap_or_default();
            let Ok(answer) = http.send(call, *reachable).await else {
                continue;
            };
            let told = service.queried(&answer.borrow());
            let own = told.into_iter().find(|receipt| is_of(receipt, letter));
            if let Some(receipt) = own {
                return Some(outcome_of(receipt));
            }
        }
        None
    }

    /// Fetches the receipts that the vendor keeps.
    pub(crate) async fn pull(&self, http: &Http, at: &Moment<'_>) -> Vec<Receipt> {
        let Carrier::Service(service, reachable) = &self.carrier else {
            return Vec::new();
        };
        let Some(call) = service.pull(at) else {
            return Vec::new();
        };
        match http.send(call, *reachable).await {
            Ok(answer) => service.queried(&answer.borrow()),
            Err(_) => {
                tracing::warn!(provider = self.id, "receipts cannot be fetched");
                Vec::new()
            }
        }
    }

    /// How it reaches people.
    pub fn way(&self) -> Way {
        let plain = match self.scope {
            Scope::Domestic | Scope::International => Way::Sms,
            Scope::Email => Way::Email,
        };
        vendor(&self.vendor).map_or(plain, |vendor| vendor.way)
    }

    /// Host and port that it is called at to hand that letter over. Nothing where the letter cannot
    /// go that way.
    pub fn address(&self, letter: &Letter, at: &Moment<'_>) -> Option<(String, u16)> {
        match &self.carrier {
            Carrier::Smtp(smtp) => Some(smtp.address()),
            Carrier::Smpp(link) => link.address(),
            Carrier::Service(service, _) => {
                let call = service.request(letter, at).ok()?;
                let url = reqwest::Url::parse(&call.url).ok()?;
                let host = url.host_str()?.trim_matches(['[', ']']);
                Some((host.to_owned(), url.port_or_known_default()?))
            }
        }
    }

    /// Whether it speaks to people.
    pub fn speaks(&self) -> bool {
        self.way() == Way::Voice
    }

    /// Whether the vendor tells later what became of a message.
    pub fn reports(&self) -> bool {
        match &self.carrier {
            Carrier::Service(service, _) => service.reports(),
            Carrier::Smtp(_) => false,
            Carrier::Smpp(link) => link.reports(),
        }
    }

    /// The service, where it is one of HTTP.
    pub fn service(&self) -> Option<&dyn Service> {
        match &self.carrier {
            Carrier::Service(service, _) => Some(service.as_ref()),
            Carrier::Smtp(_) | Carrier::Smpp(_) => None,
        }
    }
}
