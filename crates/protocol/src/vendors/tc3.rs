//! TC3-HMAC-SHA256: how Tencent Cloud's calls are signed.

use aws_lc_rs::{digest, hmac};

const ALGORITHM: &str = "TC3-HMAC-SHA256";

/// A POST of `/`, before it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Host, with its port where that is not the usual one.
    pub host: &'a str,
    /// Service, such as `sms`.
    pub service: &'a str,
    /// Action, such as `SendSms`; it is signed where it is given.
    pub action: Option<&'a str>,
    /// Content type, byte for byte as it is sent.
    pub content_type: &'a str,
    /// Time in seconds since 1970-01-01 UTC.
    pub seconds: i64,
    /// The same as a day in UTC, such as `2026-11-25`.
    pub day: &'a str,
    /// Body.
    pub body: &'a [u8],
}

/// The header `Authorization`.
pub fn authorization(secret_id: &str, secret_key: &str, call: &Call<'_>) -> String {
    let action = call
        .action
        .map(|action| ("x-tc-action", action.to_lowercase()));
    let signed: Vec<(&str, String)> = [
        ("content-type", call.content_type.to_owned()),
        ("host", call.host.to_owned()),
    ]
    .into_iter()
    .chain(action)
    .collect();
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let lines: String = signed
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect();
    let canonical = format!("POST\n/\n\n{lines}\n{names}\n{}", sha256(call.body));
    let scope = format!("{}/{}/tc3_request", call.day, call.service);
    let hash = sha256(canonical.as_bytes());
    let to_sign = format!("{ALGORITHM}\n{}\n{scope}\n{hash}", call.seconds);
    let key = [call.day, call.service, "tc3_request"]
        .iter()
        .fold(format!("TC3{secret_key}").into_bytes(), |key, part| {
            mac(&key, part)
        });
    let signature = hex::encode(mac(&key, &to_sign));
    format!(
        "{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}
