//! Who carries the messages.

mod smtp;
mod webhook;

use crate::message::Medium;
use crate::outbox::Letter;

pub use smtp::Smtp;
pub use webhook::Webhook;

/// Country calling code that needs no international service.
const HOME: &str = "+86";

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ProviderError(pub String);

/// The providers that are configured.
#[derive(Default)]
pub struct Providers {
    /// For numbers of mainland China.
    pub sms: Option<Webhook>,
    /// For all other numbers.
    pub international_sms: Option<Webhook>,
    /// For e-mail.
    pub email: Option<Smtp>,
}

impl Providers {
    /// Whether somebody carries messages to this number or address.
    pub fn reach(&self, medium: Medium, to: &str) -> bool {
        match medium {
            Medium::Email => self.email.is_some(),
            Medium::Sms => self.for_number(to).is_some(),
        }
    }

    fn for_number(&self, to: &str) -> Option<&Webhook> {
        if to.starts_with(HOME) {
            self.sms.as_ref()
        } else {
            self.international_sms.as_ref()
        }
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// When it was not taken.
    pub async fn deliver(&self, letter: &Letter) -> Result<(), ProviderError> {
        let missing = || ProviderError("no provider is configured".into());
        match letter.medium {
            Medium::Email => {
                self.email
                    .as_ref()
                    .ok_or_else(missing)?
                    .deliver(letter)
                    .await
            }
            Medium::Sms => {
                self.for_number(&letter.to)
                    .ok_or_else(missing)?
                    .deliver(letter)
                    .await
            }
        }
    }
}
