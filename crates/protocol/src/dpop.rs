//! Demonstrating Proof of Possession (RFC 9449): a key shows itself beside what is bound to it.

use aws_lc_rs::digest;
use base64::Engine as _;
use serde_json::{Map, Value, json};

use crate::{BASE64URL, jose};

/// The type of a proof.
const TYPE: &str = "dpop+jwt";

/// A proof whose signature is of the key that it brings.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Thumbprint of the key.
    pub thumbprint: String,
    /// What it says.
    pub claims: Value,
}

impl Proof {
    /// Reads a proof; `None` where it is none, or not signed by its own key.
    pub fn read(text: &str) -> Option<Self> {
        let (jwk, claims) = jose::verify_own_key(text, TYPE)?;
        Some(Self {
            thumbprint: thumbprint(&jwk)?,
            claims,
        })
    }
}

/// The digest of a token, as a proof that goes with it names it (RFC 9449 section 4.2).
pub fn hash(token: &str) -> String {
    BASE64URL.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

/// What a key is known by (RFC 7638 section 3); `None` for a kind that is not known.
pub fn thumbprint(jwk: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    // The members that are needed, in the order of their names.
    let members = match text("kty")? {
        "RSA" => json!({ "e": text("e")?, "kty": "RSA", "n": text("n")? }),
        "EC" => json!({ "crv": text("crv")?, "kty": "EC", "x": text("x")?, "y": text("y")? }),
        "OKP" => json!({ "crv": text("crv")?, "kty": "OKP", "x": text("x")? }),
        _ => return None,
    };
    Some(hash(&members.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7638 section 3.1.
    #[test]
    fn the_example_of_thumbprints() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS\
                 oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65\
                 YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyr\
                 dkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK\
                 nqDKgw";
        let jwk = json!({ "kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29" });
        let expected = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        assert_eq!(
            thumbprint(jwk.as_object().unwrap()).as_deref(),
            Some(expected)
        );
    }
}
