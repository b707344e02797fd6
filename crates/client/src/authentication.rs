//! The client of an application and of its signed-in users.

use std::net::IpAddr;
use std::time::Duration;

use cleat_api::{Language, Secret};

use crate::key_set::KeySet;
use crate::{AuthMethods, Client, Error, Options};

/// Where the server is and which application calls.
#[derive(Debug, Clone)]
pub struct AuthenticationOptions {
    /// Address of the server, such as `https://id.example.com`.
    pub app_host: String,
    /// Application id.
    pub app_id: String,
    /// Application secret; empty for an application that has none.
    pub app_secret: Secret,
    /// How the application is authenticated at each endpoint.
    pub auth_methods: AuthMethods,
    /// Where a sign-in by the browser returns to.
    pub redirect_uri: String,
    /// Language of messages.
    pub language: Language,
    /// Longest time for one try of a call.
    pub timeout: Duration,
    /// How many times a call is tried again where that is safe: reading again, and calls that
    /// never reached the server.
    pub retries: u32,
}

impl Default for AuthenticationOptions {
    fn default() -> Self {
        let Options {
            language,
            timeout,
            retries,
            ..
        } = Options::default();
        Self {
            app_host: String::new(),
            app_id: String::new(),
            app_secret: Secret::default(),
            auth_methods: AuthMethods::default(),
            redirect_uri: String::new(),
            language,
            timeout,
            retries,
        }
    }
}

/// An application and, with an access token, one of its users. Clones share connections.
#[derive(Clone)]
pub struct AuthenticationClient {
    pub(crate) client: Client,
    pub(crate) redirect_uri: String,
    pub(crate) keys: KeySet,
}

impl AuthenticationClient {
    /// A client.
    ///
    /// # Errors
    /// When `app_host` is no address, or TLS cannot be set up.
    pub fn new(options: AuthenticationOptions) -> Result<Self, Error> {
        let client = Client::new(Options {
            app_host: options.app_host,
            app_id: options.app_id,
            app_secret: options.app_secret,
            auth_methods: options.auth_methods,
            language: options.language,
            timeout: options.timeout,
            retries: options.retries,
            ..Options::default()
        })?;
        Ok(Self {
            client,
            redirect_uri: options.redirect_uri,
            keys: KeySet::default(),
        })
    }

    /// The same client, calling for the user of this token.
    #[must_use]
    pub fn with_access_token(&self, token: impl Into<Secret>) -> Self {
        Self {
            client: self.client.with_access_token(token),
            ..self.clone()
        }
    }

    /// The same client, calling from a back end for the user at this address, so that limits count
    /// the user. The application's secret proves it, or a network that the application names.
    #[must_use]
    pub fn with_client_ip(&self, address: IpAddr) -> Self {
        Self {
            client: self.client.with_client_ip(address),
            ..self.clone()
        }
    }
}
