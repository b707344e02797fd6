//! E-mail by SMTP (RFC 5321, RFC 6409): TLS unless the settings say otherwise.

mod dialogue;
mod message;
mod reply;
mod server;

use std::str::FromStr;

use lettre::message::Mailbox;

use super::{Carrier, ProviderError};
use crate::letter::Letter;
use crate::outcome::{Outcome, Refusal};

use server::Ready;

pub use server::{Server, Tls};

/// The address that messages come from.
pub struct Sender(Mailbox);

impl FromStr for Sender {
    type Err = ProviderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |_| ProviderError("must be like Example <no-reply@example.com>".into());
        text.parse().map(Self).map_err(wrong)
    }
}

/// An SMTP server and the address messages come from.
pub struct Smtp {
    ready: Ready,
    from: Mailbox,
}

impl Smtp {
    /// A server by its URL: `smtps://user:password@host` or `smtp://user:password@host`, which is
    /// STARTTLS; `?tls=none` and `?tls=opportunistic` do without. `?ca=FILE` names a file of
    /// certificates of authorities.
    ///
    /// # Errors
    /// When the URL or the file cannot be read.
    pub fn new(url: &str, from: Sender) -> Result<Self, ProviderError> {
        Self::to(url.parse()?, from)
    }

    /// A server by its parts.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn to(server: Server, from: Sender) -> Result<Self, ProviderError> {
        Ok(Self {
            ready: Ready::new(server)?,
            from: from.0,
        })
    }

    /// Hands a letter over; what became of it.
    pub async fn hand_over(&self, letter: &Letter) -> Outcome {
        match message::write(letter, &self.from) {
            Ok(message) => dialogue::hand_over(&self.ready, &message).await,
            Err(refusal) => Outcome::Refused(refusal),
        }
    }
}

impl Carrier for Smtp {
    async fn deliver(&self, letter: &Letter) -> Result<(), ProviderError> {
        match self.hand_over(letter).await {
            Outcome::Taken(_) => Ok(()),
            Outcome::Refused(refusal) => Err(ProviderError(reason(&refusal))),
            Outcome::Unknown(why) => Err(ProviderError(why.as_str().into())),
        }
    }
}

fn reason(refusal: &Refusal) -> String {
    match (&refusal.code, refusal.why) {
        (Some(code), _) => format!("SMTP {code}"),
        (None, Some(why)) => why.into(),
        (None, None) => refusal.kind.as_str().into(),
    }
}
