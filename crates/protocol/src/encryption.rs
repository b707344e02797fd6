//! Passwords encrypted by the client: RSA PKCS#1 v1.5 and SM2.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeySize, Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sm2::elliptic_curve::sec1::ToSec1Point as _;
use sm2::pke::{DecryptingKey, Mode};

use crate::CryptoError;

/// RSA key for passwords.
pub struct RsaDecrypter {
    key: Pkcs1PrivateDecryptingKey,
    public_pem: String,
}

impl RsaDecrypter {
    /// A new private key of 2048 bits, as PKCS#8.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub fn generate() -> Result<Vec<u8>, CryptoError> {
        let der: Pkcs8V1Der<'_> = PrivateDecryptingKey::generate(KeySize::Rsa2048)?.as_der()?;
        Ok(der.as_ref().to_vec())
    }

    /// Reads a private key.
    ///
    /// # Errors
    /// When it is not one.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, CryptoError> {
        let key = PrivateDecryptingKey::from_pkcs8(der)?;
        let public: PublicKeyX509Der<'_> = key.public_key().as_der()?;
        let body = STANDARD.encode(public.as_ref());
        let mut public_pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for (index, character) in body.chars().enumerate() {
            if index > 0 && index % 64 == 0 {
                public_pem.push('\n');
            }
            public_pem.push(character);
        }
        public_pem.push_str("\n-----END PUBLIC KEY-----\n");
        Ok(Self {
            key: Pkcs1PrivateDecryptingKey::new(key)?,
            public_pem,
        })
    }

    /// The public key, as PEM.
    pub fn public_key(&self) -> &str {
        &self.public_pem
    }

    /// Decrypts base64.
    ///
    /// # Errors
    /// When it was not encrypted for this key.
    pub fn decrypt(&self, text: &str) -> Result<String, CryptoError> {
        let cipher = STANDARD.decode(text.trim()).map_err(|_| CryptoError)?;
        let mut buffer = vec![0; self.key.min_output_size()];
        let plain = self.key.decrypt(&cipher, &mut buffer)?;
        String::from_utf8(plain.to_vec()).map_err(|_| CryptoError)
    }
}

/// SM2 key for passwords (GB/T 32918.4).
pub struct Sm2Decrypter {
    key: DecryptingKey,
    public_hex: String,
}

impl Sm2Decrypter {
    /// Reads a private key: 32 random bytes, below the order of the curve.
    ///
    /// # Errors
    /// When they are not below it; draw again.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, CryptoError> {
        let secret = sm2::SecretKey::from_slice(bytes).map_err(|_| CryptoError)?;
        let public_hex = hex::encode(secret.public_key().to_sec1_point(false).as_bytes());
        let key = DecryptingKey::new_with_mode(secret.to_nonzero_scalar(), Mode::C1C3C2);
        Ok(Self { key, public_hex })
    }

    /// The public key: the uncompressed point in hex, `04` first.
    pub fn public_key(&self) -> &str {
        &self.public_hex
    }

    /// Decrypts hex, C1C3C2, with or without the leading `04`.
    ///
    /// # Errors
    /// When it was not encrypted for this key.
    pub fn decrypt(&self, text: &str) -> Result<String, CryptoError> {
        let cipher = hex::decode(text.trim()).map_err(|_| CryptoError)?;
        let with_prefix = [[4].as_slice(), &cipher].concat();
        // A bare point may itself begin with 04, so both readings are tried; the hash in the
        // cipher text tells which one is meant.
        let plain = self
            .key
            .decrypt(&with_prefix)
            .or_else(|_| self.key.decrypt(&cipher))
            .map_err(|_| CryptoError)?;
        String::from_utf8(plain).map_err(|_| CryptoError)
    }
}
