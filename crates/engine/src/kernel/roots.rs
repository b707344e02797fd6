//! The keys of digests and of the audit trail, which outlive the master key they came from: a row
//! that the master key seals.

use cleat_protocol::seal::{MasterKey, Roots, Vault};
use cleat_store::{Database, Tx};

use super::keys::{CONTEXT, first, unfit};
use super::{Random, Result};

/// Kind of the row.
const KIND: &str = "roots";

/// The keys of the server as they are sealed, whatever the schema; the oldest is first.
pub const SEALED_KEYS: &str = "SELECT sealed FROM server_key ORDER BY created_at, name";

/// The master keys that a server is given.
pub struct MasterKeys {
    /// The one that seals.
    pub own: MasterKey,
    /// One that opens what it sealed, while another takes its place.
    pub other: Option<MasterKey>,
}

impl MasterKeys {
    /// The keys of a database.
    ///
    /// # Errors
    /// When the database fails or was sealed by none of the master keys.
    pub async fn vault(&self, db: &Database, random: &Random, now: i64) -> Result<Vault> {
        if found(&mut *db.read().await?).await?.is_none() {
            let roots = self.before(db).await?;
            let make = || Ok(roots.bytes());
            first(db, &self.opener()?, random, now, KIND, make).await?;
        }
        self.vault_as_it_is(db).await
    }

    /// The same, and nothing is written.
    ///
    /// # Errors
    /// As there.
    pub async fn vault_as_it_is(&self, db: &Database) -> Result<Vault> {
        let row = found(&mut *db.read().await?).await?;
        let roots = match row {
            Some(sealed) => {
                let opened = self.opener()?.open(CONTEXT, &sealed);
                Roots::from_bytes(&opened.map_err(|_| unfit())?)?
            }
            None => self.before(db).await?,
        };
        Ok(Vault::rooted(&roots, &self.own, self.other.as_ref())?)
    }

    /// Whether they open the keys of a server, which are sealed.
    ///
    /// # Errors
    /// When they do not.
    pub fn fit(&self, sealed: &[String]) -> Result<()> {
        let opener = self.opener()?;
        let opens = |one: &String| opener.open(CONTEXT, one).is_ok();
        sealed.iter().all(opens).then_some(()).ok_or_else(unfit)
    }

    /// Opens what they sealed.
    fn opener(&self) -> Result<Vault> {
        let (own, other) = (&self.own, self.other.as_ref());
        Ok(Vault::rooted(&Roots::of(own)?, own, other)?)
    }

    /// Those of a database without that row: of the master key that sealed its first key.
    async fn before(&self, db: &Database) -> Result<Roots> {
        let oldest = format!("{SEALED_KEYS} LIMIT 1");
        let oldest: Option<(String,)> = db.read().await?.sql(oldest).optional().await?;
        let Some((sealed,)) = oldest else {
            return Ok(Roots::of(&self.own)?);
        };
        for master in [Some(&self.own), self.other.as_ref()].into_iter().flatten() {
            if Vault::new(master)?.open(CONTEXT, &sealed).is_ok() {
                return Ok(Roots::of(master)?);
            }
        }
        Err(unfit())
    }
}

async fn found(tx: &mut Tx) -> cleat_store::Result<Option<String>> {
    let row = tx.sql("SELECT sealed FROM server_key WHERE kind = $1 AND retired_at IS NULL");
    let row: Option<(String,)> = row.bind(KIND).optional().await?;
    Ok(row.map(|(sealed,)| sealed))
}
