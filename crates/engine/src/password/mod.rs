//! Passwords: read, hashed, tried.

mod attempt;

use cleat_api::password::PasswordEncryptType;
use cleat_api::{ErrorCode, Secret};
use cleat_protocol::password;

use crate::account::Account;
use crate::kernel::{Cx, Result};

pub use attempt::try_password;

/// A hash no password has; checking it takes as long as checking a real one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The password as the user typed it.
///
/// # Errors
/// `PasswordDecryptFailed`.
pub fn decrypt(cx: &Cx, sent: &Secret, how: Option<PasswordEncryptType>) -> Result<String> {
    let plain = match how {
        None | Some(PasswordEncryptType::None) => return Ok(sent.expose().to_owned()),
        Some(PasswordEncryptType::Rsa) => cx.app.keys.ring().rsa.decrypt(sent.expose()),
        Some(PasswordEncryptType::Sm2) => cx.app.keys.ring().sm2.decrypt(sent.expose()),
    };
    plain.map_err(|_| ErrorCode::PasswordDecryptFailed.into())
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

/// Hashes a new password of 6 to 128 characters.
///
/// # Errors
/// `PasswordTooWeak`.
pub async fn hash(cx: &Cx, plain: String) -> Result<NewPassword> {
    if !(6..=128).contains(&plain.chars().count()) {
        return Err(ErrorCode::PasswordTooWeak.into());
    }
    let salt = cx.app.random.bytes::<16>();
    let strength = password::strength(&plain);
    let hash = cx.hashing(move || password::hash(&plain, &salt)).await??;
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
        cx.hashing(move || password::hash(&plain, &salt)).await??,
    ))
}

/// Whether the password fits the hash; without a hash it takes as long and is no.
///
/// # Errors
/// When the thread is lost.
pub async fn verify(cx: &Cx, plain: String, hash: Option<String>) -> Result<bool> {
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    let fits = cx.hashing(move || password::verify(&plain, &hash)).await?;
    Ok(fits && known)
}
