//! Signed management calls, as the official SDKs sign them.

use cleat_api::{Language, Object, Secret};
use cleat_protocol::signature;

use crate::Error;

/// The headers of a signed call, `authorization` among them.
pub(crate) fn headers(
    method: &str,
    path: &str,
    params: &Object,
    language: Language,
    key_id: &str,
    secret: &Secret,
) -> Result<Vec<(String, String)>, Error> {
    let mut nonce = [0; 16];
    aws_lc_rs::rand::fill(&mut nonce).map_err(|error| Error::Setup(error.to_string()))?;
    let mut headers: Vec<(String, String)> = [
        ("date", now()?),
        ("x-authing-signature-nonce", hex::encode(nonce)),
        ("x-authing-signature-method", "HMAC-SHA1".into()),
        ("x-authing-signature-version", "1.0".into()),
        (
            "x-authing-sdk-version",
            concat!("cleat-client:", env!("CARGO_PKG_VERSION")).into(),
        ),
        ("x-authing-lang", language.as_str().into()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let text = signature::string_to_sign(method, &headers, path, params);
    let signature = signature::sign(secret.expose(), &text);
    headers.push((
        "authorization".into(),
        format!("authing {key_id}:{signature}"),
    ));
    Ok(headers)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a client has no context that brings the time"
)]
pub(crate) fn timestamp() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Now, as an HTTP date (RFC 9110 section 5.6.7).
fn now() -> Result<String, Error> {
    let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
    printer
        .timestamp_to_rfc9110_string(&timestamp())
        .map_err(|error| Error::Setup(error.to_string()))
}
