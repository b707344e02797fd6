//! What an application needs of OpenID Connect: signing in through the browser, refreshing,
//! verifying tokens offline, signing out.
//!
//! ```
//! # let server = cleat_generate::doctest::Doctest::start();
//! # server.block_on(async {
//! # let (app_host, app_id, app_secret) = server.application();
//! use cleat_client::{AuthenticationClient, AuthenticationOptions};
//!
//! let client = AuthenticationClient::new(AuthenticationOptions {
//!     app_host,
//!     app_id: app_id.clone(),
//!     app_secret: app_secret.into(),
//!     redirect_uri: "https://shop.example.com/callback".into(),
//!     ..AuthenticationOptions::default()
//! })?;
//! // Send the browser to `start.url`; keep the rest in the session until it comes back.
//! let start = client.authorize_url("openid profile offline_access")?;
//! assert!(start.url.contains("code_challenge_method=S256"));
//!
//! // Tokens are verified without asking the server, once its keys are known.
//! # let access_token = server.signed_in().await;
//! let claims = client.verify_access_token(&access_token).await?;
//! assert_eq!(claims["aud"], app_id.as_str());
//! # Ok::<(), cleat_client::Error>(()) }).unwrap();
//! ```

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cleat_api::oidc::{ExchangeToken, FetchJwks, GetOpenIdConfiguration, TokenResponse};
use cleat_api::{Endpoint, Object, Secret, Value};
use cleat_protocol::jose::{self, PublicKey};

use crate::claims::{self, Kind};
use crate::key_set::Kept;
use crate::{AuthenticationClient, Error, signing};

/// Where the browser signs in and out; the declarations have no such pages.
const AUTHORIZE: &str = "/oidc/auth";
const END_SESSION: &str = "/oidc/session/end";
/// A key that is not known is asked for no more often than this.
const ASK_AGAIN: Duration = Duration::from_secs(60);

/// The beginning of a sign-in through the browser.
#[derive(Debug, Clone)]
pub struct AuthorizeUrl {
    /// Where to send the browser.
    pub url: String,
    /// Must come back with the code.
    pub state: String,
    /// Must be in the ID token.
    pub nonce: String,
    /// Goes with the code to [`AuthenticationClient::exchange_code`] (RFC 7636).
    pub code_verifier: Secret,
}

