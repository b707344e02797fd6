//! Spellings of a name.

/// `bind_phone` of `bindPhone`, `fetch_jwks` of `fetchJWKS`, as the Python SDK spells them.
pub fn snake_case(name: &str) -> String {
    let mut text = String::new();
    let mut upper_before = true;
    for letter in name.chars() {
        let upper = letter.is_ascii_uppercase();
        if upper && !upper_before {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
        upper_before = upper;
    }
    text
}

/// `bind-phone` of `bindPhone`.
pub fn kebab_case(name: &str) -> String {
    snake_case(name).replace('_', "-")
}

/// `authenticationClient` of `AuthenticationClient`.
pub fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// What stands before the first stop of a description, in English or Chinese.
pub fn title(doc: &str) -> &str {
    let stops = [". ", "; ", ", ", ": ", " (", "。", "；", "，", "：", "（"];
    let end = stops.iter().filter_map(|stop| doc.find(stop)).min();
    doc.get(..end.unwrap_or(doc.len()))
        .unwrap_or(doc)
        .trim_end_matches(['.', '。'])
}

/// A segment of a path, percent-encoded (RFC 3986 section 2.1).
pub fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}
