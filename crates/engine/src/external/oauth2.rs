//! OAuth 2.0 (RFC 6749) with PKCE (RFC 7636): the requests as pure functions, and a source whose
//! profile is read by a declared mapping.

use cleat_api::Value;
use cleat_delivery::call::Call;
use url::Url;

use super::calls::{Fault, get};
use super::fields::Fields;
use super::github;
use super::leg::{Leg, Told};
use super::preset::OAuth2;
use super::profile::External;
use super::request::Request;
use super::tokens::token;

/// Exchanges a code.
pub fn exchange(leg: &Leg<'_>, endpoint: &str, code: &str, proof: ClientProof<'_>) -> Call {
    let redirect_uri = leg.redirect_uri();
    let verifier = leg.verifier().unwrap_or_default();
    let mut form = vec![("grant_type", "authorization_code"), ("code", code)];
    if leg.state.is_some() {
        form.push(("redirect_uri", redirect_uri.as_str()));
        form.push(("code_verifier", verifier.as_str()));
    }
    proven(leg, endpoint, form, proof)
}

/// A form with what proves this server.
pub fn proven<'a>(
    leg: &'a Leg<'_>,
    endpoint: &str,
    mut form: Vec<(&'a str, &'a str)>,
    proof: ClientProof<'a>,
) -> Call {
    let id = leg.fields().client_id.as_str();
    match proof {
        ClientProof::Post(secret) => {
            form.push(("client_id", id));
            form.push(("client_secret", secret));
            Call::form(endpoint, form)
        }
        ClientProof::Basic(secret) => {
            // Encoded first (RFC 6749 section 2.3.1).
            let [id, secret] = [id, secret].map(encoded);
            Call::form(endpoint, form).basic(&id, &secret)
        }
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// How this server proves itself at a source (RFC 6749 section 2.3.1).
pub enum ClientProof<'a> {
    /// In the header.
    Basic(&'a str),
    /// In the form.
    Post(&'a str),
}

/// The access token of an answer.
pub fn access_token(answer: &Value) -> Result<&str, Fault> {
    let token = token(answer, "access_token");
    token.ok_or(Fault::Unbelievable("it gives no access token"))
}

/// Asks for a token by what was given before.
pub fn at_token(leg: &Leg<'_>, preset: &OAuth2, form: &[(&str, &str)]) -> Call {
    let endpoint = or(leg.fields().token_end_point.as_ref(), preset.token);
    let proof = ClientProof::Post(&leg.fields().client_secret);
    proven(leg, endpoint, form.to_vec(), proof)
}

/// Tells that a token is over, where the connection says at which address.
pub fn revocation(leg: &Leg<'_>, form: &[(&str, &str)]) -> Option<Call> {
    let endpoint = leg.fields().revocation_end_point.as_deref()?;
    let proof = ClientProof::Post(&leg.fields().client_secret);
    Some(proven(leg, endpoint, form.to_vec(), proof))
}

/// Asks with an access token (RFC 6750).
pub fn bearer(url: impl Into<String>, token: &str) -> Call {
    get(url).with("authorization", format!("Bearer {token}"))
}

fn or<'a>(set: Option<&'a String>, usual: &'a str) -> &'a str {
    set.map_or(usual, String::as_str)
}

/// Where the browser goes.
pub fn authorization(leg: &Leg<'_>, preset: &OAuth2) -> Result<Url, Fault> {
    let endpoint = or(leg.fields().auth_end_point.as_ref(), preset.authorization);
    let request = Request {
        nonce: None,
        ..leg.request(preset.scope)
    };
    request.at(endpoint)
}

/// Who it is that came back.
pub async fn external(leg: &Leg<'_>, preset: &OAuth2, told: &Told) -> Result<External, Fault> {
    let fields: &Fields = leg.fields();
    let endpoint = or(fields.token_end_point.as_ref(), preset.token);
    let proof = ClientProof::Post(&fields.client_secret);
    let caller = leg.caller();
    let tokens = caller
        .json(exchange(leg, endpoint, &told.code, proof))
        .await?;
    let token = access_token(&tokens)?;
    let user = or(fields.user_info_end_point.as_ref(), preset.user);
    let answer = caller.json(bearer(user, token)).await?;
    let mapping = fields.mapping.as_ref().unwrap_or(preset.mapping);
    let mut external = mapping.read(answer)?;
    external.tokens = leg.kept(&tokens);
    if let Some(below) = preset.emails {
        let listed = caller.json(bearer(format!("{user}{below}"), token)).await?;
        external.proven.extend(github::primary(&listed));
    }
    Ok(external)
}
