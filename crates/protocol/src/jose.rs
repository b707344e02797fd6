//! JSON Web Tokens with kept keys (RFC 7515, RFC 7517, RFC 7519).

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, ParsedPublicKey, RsaKeyPair,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use aws_lc_rs::{hmac, rsa};
use base64::Engine as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{BASE64URL, CryptoError};

/// The type of most tokens.
const JWT: &str = "JWT";

/// Algorithm of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "names of RFC 7518 and RFC 8037")]
pub enum Algorithm {
    Rs256,
    Es256,
    EdDsa,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    fn verification(self) -> &'static dyn signature::VerificationAlgorithm {
        match self {
            Self::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            Self::Es256 => &signature::ECDSA_P256_SHA256_FIXED,
            Self::EdDsa => &signature::ED25519,
        }
    }

    /// The algorithm of that registered name. `none` and HMAC are not among them.
    pub fn parse(name: &str) -> Option<Self> {
        // RFC 9864 calls it so.
        if name == "Ed25519" {
            return Some(Self::EdDsa);
        }
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }
}

enum Pair {
    Rs256(Box<RsaKeyPair>),
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl Pair {
    /// The public key, as a JWK and as bytes.
    fn public(&self) -> Result<(Value, Vec<u8>), CryptoError> {
        Ok(match self {
            Self::Rs256(pair) => {
                let key = pair.public_key();
                let n = BASE64URL.encode(key.modulus().big_endian_without_leading_zero());
                let e = BASE64URL.encode(key.exponent().big_endian_without_leading_zero());
                let jwk = json!({ "kty": "RSA", "n": n, "e": e });
                (jwk, key.as_ref().to_vec())
            }
            Self::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let x = BASE64URL.encode(point.get(1..33).ok_or(CryptoError)?);
                let y = BASE64URL.encode(point.get(33..65).ok_or(CryptoError)?);
                let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
                (jwk, point.to_vec())
            }
            Self::EdDsa(pair) => {
                let point = pair.public_key().as_ref();
                let x = BASE64URL.encode(point);
                let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
                (jwk, point.to_vec())
            }
        })
    }
}

/// A private key and its public one, parsed once.
pub struct SigningKey {
    /// Key id.
    pub kid: String,
    /// Algorithm.
    pub algorithm: Algorithm,
    pair: Pair,
    public: ParsedPublicKey,
    /// The public key as JSON Web Key.
    pub jwk: Value,
}

impl SigningKey {
    /// A new private key, as PKCS#8.
    ///
    /// # Errors
    /// When the cryptographic module fails.
    pub fn generate(algorithm: Algorithm) -> Result<Vec<u8>, CryptoError> {
        let random = SystemRandom::new();
        Ok(match algorithm {
            Algorithm::Rs256 => {
                let der: Pkcs8V1Der<'_> = rsa::KeyPair::generate(KeySize::Rsa2048)?.as_der()?;
                der.as_ref().to_vec()
            }
            Algorithm::Es256 => {
                let signing = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
                EcdsaKeyPair::generate_pkcs8(signing, &random)?
                    .as_ref()
                    .to_vec()
            }
            Algorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(&random)?.as_ref().to_vec(),
        })
    }

    /// Reads a private key.
    ///
    /// # Errors
    /// When it is not one of that algorithm.
    pub fn from_pkcs8(kid: &str, algorithm: Algorithm, der: &[u8]) -> Result<Self, CryptoError> {
        let pair = match algorithm {
            Algorithm::Rs256 => Pair::Rs256(Box::new(RsaKeyPair::from_pkcs8(der)?)),
            Algorithm::Es256 => {
                let signing = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
                Pair::Es256(EcdsaKeyPair::from_pkcs8(signing, der)?)
            }
            Algorithm::EdDsa => Pair::EdDsa(Ed25519KeyPair::from_pkcs8(der)?),
        };
        let (mut jwk, public) = pair.public()?;
        let public = ParsedPublicKey::new(algorithm.verification(), public)?;
        if let Some(fields) = jwk.as_object_mut() {
            fields.insert("kid".into(), kid.into());
            fields.insert("alg".into(), algorithm.name().into());
            fields.insert("use".into(), "sig".into());
        }
        Ok(Self {
            kid: kid.into(),
            algorithm,
            pair,
            public,
            jwk,
        })
    }

