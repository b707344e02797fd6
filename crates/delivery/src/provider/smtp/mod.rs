//! E-mail by SMTP (RFC 5321, RFC 6409): TLS unless the settings say otherwise.

mod dialogue;
mod message;
mod reply;
mod server;

use std::str::FromStr;

use lettre::message::Mailbox;

use super::ProviderError;
use crate::letter::Letter;
use crate::outcome::Outcome;

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

    /// Host and port.
    pub(super) fn address(&self) -> (String, u16) {
        let server = &self.ready.server;
        (server.host.clone(), server.port)
    }

    /// Hands a letter over; what became of it.
    pub async fn hand_over(&self, letter: &Letter) -> Outcome {
        match message::write(letter, &self.from) {
            Ok(message) => dialogue::hand_over(&self.ready, &message).await,
            Err(refusal) => Outcome::Refused(refusal),
        }
    }
}
