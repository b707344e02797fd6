//! E-mail by SMTP (RFC 5321).

use std::str::FromStr;
use std::time::Duration;

use cleat_protocol::email::Email;
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::ProviderError;
use crate::letter::Letter;
use crate::outcome::{Kind, Outcome, Refusal, Taken};

/// Longest time for one message.
const PATIENCE: Duration = Duration::from_secs(10);

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
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// A server by its URL: `smtps://user:password@host`, or `smtp://host:25?tls=required`.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(url: &str, from: Sender) -> Result<Self, ProviderError> {
        let wrong = |_| {
            let form = "must be like smtps://user:password@host or smtp://host:25?tls=required";
            ProviderError(form.into())
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(wrong)?;
        Ok(Self {
            transport: transport.timeout(Some(PATIENCE)).build(),
            from: from.0,
        })
    }

    /// The letter as MIME (RFC 2045): what is not ASCII is encoded, in the headers as well.
    fn message(&self, letter: &Letter) -> Result<Message, ProviderError> {
        let to = address(&letter.to)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{}@cleat>", letter.id)))
            .subject(&letter.subject)
            .singlepart(SinglePart::plain(letter.body.clone()));
        message.map_err(|_| ProviderError("the message cannot be written".into()))
    }
}

impl Smtp {
    /// Hands a letter over.
    pub(crate) async fn hand_over(&self, letter: &Letter) -> Outcome {
        let Ok(message) = self.message(letter) else {
            return Outcome::refused(Kind::Number);
        };
        match self.transport.send(message).await {
            Ok(_) => Outcome::Taken(Taken::default()),
            Err(error) => {
                let refusal = Refusal::new(Kind::Temporary);
                Outcome::Refused(refusal.coded(reason(&error)))
            }
        }
    }
}

/// Why a message was not taken. What the server said stays away from the log: it quotes addresses.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    if let Some(code) = error.status() {
        return format!("SMTP {code}");
    }
    let kind = if error.is_timeout() {
        "the server did not answer in time"
    } else if error.is_tls() {
        "TLS failed"
    } else if error.is_response() {
        "the server answered nonsense"
    } else if error.is_client() {
        "the server cannot take such a message"
    } else {
        "the server was not reached"
    };
    kind.into()
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
