//! Passwords: read, hashed, tried.

mod attempt;
mod verify;

use cleat_api::password::PasswordEncryptType;
use cleat_api::{ErrorCode, Secret};
use cleat_protocol::{CryptoError, password};

use crate::account::Account;
use crate::kernel::keys::KeyRing;
use crate::kernel::{Cx, Result};

pub use attempt::{TriedElsewhere, TriedPassword, count_elsewhere, try_password};

/// The password as the user typed it.
///
/// # Errors
/// `PasswordDecryptFailed`.
pub fn decrypt(cx: &Cx, sent: &Secret, how: Option<PasswordEncryptType>) -> Result<String> {
    let plain = plain_of(&cx.app.keys.ring(), sent, how);
    plain.map_err(|_| ErrorCode::PasswordDecryptFailed.into())
}

fn plain_of(
    keys: &KeyRing,
    sent: &Secret,
    how: Option<PasswordEncryptType>,
) -> std::result::Result<String, CryptoError> {
    match how {
        None | Some(PasswordEncryptType::None) => Ok(sent.expose().to_owned()),
        Some(PasswordEncryptType::Rsa) => keys.rsa.decrypt(sent.expose()),
        Some(PasswordEncryptType::Sm2) => keys.sm2.decrypt(sent.expose()),
    }
}

/// A new password, hashed.
#[derive(Debug, Clone)]
pub struct NewPassword {
    hash: String,
    strength: i64,
}

impl NewPassword {
    /// Puts it into an account.
    pub fn set(&self, account: &mut Account, now: i64) {
        account.set_password(self.hash.clone(), self.strength, now);
    }
}

/// Refuses a new password that has not 6 to 128 characters.
///
/// # Errors
/// `PasswordTooWeak`.
pub fn require_length(plain: &str) -> Result<()> {
    match (6..=128).contains(&plain.chars().count()) {
        true => Ok(()),
        false => Err(ErrorCode::PasswordTooWeak.into()),
    }
}

/// Hashes a new password of 6 to 128 characters.
///
/// # Errors
/// `PasswordTooWeak`.
pub async fn hash(cx: &Cx, plain: String) -> Result<NewPassword> {
    require_length(&plain)?;
    let salt = cx.app.random.bytes::<16>();
    let strength = password::strength(&plain);
    let hash = cx
        .hashing(cx.priority(), move || password::hash(&plain, &salt))
        .await??;
    Ok(NewPassword { hash, strength })
}

/// A new hash for a password that fits an outdated one, such as one of another system.
///
/// # Errors
/// When the thread is lost.
pub async fn upgrade(cx: &Cx, plain: String, account: &Account) -> Result<Option<String>> {
    let hash = account.password_hash.as_deref();
    if !hash.is_some_and(password::is_outdated) {
        return Ok(None);
    }
    let salt = cx.app.random.bytes::<16>();
    Ok(Some(
        cx.hashing(cx.priority(), move || password::hash(&plain, &salt))
            .await??,
    ))
}
