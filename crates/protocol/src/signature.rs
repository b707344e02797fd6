//! HMAC-SHA1 signatures of management requests, as the official SDKs make them.

use std::io;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize as _;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use serde_json::{Map, Value};

/// The text that is signed.
///
/// `headers` are those whose lower-case name is `date` or begins with the brand's prefix;
/// `params` is the query of a GET (lists as arrays) or the body of a POST.
pub fn string_to_sign(
    method: &str,
    headers: &[(String, String)],
    path: &str,
    params: &Map<String, Value>,
) -> String {
    let mut sorted: Vec<_> = headers.iter().collect();
    sorted.sort();
    let mut text = format!("{method}\n");
    for (name, value) in sorted {
        let value = value.replace(['\t', '\n', '\r', '\u{c}'], " ");
        text.push_str(&format!("{name}:{}\n", value.trim()));
    }
    text.push_str(path);
    if !params.is_empty() {
        let mut names: Vec<_> = params.keys().collect();
        // JavaScript sorts by UTF-16 code units.
        names.sort_by_key(|name| name.encode_utf16().collect::<Vec<_>>());
        let pairs: Vec<String> = names
            .into_iter()
            .map(|name| {
                format!(
                    "{name}={}",
                    params.get(name).map(as_javascript).unwrap_or_default()
                )
            })
            .collect();
        text.push('?');
        text.push_str(&pairs.join("&"));
    }
    text
}

fn as_javascript(value: &Value) -> String {
    if let Value::String(text) = value {
        return text.clone();
    }
    let mut text = Vec::new();
    let mut writer = Serializer::with_formatter(&mut text, JavaScript);
    match value.serialize(&mut writer) {
        Ok(()) => String::from_utf8_lossy(&text).into_owned(),
        Err(_) => String::new(),
    }
}

/// JSON with numbers that are very large or small as JavaScript writes them: it begins with
/// exponents later, and gives them a sign.
struct JavaScript;

impl Formatter for JavaScript {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let size = value.abs();
        if value == 0.0 || (1e-5..1e16).contains(&size) {
            return CompactFormatter.write_f64(writer, value);
        }
        let text = match (1e-6..1e21).contains(&size) {
            true => value.to_string(),
            false => format!("{value:e}").replace('e', "e+").replace("+-", "-"),
        };
        writer.write_all(text.as_bytes())
    }
}

/// The signature of a text, in base64.
pub fn sign(secret: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

/// Whether it is the signature of the text.
pub fn verify(secret: &str, text: &str, signature: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    STANDARD
        .decode(signature)
        .is_ok_and(|tag| hmac::verify(&key, text.as_bytes(), &tag).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Made by the algorithm of the official Node SDK.
    #[test]
    fn the_vector_of_the_official_sdk() {
        let headers = [
            ("x-genauth-signature-version", "1.0"),
            (
                "x-genauth-signature-nonce",
                "00000000000000000000000000000001",
            ),
            ("x-genauth-signature-method", "HMAC-SHA1"),
            ("date", "Thu, 01 Jan 2026 00:00:00 GMT"),
            ("x-genauth-sdk-version", "gen-auth-node-sdk:5.0.0"),
            ("x-genauth-lang", "zh-CN"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let params = json!({ "userIds": ["u1", "u2"], "options": { "userIdType": "user_id" }, "flag": true });
        let text = string_to_sign(
            "POST",
            &headers,
            "/api/v3/delete-users-batch",
            params.as_object().unwrap(),
        );
        assert!(
            text.ends_with(
                "?flag=true&options={\"userIdType\":\"user_id\"}&userIds=[\"u1\",\"u2\"]"
            )
        );
        assert_eq!(sign("sk", &text), "j8x2FPN0pW7ljefSW2oHITOhf7k=");
        assert!(verify("sk", &text, "j8x2FPN0pW7ljefSW2oHITOhf7k="));
        assert!(!verify("sk2", &text, "j8x2FPN0pW7ljefSW2oHITOhf7k="));
    }

    /// What `JSON.stringify` makes of them.
    #[test]
    fn numbers_are_as_javascript_writes_them() {
        for (number, text) in [
            (1e21, "1e+21"),
            (-1.5e300, "-1.5e+300"),
            (1e20, "100000000000000000000"),
            (1e-6, "0.000001"),
            (-2.5e-7, "-2.5e-7"),
            (0.00001, "0.00001"),
            (123.25, "123.25"),
        ] {
            assert_eq!(as_javascript(&json!([number])), format!("[{text}]"));
        }
        assert_eq!(
            as_javascript(&json!({ "a": [1, null, true, "e"] })),
            r#"{"a":[1,null,true,"e"]}"#
        );
    }
}
