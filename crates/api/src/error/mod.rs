//! Every error the server can answer, with its codes and its words in four languages.
//!
//! `statusCode` and `apiCode` are those of the real service where they are known; the others
//! are listed with their reasons in `docs/compatibility.md`.

pub mod detail;
mod table;

use crate::scalar::Language;

pub use table::ErrorCode;

/// Trying a verification code.
pub const CODE: &[ErrorCode] = &[
    ErrorCode::CodeWrong,
    ErrorCode::CodeUsed,
    ErrorCode::CodeExhausted,
    ErrorCode::CodeExpired,
    ErrorCode::AccountLocked,
];

/// Setting a password.
pub const NEW_PASSWORD: &[ErrorCode] =
    &[ErrorCode::PasswordTooWeak, ErrorCode::PasswordDecryptFailed];

/// Giving a user what only one user of a pool can have.
pub const TAKEN: &[ErrorCode] = &[
    ErrorCode::PhoneTaken,
    ErrorCode::EmailTaken,
    ErrorCode::UsernameTaken,
    ErrorCode::ExternalIdTaken,
];

impl ErrorCode {
    /// Whether the id or the secret of the application or the pool is at fault, not what was asked.
    pub fn is_of_credentials(self) -> bool {
        matches!(
            self,
            Self::AppNotFound
                | Self::PoolNotFound
                | Self::ClientAuthFailed
                | Self::SignatureInvalid
                | Self::SignatureMethod
                | Self::SignatureVersion
        )
    }

    /// Whether any operation may answer it: bad input, missing proof of the caller, limits, faults.
    pub fn is_common(self) -> bool {
        self.status_code() == 401
            || matches!(
                self,
                Self::InvalidArgument
                    | Self::PayloadTooLarge
                    | Self::AppNotFound
                    | Self::PoolNotFound
                    | Self::TooManyRequests
                    | Self::Internal
                    | Self::Unavailable
                    | Self::RouteNotFound
                    | Self::MethodNotAllowed
                    | Self::UserDisabled
            )
    }

    /// Whether the console alone answers it, whatever operation was called.
    pub fn is_of_console(self) -> bool {
        matches!(
            self,
            Self::NotPermitted
                | Self::StepUpRequired
                | Self::PasswordChangeRequired
                | Self::ForeignPage
                | Self::HttpsRequired
        )
    }

    /// What a success says.
    pub fn success_message(language: Language) -> &'static str {
        match language {
            Language::EnUs => "Operation successful",
            Language::ZhCn => "操作成功",
            Language::ZhTw => "操作成功",
            Language::JaJp => "操作に成功しました",
        }
    }
}
