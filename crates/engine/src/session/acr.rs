//! How a user was authenticated, as one value (OpenID Connect Core 1.0 section 2, `acr`).

use serde::{Deserialize, Serialize};

/// How a user was authenticated. Whoever came by an external source has none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acr {
    /// By a code that was sent to a phone or by e-mail.
    Code,
    /// By a password.
    Password,
}

impl Acr {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Code, Self::Password];

    /// Its name in requests and tokens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "urn:cleat:acr:code",
            Self::Password => "urn:cleat:acr:password",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|acr| acr.as_str() == name)
    }

    /// What methods of authentication (RFC 8176) come to.
    pub fn of(amr: &str) -> Option<Self> {
        let has = |name: &str| amr.split(' ').any(|method| method == name);
        match (has("otp"), has("pwd")) {
            (true, _) => Some(Self::Code),
            (_, true) => Some(Self::Password),
            _ => None,
        }
    }
}