    /// A signed token.
    ///
    /// # Errors
    /// When the claims cannot be written or the cryptographic module fails.
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, CryptoError> {
        self.sign_as(JWT, claims)
    }

    /// A signed token of another type (RFC 8725 section 3.11).
    ///
    /// # Errors
    /// As [`Self::sign`].
    pub fn sign_as(&self, typ: &str, claims: &impl Serialize) -> Result<String, CryptoError> {
        let header = json!({ "alg": self.algorithm.name(), "typ": typ, "kid": self.kid });
        let text = signing_input(&header, claims)?;
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(
                    &signature::RSA_PKCS1_SHA256,
                    &random,
                    text.as_bytes(),
                    &mut signature,
                )?;
                signature
            }
            Pair::Es256(pair) => pair.sign(&random, text.as_bytes())?.as_ref().to_vec(),
            Pair::EdDsa(pair) => pair.sign(text.as_bytes()).as_ref().to_vec(),
        };
        Ok(format!("{text}.{}", BASE64URL.encode(signature)))
    }
}

/// A key that signatures are verified with.
pub trait Verify {
    /// The only algorithm it is good for.
    fn algorithm(&self) -> Algorithm;
    /// Whether the signature is of the text and this key.
    fn verifies(&self, text: &[u8], tag: &[u8]) -> bool;
}

impl Verify for SigningKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn verifies(&self, text: &[u8], tag: &[u8]) -> bool {
        self.public.verify_sig(text, tag).is_ok()
    }
}

/// Members of keys that are nobody else's business (RFC 7518 section 6).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

/// Whether a key has a member that is nobody else's business.
pub fn is_private(jwk: &Map<String, Value>) -> bool {
    PRIVATE.iter().any(|name| jwk.contains_key(*name))
}

/// A public key of a set (RFC 7517).
pub struct PublicKey {
    /// Its id, where it has one.
    pub kid: Option<String>,
    algorithm: Algorithm,
    key: Public,
}

enum Public {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Point(Vec<u8>),
}

impl PublicKey {
    /// Reads a key; `None` for one of another kind or use.
    pub fn from_jwk(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| BASE64URL.decode(text(name)?).ok();
        if text("use").is_some_and(|of| of != "sig") {
            return None;
        }
        let (algorithm, key) = match (text("kty")?, text("crv")) {
            ("RSA", _) => {
                let (n, e) = (bytes("n")?, bytes("e")?);
                (Algorithm::Rs256, Public::Rsa { n, e })
            }
            ("EC", Some("P-256")) => {
                // Uncompressed (SEC 1 section 2.3.3).
                let point = [vec![4], bytes("x")?, bytes("y")?].concat();
                (Algorithm::Es256, Public::Point(point))
            }
            ("OKP", Some("Ed25519")) => (Algorithm::EdDsa, Public::Point(bytes("x")?)),
            _ => return None,
        };
        if text("alg").is_some_and(|name| Algorithm::parse(name) != Some(algorithm)) {
            return None;
        }
        Some(Self {
            kid: text("kid").map(str::to_owned),
            algorithm,
            key,
        })
    }
}

impl Verify for PublicKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn verifies(&self, text: &[u8], tag: &[u8]) -> bool {
        match &self.key {
            Public::Rsa { n, e } => RsaPublicKeyComponents { n, e }
                .verify(&signature::RSA_PKCS1_2048_8192_SHA256, text, tag)
                .is_ok(),
            Public::Point(point) => UnparsedPublicKey::new(self.algorithm.verification(), point)
                .verify(text, tag)
                .is_ok(),
        }
    }
}

/// A token signed with a shared secret (HS256), as some applications ask for ID tokens.
///
/// # Errors
/// When the claims cannot be written.
pub fn sign_hs256(secret: &str, claims: &impl Serialize) -> Result<String, CryptoError> {
    sign_hs256_as(JWT, secret, claims)
}

/// The same of another type.
///
/// # Errors
/// As [`sign_hs256`].
pub fn sign_hs256_as(
    typ: &str,
    secret: &str,
    claims: &impl Serialize,
) -> Result<String, CryptoError> {
    let text = signing_input(&json!({ "alg": "HS256", "typ": typ }), claims)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, text.as_bytes());
    Ok(format!("{text}.{}", BASE64URL.encode(tag)))
}

