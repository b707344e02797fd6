//! What a browser is sent to a source with, as a pure function.

use cleat_protocol::pkce;
use url::Url;

use super::calls::Fault;

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
