//! Providers as rows of a pool, their settings sealed.

use cleat_protocol::seal::Vault;
use cleat_store::{Error, Result, Tx, row};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::smpp::Links;
use super::{Carrier, Provider, Scope};
use crate::health::HealthBook;
use crate::http::Reachable;
use crate::sealed::shut;
use crate::service::Opened;
use crate::vendor::vendor;

pub(crate) const CONTEXT: &str = "provider";

row! {
    /// A provider of a pool.
    #[derive(Debug, Clone)]
    pub struct Row in sms_provider (id) {
        /// Id.
        pub id: String,
        /// Pool.
        pub pool_id: String,
        /// Name of a [`Scope`].
        pub scope: String,
        /// Name of a vendor.
        pub vendor: String,
        /// Whether it is asked.
        pub enabled: bool,
        /// Order among those of a scope.
        pub priority: i64,
        /// Life of the codes it carries, in seconds.
        pub validity: Option<i64>,
        /// Its [`Sealed`].
        pub sealed: String,
        /// When it was made, in milliseconds.
        pub created_at: i64,
        /// When it was changed last.
        pub updated_at: i64,
    }
}

/// What is sealed of a provider.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sealed {
    /// Settings of the vendor.
    pub fields: Value,
    /// What stands at the end of the address for receipts.
    pub token: String,
}

impl Sealed {
    /// Seals it.
    ///
    /// # Errors
    /// When that fails.
    pub fn seal(&self, vault: &Vault) -> Result<String> {
        let plain = serde_json::to_vec(self).map_err(|_| Error::Aborted("provider"))?;
        let sealed = vault.seal(CONTEXT, &plain);
        sealed.map_err(|_| Error::Aborted("sealing failed"))
    }

    /// Opens it.
    ///
    /// # Errors
    /// When it was sealed by another key, or is damaged.
    pub fn open(vault: &Vault, sealed: &str) -> Result<Self> {
        let plain = vault.open(CONTEXT, sealed);
        let plain = plain.map_err(|_| shut(sealed))?;
        serde_json::from_slice(&plain).map_err(|_| Error::Aborted("provider"))
    }
}

impl Row {
    /// The providers of a pool, those that are asked first before the others.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of_pool(tx: &mut Tx, pool_id: &str) -> Result<Vec<Self>> {
        let sql = format!(
            "{} WHERE pool_id = $1 ORDER BY scope, priority, created_at, id",
            Self::SELECT
        );
        tx.sql(sql).bind(pool_id).all().await
    }

    /// The one with that id, in that pool.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn find(tx: &mut Tx, pool_id: &str, id: &str) -> Result<Option<Self>> {
        let sql = format!("{} WHERE pool_id = $1 AND id = $2", Self::SELECT);
        tx.sql(sql).bind(pool_id).bind(id).optional().await
    }

    /// The pool that a provider is of.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn pool_of(tx: &mut Tx, id: &str) -> Result<Option<String>> {
        let found = tx.sql("SELECT pool_id FROM sms_provider WHERE id = $1");
        let found: Option<(String,)> = found.bind(id).optional().await?;
        Ok(found.map(|(pool_id,)| pool_id))
    }
}

/// What a provider is made with besides its row.
pub(crate) struct Making<'a> {
    pub(crate) vault: &'a Vault,
    pub(crate) book: &'a HealthBook,
    pub(crate) links: &'a Links,
    pub(crate) reachable: Reachable,
    /// The address that vendors send receipts to begins with this, where they can reach it.
    pub(crate) hooks: Option<&'a str>,
}

impl Making<'_> {
    /// The e-mail provider of a pool.
    pub(crate) fn mail(&self, pool_id: &str, vendor: &str, carrier: Carrier) -> Provider {
        let id = format!("email-{pool_id}");
        Provider {
            health: self.book.of(&id, &name(vendor, pool_id)),
            callback: None,
            carrier,
            id,
            vendor: vendor.into(),
            scope: Scope::Email,
            priority: 0,
            validity: None,
        }
    }

    /// The provider of a row. One whose settings this version does not understand is left out, and
    /// the log says so.
    pub(crate) fn provider(&self, row: Row) -> Result<Option<Provider>> {
        let sealed = Sealed::open(self.vault, &row.sealed)?;
        let opened = match (vendor(&row.vendor), Scope::parse(&row.scope)) {
            (Some(vendor), Some(scope)) => (vendor.open)(sealed.fields).ok().zip(Some(scope)),
            _ => None,
        };
        let Some((opened, scope)) = opened else {
            tracing::error!(
                id = row.id,
                vendor = row.vendor,
                "a provider cannot be used"
            );
            return Ok(None);
        };
        let name = name(&row.vendor, &row.id);
        let carrier = match opened {
            Opened::Service(service) => Carrier::Service(service, self.reachable),
            Opened::Smpp(settings) => {
                let ids = (row.id.as_str(), row.pool_id.as_str());
                Carrier::Smpp(self.links.of(ids, *settings, self.reachable))
            }
        };
        Ok(Some(Provider {
            health: self.book.of(&row.id, &name),
            callback: self
                .hooks
                .map(|hooks| callback(hooks, &row.id, &sealed.token)),
            carrier,
            id: row.id,
            vendor: row.vendor,
            scope,
            priority: row.priority,
            validity: row.validity,
        }))
    }
}

/// The address that a vendor sends receipts to.
pub(crate) fn callback(hooks: &str, provider_id: &str, token: &str) -> String {
    format!("{hooks}/{provider_id}/{token}")
}

/// Its name in metrics: of a vendor there may be several.
fn name(vendor: &str, id: &str) -> String {
    let end = id.get(id.len().saturating_sub(6)..).unwrap_or(id);
    format!("{}-{end}", vendor.to_lowercase())
}
