//! Signatures of SendGrid's event webhook: ECDSA on P-256 with SHA-256.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What stands before the point in the `SubjectPublicKeyInfo` of a key on P-256 (RFC 5480).
const P256: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A public key as SendGrid shows it.
#[derive(Debug, Clone)]
pub struct Key(Vec<u8>);

impl Key {
    /// Reads base64 of a `SubjectPublicKeyInfo` on P-256.
    pub fn parse(text: &str) -> Option<Self> {
        let info = STANDARD.decode(text.trim()).ok()?;
        let point = info.strip_prefix(&P256)?;
        let uncompressed = point.len() == 65 && point.first() == Some(&4);
        uncompressed.then(|| Self(point.to_vec()))
    }

    /// Whether the signature, base64 of DER, is that of the time and the body as it came.
    pub fn verify(&self, timestamp: &str, body: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else {
            return false;
        };
        let signed = [timestamp.as_bytes(), body].concat();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.0);
        key.verify(&signed, &signature).is_ok()
    }
}
