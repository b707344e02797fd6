//! Standard Webhooks, version `v1`.

use aws_lc_rs::hmac::HMAC_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{is_mac, mac};

/// The header `webhook-signature` of a body: HMAC-SHA256 over id, time in seconds and body.
pub fn sign(key: &[u8], id: &str, seconds: &str, body: &[u8]) -> String {
    let tag = mac(HMAC_SHA256, key, &signed(id, seconds, body));
    format!("v1,{}", STANDARD.encode(tag))
}

/// Whether one of the signatures of the header, which spaces part, is that of the body. How old
/// `seconds` may be, the caller decides.
pub fn verify(key: &[u8], id: &str, seconds: &str, body: &[u8], header: &str) -> bool {
    let signed = signed(id, seconds, body);
    header.split(' ').any(|signature| {
        let tag = signature
            .strip_prefix("v1,")
            .map(|tag| STANDARD.decode(tag));
        matches!(tag, Some(Ok(tag)) if is_mac(HMAC_SHA256, key, &signed, &tag))
    })
}

fn signed(id: &str, seconds: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", seconds.as_bytes(), b".", body].concat()
}
