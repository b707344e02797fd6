//! How a vendor reaches people.

use serde::{Deserialize, Serialize};

/// How a vendor reaches people: an application allows each way by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// A text message.
    Sms,
    /// A call that reads the text aloud.
    Voice,
    /// A message of WhatsApp.
    WhatsApp,
    /// A service that has its own text for the code.
    Verify,
    /// An e-mail.
    Email,
}

impl Way {
    /// Its name in settings and rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::WhatsApp => "whatsapp",
            Self::Verify => "verify",
            Self::Email => "email",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [
            Self::Sms,
            Self::Voice,
            Self::WhatsApp,
            Self::Verify,
            Self::Email,
        ];
        all.into_iter().find(|way| way.as_str() == name)
    }
}
