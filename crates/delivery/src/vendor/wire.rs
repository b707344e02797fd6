//! What vendors' files share: their addresses, their tables of errors, and answers that are none of
//! theirs.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::shared::{kind_by_status, scalar, unnumbered, without_envelope};
use crate::call::Answer;
use crate::fields::FieldError;
use crate::outcome::{Kind, Outcome, Refusal, Unknown};

/// Where a vendor is reached: its own address unless the operator names another.
pub(super) fn base(endpoint: Option<&str>, own: &str) -> String {
    let endpoint = endpoint
        .map(str::trim)
        .filter(|address| !address.is_empty());
    endpoint.unwrap_or(own).trim_end_matches('/').to_owned()
}

/// Checks an address of the operator.
pub(super) fn check_endpoint(endpoint: Option<&str>) -> Result<(), FieldError> {
    let Some(endpoint) = endpoint.filter(|address| !address.is_empty()) else {
        return Ok(());
    };
    match url::Url::parse(endpoint) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.query().is_none() => Ok(()),
        _ => Err(FieldError::new(
            "endpoint",
            "must be like https://api.example.com",
        )),
    }
}

/// Refuses a field that is empty, or holds what has no place in an address.
pub(super) fn check_name(field: &str, value: &str) -> Result<(), FieldError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if value.is_empty() || !value.bytes().all(plain) {
        return Err(FieldError::new(
            field,
            "must be letters, digits, -, _ and . only",
        ));
    }
    Ok(())
}

/// A table of a vendor's codes.
pub(super) type Codes = [(&'static str, Kind)];

/// What a code means.
pub(super) fn kind_of(codes: &Codes, code: &str) -> Option<Kind> {
    let found = codes.iter().find(|(name, _)| *name == code);
    found.map(|(_, kind)| *kind)
}

/// The refusal that a vendor's own error is: by its code, else by the status.
pub(super) fn refusal(tables: &[&Codes], code: &str, status: u16) -> Refusal {
    let known = tables.iter().find_map(|codes| kind_of(codes, code));
    let kind = known.unwrap_or_else(|| kind_by_status(status));
    let code = if known.is_some() {
        code
    } else {
        unnumbered(code)
    };
    Refusal::new(kind).coded(code)
}

/// The code of a receipt, as far as it may be kept.
pub(super) fn kept(codes: &Codes, code: &str) -> Option<String> {
    let known = kind_of(codes, code).is_some();
    let code = if known { code } else { unnumbered(code) };
    Refusal::new(Kind::Config).coded(code).code
}

/// What an answer means that is none of the vendor's own. A redirection may come from a gateway that
/// had the message.
pub(super) fn stranger(answer: &Answer<'_>) -> Outcome {
    match answer.status {
        300..400 => Outcome::Unknown(Unknown::Garbage),
        status => without_envelope(status),
    }
}

/// Reads a text that some answers write as a number, or leave out.
pub(super) fn loose<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(scalar(&Value::deserialize(from)?))
}

/// A field of a form.
pub(super) fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = fields.iter().find(|(key, _)| key == name);
    found
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

/// The field of a query, decoded.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

/// Name and address of a sender.
pub(super) fn mailbox(sender: &str) -> (Option<&str>, &str) {
    let named = sender
        .trim()
        .strip_suffix('>')
        .and_then(|sender| sender.rsplit_once('<'));
    let Some((name, address)) = named else {
        return (None, sender.trim());
    };
    let name = name.trim().trim_matches('"');
    (Some(name).filter(|name| !name.is_empty()), address.trim())
}

/// Refuses a text that is too long for the vendor.
pub(super) fn check_length(text: &str, most: usize) -> Result<(), Refusal> {
    if text.chars().count() > most {
        let refusal = Refusal::new(Kind::Content);
        return Err(refusal.because("the text is longer than the provider takes"));
    }
    Ok(())
}
