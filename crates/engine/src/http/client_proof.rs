//! How an application proves itself (RFC 6749 section 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_protocol::seal;
use http::header;

use super::client_assertion;
use super::incoming::{Incoming, text};
use crate::kernel::{Error, Result};

/// The parameter that carries a secret.
pub(super) const SECRET: &str = "client_secret";

/// A secret as it was presented, in every spelling that it may have been meant in.
pub struct Presented(Vec<String>);

impl Presented {
    /// A secret that is spelled one way.
    pub(super) fn of(secret: &str) -> Self {
        Self(vec![secret.to_owned()])
    }

    /// Whether it is this secret.
    pub fn is(&self, secret: &str) -> bool {
        self.0.iter().any(|spelled| seal::equal(spelled, secret))
    }
}

/// Id and secret of a Basic header. Both are form-encoded (RFC 6749 section 2.3.1); the official
/// SDKs send them as they are, so that a secret counts in either spelling.
pub(super) fn basic(header: &str) -> Option<(String, Presented)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let mut spelled = vec![secret.to_owned()];
    spelled.extend(form_decoded(secret).filter(|other| other != secret));
    let id = form_decoded(id).unwrap_or_else(|| id.to_owned());
    Some((id, Presented(spelled)))
}

/// The text of a form-encoded value; `None` where it cannot be one.
fn form_decoded(value: &str) -> Option<String> {
    if value.contains(['&', '=']) {
        return None;
    }
    let mut pairs = url::form_urlencoded::parse(value.as_bytes());
    let (text, _) = pairs.next()?;
    Some(text.into_owned())
}

/// Refuses a client that proves itself in more than one way at once, or names itself twice and
/// differently.
///
/// # Errors
/// What is too much.
pub(super) fn require_one(from: &Incoming<'_>) -> Result<()> {
    let header = text(from.headers, header::AUTHORIZATION.as_str());
    let basic = header.and_then(basic);
    let in_body = [SECRET, client_assertion::PARAMETER];
    let mut given = in_body
        .into_iter()
        .filter(|name| from.param(name).is_some());
    let (first, second) = (given.next(), given.next());
    let Some((id, _)) = basic else {
        return second.map_or(Ok(()), |name| {
            Err(Error::field(name, "must not stand beside another proof"))
        });
    };
    if let Some(name) = first {
        let why = "must not stand beside credentials in the header";
        return Err(Error::field(name, why));
    }
    if from.param("client_id").is_some_and(|named| named != id) {
        return Err(Error::field("client_id", "is another than in the header"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(id: &str, secret: &str) -> String {
        format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
    }

    /// Seen to fail with either spelling left out.
    #[test]
    fn credentials_count_encoded_and_as_they_are() {
        for (sent, secret) in [
            ("plain", "plain"),
            ("a%2Db%5Fc%7E%21", "a-b_c~!"),
            ("a%2Db%5Fc%7E%21", "a%2Db%5Fc%7E%21"),
            ("a+b%25", "a b%"),
            ("a+b%25", "a+b%25"),
            ("100%", "100%"),
            ("x:y", "x:y"),
            ("%C3%A9", "\u{e9}"),
            ("a&b=c", "a&b=c"),
        ] {
            let (id, presented) = basic(&header("app%2D1", sent)).unwrap();
            assert!(id == "app-1" && presented.is(secret), "{sent} {secret}");
        }
        let (_, presented) = basic(&header("app", "a%2Db")).unwrap();
        assert!(!presented.is("a b") && !presented.is("") && !presented.is("a%2db"));
        for broken in ["Basic", "Basic %%%", "Bearer x", "Basic YQ=="] {
            assert!(basic(broken).is_none(), "{broken}");
        }
    }
}
