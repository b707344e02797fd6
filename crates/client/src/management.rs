//! The client of a user pool.

use std::time::Duration;

use cleat_api::{Language, Secret};

use crate::{Client, Error, ManagementProof, Options};

/// Where the server is and which pool calls.
#[derive(Debug, Clone)]
pub struct ManagementOptions {
    /// Address of the server, such as `https://id.example.com`.
    pub host: String,
    /// Access key id: the id of the user pool.
    pub access_key_id: String,
    /// Access key secret: the secret of the user pool.
    pub access_key_secret: Secret,
    /// How a call proves the access key.
    pub proof: ManagementProof,
    /// Language of messages.
    pub language: Language,
    /// Longest time for one try of a call.
    pub timeout: Duration,
    /// How many times a call is tried again where that is safe.
    pub retries: u32,
}

impl Default for ManagementOptions {
    fn default() -> Self {
        let Options {
            language,
            timeout,
            retries,
            ..
        } = Options::default();
        Self {
            host: String::new(),
            access_key_id: String::new(),
            access_key_secret: Secret::default(),
            proof: ManagementProof::Signature,
            language,
            timeout,
            retries,
        }
    }
}

/// A user pool. Clones share connections and the management token.
///
/// ```
/// # let server = cleat_generate::doctest::Doctest::start();
/// # server.block_on(async {
/// # let (host, access_key_id, access_key_secret) = server.pool();
/// use cleat_client::api::user::{CreateUser, GetUser, UserIdType};
/// use cleat_client::{ManagementClient, ManagementOptions};
///
/// let pool = ManagementClient::new(ManagementOptions {
///     host,
///     access_key_id,
///     access_key_secret: access_key_secret.into(),
///     ..ManagementOptions::default()
/// })?;
/// let ada = CreateUser::builder().phone("18800008888").nickname("Ada").build();
/// let made = pool.create_user(&ada).await?;
/// let by_phone = GetUser::builder()
///     .user_id("18800008888")
///     .user_id_type(UserIdType::Phone)
///     .build();
/// assert_eq!(pool.get_user(&by_phone).await?.user_id, made.user_id);
/// # Ok::<(), cleat_client::Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct ManagementClient {
    pub(crate) client: Client,
}

impl ManagementClient {
    /// A client.
    ///
    /// # Errors
    /// When `host` is no address, or TLS cannot be set up.
    pub fn new(options: ManagementOptions) -> Result<Self, Error> {
        let client = Client::new(Options {
            app_host: options.host,
            access_key_id: options.access_key_id,
            access_key_secret: options.access_key_secret,
            management: options.proof,
            language: options.language,
            timeout: options.timeout,
            retries: options.retries,
            ..Options::default()
        })?;
        Ok(Self { client })
    }
}
