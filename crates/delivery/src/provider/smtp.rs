//! E-mail by SMTP (RFC 5321).

use std::time::Duration;

use cleat_protocol::email::Email;
use lettre::message::Mailbox;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

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
        let to = address(&letter.to)?;
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

/// Where it goes. lettre takes marks of Indian and other scripts for signs that no address has, so
/// what it does not read is read by our own rules, which are RFC 6531's.
fn address(to: &str) -> Result<Address, ProviderError> {
    if let Ok(address) = to.parse() {
        return Ok(address);
    }
    let email = Email::parse(to).map_err(|_| ProviderError("not an address".into()))?;
    let (local, domain) = email.address.rsplit_once('@').unwrap_or_default();
    Ok(Address::new_dangerous(local, domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen to fail with lettre's own reading alone: the first is refused.
    #[test]
    fn every_address_that_is_taken_can_be_written_to() {
        for text in [
            "संपर्क@डाटामेल.भारत",
            "用户@例子.广告",
            "\"a..b\"@example.com",
            "\"a b\\\"@c\"@example.com",
            "o'brien_99@my_corp.example",
        ] {
            let email = Email::parse(text).unwrap();
            for to in [&email.address, &email.key] {
                assert_eq!(address(to).unwrap().to_string(), *to);
            }
        }
        for text in ["a..b@example.com", "a@b\r\nc@example.com", ""] {
            assert!(address(text).is_err(), "{text:?}");
        }
    }
}
