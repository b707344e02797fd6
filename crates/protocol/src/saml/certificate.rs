//! Public keys of certificates that are pinned. Nobody vouches for them, and their dates do not count:
//! whoever set them did.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
/// Shortest key of RSA, 2048 bits, as PKCS#1.
const SHORTEST: usize = 260;
/// Most certificates that are read.
const MOST: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    kind: Kind,
    /// PKCS#1 of RSA, or the point of a curve.
    bytes: Vec<u8>,
}

impl Key {
    /// Of a certificate.
    fn of(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::from_der(der).ok()?;
        let info = certificate.tbs_certificate.subject_public_key_info;
        let bytes = info.subject_public_key.as_bytes()?.to_vec();
        let kind = match info.algorithm.oid.to_string().as_str() {
            RSA if bytes.len() >= SHORTEST => Kind::Rsa,
            EC => {
                let curve = info.algorithm.parameters.as_ref()?;
                let curve: ObjectIdentifier = curve.decode_as().ok()?;
                match curve.to_string().as_str() {
                    P256 => Kind::P256,
                    P384 => Kind::P384,
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(Self { kind, bytes })
    }

    /// Whether it is that key of RSA, as PKCS#1.
    pub fn is_rsa(&self, bytes: &[u8]) -> bool {
        self.kind == Kind::Rsa && self.bytes == bytes
    }

    /// Whether it made a signature by an algorithm of XML.
    pub(super) fn signed(&self, algorithm: &str, text: &[u8], tag: &[u8]) -> bool {
        let Some((kind, verification)) = algorithm_of(algorithm) else {
            return false;
        };
        let key = UnparsedPublicKey::new(verification, &self.bytes);
        kind == self.kind && key.verify(text, tag).is_ok()
    }
}

/// Algorithms of RFC 9231 sections 2.3.2 to 2.3.6: none with SHA-1, none of secrets.
fn algorithm_of(name: &str) -> Option<(Kind, &'static dyn VerificationAlgorithm)> {
    let name = name.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#")?;
    Some(match name {
        "rsa-sha256" => (Kind::Rsa, &signature::RSA_PKCS1_2048_8192_SHA256),
        "rsa-sha384" => (Kind::Rsa, &signature::RSA_PKCS1_2048_8192_SHA384),
        "rsa-sha512" => (Kind::Rsa, &signature::RSA_PKCS1_2048_8192_SHA512),
        "ecdsa-sha256" => (Kind::P256, &signature::ECDSA_P256_SHA256_FIXED),
        "ecdsa-sha384" => (Kind::P384, &signature::ECDSA_P384_SHA384_FIXED),
        _ => return None,
    })
}

/// Certificates as PEM, one or several, or what stands in one.
pub fn certificates(text: &str) -> Option<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    if !text.contains("-----") {
        all.push(bytes_of(text)?);
        return Some(all);
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN CERTIFICATE-----") {
        let (inside, after) = after.split_once("-----END CERTIFICATE-----")?;
        all.push(bytes_of(inside)?);
        rest = after;
    }
    (1..=MOST).contains(&all.len()).then_some(all)
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(text).ok()
}

/// The keys of certificates.
pub fn keys(text: &str) -> Option<Vec<Key>> {
    let all = certificates(text)?;
    all.iter().map(|der| Key::of(der)).collect()
}
