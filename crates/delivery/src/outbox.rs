//! The outbox: messages as rows, sealed, written by the transaction they belong to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cleat_protocol::seal::Vault;
use cleat_store::{Error, Field, Is, Order, Result, Select, Tx};
use serde::{Deserialize, Serialize};

use crate::call::Moment;
use crate::health::{Counts, HealthBook, Repeats};
use crate::http::{Http, Reachable};
use crate::letter::Letter;
use crate::mail::{self, Mail};
use crate::message::{Medium, Message};
use crate::outcome::Outcome;
use crate::policy::MessagePolicy;
use crate::provider::{Carrier, Configured, Making, Provider, Providers, Reach, Row};
use crate::receipt::{Fate, Receipt};
use crate::template::Wording;

const CONTEXT: &str = "outbox";
/// Pools whose providers are remembered.
const REMEMBERED: usize = 10_000;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A provider will take it.
    Queued,
    /// A provider took it.
    Sent,
    /// It was given up.
    Failed,
    /// Its time was over before anybody took it.
    Expired,
    /// Nobody knows whether it was taken, and it is not sent again.
    Unknown,
    /// It is shown in the inbox of dev mode.
    Held,
    /// It was answered as if sent, so that nobody learns whether the target is known.
    Muted,
    /// It is a notice that nobody is configured to carry.
    Unreachable,
    /// It is a notice that a budget had no room for.
    Unpaid,
}

impl State {
    /// Its name in rows.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::Held => "held",
            Self::Muted => "muted",
            Self::Unreachable => "unreachable",
            Self::Unpaid => "unpaid",
        }
    }
}

/// Where a message goes.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Id of the row, rising with time.
    pub id: &'a str,
    /// Pool.
    pub pool_id: &'a str,
    /// Medium.
    pub medium: Medium,
    /// E.164 number or e-mail address.
    pub to: &'a str,
    /// Channel of the code, or name of the notice.
    pub channel: &'a str,
    /// Language tag.
    pub language: &'a str,
    /// Now, in milliseconds.
    pub now: i64,
    /// Milliseconds after which it is of no use.
    pub lifetime: i64,
    /// Whether it is kept from being delivered.
    pub muted: bool,
    /// Whether a budget has no room for it.
    pub unpaid: bool,
    /// What the providers of the pool carry.
    pub reach: Reach,
    /// ISO 3166 region of the number; empty for e-mail.
    pub country: &'a str,
    /// What it was taken to cost, in millionths.
    pub price: i64,
    /// What it says by e-mail, where a template says it.
    pub mail: Option<&'a Mail>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Sealed {
    pub(crate) subject: String,
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) html: Option<String>,
    #[serde(default)]
    pub(crate) sender: Option<String>,
    pub(crate) code: Option<String>,
    /// Life of the code in seconds.
    #[serde(default)]
    pub(crate) lifetime: i64,
}

