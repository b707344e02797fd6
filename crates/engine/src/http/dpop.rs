//! Keys that tokens are bound to, as callers show that they have them (RFC 9449).

use cleat_api::{ErrorCode, Value};
use cleat_protocol::dpop::{self, Proof};
use cleat_protocol::seal;
use http::HeaderMap;
use url::Url;

use super::incoming::Incoming;
use super::once::Once;
use crate::kernel::{Cx, Error, Result};
use crate::session::nonce::is_forgotten;
use crate::session::{self, Holder, SignedInUser};

/// The header that carries a proof.
pub const HEADER: &str = "dpop";
/// How long a proof is good, in seconds.
const LIFE: i64 = 300;
/// How far the clock of a caller may be ahead, in seconds.
const AHEAD: i64 = 60;
/// Longest `jti`, in bytes.
const JTI: usize = 256;
/// Longest proof, in bytes: a key of RSA with 8192 bits and its signature fit.
const LONGEST: usize = 8 * 1024;

/// A proof as it came, and what it must be for.
pub(super) struct Shown {
    text: String,
    method: String,
    path: String,
}

impl Shown {
    /// Reads the proof of a request; `None` where there is none.
    ///
    /// # Errors
    /// `DpopProofInvalid` where there is more than one, or one that is too long.
    pub(super) fn of(from: &Incoming<'_>) -> Result<Option<Self>> {
        let mut all = from.headers.get_all(HEADER).iter();
        let Some(first) = all.next() else {
            return Ok(None);
        };
        if all.next().is_some() {
            return Err(wrong("stands there twice"));
        }
        let text = first.to_str().ok().filter(|text| text.len() <= LONGEST);
        Ok(Some(Self {
            text: text.ok_or_else(|| wrong("is no JWT"))?.to_owned(),
            method: from.method.to_owned(),
            path: from.path.trim_end_matches('/').to_owned(),
        }))
    }

    /// The thumbprint of the key, where the proof is good for this request, beside that token. It
    /// is good once.
    ///
    /// # Errors
    /// `DpopProofInvalid`, with what is wrong; or when the database fails.
    pub(super) async fn key(&self, cx: &Cx, token: Option<&str>) -> Result<String> {
        let proof = Proof::read(&self.text).ok_or_else(|| wrong("has no signature of its key"))?;
        let text = |name: &str| proof.claims.get(name).and_then(Value::as_str);
        if text("htm") != Some(&self.method) {
            return Err(wrong("is of another method"));
        }
        let address = format!("{}{}", cx.app.settings.base_url(), self.path);
        if text("htu").and_then(one_spelling) != one_spelling(&address) {
            return Err(wrong("is of another address"));
        }
        if token.is_some_and(|token| text("ath") != Some(&dpop::hash(token))) {
            return Err(wrong("is of another token"));
        }
        let made = time(&proof, "iat").filter(|made| is_fresh(cx, *made, &proof));
        let made = made.ok_or_else(|| wrong("is not of now"))?;
        let jti = text("jti").filter(|jti| !jti.is_empty() && jti.len() <= JTI);
        let jti = jti.ok_or_else(|| wrong(&format!("must have a jti of 1 to {JTI} characters")))?;
        let once = Once {
            // Where a proof comes first, nobody knows of which pool it is.
            pool_id: String::new(),
            value: seal::sha256(&format!("{HEADER}\n{}\n{jti}", proof.thumbprint)),
            until: (made + LIFE + 1) * 1000,
            used: wrong("was used before"),
        };
        once.spend(cx).await?;
        Ok(proof.thumbprint)
    }
}

/// An address without query, fragment and the port that its scheme has anyway, its host in small
/// letters (RFC 9449 section 4.3).
fn one_spelling(address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(url.as_str().trim_end_matches('/').to_owned())
}

fn time(proof: &Proof, name: &str) -> Option<i64> {
    proof.claims.get(name).and_then(Value::as_i64)
}

/// Whether a proof that was made then counts now.
fn is_fresh(cx: &Cx, made: i64, proof: &Proof) -> bool {
    let now = cx.now() / 1000;
    let begins = time(proof, "nbf").unwrap_or(made).max(made);
    let is_over = time(proof, "exp").is_some_and(|ends| ends <= now);
    let is_new = made >= now - LIFE && begins <= now + AHEAD && !is_over;
    is_new && !is_forgotten(cx, made.saturating_mul(1000), AHEAD * 1000)
}

/// The user whose token came along, as the one who has the key where it is bound to one.
///
/// # Errors
/// Those of [`session::signed_in`], `DpopProofInvalid`.
pub(super) async fn user(cx: &Cx, from: &Incoming<'_>, token: &str) -> Result<SignedInUser> {
    if !names_key(from.headers) {
        return session::signed_in(cx, token).await;
    }
    let shown = Shown::of(from)?.ok_or_else(|| wrong("is missing"))?;
    let user = session::signed_in_as(cx, token, Holder::Anybody).await?;
    let key = shown.key(cx, Some(token)).await?;
    match user.key.as_deref() == Some(&key) {
        true => Ok(user),
        false => Err(ErrorCode::TokenInvalid.into()),
    }
}

/// Whether the token of a request comes with a key.
fn names_key(headers: &HeaderMap) -> bool {
    session::scheme_of(headers).is_some_and(|scheme| scheme.eq_ignore_ascii_case(HEADER))
}

fn wrong(why: &str) -> Error {
    Error::from(ErrorCode::DpopProofInvalid).about(format!("DPoP: {why}"))
}
