//! The outbox: the providers of each pool, and handing letters to them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cleat_protocol::seal::Vault;
use cleat_store::{Error, Result, Tx};

use crate::call::{Call, Moment};
use crate::health::{Counts, HealthBook, Repeats};
use crate::http::{Http, Reachable};
use crate::lab::Faults;
use crate::letter::Letter;
use crate::outcome::Outcome;
use crate::own::{Own, OwnBook};
use crate::policy::MessagePolicy;
use crate::provider::smpp::{Arrived, Links};
use crate::provider::{
    Carrier, Configured, Making, Provider, Providers, Reach, Row, Scope, callback,
};
use crate::receipt::{Fate, Receipt};
use crate::scores::{ScoreBook, Scores};
use crate::sealed::OTHER_KEY;

/// In the place of a provider's name: a message was given up before one was asked.
const NOBODY: &str = "none";
/// Pools whose providers are remembered.
const REMEMBERED: usize = 10_000;

/// What an outbox delivers with.
#[derive(Default)]
pub struct Delivery {
    /// The providers of the configuration.
    pub configured: Configured,
    /// Whether messages are kept for the inbox of dev mode instead.
    pub held: bool,
    /// Whether providers of pools may have private addresses.
    pub private_providers: bool,
    /// The address that vendors send receipts to begins with this.
    pub hooks: String,
    /// Whether vendors can reach that address.
    pub public: bool,
    /// Opens what a pool sealed of its e-mail provider; who keeps it knows its form.
    pub open_mail: Option<OpenMail>,
}

