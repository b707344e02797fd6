//! Numbers and addresses as they are shown to those who may not see them whole. It is done where
//! answers leave, by what a text looks like, so that no field is forgotten.

use cleat_api::Value;
use cleat_protocol::phone::mask;

/// Digits of the shortest and of the longest number.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Masks every number and address in an answer.
pub fn mask_all(value: &mut Value) {
    match value {
        Value::String(text) => *text = masked(text),
        Value::Array(list) => list.iter_mut().for_each(mask_all),
        Value::Object(object) => object.values_mut().for_each(mask_all),
        _ => {}
    }
}

/// A text with its numbers and addresses masked.
fn masked(text: &str) -> String {
    if is_number(text) {
        return mask(text);
    }
    let is_end = |sign: char| sign.is_whitespace() || "\"',;:<>(){}[]=".contains(sign);
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(is_end) {
        let word = part.trim_end_matches(is_end);
        let looks = word.contains('@') || is_number(word);
        out.push_str(&if looks { mask(word) } else { word.to_owned() });
        out.push_str(part.get(word.len()..).unwrap_or_default());
    }
    out
}

/// Whether it can be a phone number: digits, and what people write between them.
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_part = |sign: char| sign.is_ascii_digit() || " +-()".contains(sign);
    DIGITS.contains(&digits) && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_addresses_are_masked_wherever_they_stand() {
        let mut answer = json!({
            "phone": "13900000001", "phoneCountryCode": "+86", "email": "ada@example.com",
            "nickname": "call +8613900000001 or ada@example.com", "logins": 13_900_000_001_i64,
            "list": [{ "any": "139 0000 0001" }], "userId": "0123456789abcdef01234567",
            "createdAt": "2026-01-01T00:00:00.000Z",
            "detail": "{\"target\":\"+8613900000001\"}",
        });
        mask_all(&mut answer);
        assert_eq!(
            answer,
            json!({
                "phone": "139***01", "phoneCountryCode": "+86", "email": "a***@example.com",
                "nickname": "call +86***01 or a***@example.com", "logins": 13_900_000_001_i64,
                "list": [{ "any": "139***01" }], "userId": "0123456789abcdef01234567",
                "createdAt": "2026-01-01T00:00:00.000Z",
                "detail": "{\"target\":\"+86***01\"}",
            })
        );
    }
}
