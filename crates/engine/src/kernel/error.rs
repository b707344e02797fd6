//! Errors: a stable code, a sentence for the caller, a cause for the log, apart from each other.

use std::fmt;

use cleat_api::error::detail::detail;
use cleat_api::{ErrorCode, Language, Secret};
use cleat_store::TooMuch;
use serde::Serialize;

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The result of a step of a transaction.
pub type Outcome<T> = std::result::Result<T, Stop>;

/// A refusal or a failure.
#[derive(Debug, Clone)]
pub struct Error {
    /// What it is.
    pub code: ErrorCode,
    /// More for the caller, such as the field at fault.
    pub detail: Option<String>,
    /// For the log alone.
    pub cause: Option<String>,
    /// Milliseconds after which it may be asked again, where that is known.
    pub retry_after: Option<i64>,
    /// What the same request passes with, where it may be paid for.
    pub task: Option<Box<Task>>,
    /// What the caller goes on with, where there is a next step.
    pub next: Option<Box<Next>>,
}

/// A proof of work that is asked for: a text that begins with the challenge, a colon, and a number,
/// and whose SHA-256 begins with so many zero bits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// What the text begins with.
    pub challenge: String,
    /// Zero bits.
    pub bits: i64,
}

/// What a sign-in that was refused goes on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Next {
    /// A secret that works once.
    pub key: Secret,
    /// The accounts to choose from, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<Candidate>,
}

/// An account to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// User id.
    pub account_id: String,
    /// What it is known by, masked.
    pub account: String,
}

/// Why a transaction ends early.
#[derive(Debug)]
pub enum Stop {
    /// It refuses. What was written stays: the spent try, the audit row.
    Refused(Error),
    /// It refuses, and nothing it wrote is kept.
    Undone(Error),
    /// The database failed, or asks for another run.
    Database(cleat_store::Error),
}

impl Error {
    /// A field that is missing or wrong.
    pub fn field(name: &str, why: impl fmt::Display) -> Self {
        Self {
            detail: Some(format!("{name}: {why}")),
            ..ErrorCode::InvalidArgument.into()
        }
    }

    /// A fault of the server; the caller learns only that.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self {
            cause: Some(cause.to_string()),
            ..ErrorCode::Internal.into()
        }
    }

    /// The same with more for the caller.
    #[must_use]
    pub fn about(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The same with the milliseconds after which it may be asked again.
    #[must_use]
    pub fn retry_after(self, milliseconds: i64) -> Self {
        Self {
            retry_after: Some(milliseconds),
            ..self
        }
    }

    /// The same with what the request passes with.
    #[must_use]
    pub fn asking(self, task: Task) -> Self {
        Self {
            task: Some(Box::new(task)),
            ..self
        }
    }

    /// The same with what the caller goes on with.
    #[must_use]
    pub fn followed_by(self, next: Next) -> Self {
        Self {
            next: Some(Box::new(next)),
            ..self
        }
    }

    /// What it says to the caller.
    pub fn message(&self, language: Language) -> String {
        let sentence = self.code.message(language);
        match &self.detail {
            Some(text) => format!("{sentence}: {}", detail(text, language)),
            None => sentence.to_owned(),
        }
    }
}

impl Stop {
    /// The same refusal, and nothing of the transaction is kept.
    #[must_use]
    pub fn undone(self) -> Self {
        match self {
            Self::Refused(error) => Self::Undone(error),
            other => other,
        }
    }

    /// The refusal of one entry of a batch, such as `list[1]`: its detail names the field at
    /// fault, and nothing of the transaction is kept.
    #[must_use]
    pub fn of_entry(self, list: &str, place: usize) -> Self {
        match self {
            Self::Refused(error) | Self::Undone(error) => {
                let field = error.detail.as_deref().unwrap_or_default();
                let dot = if field.is_empty() { "" } else { "." };
                let detail = format!("{list}[{place}]{dot}{field}");
                Self::Undone(error.about(detail))
            }
            other @ Self::Database(_) => other,
        }
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self {
            code,
            detail: None,
            cause: None,
            retry_after: None,
            task: None,
            next: None,
        }
    }
}

impl From<cleat_store::Error> for Error {
    fn from(error: cleat_store::Error) -> Self {
        match error {
            outage if outage.is_outage() => Self {
                cause: Some(outage.to_string()),
                ..ErrorCode::Unavailable.into()
            },
            cleat_store::Error::TooMuch(why) => why.into(),
            other => Self::internal(other),
        }
    }
}

impl From<TooMuch> for Error {
    fn from(why: TooMuch) -> Self {
        Self::field("filter", why)
    }
}

impl From<Stop> for Error {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(error) | Stop::Undone(error) => error,
            Stop::Database(error) => error.into(),
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        if error.code.status_code() >= 500 {
            Self::Undone(error)
        } else {
            Self::Refused(error)
        }
    }
}

impl From<ErrorCode> for Stop {
    fn from(code: ErrorCode) -> Self {
        Error::from(code).into()
    }
}

impl From<cleat_store::Error> for Stop {
    fn from(error: cleat_store::Error) -> Self {
        Self::Database(error)
    }
}

impl From<cleat_protocol::CryptoError> for Error {
    fn from(error: cleat_protocol::CryptoError) -> Self {
        Self::internal(error)
    }
}
