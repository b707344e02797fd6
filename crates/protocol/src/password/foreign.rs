//! Password digests of other systems: verified as they are, replaced at the next sign-in.
//!
//! - bcrypt: `$2a$`, `$2b$`, `$2x$`, `$2y$`
//! - scrypt, PHC: `$scrypt$ln=15,r=8,p=1$salt$hash`
//! - PBKDF2, PHC: `$pbkdf2-sha256$i=600000$salt$hash`; passlib: `$pbkdf2-sha256$29000$salt$hash`;
//!   Django: `pbkdf2_sha256$600000$salt$hash`; each with sha1, sha256 or sha512
//! - salted SHA, RFC 2307: `{SSHA}`, `{SSHA256}` or `{SSHA512}` and base64 of digest and salt

use std::num::NonZeroU32;

use aws_lc_rs::{constant_time, digest, pbkdf2};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// Most iterations of PBKDF2: a digest that asks for more would hold a thread for seconds.
const MOST_ITERATIONS: u32 = 10_000_000;
/// Most memory of scrypt, in bytes.
const MOST_MEMORY: u64 = 1 << 30;

/// A digest, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    Bcrypt(String),
    Scrypt {
        log_n: u8,
        r: u32,
        p: u32,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
    Pbkdf2 {
        sha: Sha,
        iterations: NonZeroU32,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
    Salted {
        sha: Sha,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sha {
    One,
    Two256,
    Two512,
}

impl Sha {
    fn named(name: &str) -> Option<Self> {
        match name {
            "" | "sha1" => Some(Self::One),
            "sha256" => Some(Self::Two256),
            "sha512" => Some(Self::Two512),
            _ => None,
        }
    }

    fn pbkdf2(self) -> pbkdf2::Algorithm {
        match self {
            Self::One => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Two256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Two512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }

    fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::One => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Two256 => &digest::SHA256,
            Self::Two512 => &digest::SHA512,
        }
    }
}

impl Foreign {
    /// Reads a digest; `None` when it is of no kind that is known, or costs too much.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix('{') {
            return salted(rest);
        }
        if let Some(rest) = text.strip_prefix("pbkdf2_") {
            let [sha, iterations, salt, hash] = parts(rest)?;
            return pbkdf2(sha, iterations, salt.as_bytes().to_vec(), hash);
        }
        let rest = text.strip_prefix('$')?;
        if rest.starts_with("2") {
            let whole = text.len() == 60 && text.is_ascii();
            return (whole && text.parse::<bcrypt::HashParts>().is_ok())
                .then(|| Self::Bcrypt(text.to_owned()));
        }
        if let Some(rest) = rest.strip_prefix("scrypt$") {
            return scrypt(rest);
        }
        let (kind, rest) = rest.strip_prefix("pbkdf2")?.split_once('$')?;
        let [iterations, salt, hash] = parts(rest)?;
        let iterations = iterations.split(',').next()?;
        let iterations = iterations.strip_prefix("i=").unwrap_or(iterations);
        pbkdf2(
            kind.trim_start_matches('-'),
            iterations,
            base64(salt)?,
            hash,
        )
    }

    /// Whether the password is the one that was digested.
    pub(super) fn verify(&self, password: &str) -> bool {
        match self {
            Self::Bcrypt(text) => bcrypt::verify(password, text).unwrap_or(false),
            Self::Scrypt {
                log_n,
                r,
                p,
                salt,
                hash,
            } => {
                let Ok(params) = scrypt::Params::new(*log_n, *r, *p) else {
                    return false;
                };
                let mut made = vec![0; hash.len()];
                scrypt::scrypt(password.as_bytes(), salt, &params, &mut made).is_ok()
                    && constant_time::verify_slices_are_equal(&made, hash).is_ok()
            }
            Self::Pbkdf2 {
                sha,
                iterations,
                salt,
                hash,
            } => pbkdf2::verify(sha.pbkdf2(), *iterations, salt, password.as_bytes(), hash).is_ok(),
            Self::Salted { sha, salt, hash } => {
                let mut context = digest::Context::new(sha.digest());
                context.update(password.as_bytes());
                context.update(salt);
                let made = context.finish();
                constant_time::verify_slices_are_equal(made.as_ref(), hash).is_ok()
            }
        }
    }
}

fn parts<const N: usize>(text: &str) -> Option<[&str; N]> {
    text.split('$').collect::<Vec<_>>().try_into().ok()
}

/// Base64 with or without padding; passlib writes `.` for `+`.
fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('.', "+");
    STANDARD_NO_PAD.decode(text).ok()
}

fn pbkdf2(sha: &str, iterations: &str, salt: Vec<u8>, hash: &str) -> Option<Foreign> {
    let iterations: NonZeroU32 = iterations.parse().ok()?;
    let hash = base64(hash).filter(|hash| (16..=128).contains(&hash.len()))?;
    (iterations.get() <= MOST_ITERATIONS).then_some(Foreign::Pbkdf2 {
        sha: Sha::named(sha)?,
        iterations,
        salt,
        hash,
    })
}

fn scrypt(rest: &str) -> Option<Foreign> {
    let [params, salt, hash] = parts(rest)?;
    let (mut log_n, mut r, mut p) = (None, None, None);
    for param in params.split(',') {
        match param.split_once('=')? {
            ("ln", value) => log_n = value.parse::<u8>().ok(),
            ("r", value) => r = value.parse::<u32>().ok(),
            ("p", value) => p = value.parse::<u32>().ok(),
            _ => return None,
        }
    }
    let (log_n, r, p) = (log_n?, r?, p?);
    scrypt::Params::new(log_n, r, p).ok()?;
    let memory = 128_u64
        .checked_mul(u64::from(r))?
        .checked_mul(1_u64.checked_shl(log_n.into())?)?;
    let hash = base64(hash).filter(|hash| (16..=64).contains(&hash.len()))?;
    (memory <= MOST_MEMORY && p <= 16).then_some(Foreign::Scrypt {
        log_n,
        r,
        p,
        salt: base64(salt)?,
        hash,
    })
}

fn salted(rest: &str) -> Option<Foreign> {
    let (kind, encoded) = rest.split_once('}')?;
    let sha = match kind.to_ascii_uppercase().as_str() {
        "SSHA" => Sha::One,
        "SSHA256" => Sha::Two256,
        "SSHA512" => Sha::Two512,
        _ => return None,
    };
    let bytes = STANDARD.decode(encoded).ok()?;
    let (hash, salt) = bytes.split_at_checked(sha.digest().output_len())?;
    Some(Foreign::Salted {
        sha,
        salt: salt.to_vec(),
        hash: hash.to_vec(),
    })
}