fn signing_input(header: &Value, claims: &impl Serialize) -> Result<String, CryptoError> {
    let claims = serde_json::to_vec(claims).map_err(|_| CryptoError)?;
    Ok(format!(
        "{}.{}",
        BASE64URL.encode(header.to_string()),
        BASE64URL.encode(claims)
    ))
}

/// The part of a token's header that is looked at. `jku`, `jwk`, `x5u` and `crit` are not keys:
/// a token with `crit` is refused, the others are ignored.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// A token taken apart.
struct Parts<'t> {
    header: Header,
    /// What is signed.
    text: &'t str,
    claims: &'t str,
    tag: Vec<u8>,
}

impl<'t> Parts<'t> {
    /// Takes a token apart; `None` for one that asks for more than is known here.
    fn of(token: &'t str) -> Option<Self> {
        let (text, tag) = token.rsplit_once('.')?;
        let (header, claims) = text.split_once('.')?;
        let header: Header = serde_json::from_slice(&BASE64URL.decode(header).ok()?).ok()?;
        let tag = BASE64URL.decode(tag).ok()?;
        header.crit.is_none().then_some(Self {
            header,
            text,
            claims,
            tag,
        })
    }

    fn is_signed_by(&self, key: &impl Verify) -> bool {
        Algorithm::parse(&self.header.alg) == Some(key.algorithm())
            && key.verifies(self.text.as_bytes(), &self.tag)
    }

    fn claims(&self) -> Option<Value> {
        serde_json::from_slice(&BASE64URL.decode(self.claims).ok()?).ok()
    }
}

/// Verifies a token by one of the keys known and returns its claims. The key decides the
/// algorithm; time and audience are the caller's to check.
pub fn verify<'k, K: Verify + 'k>(
    token: &str,
    find: impl FnOnce(&str) -> Option<&'k K>,
) -> Option<Value> {
    let parts = Parts::of(token)?;
    let key = find(parts.header.kid.as_deref()?)?;
    parts.is_signed_by(key).then(|| parts.claims())?
}

/// As [`verify`], by one of these few keys: the one that the header names, or whichever fits where
/// it names none.
pub fn verify_by(token: &str, keys: &[PublicKey]) -> Option<Value> {
    let parts = Parts::of(token)?;
    let named = parts.header.kid.as_ref();
    let mut keys = keys
        .iter()
        .filter(|key| named.is_none() || key.kid.as_ref() == named);
    keys.any(|key| parts.is_signed_by(key))
        .then(|| parts.claims())?
}

/// The claims of a token of that type which brings its own public key, and the key.
pub fn verify_own_key(token: &str, typ: &str) -> Option<(Map<String, Value>, Value)> {
    let parts = Parts::of(token)?;
    let mut header = unverified_header(token)?;
    if header.get("typ").and_then(Value::as_str) != Some(typ) {
        return None;
    }
    let Some(Value::Object(jwk)) = header.remove("jwk") else {
        return None;
    };
    let key = PublicKey::from_jwk(&jwk).filter(|_| !is_private(&jwk))?;
    parts
        .is_signed_by(&key)
        .then(|| parts.claims())?
        .map(|claims| (jwk, claims))
}

/// The header of a token that nobody verified; good for choosing how to verify it.
pub fn unverified_header(token: &str) -> Option<Map<String, Value>> {
    let header = token.split('.').next()?;
    serde_json::from_slice(&BASE64URL.decode(header).ok()?).ok()
}

/// The claims of a token signed with a shared secret, or `None` when the signature is wrong.
pub fn verify_hs256(token: &str, secret: &str) -> Option<Value> {
    let parts = Parts::of(token)?;
    if parts.header.alg != "HS256" {
        return None;
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, parts.text.as_bytes(), &parts.tag).ok()?;
    parts.claims()
}

/// The claims of a token that nobody verified; good for choosing how to verify it.
pub fn unverified_claims(token: &str) -> Option<Value> {
    let claims = token.split('.').nth(1)?;
    serde_json::from_slice(&BASE64URL.decode(claims).ok()?).ok()
}
