//! One server, and one request to it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use cleat_api::endpoint::{CallerKind, Limit, Wire};
use cleat_api::{Language, Operation};
use cleat_delivery::Outbox;
use cleat_delivery::http::Http;
use cleat_protocol::seal::Vault;
use cleat_store::{Database, Reader};
use tracing::Instrument as _;

use super::{
    Caches, Clock, Error, Hashing, Module, Priority, Random, Result, Settings, keys, metrics,
    network,
};

/// One server: everything its operations share.
pub struct App {
    /// Settings.
    pub settings: Settings,
    /// The rooms and nouns that keep rows.
    pub modules: Vec<&'static Module>,
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
    /// Calls to sources of external identities.
    pub sources: Http,
    /// What this process remembers.
    pub caches: Caches,
    /// Threads for password hashing.
    pub hashing: Arc<Hashing>,
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
    /// Who proved to be calling, once that is known.
    pub actor: Option<Arc<Actor>>,
}

/// Who is calling.
#[derive(Debug, Clone, Default)]
pub struct Actor {
    /// Pool.
    pub pool_id: String,
    /// Application, where the call came through one.
    pub app_id: Option<String>,
    /// Whether it is the pool itself.
    pub is_management: bool,
    /// The operator who acts on the console, where one does.
    pub operator: Option<Acting>,
}

/// An operator who acts on the console.
#[derive(Debug, Clone)]
pub struct Acting {
    /// Id of the operator.
    pub id: String,
    /// Whether they see numbers and addresses masked.
    pub sees_masked: bool,
}

/// What is known of a request besides its body.
#[derive(Debug)]
pub struct RequestInfo {
    /// Id, answered as `requestId` and written to log and audit.
    pub id: String,
    /// The operation, where the path is one.
    pub operation: Option<&'static Operation>,
    /// When it came, in milliseconds.
    pub at: i64,
    /// Address of the client.
    pub ip: String,
    /// The pool whose back end told the address, where one did: it counts for that pool alone.
    pub told_by: Option<String>,
    /// Its `user-agent`.
    pub user_agent: String,
    /// Device that it says it comes from.
    pub device: Option<String>,
    /// Proof of work that it brings.
    pub proof: Option<String>,
    /// Language that it asks for.
    pub language: Option<Language>,
    /// Language of the application that it comes from.
    pub default_language: OnceLock<Language>,
    /// Whether it has a header of the V3 API: claims then have the form that its SDKs expect.
    pub speaks_v3: bool,
    /// Whether it shows the key that a token is bound to (RFC 9449).
    pub shows_key: bool,
    /// Whether it comes from a page of this server.
    pub on_page: bool,
    /// When it came, for measuring.
    pub begun: std::time::Instant,
    /// Whether it was counted against the address already.
    pub counted: AtomicBool,
    /// Whether it left a row in the audit trail already.
    pub audited: AtomicBool,
}

impl RequestInfo {
    /// Language of its answer.
    pub fn language(&self) -> Language {
        let default = self.default_language.get().copied();
        self.language.or(default).unwrap_or_default()
    }

    /// Whether a client of OAuth alone asks, not one of the V3 API.
    pub fn is_standard(&self) -> bool {
        let of_oauth = self.operation.is_some_and(|row| row.wire() == Wire::OAuth);
        of_oauth && !self.speaks_v3
    }

    /// The same request, of the client whose address a back end of that pool tells.
    pub(crate) fn told(&self, ip: String, pool_id: &str) -> Self {
        let copy = |flag: &AtomicBool| AtomicBool::new(flag.load(Ordering::Relaxed));
        Self {
            id: self.id.clone(),
            ip,
            told_by: Some(pool_id.to_owned()),
            user_agent: self.user_agent.clone(),
            device: self.device.clone(),
            proof: self.proof.clone(),
            default_language: self.default_language.clone(),
            counted: copy(&self.counted),
            audited: copy(&self.audited),
            ..*self
        }
    }

    /// What is counted against the address.
    pub fn limit(&self) -> Limit {
        self.operation
            .map_or(Limit::Free, |operation| operation.limit)
    }

    /// What the audit trail calls it, where it leaves a row.
    pub fn event(&self) -> Option<&'static str> {
        self.operation.and_then(|operation| operation.audit)
    }
}

impl Cx {
    /// Now, in milliseconds since 1970-01-01 UTC; the same for the whole request.
    pub fn now(&self) -> i64 {
        self.request.at
    }

    /// The same request with the proof of work that its form brings.
    #[must_use]
    pub fn bringing(mut self, proof: Option<String>) -> Self {
        if let Some(request) = Arc::get_mut(&mut self.request) {
            request.proof = proof.or(request.proof.take());
        }
        self
    }

    /// A new id: 24 hex digits, rising with time.
    pub fn new_id(&self) -> String {
        self.app.random.id(self.now())
    }

    /// The same for what is done on a page of this server.
    #[must_use]
    pub fn on_page(mut self) -> Self {
        if let Some(request) = Arc::get_mut(&mut self.request) {
            request.on_page = true;
        }
        self
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

    /// Hashes or verifies a password on a bounded number of threads.
    ///
    /// # Errors
    /// `TooManyRequests` when too many wait for it, or when the thread is lost.
    pub async fn hashing<T: Send + 'static>(
        &self,
        priority: Priority,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let _permit = self.app.hashing.enter(priority, &self.network()).await?;
        self.apart(work).await
    }

    /// Does what takes long on a thread of its own, where it keeps no request waiting.
    ///
    /// # Errors
    /// When the thread is lost.
    pub async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(Error::internal)
    }

    /// Does what must come to its end, whether or not the client waits for it.
    ///
    /// # Errors
    /// When the task is lost.
    pub async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        let done = tokio::spawn(work.in_current_span()).await;
        done.map_err(Error::internal)
    }

    /// The network of the client.
    pub fn network(&self) -> String {
        network::of(&self.request.ip)
    }

    /// The network above that one: a /24 or a /48.
    pub fn network_above(&self) -> String {
        network::above(&self.request.ip)
    }

    /// What the caller of the operation is to those who hash.
    pub fn priority(&self) -> Priority {
        match self.request.operation.map(|operation| operation.caller) {
            Some(CallerKind::User | CallerKind::Management) => Priority::Known,
            _ => Priority::Stranger,
        }
    }

    /// Whether this is the first transaction of the request, the one that counts it.
    pub(crate) fn counts_now(&self) -> bool {
        !self.request.counted.swap(true, Ordering::Relaxed)
    }
}
