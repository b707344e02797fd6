//! `X-Hub-Signature-256`, by which Meta signs what it calls.

use aws_lc_rs::hmac::HMAC_SHA256;

use super::{is_mac, mac};

/// The header of a body: `sha256=` and HMAC-SHA256 under the secret of the app, in hex.
pub fn sign(secret: &str, body: &[u8]) -> String {
    let tag = mac(HMAC_SHA256, secret.as_bytes(), body);
    format!("sha256={}", hex::encode(tag))
}

/// Whether the header is that of the body.
pub fn verify(secret: &str, body: &[u8], header: &str) -> bool {
    let tag = header.strip_prefix("sha256=").map(hex::decode);
    matches!(tag, Some(Ok(tag)) if is_mac(HMAC_SHA256, secret.as_bytes(), body, &tag))
}
