//! Errors: a stable code, a sentence for the caller, a cause for the log, apart from each other.

use std::fmt;

use cleat_api::{ErrorCode, Language};

/// The result of a story.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal or a failure.
#[derive(Debug, Clone)]
pub struct Error {
    /// What it is.
    pub code: ErrorCode,
    /// More for the caller, such as the field at fault.
    pub detail: Option<String>,
    /// For the log alone.
    pub cause: Option<String>,
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

    /// Leaves a transaction with this refusal and keeps nothing it wrote.
    pub fn undo(self) -> cleat_store::Error {
        cleat_store::Error::Refused(Box::new(self))
    }

    /// What it says to the caller.
    pub fn message(&self, language: Language) -> String {
        let sentence = self.code.message(language);
        match &self.detail {
            Some(detail) => format!("{sentence}: {detail}"),
            None => sentence.to_owned(),
        }
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self {
            code,
            detail: None,
            cause: None,
        }
    }
}

impl From<cleat_store::Error> for Error {
    fn from(error: cleat_store::Error) -> Self {
        match error {
            cleat_store::Error::Refused(refusal) => match refusal.downcast::<Self>() {
                Ok(error) => *error,
                Err(_) => Self::internal("a refusal of another kind"),
            },
            outage if outage.is_outage() => Self {
                cause: Some(outage.to_string()),
                ..ErrorCode::Unavailable.into()
            },
            other => Self::internal(other),
        }
    }
}

impl From<cleat_protocol::CryptoError> for Error {
    fn from(error: cleat_protocol::CryptoError) -> Self {
        Self::internal(error)
    }
}

impl From<cleat_protocol::phone::PhoneError> for Error {
    fn from(error: cleat_protocol::phone::PhoneError) -> Self {
        Self::field("phone", error)
    }
}
