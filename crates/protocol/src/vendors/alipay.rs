//! RSA2, the signatures of Alipay's gateway: RSA with SHA-256 over what is asked in the order of its
//! names, and over what is answered as it stands.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, RsaKeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::IgnoredAny;
use serde_json::Deserializer;

/// The private key of an application, as PKCS#1 or PKCS#8.
pub fn private_key(der: &[u8]) -> Option<RsaKeyPair> {
    let key = RsaKeyPair::from_pkcs8(der).or_else(|_| RsaKeyPair::from_der(der));
    key.ok()
}

/// What is signed of a request.
fn content(params: &[(&str, &str)]) -> String {
    let mut params: Vec<_> = params.to_vec();
    params.retain(|(name, value)| *name != "sign" && !value.is_empty());
    params.sort_unstable();
    let pairs: Vec<String> = params
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// The parameter `sign` of a request; none where the key cannot sign.
pub fn sign(key: &RsaKeyPair, params: &[(&str, &str)]) -> Option<String> {
    let mut tag = vec![0; key.public_modulus_len()];
    let (encoding, random) = (&signature::RSA_PKCS1_SHA256, SystemRandom::new());
    let text = content(params);
    key.sign(encoding, &random, text.as_bytes(), &mut tag)
        .ok()?;
    Some(STANDARD.encode(tag))
}

/// Whether a text has that signature by a public key, as X.509 or PKCS#1.
pub fn verifies(public: &[u8], text: &str, sign: &str) -> bool {
    let Ok(tag) = STANDARD.decode(sign) else {
        return false;
    };
    let key = UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, public);
    key.verify(text.as_bytes(), &tag).is_ok()
}

/// Whether a request has that signature.
pub fn is_signed(public: &[u8], params: &[(&str, &str)], sign: &str) -> bool {
    verifies(public, &content(params), sign)
}

/// The value of a member of an answer as it stands: what is signed of it. Members are objects and
/// texts.
pub fn signed<'a>(answer: &'a str, member: &str) -> Option<&'a str> {
    let mut rest = answer.trim_start().strip_prefix('{')?;
    loop {
        let (name, after) = value(rest)?;
        let after = after.trim_start().strip_prefix(':')?;
        let (text, after) = value(after)?;
        let name: String = serde_json::from_str(name).ok()?;
        if name == member {
            return Some(text);
        }
        rest = after.trim_start().strip_prefix(',')?;
    }
}

/// A text or an object that stands in front, and what follows it.
fn value(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    text.split_at_checked(values.byte_offset())
}