impl AuthenticationClient {
    /// Where a browser signs in: authorization code with PKCE (RFC 7636, S256).
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn authorize_url(&self, scope: &str) -> Result<AuthorizeUrl, Error> {
        let (state, nonce, verifier) = (random()?, random()?, random()?);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
        let challenge = URL_SAFE_NO_PAD.encode(digest);
        let mut pairs = vec![
            ("client_id", self.client.options().app_id.as_str()),
            ("redirect_uri", &self.redirect_uri),
            ("response_type", "code"),
            ("scope", scope),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        // OpenID Connect Core 1.0 section 11.
        if scope.split(' ').any(|one| one == "offline_access") {
            pairs.push(("prompt", "consent"));
        }
        Ok(AuthorizeUrl {
            url: self.address(AUTHORIZE, &pairs)?,
            state,
            nonce,
            code_verifier: verifier.into(),
        })
    }

    /// Exchanges the code that the browser brought back, once (RFC 6749 section 4.1.3).
    ///
    /// # Errors
    /// What the server refused, or why it was not reached.
    pub async fn exchange_code(
        &self,
        code: &str,
        start: &AuthorizeUrl,
    ) -> Result<TokenResponse, Error> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", start.code_verifier.expose()),
        ];
        let params = fields.map(|(name, value)| (name.to_owned(), Value::from(value)));
        let params: Object = params.into_iter().collect();
        self.client.send(ExchangeToken::operation(), params).await
    }

    /// Exchanges a refresh token; the answer holds the next one.
    ///
    /// # Errors
    /// What the server refused, or why it was not reached.
    pub async fn refresh(&self, refresh_token: &Secret) -> Result<TokenResponse, Error> {
        let request = ExchangeToken::builder()
            .grant_type("refresh_token")
            .refresh_token(refresh_token.clone())
            .build();
        self.exchange_token(&request).await
    }

    /// The claims of an access token, of a user or of the application itself, which has no `sub`:
    /// signature, kind, issuer, audience and time are checked without asking the server. Whether
    /// the session still stands, only `introspect_token` knows.
    ///
    /// # Errors
    /// `Error::Token`, or why the keys could not be fetched.
    pub async fn verify_access_token(&self, token: &str) -> Result<Object, Error> {
        self.verified(Kind::Access, token).await
    }

    /// The claims of an ID token, verified likewise, or with the application's secret where it is
    /// signed by that (HS256); `nonce` is that of [`AuthorizeUrl`], where there was one.
    ///
    /// # Errors
    /// As [`Self::verify_access_token`].
    pub async fn verify_id_token(&self, token: &str, nonce: Option<&str>) -> Result<Object, Error> {
        let claims = self.verified(Kind::Id, token).await?;
        match nonce {
            Some(nonce) if claims.get("nonce").and_then(Value::as_str) != Some(nonce) => {
                Err(Error::Token("its nonce is another"))
            }
            _ => Ok(claims),
        }
    }

    /// Where a browser signs out (OpenID Connect RP-Initiated Logout 1.0).
    ///
    /// # Errors
    /// When the address of the server is none.
    pub fn logout_url(
        &self,
        id_token: &str,
        return_to: &str,
        state: &str,
    ) -> Result<String, Error> {
        let pairs = [
            ("id_token_hint", id_token),
            ("post_logout_redirect_uri", return_to),
            ("state", state),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        self.address(END_SESSION, &given.collect::<Vec<_>>())
    }

    fn address(&self, path: &str, pairs: &[(&str, &str)]) -> Result<String, Error> {
        let host = self.client.options().app_host.trim_end_matches('/');
        let url = url::Url::parse_with_params(&format!("{host}{path}"), pairs);
        url.map(String::from)
            .map_err(|error| Error::Setup(error.to_string()))
    }

    async fn verified(&self, kind: Kind, token: &str) -> Result<Object, Error> {
        let header = jose::unverified_header(token).ok_or(Error::Token("it is no JWT"))?;
        let kid = header.get("kid").and_then(Value::as_str);
        let kept = self.keys_with(kid).await?;
        let options = self.client.options();
        let secret = options.app_secret.expose();
        let claims = match header.get("kid") {
            Some(_) => jose::verify(token, |kid| kept.find(kid)),
            // An ID token signed with the application's secret names no key.
            None if kind == Kind::Id && !secret.is_empty() => jose::verify_hs256(token, secret),
            None => None,
        };
        let claims = claims.ok_or(Error::Token("its signature is wrong or its key not known"))?;
        let Value::Object(claims) = claims else {
            return Err(Error::Token("its claims are no object"));
        };
        let now = signing::timestamp().as_second();
        let typ = header.get("typ");
        claims::check(kind, typ, &claims, &kept.issuer, &options.app_id, now)?;
        Ok(claims)
    }

    /// The keys; fetched anew when the one asked for is not among them.
    #[expect(
        clippy::disallowed_methods,
        reason = "a client has the machine's clock"
    )]
    async fn keys_with(&self, kid: Option<&str>) -> Result<Kept, Error> {
        let mut kept = self.keys.kept.lock().await;
        if let Some(known) = kept.as_ref() {
            let has = kid.is_none_or(|kid| known.find(kid).is_some());
            if has || known.fetched.elapsed() < ASK_AGAIN {
                return Ok(known.clone());
            }
        }
        let metadata = self.client.call(&GetOpenIdConfiguration {}).await?;
        let issuer = metadata.get("issuer").and_then(Value::as_str);
        let issuer = issuer.filter(|issuer| !issuer.is_empty());
        let issuer = issuer.ok_or_else(|| Error::Answer("it names no issuer".into()))?;
        let set = self.client.call(&FetchJwks {}).await?;
        let keys = set.keys.iter().filter_map(PublicKey::from_jwk).collect();
        let fresh = Kept {
            issuer: issuer.to_owned(),
            keys: Arc::new(keys),
            fetched: Instant::now(),
        };
        *kept = Some(fresh.clone());
        Ok(fresh)
    }
}

fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|error| Error::Setup(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The pairs of the address a browser came back to.
///
/// # Errors
/// `Error::OAuth` when the server sent it back with an error; `Error::Token` when the state is
/// not the one that was sent.
pub fn returned_code(query: &str, start: &AuthorizeUrl) -> Result<String, Error> {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let value = |wanted: &str| {
        let found = pairs.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    if value("state").as_deref() != Some(&start.state) {
        return Err(Error::Token("the browser came back with another state"));
    }
    if let Some(error) = value("error") {
        let description = value("error_description").unwrap_or_default();
        return Err(Error::OAuth { error, description });
    }
    value("code").ok_or(Error::Token("the browser came back without a code"))
}
