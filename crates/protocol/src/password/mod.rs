//! Password hashes: our own in PHC string format, and those that other systems made.

mod foreign;

use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::CryptoError;
use foreign::Foreign;

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

/// Most memory of argon2, in KiB: a digest that asks for more is not taken.
const MOST_MEMORY: u32 = 1 << 20;

/// An argon2 hash of any variant and cost.
fn argon2(hash: &str) -> Option<PasswordHash> {
    let hash = PasswordHash::new(hash).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let known = Algorithm::try_from(hash.algorithm.as_str()).is_ok();
    (known && hash.hash.is_some() && params.m_cost() <= MOST_MEMORY).then_some(hash)
}

/// Whether the password is the one that was hashed. A hash that cannot be read matches nothing.
pub fn verify(password: &str, hash: &str) -> bool {
    match argon2(hash) {
        Some(hash) => hasher().verify_password(password.as_bytes(), &hash).is_ok(),
        None => Foreign::parse(hash).is_some_and(|hash| hash.verify(password)),
    }
}

/// Whether [`verify`] can read the hash: argon2, bcrypt, scrypt, PBKDF2 or salted SHA.
pub fn is_known(hash: &str) -> bool {
    argon2(hash).is_some() || Foreign::parse(hash).is_some()
}

/// Whether the hash should be replaced when the password is at hand: it is not argon2id at the
/// cost of [`hash`].
pub fn is_outdated(hash: &str) -> bool {
    !argon2(hash).is_some_and(|hash| {
        let own = Params::default();
        hash.algorithm == Algorithm::Argon2id.ident()
            && Params::try_from(&hash).is_ok_and(|params| {
                (params.m_cost(), params.t_cost(), params.p_cost())
                    == (own.m_cost(), own.t_cost(), own.p_cost())
            })
    })
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

    const FOREIGN: &[&str] = &[
        "$2b$04$P9SSN8iP1kjUQ9cUq7DJZO1dpXC7xRqRT/V1WnyJQ5NdgsPWFsQSa",
        "$2a$04$azK1A7Dn892ViaGVM4VHc.j00Uuj7vtFmUmOMt/j54YK76IrXAhsa",
        "$2y$04$BtbtOo8YiAVcC3SbKeOIZuFf1xB8G76QGLO600aeB/Hi3pfjTDEUC",
        "$scrypt$ln=4,r=8,p=1$rzXmfM95L4XQWkvpHUOo1Q$/nGFkQ4o4H2ZrPAkua0YpVRsa7avyabFh1cPU/a24X8",
        "$pbkdf2$1000$ZiyFsFbqfQ.hNKa0NmZszQ$5Pxld9dKaxYnUrtHPBOvI95SZ2E",
        "$pbkdf2-sha256$1000$iHEOwdg7Z0xpTcm5t3ZuLQ$o2dA.Q7TIPKeUfDjnR9mkL4Aw1aMFrm.yMJWZUNeQW4",
        "$pbkdf2-sha512$1000$yBnjPMe4V2rNGaM0xjhnDA$gaya6GIPNoydUNfdf23u9QCU611ZNNarVVPIfM.Sf22b0/u4Q1VpNK8FrFKz3KNIly7he.sGCqNN0Ts4zDYqNQ",
        "pbkdf2_sha256$1000$xZIeZVFt4I54$z5ZsQpvvN91xR53FVJgjyrPkz27A5DdUM6JVJpvWPFA=",
        "{SSHA}BVzxoyXWcalALS7LthirTwDhay57L+X8",
        "{SSHA256}zRGqSw9HgQDoKwxxlvJ0b6kbNOnexZpZ3kccSlat+YF6j3EuhTBGiA==",
        "{SSHA512}YhXkn+REfxjK6wAu+XWoaxLsIE1gHRG0wx4j1lmymPDZ0Lk8+TrWXIZ93B3qvobuEUAzWcsqwCAb4ehbChBq8G5NibE2JiSk",
        "$argon2i$v=19$m=64,t=1,p=1$LskAds0eFKigDGrfnNeaSA$H8ZwxnE1iax2lxQN1RDHjUKaZFun22E0J+EqcGe2vzA",
        "$argon2id$v=19$m=64,t=1,p=2$1+gUTAu19LcqOF4b4qlneQ$ahMnrYzN1Nie8Lb5bD+KtLql3VaoVXgGtlbQnNtepLo",
        "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHQ$qQDPSZa3Ormyy9oK1Pu0ZLLwP2Svzmx3yu8OvDdq/J0",
    ];

    #[test]
    fn a_hash_fits_its_password_alone() {
        let hashed = hash("correct horse", &[1; 16]).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse", &hashed));
        assert!(!verify("correct horsf", &hashed));
        assert!(!verify("correct horse", "plain"));
    }

    /// Made by Python: passlib 1.7, Django 5, hashlib and argon2-cffi.
    #[test]
    fn hashes_of_other_systems_fit_their_password_alone() {
        for hash in FOREIGN {
            assert!(is_known(hash), "{hash}");
            assert!(is_outdated(hash), "{hash}");
            assert!(verify("correct horse", hash), "{hash}");
            assert!(!verify("correct horsf", hash), "{hash}");
        }
        assert!(!is_outdated(&hash("correct horse", &[1; 16]).unwrap()));
    }

    #[test]
    fn hashes_that_are_broken_or_cost_too_much_are_not_known() {
        for hash in [
            "",
            "secret",
            "$2b$04$short",
            "$1$md5crypt$aaaa",
            "{SSHA}AAAA",
            "{MD5}rL0Y20zC+Fzt72VPzMSk2A==",
            "$scrypt$ln=40,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$pbkdf2-sha256$4000000000$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=4194304,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(!is_known(hash), "{hash}");
            assert!(!verify("secret", hash), "{hash}");
        }
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
