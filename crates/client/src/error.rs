//! Why a call failed.

use cleat_api::ErrorCode;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server refused.
    #[error("{message} (statusCode {status_code}{}, request {request_id})", api_code.map(|code| format!(", apiCode {code}")).unwrap_or_default())]
    Refused {
        /// `statusCode`.
        status_code: u16,
        /// `apiCode`, where the error has one.
        api_code: Option<u32>,
        /// What it says, in the language asked for.
        message: String,
        /// `requestId`; also in the server's log.
        request_id: String,
    },
    /// An OAuth endpoint refused (RFC 6749 section 5.2).
    #[error("{error}: {description}")]
    OAuth {
        /// `error`.
        error: String,
        /// `error_description`.
        description: String,
    },
    /// The server was not reached in time; check `app_host` and the network.
    #[error("the server was not reached: {0}")]
    Transport(#[from] reqwest::Error),
    /// The answer is not one of this API; check that `app_host` is the server's own address.
    #[error("not an answer of this API: {0}")]
    Answer(String),
}

impl Error {
    /// Whether it is that refusal of a server of this project.
    pub fn is(&self, code: ErrorCode) -> bool {
        match self {
            Self::Refused {
                status_code,
                api_code,
                ..
            } => *status_code == code.status_code() && *api_code == code.api_code(),
            Self::OAuth { error, .. } => error == code.oauth_error(),
            _ => false,
        }
    }

    /// `apiCode`, where the error has one.
    pub fn api_code(&self) -> Option<u32> {
        match self {
            Self::Refused { api_code, .. } => *api_code,
            _ => None,
        }
    }

    /// `statusCode` of a refusal.
    pub fn status_code(&self) -> Option<u16> {
        match self {
            Self::Refused { status_code, .. } => Some(*status_code),
            _ => None,
        }
    }
}
