//! Signatures of Vonage: of parameters, and of webhooks as a JWT.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{self, HMAC_SHA256, HMAC_SHA512};
use base64::Engine as _;
use serde::Deserialize;

use super::{is_mac, mac};
use crate::BASE64URL;

/// Algorithm of the account's signatures. Those of MD5 and SHA-1 are not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// HMAC-SHA256.
    #[default]
    Sha256,
    /// HMAC-SHA512.
    Sha512,
}

impl Algorithm {
    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha256 => HMAC_SHA256,
            Self::Sha512 => HMAC_SHA512,
        }
    }
}

/// The parameter `sig` of the others, in hex.
pub fn sign<'a>(
    algorithm: Algorithm,
    secret: &str,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let signed = signed(fields);
    hex::encode(mac(algorithm.hmac(), secret.as_bytes(), signed.as_bytes()))
}

/// Whether the parameter `sig`, in either case of hex, is that of the others.
pub fn verify<'a>(
    algorithm: Algorithm,
    secret: &str,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> bool {
    let (sig, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| *name == "sig");
    let [(_, sig)] = sig.as_slice() else {
        return false;
    };
    let signed = signed(fields);
    let key = secret.as_bytes();
    hex::decode(sig).is_ok_and(|tag| is_mac(algorithm.hmac(), key, signed.as_bytes(), &tag))
}

/// The parameters sorted by name; what parts them is replaced in their values.
fn signed<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut fields: Vec<_> = fields.into_iter().collect();
    fields.sort_unstable();
    let part = |(name, value): (&str, &str)| format!("&{name}={}", value.replace(['&', '='], "_"));
    fields.into_iter().map(part).collect()
}

/// The claims of a webhook's token that are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Claims {
    /// When it was made, in seconds.
    pub iat: i64,
    /// When it ends, in seconds.
    pub exp: Option<i64>,
    /// SHA-256 of the body, in hex.
    pub payload_hash: Option<String>,
}

impl Claims {
    /// Whether the token was made for that body.
    pub fn is_of(&self, body: &[u8]) -> bool {
        let expected = hex::encode(digest(&SHA256, body));
        let named = self.payload_hash.as_deref().unwrap_or_default();
        crate::seal::equal(&named.to_ascii_lowercase(), &expected)
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// The claims of a token that the secret signed with HS256; no other algorithm counts, whatever its
/// header says. How old it may be, the caller decides.
pub fn claims(secret: &str, token: &str) -> Option<Claims> {
    let (signed, tag) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let tag = BASE64URL.decode(tag).ok()?;
    if !is_mac(HMAC_SHA256, secret.as_bytes(), signed.as_bytes(), &tag) {
        return None;
    }
    let header: Header = serde_json::from_slice(&BASE64URL.decode(header).ok()?).ok()?;
    let claims = serde_json::from_slice(&BASE64URL.decode(payload).ok()?).ok()?;
    (header.alg == "HS256").then_some(claims)
}
