//! AWS Signature Version 4, for requests whose path is already encoded.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::HMAC_SHA256;

use super::mac;

/// Who signs, and for what.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// Id of the access key.
    pub key_id: &'a str,
    /// Secret of the access key.
    pub secret: &'a str,
    /// Region, such as `us-east-1`.
    pub region: &'a str,
    /// Service, such as `sns`.
    pub service: &'a str,
}

/// A request to sign.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// `POST` or `GET`.
    pub method: &'a str,
    /// Path, encoded.
    pub path: &'a str,
    /// Query, encoded, its parameters sorted by name.
    pub query: &'a str,
    /// Headers to sign, with `host`; names in lower case.
    pub headers: &'a [(&'a str, &'a str)],
    /// Body.
    pub body: &'a [u8],
    /// The time of the header `x-amz-date`, such as `20150830T123600Z`.
    pub date: &'a str,
}

impl Signer<'_> {
    /// The header `authorization`.
    pub fn authorize(&self, request: &Request<'_>) -> String {
        let headers = sorted(request);
        let names = names(&headers);
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={names}, Signature={}",
            self.key_id,
            self.scope(request),
            self.signature(request),
        )
    }

    /// The signature in hex.
    pub fn signature(&self, request: &Request<'_>) -> String {
        let scope = self.scope(request);
        let canonical = canonical_hash(request);
        let to_sign = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{canonical}", request.date);
        let mut key = format!("AWS4{}", self.secret).into_bytes();
        for part in scope.split('/') {
            key = mac(HMAC_SHA256, &key, part.as_bytes()).as_ref().to_vec();
        }
        hex::encode(mac(HMAC_SHA256, &key, to_sign.as_bytes()))
    }

    fn scope(&self, request: &Request<'_>) -> String {
        let day = request.date.split('T').next().unwrap_or_default();
        format!("{day}/{}/{}/aws4_request", self.region, self.service)
    }
}

/// SHA-256 of the canonical request, in hex.
pub fn canonical_hash(request: &Request<'_>) -> String {
    let headers = sorted(request);
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    let canonical = format!(
        "{}\n{}\n{}\n{lines}\n{}\n{}",
        request.method,
        request.path,
        request.query,
        names(&headers),
        sha256(request.body),
    );
    sha256(canonical.as_bytes())
}

fn sorted<'a>(request: &Request<'a>) -> Vec<(&'a str, &'a str)> {
    let mut headers = request.headers.to_vec();
    headers.sort_unstable();
    headers
}

fn names(headers: &[(&str, &str)]) -> String {
    let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
    names.join(";")
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}
