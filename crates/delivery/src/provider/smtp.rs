//! E-mail by SMTP (RFC 5321).

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::ProviderError;
use crate::letter::Letter;

/// Longest time for one message.
const PATIENCE: Duration = Duration::from_secs(10);

/// An SMTP server and the address messages come from.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// A server by its URL: `smtps://user:password@host`, or `smtp://host:25?tls=required`.
    ///
    /// # Errors
    /// When the URL or the address cannot be read.
    pub fn new(url: &str, from: &str) -> Result<Self, ProviderError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| ProviderError(error.to_string()))?
            .timeout(Some(PATIENCE))
            .build();
        let from = from
            .parse()
            .map_err(|error| ProviderError(format!("{error}")))?;
        Ok(Self { transport, from })
    }

    pub(super) async fn deliver(&self, letter: &Letter) -> Result<(), ProviderError> {
        let failed = |error: &dyn std::fmt::Display| ProviderError(error.to_string());
        let to = letter
            .to
            .parse()
            .map_err(|_| ProviderError("not an address".into()))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{}@cleat>", letter.id)))
            .subject(&letter.subject)
            .body(letter.body.clone())
            .map_err(|error| failed(&error))?;
        self.transport
            .send(message)
            .await
            .map(drop)
            .map_err(|error| failed(&error))
    }
}
