//! The caller of a protected resource (RFC 6750).

use cleat_api::ErrorCode;
use cleat_api::endpoint::caller;
use http::{header, request};

use super::caller::CallerType;
use super::dpop;
use super::incoming::{Incoming, text};
use crate::kernel::{Actor, Cx, Error, Result};
use crate::session::{self, SignedInUser};

/// The parameter that carries a token in a form or a query.
const PARAMETER: &str = "access_token";

/// The user whose token came in a header, a form or a query.
pub struct Bearer(pub SignedInUser);

impl CallerType for Bearer {
    type Kind = caller::User;

    fn actor(&self) -> Option<Actor> {
        self.0.actor()
    }

    fn early(parts: &request::Parts) -> Result<()> {
        let in_header = session::token_of(&parts.headers).is_some();
        let query = parts.uri.query().unwrap_or_default();
        let in_form = text(&parts.headers, header::CONTENT_TYPE.as_str());
        let in_form = in_form.is_some_and(|kind| kind.starts_with(FORM));
        let present = in_header || in_form || !in_query(query).is_empty();
        present
            .then_some(())
            .ok_or_else(|| ErrorCode::NotSignedIn.into())
    }

    async fn identify(cx: &Cx, from: &Incoming<'_>) -> Result<Self> {
        let token = token(cx, from)?;
        match dpop::user(cx, from, &token).await {
            Ok(user) => Ok(Self(user)),
            // There was a token, and it is of no use any more.
            Err(error) if error.code == ErrorCode::NotSignedIn => {
                Err(ErrorCode::TokenInvalid.into())
            }
            Err(error) => Err(error),
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The one token of the request. The official SDKs send the token of whoever is signed in with every
/// request, so that with them the one that is named beside it counts.
fn token(cx: &Cx, from: &Incoming<'_>) -> Result<String> {
    let mut named = in_query(from.query);
    if from.has_body {
        named.extend(from.param(PARAMETER).map(str::to_owned));
    }
    let in_header = session::token_of(from.headers).map(str::to_owned);
    if named.is_empty() || !cx.request.speaks_v3 {
        named.extend(in_header);
    }
    if named.len() > 1 {
        return Err(Error::field(PARAMETER, "must be given once, in one place"));
    }
    named.pop().ok_or_else(|| ErrorCode::NotSignedIn.into())
}

fn in_query(query: &str) -> Vec<String> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let tokens = pairs.filter(|(name, value)| name == PARAMETER && !value.is_empty());
    tokens.map(|(_, token)| token.into_owned()).collect()
}
