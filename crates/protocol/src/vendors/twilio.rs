//! Signatures of Twilio's calls to us.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{Algorithm, HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{is_mac, mac};

/// The header with the signature.
pub const SIGNATURE: &str = "x-twilio-signature";
/// The header that names the key and its algorithm, where it is not the account's token.
pub const SETTINGS: &str = "x-twilio-webhooks-signature-settings";

/// A key of the account, which goes with one algorithm.
#[derive(Clone, Copy)]
pub enum Key<'a> {
    /// The token of the account: HMAC-SHA1.
    AuthToken(&'a str),
    /// A shared key of webhooks: HMAC-SHA256.
    Shared(&'a str),
}

impl Key<'_> {
    fn parts(&self) -> (Algorithm, &[u8]) {
        match self {
            Self::AuthToken(token) => (HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes()),
            Self::Shared(key) => (HMAC_SHA256, key.as_bytes()),
        }
    }

    /// Whether the header [`SETTINGS`] means a key of this sort. It chooses among the keys that are
    /// configured, never the algorithm of one.
    fn is_meant(&self, settings: Option<&str>) -> bool {
        let parts = settings.unwrap_or_default().split(',');
        let mut named = parts.filter_map(|part| part.trim().strip_prefix("algorithm="));
        match named.next().map(str::trim) {
            None | Some("" | "HMAC_SHA1") => matches!(self, Self::AuthToken(_)),
            Some("HMAC_SHA256") => matches!(self, Self::Shared(_)),
            Some(_) => false,
        }
    }
}

/// A call that Twilio made.
#[derive(Clone, Copy)]
pub struct Callback<'a> {
    /// The address that Twilio was told to call, with the query that came.
    pub url: &'a str,
    /// The fields of a form; none where the body is another.
    pub fields: &'a [(String, String)],
    /// The body as it came.
    pub body: &'a [u8],
    /// The header [`SETTINGS`].
    pub settings: Option<&'a str>,
    /// The header [`SIGNATURE`].
    pub signature: &'a str,
}

/// Whether one of the keys signed a call. Twilio signs some addresses with their port and some
/// without, so that both are tried.
pub fn verify(keys: &[Key<'_>], callback: &Callback<'_>) -> bool {
    let Ok(tag) = STANDARD.decode(callback.signature) else {
        return false;
    };
    if !is_body_of(callback) {
        return false;
    }
    let urls = spellings(callback.url);
    let meant = keys.iter().filter(|key| key.is_meant(callback.settings));
    meant.into_iter().any(|key| {
        let (algorithm, key) = key.parts();
        let signed = |url: &String| signed(url, callback.fields);
        urls.iter()
            .any(|url| is_mac(algorithm, key, signed(url).as_bytes(), &tag))
    })
}

/// The header [`SIGNATURE`] of an address and the fields of a form.
pub fn sign(key: &Key<'_>, url: &str, fields: &[(String, String)]) -> String {
    let (algorithm, key) = key.parts();
    STANDARD.encode(mac(algorithm, key, signed(url, fields).as_bytes()))
}

fn signed(url: &str, fields: &[(String, String)]) -> String {
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_unstable();
    fields.dedup();
    let fields = fields
        .into_iter()
        .map(|(name, value)| format!("{name}{value}"));
    std::iter::once(url.to_owned()).chain(fields).collect()
}

/// A body that is no form is signed by its digest in the query. A body without either is not
/// signed at all.
fn is_body_of(callback: &Callback<'_>) -> bool {
    let query = callback.url.split_once('?').map_or("", |(_, query)| query);
    let mut digests = query
        .split('&')
        .filter_map(|part| part.strip_prefix("bodySHA256="));
    match digests.next() {
        Some(expected) => {
            crate::seal::equal(expected, &hex::encode(digest(&SHA256, callback.body)))
        }
        None => callback.body.is_empty() || !callback.fields.is_empty(),
    }
}

/// The address as it stands, without its port, and with the port of its scheme.
fn spellings(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return vec![url.to_owned()];
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let port = if scheme == "https" { 443 } else { 80 };
    vec![
        url.to_owned(),
        format!("{scheme}://{host}{rest}"),
        format!("{scheme}://{host}:{port}{rest}"),
    ]
}
