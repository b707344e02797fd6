//! The clients without `async`, for programs that have no runtime. They must not be used inside
//! one.
//!
//! ```
//! # let server = cleat_generate::doctest::Doctest::start();
//! # let (app_host, app_id, _) = server.application();
//! use cleat_client::AuthenticationOptions;
//! use cleat_client::api::system::GetSystemInfo;
//! use cleat_client::blocking::AuthenticationClient;
//!
//! let client = AuthenticationClient::new(AuthenticationOptions {
//!     app_host,
//!     app_id,
//!     ..AuthenticationOptions::default()
//! })?;
//! assert!(!client.get_system_info(&GetSystemInfo::default())?.version.server.is_empty());
//! # Ok::<(), cleat_client::Error>(())
//! ```

use std::net::IpAddr;
use std::sync::Arc;

use cleat_api::oidc::TokenResponse;
use cleat_api::{Object, Secret};
use tokio::runtime::{Builder, Runtime};

use crate::oidc::AuthorizeUrl;
use crate::{AuthenticationOptions, Error, ManagementOptions};

macro_rules! client {
    ($name:ident, $options:ident) => {
        /// As [`crate::
        #[doc = stringify!($name)]
        /// `], blocking.
        #[derive(Clone)]
        pub struct $name {
            pub(crate) inner: crate::$name,
            runtime: Arc<Runtime>,
        }

        impl $name {
            /// A client with a runtime of its own.
            ///
            /// # Errors
            /// When the address is none, or the runtime or TLS cannot be set up.
            pub fn new(options: $options) -> Result<Self, Error> {
                let runtime = Builder::new_current_thread().enable_all().build();
                Ok(Self {
                    inner: crate::$name::new(options)?,
                    runtime: Arc::new(runtime.map_err(|error| Error::Setup(error.to_string()))?),
                })
            }

            pub(crate) fn block_on<F: Future>(&self, work: F) -> F::Output {
                self.runtime.block_on(work)
            }
        }
    };
}
client!(AuthenticationClient, AuthenticationOptions);
client!(ManagementClient, ManagementOptions);

impl AuthenticationClient {
    /// The same client, calling for the user of this token.
    #[must_use]
    pub fn with_access_token(&self, token: impl Into<Secret>) -> Self {
        Self {
            inner: self.inner.with_access_token(token),
            runtime: self.runtime.clone(),
        }
    }

    /// As [`crate::AuthenticationClient::with_client_ip`].
    #[must_use]
    pub fn with_client_ip(&self, address: IpAddr) -> Self {
        Self {
            inner: self.inner.with_client_ip(address),
            runtime: self.runtime.clone(),
        }
    }

    /// As [`crate::AuthenticationClient::authorize_url`].
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn authorize_url(&self, scope: &str) -> Result<AuthorizeUrl, Error> {
        self.inner.authorize_url(scope)
    }

    /// As [`crate::AuthenticationClient::exchange_code`].
    ///
    /// # Errors
    /// What the server refused, or why it was not reached.
    pub fn exchange_code(&self, code: &str, start: &AuthorizeUrl) -> Result<TokenResponse, Error> {
        self.block_on(self.inner.exchange_code(code, start))
    }

    /// As [`crate::AuthenticationClient::refresh`].
    ///
    /// # Errors
    /// What the server refused, or why it was not reached.
    pub fn refresh(&self, refresh_token: &Secret) -> Result<TokenResponse, Error> {
        self.block_on(self.inner.refresh(refresh_token))
    }

    /// As [`crate::AuthenticationClient::verify_access_token`].
    ///
    /// # Errors
    /// `Error::Token`, or why the keys could not be fetched.
    pub fn verify_access_token(&self, token: &str) -> Result<Object, Error> {
        self.block_on(self.inner.verify_access_token(token))
    }

    /// As [`crate::AuthenticationClient::verify_id_token`].
    ///
    /// # Errors
    /// As [`Self::verify_access_token`].
    pub fn verify_id_token(&self, token: &str, nonce: Option<&str>) -> Result<Object, Error> {
        self.block_on(self.inner.verify_id_token(token, nonce))
    }

    /// As [`crate::AuthenticationClient::logout_url`].
    ///
    /// # Errors
    /// When the address of the server is none.
    pub fn logout_url(
        &self,
        id_token: &str,
        return_to: &str,
        state: &str,
    ) -> Result<String, Error> {
        self.inner.logout_url(id_token, return_to, state)
    }
}
