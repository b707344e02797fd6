//! Paths with the fields of a request in them: `/api/v3/ip-list/{id}`.

use crate::endpoint::Operation;

impl Operation {
    /// The fields of the request that stand in the path, by their names on the wire.
    pub fn path_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.path.split('/').filter_map(name)
    }

    /// The fields in a path that is called, or `None` when the path is of another operation.
    /// Without fields only the path itself matches.
    pub fn matches(&self, path: &str) -> Option<Vec<(&'static str, String)>> {
        let mut fields = Vec::new();
        let mut called = path.split('/');
        for declared in self.path.split('/') {
            let segment = called.next()?;
            match name(declared) {
                Some(name) if !segment.is_empty() => fields.push((name, decoded(segment)?)),
                None if segment == declared => {}
                _ => return None,
            }
        }
        called.next().is_none().then_some(fields)
    }
}

/// `id` of `{id}`.
pub(crate) fn name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// A segment with every character escaped that has a meaning there (RFC 3986 section 3.3).
pub(crate) fn encoded(segment: &str) -> String {
    let mut text = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

/// The text of an escaped segment; `None` when it is not UTF-8 or the escapes are broken.
fn decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => digit(rest.next()?)? * 16 + digit(rest.next()?)?,
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    let value = char::from(byte).to_digit(16)?;
    u8::try_from(value).ok()
}