/// A message as the inbox of dev mode shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InboxEntry {
    /// Id.
    pub id: String,
    /// `sms` or `email`.
    pub medium: String,
    /// E.164 number or e-mail address.
    pub to: String,
    /// Channel of the code, or name of the notice.
    pub channel: String,
    /// Text.
    pub body: String,
    /// Code, where there is one.
    pub code: Option<String>,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub created_at: i64,
}

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
pub type OpenMail = fn(&Vault, &str, Reachable) -> Option<(&'static str, Carrier)>;

/// Writes and reads the outbox.
#[derive(Clone)]
pub struct Outbox {
    vault: Arc<Vault>,
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
    repeats: Repeats,
    pools: Mutex<HashMap<String, (i64, Arc<Providers>)>>,
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
        let (servers, book) = delivery.configured.into_parts();
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
            servers: Arc::new(servers),
            book,
            repeats: Repeats::default(),
            pools: Mutex::default(),
        };
        Ok(Self {
            vault,
            carriers: Arc::new(carriers),
        })
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

    /// The providers of a pool as they are at that revision. Revision 0 has none of its own.
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
        let making = Making {
            vault: &self.vault,
            book: &self.carriers.book,
            reachable: self.carriers.reachable,
            hooks: self.carriers.public.then_some(self.carriers.hooks.as_str()),
        };
        let rows = Row::of_pool(tx, pool_id).await?.into_iter();
        let own = rows
            .filter(|row| row.enabled)
            .map(|row| making.provider(row));
        let mut own = own
            .filter_map(Result::transpose)
            .collect::<Result<Vec<_>>>()?;
        own.extend(self.mail_of(tx, pool_id, &making).await?);
        let policy = Self::policy(tx, pool_id).await?;
        let providers = Arc::new(Providers::of_pool(own, &self.carriers.servers, policy));
        let mut pools = self.pools();
        if pools.len() >= REMEMBERED {
            pools.clear();
        }
        pools.insert(pool_id.to_owned(), (revision, providers.clone()));
        Ok(providers)
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
        Ok(found.and_then(|(sealed,)| {
            let (vendor, carrier) = open(&self.vault, &sealed, making.reachable)?;
            Some(making.mail(pool_id, vendor, carrier))
        }))
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

    /// The providers of the configuration.
    pub fn configured(&self) -> &Providers {
        &self.carriers.servers
    }

    /// The address that a vendor sends receipts to.
    pub fn callback(&self, provider_id: &str, token: &str) -> String {
        format!("{}/{provider_id}/{token}", self.carriers.hooks)
    }

    /// A provider of a pool by its row, whether it is enabled or not.
    ///
    /// # Errors
    /// When it was sealed by another key.
    pub fn provider(&self, row: Row) -> Result<Option<Provider>> {
        let making = Making {
            vault: &self.vault,
            book: &self.carriers.book,
            reachable: self.carriers.reachable,
            hooks: self.carriers.public.then_some(self.carriers.hooks.as_str()),
        };
        making.provider(row)
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

    /// How often a message may be sent twice.
    pub(crate) fn repeats(&self) -> &Repeats {
        &self.carriers.repeats
    }

    /// Counts a message that was given up after that provider was asked last.
    pub(crate) fn give_up(&self, provider_id: Option<&str>) {
        if let Some(id) = provider_id {
            self.carriers.book.of(id, id).give_up();
        }
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

    pub(crate) fn open(&self, sealed: &str) -> Result<Sealed> {
        let plain = self.vault.open(CONTEXT, sealed);
        let plain = plain.map_err(|_| Error::Aborted("sealed by another key"))?;
        serde_json::from_slice(&plain).map_err(|_| Error::Aborted("message"))
    }

    /// Adds a message.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn push(&self, tx: &mut Tx, to: Envelope<'_>, message: Message<'_>) -> Result<()> {
        let sealed = self.seal(&to, message)?;
        tx.sql(
            "INSERT INTO outbox (id, pool_id, medium, target, channel, sealed, state, attempts,
                 next_at, created_at, expires_at, language, country, price)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8, $9, $10, $11, $12)",
        )
        .bind(to.id)
        .bind(to.pool_id)
        .bind(to.medium.as_str())
        .bind(to.to)
        .bind(to.channel)
        .bind(sealed)
        .bind(self.state_of(&to).as_str())
        .bind(to.now)
        .bind(to.now + to.lifetime)
        .bind(to.language)
        .bind(to.country)
        .bind(to.price)
        .run()
        .await
    }

    fn seal(&self, to: &Envelope<'_>, message: Message<'_>) -> Result<String> {
        let (code, lifetime) = match message {
            Message::Code { code, lifetime } => (Some(code.to_owned()), lifetime),
            Message::Notice(_) | Message::Invitation(_) => (None, 0),
        };
        let wording = Wording(to.language);
        let (subject, text) = (wording.subject(message), wording.text(message));
        let mail = match (to.medium, to.mail) {
            (Medium::Email, Some(mail)) => mail.clone(),
            (Medium::Email, None) => mail::plain(subject, &text, to.language),
            (Medium::Sms, _) => Mail {
                subject: subject.into(),
                sender: None,
                text,
                html: None,
            },
        };
        let sealed = Sealed {
            subject: mail.subject,
            body: mail.text,
            html: mail.html,
            sender: mail.sender,
            code,
            lifetime,
        };
        let plain = serde_json::to_vec(&sealed).map_err(|_| Error::Aborted("message"))?;
        let sealed = self.vault.seal(CONTEXT, &plain);
        sealed.map_err(|_| Error::Aborted("sealing failed"))
    }

    /// The state a message begins in.
    fn state_of(&self, to: &Envelope<'_>) -> State {
        if to.muted {
            State::Muted
        } else if self.carriers.held {
            State::Held
        } else if to.unpaid {
            State::Unpaid
        } else if to.reach.includes(to.medium, to.to) {
            State::Queued
        } else {
            State::Unreachable
        }
    }

    /// Held messages, newest first.
    ///
    /// # Errors
    /// When the database refuses or a row was sealed by another key.
    pub async fn inbox(
        &self,
        tx: &mut Tx,
        to: Option<&str>,
        limit: i64,
    ) -> Result<Vec<InboxEntry>> {
        cleat_store::row! {
            struct Held { id: String, medium: String, target: String, channel: String, sealed: String, created_at: i64 }
        }
        let limit = usize::try_from(limit).unwrap_or_default();
        let mut held = Select::new("outbox", Held::COLUMNS);
        held.filter(Field::text("state"), Is::Equal(State::Held.as_str().into()))?
            .filter_by(Field::text("target"), Is::Equal, to)?
            .sort(Field::number("created_at"), Order::Descending)
            .sort(Field::key("id"), Order::Descending);
        let rows: Vec<Held> = held.first(tx, limit).await?;
        rows.into_iter()
            .map(|row| {
                let sealed = self.open(&row.sealed)?;
                Ok(InboxEntry {
                    id: row.id,
                    medium: row.medium,
                    to: row.target,
                    channel: row.channel,
                    body: sealed.body,
                    code: sealed.code,
                    created_at: row.created_at,
                })
            })
            .collect()
    }
}
