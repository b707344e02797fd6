//! How calls of Chuanglan 253 are signed, where the password does not travel itself.

use aws_lc_rs::hmac;
use md5::{Digest as _, Md5};

/// The header `X-QA-Hmac-Signature` of the template calls: HMAC-SHA256 under the MD5 of the
/// password, over that, the time and the nonce in the order of their bytes.
pub fn template(password: &str, seconds: &str, nonce: &str) -> String {
    let key = md5(password);
    let mut parts = [key.as_str(), seconds, nonce];
    parts.sort_unstable();
    let message: String = parts.concat();
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    hex::encode(hmac::sign(&key, message.as_bytes()))
}

/// The header `sign` of the international calls: MD5 over names and values that are not empty, in
/// the order of the names, the header `nonce` among them, and the password.
pub fn international(password: &str, fields: &[(&str, &str)]) -> String {
    let mut fields: Vec<_> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    fields.sort_unstable();
    let joined: String = fields
        .into_iter()
        .flat_map(|(name, value)| [*name, *value])
        .collect();
    md5(&format!("{joined}{password}"))
}

fn md5(text: &str) -> String {
    hex::encode(Md5::digest(text.as_bytes()))
}
