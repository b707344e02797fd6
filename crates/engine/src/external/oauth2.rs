//! OAuth 2.0 (RFC 6749) with PKCE (RFC 7636): the requests as pure functions, and a source whose
//! profile is read by a declared mapping.

use cleat_api::Value;
use cleat_api::ext_idp::{ConnectionType, Provider};
use cleat_delivery::call::Call;
use cleat_protocol::pkce;
use url::Url;

use super::calls::{Fault, get};
use super::fields::Fields;
use super::profile::{External, Mapping};
use super::source::{Leg, Protocol, Source, Told, any};

/// A source as data.
pub struct Preset {
    /// Where the browser is sent.
    pub authorization: &'static str,
    /// Where a code is exchanged.
    pub token: &'static str,
    /// Where the profile is.
    pub user: &'static str,
    /// What is asked for.
    pub scope: &'static str,
    /// Where the profile has what is looked for.
    pub mapping: &'static Mapping,
    /// Where the proven addresses are listed, below the address of the profile.
    pub emails: Option<&'static str>,
}

/// Any source, as its connection describes it.
pub const GENERIC: Source = Source {
    provider: Provider::Oauth2,
    connection: ConnectionType::Oauth,
    name: "OAuth 2.0",
    is_social: false,
    has_page: true,
    required: &[
        "clientId",
        "clientSecret",
        "authEndPoint",
        "tokenEndPoint",
        "userInfoEndPoint",
    ],
    check: any,
    protocol: Protocol::OAuth2(Preset {
        authorization: "",
        token: "",
        user: "",
        scope: "",
        mapping: &Mapping::STANDARD,
        emails: None,
    }),
};

/// What a browser is sent to a source with.
pub struct Request<'a> {
    /// Id of the application at the source.
    pub client_id: &'a str,
    /// Where the browser comes back.
    pub redirect_uri: String,
    /// What is asked for.
    pub scope: &'a str,
    /// What binds the answer to the browser.
    pub state: &'a str,
    /// What binds the code to this server.
    pub verifier: String,
    /// What binds the ID token to the browser.
    pub nonce: Option<String>,
}

impl Request<'_> {
    /// The address with the request in it.
    pub fn at(&self, endpoint: &str) -> Result<Url, Fault> {
        let mut url = page(endpoint)?;
        let mut pairs = url.query_pairs_mut();
        pairs.append_pair("response_type", "code");
        pairs.append_pair("client_id", self.client_id);
        pairs.append_pair("redirect_uri", &self.redirect_uri);
        if !self.scope.is_empty() {
            pairs.append_pair("scope", self.scope);
        }
        pairs.append_pair("state", self.state);
        pairs.append_pair("code_challenge", &pkce::challenge(&self.verifier));
        pairs.append_pair("code_challenge_method", "S256");
        if let Some(nonce) = &self.nonce {
            pairs.append_pair("nonce", nonce);
        }
        drop(pairs);
        Ok(url)
    }
}

/// An address that a browser may be sent to.
pub fn page(address: &str) -> Result<Url, Fault> {
    let url = Url::parse(address).ok();
    let url = url.filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    url.ok_or(Fault::Unbelievable("its address is none"))
}

/// Exchanges a code.
pub fn exchange(leg: &Leg<'_>, endpoint: &str, code: &str, proof: ClientProof<'_>) -> Call {
    let redirect_uri = leg.redirect_uri();
    let verifier = leg.verifier().unwrap_or_default();
    let mut form = vec![("grant_type", "authorization_code"), ("code", code)];
    if leg.state.is_some() {
        form.push(("redirect_uri", redirect_uri.as_str()));
        form.push(("code_verifier", verifier.as_str()));
    }
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
    let token = answer.get("access_token").and_then(Value::as_str);
    let token = token.filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic()));
    let token = token.filter(|token| !token.is_empty());
    token.ok_or(Fault::Unbelievable("it gives no access token"))
}

/// Asks with an access token (RFC 6750).
pub fn bearer(url: impl Into<String>, token: &str) -> Call {
    get(url).with("authorization", format!("Bearer {token}"))
}

fn or<'a>(set: Option<&'a String>, usual: &'a str) -> &'a str {
    set.map_or(usual, String::as_str)
}

/// Where the browser goes.
pub fn authorization(leg: &Leg<'_>, preset: &Preset) -> Result<Url, Fault> {
    let endpoint = or(leg.fields().auth_end_point.as_ref(), preset.authorization);
    let request = Request {
        nonce: None,
        ..leg.request(preset.scope)
    };
    request.at(endpoint)
}

/// Who it is that came back.
pub async fn external(leg: &Leg<'_>, preset: &Preset, told: &Told) -> Result<External, Fault> {
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
    if let Some(below) = preset.emails {
        let listed = caller.json(bearer(format!("{user}{below}"), token)).await?;
        external.proven.extend(super::github::primary(&listed));
    }
    Ok(external)
}
