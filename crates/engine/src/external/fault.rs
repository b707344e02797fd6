//! Why a source signs nobody in.

use cleat_api::ErrorCode;

use crate::kernel::Error;

/// Why a source signs nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It does not answer.
    Down,
    /// It answers what cannot be believed.
    Unbelievable(&'static str),
    /// It, or somebody there, says no.
    Denied,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Down => ErrorCode::ExtIdpUnreachable.into(),
            Fault::Denied => ErrorCode::ExtIdpDenied.into(),
            Fault::Unbelievable(why) => Self {
                cause: Some(why.to_owned()),
                ..ErrorCode::ExtIdpFailed.into()
            },
        }
    }
}