/// Opens the e-mail provider of a pool: the name of its vendor, and how it is spoken to.
/// Nothing where it cannot be used, and an error where it is not opened.
pub type OpenMail = fn(&Vault, &str, Reachable) -> Result<Option<(&'static str, Carrier)>>;

/// Writes and reads the outbox.
#[derive(Clone)]
pub struct Outbox {
    pub(crate) vault: Arc<Vault>,
    carriers: Arc<Carriers>,
}

struct Carriers {
    held: bool,
    http: Http,
    hooks: String,
    public: bool,
    open_mail: Option<OpenMail>,
    reachable: Reachable,
    servers: Arc<Providers>,
    book: HealthBook,
    links: Links,
    repeats: Repeats,
    scores: ScoreBook,
    pools: Mutex<HashMap<String, (i64, Arc<Providers>)>>,
    own: OwnBook,
    lab: Faults,
}

/// A provider, unless its settings are not opened. The log tells of those that are damaged; those that
/// another key sealed are noted, since messages may wait for them.
fn opened(
    id: &str,
    scope: Option<Scope>,
    made: Result<Option<Provider>>,
    shut: &mut Vec<Scope>,
) -> Result<Option<Provider>> {
    match made {
        Err(Error::Aborted(OTHER_KEY)) => shut.extend(scope),
        Err(Error::Aborted(why)) => tracing::error!(id, why, "a provider cannot be used"),
        other => return other,
    }
    Ok(None)
}

impl Outbox {
    /// An outbox.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        vault: Arc<Vault>,
        delivery: Delivery,
    ) -> std::result::Result<Self, crate::provider::ProviderError> {
        let http = Http::new();
        let http = http.map_err(|error| crate::provider::ProviderError(error.to_string()))?;
        let made = delivery.configured.made();
        // Its first count is seen as one that rose.
        made.book.of(NOBODY, NOBODY);
        let carriers = Carriers {
            held: delivery.held,
            http,
            hooks: delivery.hooks,
            public: delivery.public,
            open_mail: delivery.open_mail,
            reachable: if delivery.private_providers {
                Reachable::Anywhere
            } else {
                Reachable::Public
            },
            servers: Arc::new(made.servers),
            book: made.book,
            links: made.links,
            repeats: Repeats::default(),
            scores: ScoreBook::default(),
            pools: Mutex::default(),
            own: OwnBook::default(),
            lab: Faults::default(),
        };
        Ok(Self {
            vault,
            carriers: Arc::new(carriers),
        })
    }

    /// Posts a form to an address that a pool configured; whether it was taken. A developer's own
    /// machine may be called where `anywhere` is.
    pub async fn post_form(&self, url: &str, form: String, anywhere: bool) -> bool {
        let kind = "application/x-www-form-urlencoded";
        let call = Call::post(url, kind, form.into_bytes());
        let reachable = match anywhere {
            true => Reachable::Anywhere,
            false => self.carriers.reachable,
        };
        let answered = self.carriers.http.send(call, reachable).await;
        answered.is_ok_and(|answered| answered.is_success())
    }

    /// The revision of the providers of a pool: it rises with every change.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn revision(tx: &mut Tx, pool_id: &str) -> Result<i64> {
        let found = tx.sql("SELECT revision FROM message_policy WHERE pool_id = $1");
        let found: Option<(i64,)> = found.bind(pool_id).optional().await?;
        Ok(found.map_or(0, |(revision,)| revision))
    }

    /// Notes that the providers of a pool have changed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn changed(tx: &mut Tx, pool_id: &str) -> Result<()> {
        tx.sql(
            "INSERT INTO message_policy (pool_id, revision, document) VALUES ($1, 1, '{}')
             ON CONFLICT (pool_id) DO UPDATE SET revision = message_policy.revision + 1",
        )
        .bind(pool_id)
        .run()
        .await
    }

    /// What a pool says of its messages.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn policy(tx: &mut Tx, pool_id: &str) -> Result<MessagePolicy> {
        let found = tx.sql("SELECT document FROM message_policy WHERE pool_id = $1");
        let found: Option<(String,)> = found.bind(pool_id).optional().await?;
        let document = found.map_or_else(|| "{}".to_owned(), |(document,)| document);
        serde_json::from_str(&document).map_err(|_| Error::Aborted("message policy"))
    }

    /// Writes what a pool says of its messages.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_policy(tx: &mut Tx, pool_id: &str, policy: &MessagePolicy) -> Result<()> {
        let document = serde_json::to_string(policy).map_err(|_| Error::Aborted("policy"))?;
        Self::changed(tx, pool_id).await?;
        tx.sql("UPDATE message_policy SET document = $1 WHERE pool_id = $2")
            .bind(document)
            .bind(pool_id)
            .run()
            .await
    }

    /// The providers of a pool as they are at that revision, without those that are not opened.
    /// Revision 0 has none of its own.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn providers(
        &self,
        tx: &mut Tx,
        pool_id: &str,
        revision: i64,
    ) -> Result<Arc<Providers>> {
        if revision == 0 {
            return Ok(self.carriers.servers.clone());
        }
        if let Some(known) = self.remembered(pool_id, revision) {
            return Ok(known);
        }
        let making = self.making();
        let (mut own, mut shut) = (Vec::new(), Vec::new());
        let rows = Row::of_pool(tx, pool_id).await?.into_iter();
        for row in rows.filter(|row| row.enabled) {
            let (id, scope) = (row.id.clone(), Scope::parse(&row.scope));
            own.extend(opened(&id, scope, making.provider(row), &mut shut)?);
        }
        let mail = self.mail_of(tx, pool_id, &making).await;
        own.extend(opened(pool_id, Some(Scope::Email), mail, &mut shut)?);
        let policy = Self::policy(tx, pool_id).await?;
        let is_whole = shut.is_empty();
        let providers = Providers::of_pool(own, shut, &self.carriers.servers, policy);
        let providers = Arc::new(providers);
        if !is_whole {
            // Its revision stays when it is sealed anew.
            return Ok(providers);
        }
        let mut pools = self.pools();
        if pools.len() >= REMEMBERED {
            pools.clear();
        }
        pools.insert(pool_id.to_owned(), (revision, providers.clone()));
        Ok(providers)
    }

    fn making(&self) -> Making<'_> {
        Making {
            vault: &self.vault,
            book: &self.carriers.book,
            links: &self.carriers.links,
            reachable: self.carriers.reachable,
            hooks: self.carriers.public.then_some(self.carriers.hooks.as_str()),
        }
    }

    /// The e-mail provider of a pool, where it has one that is switched on.
    async fn mail_of(
        &self,
        tx: &mut Tx,
        pool_id: &str,
        making: &Making<'_>,
    ) -> Result<Option<Provider>> {
        let Some(open) = self.carriers.open_mail else {
            return Ok(None);
        };
        let found = tx.sql("SELECT sealed FROM email_provider WHERE pool_id = $1 AND enabled");
        let found: Option<(String,)> = found.bind(pool_id).optional().await?;
        let Some((sealed,)) = found else {
            return Ok(None);
        };
        let opened = open(&self.vault, &sealed, making.reachable)?;
        Ok(opened.map(|(vendor, carrier)| making.mail(pool_id, vendor, carrier)))
    }

    fn remembered(&self, pool_id: &str, revision: i64) -> Option<Arc<Providers>> {
        let pools = self.pools();
        let (at, providers) = pools.get(pool_id)?;
        (*at == revision).then(|| providers.clone())
    }

    fn pools(&self) -> std::sync::MutexGuard<'_, HashMap<String, (i64, Arc<Providers>)>> {
        self.carriers
            .pools
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn lab(&self) -> &Faults {
        &self.carriers.lab
    }

    /// What a pool has of its own at that revision: texts, and numbers for tests, without those that are
    /// not opened.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn own(
        &self,
        tx: &mut Tx,
        (pool_id, revision): (&str, i64),
        now: i64,
    ) -> Result<Arc<Own>> {
        let at = (pool_id, revision);
        self.carriers.own.of(tx, &self.vault, at, now).await
    }

    /// The providers of the configuration.
    pub fn configured(&self) -> &Providers {
        &self.carriers.servers
    }

    /// The address that a vendor sends receipts to.
    pub fn callback(&self, provider_id: &str, token: &str) -> String {
        callback(&self.carriers.hooks, provider_id, token)
    }

    /// A provider of a pool by its row, whether it is enabled or not.
    ///
    /// # Errors
    /// When it was sealed by another key, or is damaged.
    pub fn provider(&self, row: Row) -> Result<Option<Provider>> {
        self.making().provider(row)
    }

    /// Which messages of a pool would go anywhere.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reach(&self, tx: &mut Tx, pool_id: &str) -> Result<Reach> {
        let revision = Self::revision(tx, pool_id).await?;
        self.reach_at(tx, pool_id, revision).await
    }

    /// The same, where the revision of its providers is known.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn reach_at(&self, tx: &mut Tx, pool_id: &str, revision: i64) -> Result<Reach> {
        if self.carriers.held {
            return Ok(Reach::EVERYTHING);
        }
        Ok(self.providers(tx, pool_id, revision).await?.reach())
    }

    /// Hands a letter to a provider.
    pub async fn deliver(&self, provider: &Provider, letter: &Letter, at: &Moment<'_>) -> Outcome {
        provider.deliver(&self.carriers.http, letter, at).await
    }

    /// The providers of the pools that are remembered.
    pub(crate) fn in_use(&self) -> Vec<Arc<Provider>> {
        let pools = self.pools();
        let providers = pools.values().flat_map(|(_, providers)| providers.all());
        providers.cloned().collect()
    }

    /// Fetches the receipts that a vendor keeps, where it keeps them.
    pub(crate) async fn pull(&self, provider: &Provider, at: &Moment<'_>) -> Vec<Receipt> {
        provider.pull(&self.carriers.http, at).await
    }

    /// How often the messages of a pool's providers helped.
    pub(crate) async fn scores(&self, tx: &mut Tx, pool_id: &str, now: i64) -> Result<Arc<Scores>> {
        self.carriers.scores.of(tx, pool_id, now).await
    }

    /// The pools to which links are kept.
    pub(crate) fn linked_pools(&self) -> Vec<String> {
        self.carriers.links.pools()
    }

    /// Has all links made that are not yet.
    pub(crate) fn want_links(&self) {
        self.carriers.links.want();
    }

    /// The receipts that come next over links.
    pub(crate) async fn reported(&self, most: usize) -> Vec<Arrived> {
        self.carriers.links.arrived(most).await
    }

    /// Ends all links.
    pub(crate) async fn close_links(&self) {
        self.carriers.links.close().await;
    }

    /// How often a message may be sent twice.
    pub(crate) fn repeats(&self) -> &Repeats {
        &self.carriers.repeats
    }

    /// Counts a message that was given up after that provider was asked last, or none.
    pub(crate) fn give_up(&self, provider_id: Option<&str>) {
        let id = provider_id.unwrap_or(NOBODY);
        self.carriers.book.of(id, id).give_up();
    }

    /// Counts what a receipt of a provider said of a message to that country.
    pub fn report(&self, provider: &Provider, country: &str, fate: Fate) {
        provider.health.report(country, fate);
    }

    /// Whether messages are kept for the inbox of dev mode.
    pub fn is_held(&self) -> bool {
        self.carriers.held
    }

    /// What became of the messages of this process, provider by provider.
    pub fn counts(&self) -> Vec<Counts> {
        self.carriers.book.counts()
    }
}
