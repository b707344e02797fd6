//! Password hashes in PHC string format.

use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::CryptoError;

/// argon2id with 19 MiB, two passes and one lane: the first choice of OWASP's cheat sheet.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// Hashes a password with the salt given.
///
/// # Errors
/// When the password or the salt has a length argon2 refuses.
pub fn hash(password: &str, salt: &[u8; 16]) -> Result<String, CryptoError> {
    let salt = Salt::new(salt).map_err(|_| CryptoError)?;
    hasher()
        .hash_password_customized(password.as_bytes(), &salt, None, None, Params::default())
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|_| CryptoError)
}

/// Whether the password is the one that was hashed. A hash that cannot be read matches nothing.
pub fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Strength: 1 low, 2 middle, 3 high; by length and by kinds of characters.
pub fn strength(password: &str) -> i64 {
    let kinds = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    let kinds = kinds.into_iter().filter(|kind| *kind).count();
    match (password.chars().count(), kinds) {
        (12.., 3..) => 3,
        (8.., 2..) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_fits_its_password_alone() {
        let hashed = hash("correct horse", &[1; 16]).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse", &hashed));
        assert!(!verify("correct horsf", &hashed));
        assert!(!verify("correct horse", "plain"));
    }

    #[test]
    fn strength_grows_with_length_and_kinds() {
        assert_eq!(
            [
                strength("abc"),
                strength("abcdef12"),
                strength("Abcdef12345!")
            ],
            [1, 2, 3]
        );
    }
}
