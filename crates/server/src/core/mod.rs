//! What every story gets: time, randomness, settings, keys, the database.

pub mod attempt;
pub mod clock;
pub mod error;
pub mod janitor;
pub mod keys;
pub mod metrics;
pub mod random;
pub mod schema;
pub mod settings;
pub mod usage;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cleat_api::Language;
use cleat_api::endpoint::Limit;
use cleat_delivery::Outbox;
use cleat_protocol::seal::Vault;
use cleat_store::{BoxFuture, Database, Reader, Tx};
use serde::de::DeserializeOwned;
use tracing::Instrument as _;

pub use clock::Clock;
pub use error::{Error, Result};
pub use random::Random;
pub use settings::Settings;

use crate::application::OpenedApplications;
use crate::session::VerifiedTokens;

/// One server: everything its operations share.
pub struct App {
    /// Settings.
    pub settings: Settings,
    /// Database.
    pub db: Database,
    /// Clock.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Keys that are not in the database.
    pub vault: Arc<Vault>,
    /// Keys of tokens and encrypted passwords.
    pub keys: keys::Keys,
    /// Messages.
    pub outbox: Outbox,
    /// Tokens verified before.
    pub tokens: VerifiedTokens,
    /// Applications opened before.
    pub applications: OpenedApplications,
    /// Origins whose pages may call.
    pub origins: crate::http::Origins,
    /// Threads for password hashing.
    pub hashing: tokio::sync::Semaphore,
    /// Figures for Prometheus.
    pub metrics: metrics::Metrics,
    /// Whether the server is about to stop: it is not ready, and asks its clients to leave.
    pub draining: AtomicBool,
}

/// One request: who sent it, when, and the server it came to.
#[derive(Clone)]
pub struct Cx {
    /// The server.
    pub app: Arc<App>,
    /// The request.
    pub request: Arc<RequestInfo>,
}

/// What is known of a request besides its body.
#[derive(Debug)]
pub struct RequestInfo {
    /// Id, answered as `requestId` and written to log and audit.
    pub id: String,
    /// When it came, in milliseconds.
    pub at: i64,
    /// Address of the client.
    pub ip: String,
    /// Its `user-agent`.
    pub user_agent: String,
    /// Language of its answer.
    pub language: Language,
    /// When it came, for measuring.
    pub begun: std::time::Instant,
    /// What is counted against the address.
    pub limit: Limit,
    /// Whether it was counted already.
    pub counted: AtomicBool,
}

/// What `Cx::write` runs.
pub type Outcome<T> = cleat_store::Result<Result<T>>;

impl Cx {
    /// Now, in milliseconds since 1970-01-01 UTC; the same for the whole request.
    pub fn now(&self) -> i64 {
        self.request.at
    }

    /// A new id: 24 hex digits, rising with time.
    pub fn new_id(&self) -> String {
        self.app.random.id(self.now())
    }

    /// A connection for reading few rows.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn read(&self) -> Result<Reader> {
        Ok(self.app.db.read().await?)
    }

    /// A connection for reading lists.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn scan(&self) -> Result<Reader> {
        Ok(self.app.db.scan().await?)
    }

    /// Runs one transaction, the first of a request counting against the client's address.
    /// `Ok(Ok)` and `Ok(Err)` both commit, so that a refusal keeps its
    /// spent try and its audit row; to refuse and keep nothing, return [`Error::undo`].
    ///
    /// # Errors
    /// The refusal, or a failure of the database.
    pub async fn write<I, T, F>(&self, input: I, work: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Outcome<T>> + Send + Sync + 'static,
    {
        let counted = self.counted(input, work);
        let span = tracing::trace_span!(target: crate::SPANS, "transaction");
        let written = self.app.db.write(counted, count_first);
        written.instrument(span).await?
    }

    /// What a transaction begins with.
    fn counted<I, F>(&self, input: I, work: F) -> Counted<I, F> {
        let uncounted = !self.request.counted.swap(true, Ordering::Relaxed);
        let cx = uncounted.then(|| self.clone());
        Counted { input, work, cx }
    }

    /// As [`Cx::write`], by [`Database::one_trip`].
    ///
    /// # Errors
    /// As [`Cx::write`].
    pub async fn one_trip<I, T, F>(&self, input: I, work: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Outcome<T>> + Send + Sync + 'static,
    {
        let counted = self.counted(input, work);
        let span = tracing::trace_span!(target: crate::SPANS, "one trip");
        let written = self.app.db.one_trip(counted, count_first);
        written.instrument(span).await?
    }

    /// Counts the request against the client's address, where nothing else is written.
    ///
    /// # Errors
    /// `TooManyRequests`.
    pub async fn count(&self) -> Result<()> {
        self.one_trip((), |_, ()| Box::pin(async { Ok(Ok(())) }))
            .await
    }

    /// Hashes or verifies a password on a bounded number of threads.
    ///
    /// # Errors
    /// When the thread is lost.
    pub async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let _permit = self.app.hashing.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)
    }
}

/// Work of a transaction; where it is the first of its request, with the context that counts.
struct Counted<I, F> {
    input: I,
    work: F,
    cx: Option<Cx>,
}

/// Counts the request against the client's address, then does the work.
fn count_first<'t, I, T, F>(tx: &'t mut Tx, counted: &'t Counted<I, F>) -> BoxFuture<'t, Outcome<T>>
where
    I: Send + Sync + 'static,
    T: Send + 'static,
    F: for<'u> Fn(&'u mut Tx, &'u I) -> BoxFuture<'u, Outcome<T>> + Send + Sync + 'static,
{
    Box::pin(async move {
        if let Some(cx) = &counted.cx
            && let Err(refusal) = usage::count_address(tx, cx).await?
        {
            return Ok(Err(refusal));
        }
        (counted.work)(tx, &counted.input).await
    })
}

/// Reads JSON kept in a column.
///
/// # Errors
/// When it is not what was written.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// ISO 8601 in UTC with milliseconds, as on the wire.
pub fn iso(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
        .unwrap_or_default()
}

/// Rows to skip and to take for a page, as `page` (from 1) and `limit` (1 to 50, 10 by default)
/// ask.
///
/// # Errors
/// When one of them is out of range.
pub fn page(page: Option<i64>, limit: Option<i64>) -> Result<(usize, usize)> {
    let (page, limit) = (page.unwrap_or(1), limit.unwrap_or(10));
    if !(1..=1_000_000).contains(&page) {
        return Err(Error::field("page", "must be 1 to 1000000"));
    }
    if !(1..=50).contains(&limit) {
        return Err(Error::field("limit", "must be 1 to 50"));
    }
    let limit = usize::try_from(limit).map_err(Error::internal)?;
    let skip = usize::try_from(page - 1).map_err(Error::internal)? * limit;
    Ok((skip, limit))
}
