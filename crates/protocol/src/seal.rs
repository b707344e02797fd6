//! What the database must not show: keyed digests and sealed values under keys that are not in
//! the database.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::{digest, hkdf, hmac};
use base64::Engine as _;

use crate::{BASE64URL, CryptoError};

/// Length of the master key in bytes.
pub const MASTER_KEY_LEN: usize = 32;

/// The keys of one server, derived from its master key (HKDF-SHA256, RFC 5869).
pub struct Vault {
    digests: hmac::Key,
    chain: hmac::Key,
    sealer: RandomizedNonceKey,
}

impl Vault {
    /// Derives the keys.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub fn new(master: &[u8; MASTER_KEY_LEN]) -> Result<Self, CryptoError> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"cleat").extract(master);
        let derive = |label: &[u8]| -> Result<[u8; 32], CryptoError> {
            let mut key = [0; 32];
            prk.expand(&[label], hkdf::HKDF_SHA256)?.fill(&mut key)?;
            Ok(key)
        };
        Ok(Self {
            digests: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"digest")?),
            chain: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"audit chain")?),
            sealer: RandomizedNonceKey::new(&AES_256_GCM, &derive(b"seal")?)?,
        })
    }

    /// Keyed digest of several parts, as hex. Parts cannot run into each other.
    pub fn digest(&self, parts: &[&str]) -> String {
        mac(&self.digests, parts)
    }

    /// Link of an audit chain, as hex.
    pub fn link(&self, parts: &[&str]) -> String {
        mac(&self.chain, parts)
    }

    /// Seals a value (AES-256-GCM) for one context, as base64url.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<String, CryptoError> {
        let mut buffer = plain.to_vec();
        let aad = Aad::from(context.as_bytes());
        let nonce = self.sealer.seal_in_place_append_tag(aad, &mut buffer)?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut buffer);
        Ok(BASE64URL.encode(sealed))
    }

    /// Opens what [`Vault::seal`] sealed for the same context.
    ///
    /// # Errors
    /// When it was sealed by another key, for another context, or was changed.
    pub fn open(&self, context: &str, sealed: &str) -> Result<Vec<u8>, CryptoError> {
        let bytes = BASE64URL.decode(sealed).map_err(|_| CryptoError)?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).ok_or(CryptoError)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce)?;
        let mut buffer = rest.to_vec();
        let aad = Aad::from(context.as_bytes());
        Ok(self.sealer.open_in_place(nonce, aad, &mut buffer)?.to_vec())
    }

    /// [`Vault::open`] for text.
    ///
    /// # Errors
    /// As [`Vault::open`], and when it is not UTF-8.
    pub fn open_text(&self, context: &str, sealed: &str) -> Result<String, CryptoError> {
        String::from_utf8(self.open(context, sealed)?).map_err(|_| CryptoError)
    }
}

fn mac(key: &hmac::Key, parts: &[&str]) -> String {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    hex::encode(context.sign())
}

/// SHA-256 as hex, for values that cannot be guessed, such as tokens.
pub fn sha256(text: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

/// HMAC-SHA256 of a text as hex.
pub fn hmac_sha256(secret: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hex::encode(hmac::sign(&key, text.as_bytes()))
}

/// Whether two strings are equal, in a time that does not depend on where they differ.
pub fn equal(a: &str, b: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_values_open_in_their_context_only() {
        let vault = Vault::new(&[7; 32]).unwrap();
        let sealed = vault.seal("app secret", b"s3cret").unwrap();
        assert_eq!(vault.open_text("app secret", &sealed).unwrap(), "s3cret");
        assert!(vault.open("pool secret", &sealed).is_err());
        assert!(
            Vault::new(&[8; 32])
                .unwrap()
                .open("app secret", &sealed)
                .is_err()
        );
        assert_ne!(sealed, vault.seal("app secret", b"s3cret").unwrap());
    }

    #[test]
    fn parts_of_a_digest_do_not_run_into_each_other() {
        let vault = Vault::new(&[7; 32]).unwrap();
        assert_ne!(vault.digest(&["ab", "c"]), vault.digest(&["a", "bc"]));
        assert_eq!(vault.digest(&["ab", "c"]), vault.digest(&["ab", "c"]));
    }
}
