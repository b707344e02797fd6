//! What the database must not show: keyed digests and sealed values under keys that are not in
//! the database.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::{digest, hkdf, hmac};
use base64::Engine as _;

use crate::{BASE64URL, CryptoError};

/// Length of the master key in bytes.
pub const MASTER_KEY_LEN: usize = 32;

/// A master key.
pub type MasterKey = [u8; MASTER_KEY_LEN];

/// The keys of digests and of the audit trail. They were derived from the first master key, and stay
/// when another one takes its place: what was digested cannot be digested anew.
#[derive(Clone)]
pub struct Roots([[u8; MASTER_KEY_LEN]; 2]);

impl Roots {
    /// Derives them.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub fn of(master: &MasterKey) -> Result<Self, CryptoError> {
        Ok(Self([
            derived(master, b"digest")?,
            derived(master, b"audit chain")?,
        ]))
    }

    /// Reads what [`Roots::bytes`] wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        let (digest, chain) = bytes.split_at_checked(MASTER_KEY_LEN).ok_or(CryptoError)?;
        let whole = |part: &[u8]| part.try_into().map_err(|_| CryptoError);
        Ok(Self([whole(digest)?, whole(chain)?]))
    }

    /// Both, one after the other.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.concat()
    }
}

/// A key derived from a master key (HKDF-SHA256, RFC 5869).
fn derived(master: &MasterKey, label: &[u8]) -> Result<[u8; MASTER_KEY_LEN], CryptoError> {
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"cleat").extract(master);
    let mut key = [0; MASTER_KEY_LEN];
    prk.expand(&[label], hkdf::HKDF_SHA256)?.fill(&mut key)?;
    Ok(key)
}

fn sealer(master: &MasterKey) -> Result<RandomizedNonceKey, CryptoError> {
    let key = derived(master, b"seal")?;
    Ok(RandomizedNonceKey::new(&AES_256_GCM, &key)?)
}

/// The keys of one server, derived from its master key.
pub struct Vault {
    digests: hmac::Key,
    chain: hmac::Key,
    sealer: RandomizedNonceKey,
    /// Of a master key that seals nothing any more, or nothing yet.
    other: Option<RandomizedNonceKey>,
}

impl Vault {
    /// Derives the keys.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub fn new(master: &MasterKey) -> Result<Self, CryptoError> {
        Self::rooted(&Roots::of(master)?, master, None)
    }

    /// The same with the roots of an earlier master key, and another one that opens as well.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub fn rooted(
        roots: &Roots,
        master: &MasterKey,
        other: Option<&MasterKey>,
    ) -> Result<Self, CryptoError> {
        let Roots([digest, chain]) = roots;
        Ok(Self {
            digests: hmac::Key::new(hmac::HMAC_SHA256, digest),
            chain: hmac::Key::new(hmac::HMAC_SHA256, chain),
            sealer: sealer(master)?,
            other: other.map(sealer).transpose()?,
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

    /// Opens what [`Vault::seal`] sealed for the same context, by this master key or the other one.
    ///
    /// # Errors
    /// When it was sealed by another key, for another context, or was changed.
    pub fn open(&self, context: &str, sealed: &str) -> Result<Vec<u8>, CryptoError> {
        match (opened(&self.sealer, context, sealed), &self.other) {
            (Err(_), Some(other)) => opened(other, context, sealed),
            (opened, _) => opened,
        }
    }

    /// What was sealed by the other master key, sealed anew. Nothing where it was sealed by this one.
    ///
    /// # Errors
    /// When it was sealed by neither, for another context, or was changed.
    pub fn resealed(&self, context: &str, sealed: &str) -> Result<Option<String>, CryptoError> {
        if opened(&self.sealer, context, sealed).is_ok() {
            return Ok(None);
        }
        self.seal(context, &self.open(context, sealed)?).map(Some)
    }

    /// [`Vault::open`] for text.
    ///
    /// # Errors
    /// As [`Vault::open`], and when it is not UTF-8.
    pub fn open_text(&self, context: &str, sealed: &str) -> Result<String, CryptoError> {
        String::from_utf8(self.open(context, sealed)?).map_err(|_| CryptoError)
    }
}

fn opened(key: &RandomizedNonceKey, context: &str, sealed: &str) -> Result<Vec<u8>, CryptoError> {
    let bytes = BASE64URL.decode(sealed).map_err(|_| CryptoError)?;
    let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).ok_or(CryptoError)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce)?;
    let mut buffer = rest.to_vec();
    let aad = Aad::from(context.as_bytes());
    Ok(key.open_in_place(nonce, aad, &mut buffer)?.to_vec())
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
    fn another_master_key_takes_over() {
        let (old, new) = ([7; 32], [8; 32]);
        let before = Vault::new(&old).unwrap();
        let roots = Roots::from_bytes(&Roots::of(&old).unwrap().bytes()).unwrap();
        let both = Vault::rooted(&roots, &new, Some(&old)).unwrap();
        let after = Vault::rooted(&roots, &new, None).unwrap();
        let sealed = before.seal("a", b"s3cret").unwrap();
        assert!(after.open("a", &sealed).is_err());
        assert_eq!(both.open_text("a", &sealed).unwrap(), "s3cret");
        let anew = both.resealed("a", &sealed).unwrap().unwrap();
        assert_eq!(after.open_text("a", &anew).unwrap(), "s3cret");
        assert!(before.open("a", &anew).is_err());
        assert_eq!(both.resealed("a", &anew), Ok(None));
        assert!(both.resealed("b", &sealed).is_err());
        for vault in [&both, &after] {
            assert_eq!(vault.digest(&["a"]), before.digest(&["a"]));
            assert_eq!(vault.link(&["a"]), before.link(&["a"]));
        }
        assert!(Roots::from_bytes(&[0; 63]).is_err());
    }

    #[test]
    fn parts_of_a_digest_do_not_run_into_each_other() {
        let vault = Vault::new(&[7; 32]).unwrap();
        assert_ne!(vault.digest(&["ab", "c"]), vault.digest(&["a", "bc"]));
        assert_eq!(vault.digest(&["ab", "c"]), vault.digest(&["ab", "c"]));
    }
}
