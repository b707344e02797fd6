//! The clients without `async`, for programs that have no runtime. They must not be used inside
//! one.
//!
//! ```
//! # let server = cleat_generate::world::Doctest::start();
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

use std::sync::Arc;

use cleat_api::Secret;
use tokio::runtime::{Builder, Runtime};

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
}
