//! Why a call failed, and what to do.

use std::time::Duration;

use cleat_api::{ErrorCode, Secret};

/// What the server refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (statusCode {status_code}{}, request {request_id})", api_code.map(|code| format!(", apiCode {code}")).unwrap_or_default())]
pub struct Refusal {
    /// `statusCode`.
    pub status_code: u16,
    /// `apiCode`, where the error has one.
    pub api_code: Option<u32>,
    /// What it says, in the language asked for.
    pub message: String,
    /// `requestId`; also in the server's log.
    pub request_id: String,
    /// What a sign-in goes on with where it is asked whose an external identity becomes.
    pub key: Option<Secret>,
    /// The users to choose from then, where there are several.
    pub account_ids: Vec<String>,
}

impl Refusal {
    fn is(&self, code: ErrorCode) -> bool {
        self.status_code == code.status_code() && self.api_code == code.api_code()
    }
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server refused; [`Error::is`] tells why.
    #[error(transparent)]
    Refused(Refusal),
    /// The application or the pool is not known or could not be authenticated.
    #[error("check the id and the secret of the application or the user pool: {0}")]
    Credentials(Refusal),
    /// A signed call carried a time too far from the server's.
    #[error("set the clock of this machine, a signed call may be off by five minutes: {0}")]
    ClockSkew(Refusal),
    /// An OAuth endpoint refused (RFC 6749 section 5.2).
    #[error("{error}: {description}")]
    OAuth {
        /// `error`.
        error: String,
        /// `error_description`.
        description: String,
    },
    /// No answer came in time. A call that changes something may have done so.
    #[error(
        "no answer within {after:?}: the server is slow or gone; raise `timeout` if it is slow"
    )]
    TimedOut {
        /// The time it was given.
        after: Duration,
    },
    /// The server was not reached.
    #[error("the server was not reached, check its address and the network: {0}")]
    Unreachable(reqwest::Error),
    /// The answer is not one of this API.
    #[error("the answer is not one of this API, check that the address is the server's own: {0}")]
    Answer(String),
    /// The request cannot be sent as it is.
    #[error("the request cannot be sent: {0}")]
    Request(String),
    /// A token did not verify.
    #[error("the token is not valid: {0}")]
    Token(&'static str),
    /// The client cannot be made with these options.
    #[error("the client cannot be set up: {0}")]
    Setup(String),
}

impl Error {
    pub(crate) fn refused(refusal: Refusal) -> Self {
        let mut credentials = ErrorCode::ALL
            .iter()
            .filter(|code| code.is_of_credentials());
        if refusal.is(ErrorCode::SignatureDateSkewed) {
            Self::ClockSkew(refusal)
        } else if credentials.any(|code| refusal.is(*code)) {
            Self::Credentials(refusal)
        } else {
            Self::Refused(refusal)
        }
    }

    /// What the server refused, if it did.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) | Self::Credentials(refusal) | Self::ClockSkew(refusal) => {
                Some(refusal)
            }
            _ => None,
        }
    }

    /// Whether it is that refusal.
    pub fn is(&self, code: ErrorCode) -> bool {
        match self {
            Self::OAuth { error, .. } => error == code.oauth_error(),
            other => other.refusal().is_some_and(|refusal| refusal.is(code)),
        }
    }

    /// `apiCode`, where the error has one.
    pub fn api_code(&self) -> Option<u32> {
        self.refusal().and_then(|refusal| refusal.api_code)
    }

    /// `statusCode` of a refusal.
    pub fn status_code(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status_code)
    }
}
