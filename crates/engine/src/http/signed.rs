//! Signed management requests: signature, clock and nonce.

use cleat_api::{ErrorCode, Object};
use cleat_protocol::signature;
use http::HeaderMap;

use super::incoming::Incoming;
use super::once::Once;
use super::query;
use crate::kernel::{Cx, Result};
use crate::session::nonce::is_forgotten;
use crate::tenancy::access_keys;

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
/// was verified, so that nobody else can use it up.
pub async fn verify(cx: &Cx, from: &Incoming<'_>, signed: &Signed<'_>) -> Result<String> {
    check_clock(cx, from)?;
    let own = |name: &str| from.header(&format!("{}signature-{name}", signed.brand));
    if own("method").is_some_and(|method| !method.eq_ignore_ascii_case("HMAC-SHA1")) {
        return Err(ErrorCode::SignatureMethod.into());
    }
    if own("version").is_some_and(|version| version != "1.0") {
        return Err(ErrorCode::SignatureVersion.into());
    }
    let nonce = own("nonce").filter(|nonce| !nonce.is_empty() && nonce.len() <= NONCE);
    let nonce = nonce.ok_or(ErrorCode::SignatureInvalid)?;
    let fits = |secret: &str| is_signed_by(secret, from, signed);
    let key = access_keys::proven(cx, signed.key_id, fits).await?;
    let key = key.ok_or(ErrorCode::SignatureInvalid)?;
    let pool_id = key.pool_id.clone();
    let once = Once {
        pool_id: pool_id.clone(),
        value: nonce.to_owned(),
        until: cx.now() + 2 * SKEW,
        used: ErrorCode::SignatureReplayed.into(),
    };
    once.spend(cx).await?;
    key.used(cx).await?;
    Ok(pool_id)
}

fn check_clock(cx: &Cx, from: &Incoming<'_>) -> Result<()> {
    let date = from.header("date").ok_or(ErrorCode::SignatureDateMissing)?;
    let sent = milliseconds(date).ok_or(ErrorCode::SignatureDateInvalid)?;
    if is_forgotten(cx, sent, SKEW) || !clocks(cx).any(|now| (now - sent).abs() <= SKEW) {
        return Err(ErrorCode::SignatureDateSkewed.into());
    }
    Ok(())
}

/// What the time may be: the server's; and the machine's, for in development mode the server's can
/// be moved and a caller cannot move its own.
fn clocks(cx: &Cx) -> impl Iterator<Item = i64> {
    [Some(cx.now()), cx.app.clock.unmoved()]
        .into_iter()
        .flatten()
}

fn is_signed_by(secret: &str, from: &Incoming<'_>, signed: &Signed<'_>) -> bool {
    let headers = signed_headers(from.headers, signed.brand);
    let params = if from.has_body {
        from.params.clone()
    } else {
        query::as_signed(from.query)
    };
    let fits = |path: &str, params: &Object| {
        let text = signature::string_to_sign(from.method, &headers, path, params);
        signature::verify(secret, &text, signed.signature)
    };
    // A GET whose parameters are all undefined is signed with a bare question mark.
    let bare = params.is_empty() && fits(&format!("{}?", from.path), &params);
    bare || fits(from.path, &params)
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
