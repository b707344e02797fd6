//! What a token must say of itself.

use cleat_api::{Object, Value};

use crate::Error;

/// How far the clocks of the two sides may differ, in seconds.
const LEEWAY: i64 = 60;

/// What an application verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The access token that it is called with, of a user or of an application (RFC 6749
    /// section 4.4).
    Access,
    /// The ID token of a sign-in.
    Id,
}

impl Kind {
    /// `typ` of the header (RFC 7515 section 4.1.9, RFC 9068 section 2.1).
    fn types(self) -> &'static [&'static str] {
        match self {
            Self::Access => &["jwt", TYPED],
            Self::Id => &["jwt"],
        }
    }

    /// `token_use`, where the server says it.
    fn uses(self) -> &'static [&'static str] {
        match self {
            Self::Access => &["access", "m2m"],
            Self::Id => &["id"],
        }
    }

    /// Claims that only other kinds have.
    fn foreign(self) -> &'static [&'static str] {
        match self {
            Self::Access => &["nonce", "at_hash", "c_hash", "s_hash", "events"],
            Self::Id => &[
                "scope",
                "client_id",
                "token_type",
                "scoped_userpool_id",
                "events",
            ],
        }
    }

    /// Whether a token is of this kind. Where the server does not say what it is for, its claims
    /// tell.
    fn is_of(self, typ: Option<&Value>, claims: &Object) -> bool {
        let Some(typ) = typ.map_or(Some("jwt"), Value::as_str) else {
            return false;
        };
        let typ = typ.to_ascii_lowercase();
        let typ = typ.strip_prefix("application/").unwrap_or(&typ);
        if !self.types().contains(&typ) {
            return false;
        }
        if let Some(named) = claims.get("token_use") {
            return named
                .as_str()
                .is_some_and(|named| self.uses().contains(&named));
        }
        let own = match self {
            Self::Access => typ == TYPED || claims.get("scope").is_some_and(Value::is_string),
            Self::Id => true,
        };
        own && self
            .foreign()
            .iter()
            .all(|name| !claims.contains_key(*name))
    }
}

/// An access token that says so.
const TYPED: &str = "at+jwt";

/// A time of a claim (RFC 7519 section 2), without the parts of a second.
fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or(value.as_f64().map(|time| time as i64))
}

/// Refuses a token of another kind, and one that is not of now, of this server and for this
/// application (OpenID Connect Core 1.0 section 3.1.3.7).
pub(crate) fn check(
    kind: Kind,
    typ: Option<&Value>,
    claims: &Object,
    issuer: &str,
    app: &str,
    now: i64,
) -> Result<(), Error> {
    if !kind.is_of(typ, claims) {
        return Err(Error::Token("it is of another kind"));
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| claims.get(name).and_then(seconds);
    if time("exp").is_none_or(|end| end < now - LEEWAY) {
        return Err(Error::Token("it has expired"));
    }
    let has_begun = |name: &str| time(name).is_some_and(|begin| begin <= now + LEEWAY);
    if !has_begun("iat") || (claims.contains_key("nbf") && !has_begun("nbf")) {
        return Err(Error::Token("it is from the future: check the clocks"));
    }
    if issuer.is_empty() || text("iss") != Some(issuer) {
        return Err(Error::Token("another server made it"));
    }
    let names_us = match claims.get("aud") {
        Some(Value::Array(list)) => list.iter().any(|one| one == app),
        Some(one) => one == app,
        None => false,
    };
    let is_ours = kind == Kind::Access || claims.get("azp").is_none_or(|party| party == app);
    if app.is_empty() || !names_us || !is_ours {
        return Err(Error::Token("it is for another application"));
    }
    let is_somebody = text("sub").is_some_and(|sub| !sub.is_empty());
    if !is_somebody && (kind == Kind::Id || claims.contains_key("sub")) {
        return Err(Error::Token("it is of nobody"));
    }
    Ok(())
}
