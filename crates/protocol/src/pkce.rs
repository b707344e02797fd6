//! Proof Key for Code Exchange (RFC 7636), method `S256`.

use aws_lc_rs::digest;
use base64::Engine as _;

use crate::{BASE64URL, seal};

/// Whether a text can be a challenge by `S256`: 256 bits as base64url.
pub fn is_challenge(text: &str) -> bool {
    text.len() == 43 && BASE64URL.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// The challenge of a verifier.
pub fn challenge(verifier: &str) -> String {
    BASE64URL.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

/// Whether a verifier is well formed and what the challenge was made of.
pub fn proves(verifier: &str, challenge: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(is_allowed)
        && seal::equal(&self::challenge(verifier), challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_example_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(proves(verifier, challenge) && is_challenge(challenge));
        assert!(!proves(verifier, verifier) && !proves(challenge, challenge));
        for verifier in [
            "",
            "short",
            &verifier[1..],
            "dBjftJeZ4CVP+mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        ] {
            assert!(!proves(verifier, &super::challenge(verifier)), "{verifier}");
        }
        for text in ["", "a", &challenge[1..], &format!("{challenge}=")] {
            assert!(!is_challenge(text), "{text}");
        }
    }
}
