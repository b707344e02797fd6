//! Pure functions: nothing here reads a clock, a file or the network.

#![warn(clippy::too_many_lines)]

#[cfg(feature = "vendors")]
pub mod cas;
#[cfg(feature = "accounts")]
pub mod css;
#[cfg(feature = "accounts")]
pub mod dpop;
#[cfg(feature = "accounts")]
pub mod email;
#[cfg(feature = "accounts")]
pub mod encryption;
pub mod jose;
#[cfg(feature = "vendors")]
pub mod ldap;
#[cfg(feature = "accounts")]
pub mod password;
#[cfg(feature = "accounts")]
pub mod phone;
pub mod pkce;
#[cfg(feature = "vendors")]
pub mod saml;
pub mod seal;
pub mod signature;
#[cfg(feature = "vendors")]
pub mod vendors;

/// A failure of cryptography. It says no more on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cryptographic operation failed")]
pub struct CryptoError;

impl From<aws_lc_rs::error::Unspecified> for CryptoError {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self
    }
}

impl From<aws_lc_rs::error::KeyRejected> for CryptoError {
    fn from(_: aws_lc_rs::error::KeyRejected) -> Self {
        Self
    }
}

/// Base64url without padding (RFC 4648 section 5).
pub(crate) use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
