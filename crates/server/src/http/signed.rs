//! Signed management requests: signature, clock and nonce.

use cleat_api::{ErrorCode, Object};
use cleat_protocol::signature;
use http::HeaderMap;

use super::caller::Incoming;
use super::query;
use crate::core::{Cx, Error, Result};
use crate::security::store as pools;

/// How far a request's clock may be off, in milliseconds.
const SKEW: i64 = 300_000;
/// Longest nonce.
const NONCE: usize = 128;

/// The `authorization` header of a signed request.
pub struct Signed<'h> {
    brand: &'static str,
    key_id: &'h str,
    signature: &'h str,
}

impl<'h> Signed<'h> {
    /// Reads `GenAuth id:signature` or `authing id:signature`.
    pub fn parse(header: &'h str) -> Option<Self> {
        let (scheme, rest) = header.split_once(' ')?;
        let brand = match scheme.to_ascii_lowercase().as_str() {
            "authing" => "x-authing-",
            "genauth" => "x-genauth-",
            _ => return None,
        };
        let (key_id, signature) = rest.trim().split_once(':')?;
        Some(Self {
            brand,
            key_id,
            signature,
        })
    }
}

/// Verifies a signed request; returns its pool. The nonce is remembered after the signature
/// proved right, so that nobody else can use it up.
pub async fn verify(cx: &Cx, from: &Incoming<'_>, signed: &Signed<'_>) -> Result<String> {
    let value = |name: &str| from.headers.get(name).and_then(|value| value.to_str().ok());
    let own = |name: &str| value(&format!("{}signature-{name}", signed.brand));
    let date = value("date").ok_or(ErrorCode::SignatureDateMissing)?;
    let sent = milliseconds(date).ok_or(ErrorCode::SignatureDateInvalid)?;
    let lost = sent <= cx.app.keys.ring().restored_at;
    if lost || (cx.now() - sent).abs() > SKEW {
        return Err(ErrorCode::SignatureDateSkewed.into());
    }
    if own("method").is_some_and(|method| !method.eq_ignore_ascii_case("HMAC-SHA1")) {
        return Err(ErrorCode::SignatureMethod.into());
    }
    if own("version").is_some_and(|version| version != "1.0") {
        return Err(ErrorCode::SignatureVersion.into());
    }
    let nonce = own("nonce").filter(|nonce| !nonce.is_empty() && nonce.len() <= NONCE);
    let nonce = nonce.ok_or(ErrorCode::SignatureInvalid)?;
    let secret = pools::secret(cx, signed.key_id)
        .await?
        .ok_or(ErrorCode::SignatureInvalid)?;
    let headers = signed_headers(from.headers, signed.brand);
    let params = if from.method == "GET" {
        query::as_signed(from.query)
    } else {
        from.params.clone()
    };
    let proves = |path: &str, params: &Object| {
        let text = signature::string_to_sign(from.method, &headers, path, params);
        signature::verify(&secret, &text, signed.signature)
    };
    // A GET whose parameters are all undefined is signed with a bare question mark.
    let bare = params.is_empty() && proves(&format!("{}?", from.path), &params);
    if !bare && !proves(from.path, &params) {
        return Err(ErrorCode::SignatureInvalid.into());
    }
    remember(cx, signed.key_id, nonce).await?;
    Ok(signed.key_id.to_owned())
}

async fn remember(cx: &Cx, pool_id: &str, nonce: &str) -> Result<()> {
    let row = (pool_id.to_owned(), nonce.to_owned(), cx.now());
    cx.one_trip(row, |tx, (pool_id, nonce, now)| {
        Box::pin(async move {
            let new = tx
                .sql(
                    "INSERT INTO nonce (pool_id, value, expires_at) VALUES ($1, $2, $3)
                     ON CONFLICT DO NOTHING",
                )
                .bind(pool_id)
                .bind(nonce)
                .bind(*now + 2 * SKEW)
                .changes(1)
                .await?;
            let replayed = || Error::from(ErrorCode::SignatureReplayed);
            Ok(if new { Ok(()) } else { Err(replayed()) })
        })
    })
    .await
}

fn signed_headers(headers: &HeaderMap, brand: &str) -> Vec<(String, String)> {
    let signed = |name: &str| name == "date" || name.starts_with(brand);
    headers
        .iter()
        .filter(|(name, _)| signed(name.as_str()))
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

/// Time of a request: an HTTP date, or milliseconds since 1970-01-01 UTC.
fn milliseconds(date: &str) -> Option<i64> {
    date.trim().parse().ok().or_else(|| {
        jiff::fmt::rfc2822::parse(date.trim())
            .ok()
            .map(|time| time.timestamp().as_millisecond())
    })
}
