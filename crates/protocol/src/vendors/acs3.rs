//! ACS3-HMAC-SHA256: how Alibaba Cloud's calls are signed.

use aws_lc_rs::{digest, hmac};

use super::percent;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// A call, before it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Host, with its port where that is not the usual one.
    pub host: &'a str,
    /// Action, such as `SendSms`.
    pub action: &'a str,
    /// Version of the API.
    pub version: &'a str,
    /// Time in UTC, such as `2026-11-25T10:00:00Z`.
    pub date: &'a str,
    /// A token that no other call has.
    pub nonce: &'a str,
    /// Parameters of the query.
    pub query: &'a [(&'a str, &'a str)],
    /// Content type, where there is a body.
    pub content_type: Option<&'a str>,
    /// Body.
    pub body: &'a [u8],
}

/// The headers that a POST of `/` needs besides host and content type.
pub fn headers(key_id: &str, secret: &str, call: &Call<'_>) -> Vec<(&'static str, String)> {
    let hash = sha256(call.body);
    let signed = signed_headers(call, &hash);
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    let canonical = canonical(call, &signed, &hash);
    let to_sign = format!("{ALGORITHM}\n{}", sha256(canonical.as_bytes()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = hex::encode(hmac::sign(&key, to_sign.as_bytes()));
    let authorization = format!(
        "{ALGORITHM} Credential={key_id},SignedHeaders={},Signature={signature}",
        names.join(";")
    );
    let ours = signed.iter().filter(|(name, _)| name.starts_with("x-acs-"));
    let ours = ours.map(|(name, value)| (*name, (*value).to_owned()));
    ours.chain([("authorization", authorization)]).collect()
}

/// What is signed, in the order of the names.
fn signed_headers<'a>(call: &Call<'a>, hash: &'a str) -> Vec<(&'static str, &'a str)> {
    let content_type = call.content_type.map(|value| ("content-type", value));
    let rest = [
        ("host", call.host),
        ("x-acs-action", call.action),
        ("x-acs-content-sha256", hash),
        ("x-acs-date", call.date),
        ("x-acs-signature-nonce", call.nonce),
        ("x-acs-version", call.version),
    ];
    content_type.into_iter().chain(rest).collect()
}

fn canonical(call: &Call<'_>, signed: &[(&str, &str)], hash: &str) -> String {
    let lines = signed
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"));
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    format!(
        "POST\n/\n{}\n{}\n{}\n{hash}",
        percent::query(call.query),
        lines.collect::<String>(),
        names.join(";")
    )
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

/// Hash of the canonical request, which the vendor's documents state too.
#[cfg(test)]
pub(super) fn canonical_hash(call: &Call<'_>) -> String {
    let hash = sha256(call.body);
    sha256(canonical(call, &signed_headers(call, &hash), &hash).as_bytes())
}
