//! What a provider says later of a message it took.

use crate::outcome::{Kind, Price};

/// A call that a provider made to us.
#[derive(Debug, Clone, Copy)]
pub struct Hook<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The address it was told to call, with the query that came: what is signed. It begins with
    /// the configured public address, whatever host the request named.
    pub url: &'a str,
    /// The query that came, without its question mark.
    pub query: &'a str,
    /// Headers by name in lower case.
    pub headers: &'a [(String, String)],
    /// The body as it came.
    pub body: &'a [u8],
    /// Now, in milliseconds.
    pub now: i64,
}

impl Hook<'_> {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The fields of a form: those of the query for GET, those of the body else.
    pub fn form(&self) -> Vec<(String, String)> {
        let bytes = match self.method {
            "GET" => self.query.as_bytes(),
            _ => self.body,
        };
        url::form_urlencoded::parse(bytes).into_owned().collect()
    }
}

/// What a provider says of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The provider's id of the message.
    pub vendor_id: Option<String>,
    /// Our id of the attempt, where the provider hands it back.
    pub attempt_id: Option<String>,
    /// Number or address, as the provider writes it; what is not a digit is not compared.
    pub to: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// The provider's own code.
    pub code: Option<String>,
    /// Parts that are charged for.
    pub segments: Option<i64>,
    /// What it cost.
    pub price: Option<Price>,
    /// Whether the provider signed it. Only then does it count as more than a hint.
    pub signed: bool,
}

impl Receipt {
    /// A receipt with that id and fate, and nothing else.
    pub fn new(vendor_id: impl Into<String>, fate: Fate) -> Self {
        Self {
            vendor_id: Some(vendor_id.into()).filter(|id| !id.is_empty()),
            attempt_id: None,
            to: None,
            fate,
            code: None,
            segments: None,
            price: None,
            signed: false,
        }
    }
}

/// What became of a message that was taken. A later one replaces an earlier one of lower rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is on its way.
    OnItsWay,
    /// It did not arrive, and why.
    Failed(Kind),
    /// Its time was over before it arrived.
    Expired,
    /// It arrived.
    Delivered,
}

impl Fate {
    /// Its rank: nothing takes a message back to a lower one.
    pub fn rank(self) -> i64 {
        match self {
            Self::OnItsWay => 1,
            Self::Failed(_) | Self::Expired => 2,
            Self::Delivered => 3,
        }
    }

    /// Its name in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnItsWay => "taken",
            Self::Failed(_) => "failed",
            Self::Expired => "expired",
            Self::Delivered => "delivered",
        }
    }
}

/// Why a call is no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAReceipt {
    /// The provider makes no such calls.
    #[error("this provider sends no receipts")]
    NotServed,
    /// The signature is missing or wrong.
    #[error("the signature is wrong")]
    Forged,
    /// It is too old, or of the future.
    #[error("the time of it is too far from now")]
    Stale,
    /// It cannot be read.
    #[error("it cannot be read")]
    Unreadable,
}

/// What a provider wants to hear when it made a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thanks {
    /// Content type; none for an empty answer.
    pub content_type: Option<&'static str>,
    /// Body.
    pub body: String,
}

impl Thanks {
    /// An empty answer.
    pub fn empty() -> Self {
        Self {
            content_type: None,
            body: String::new(),
        }
    }

    /// An answer in JSON.
    pub fn json(body: &str) -> Self {
        Self {
            content_type: Some("application/json"),
            body: body.to_owned(),
        }
    }
}
