//! The keys of digests and of the audit trail, which outlive the master key they came from: a row
//! that the master key seals.

use cleat_protocol::seal::{MasterKey, Roots, Vault};
use cleat_store::{Database, Tx};

use super::keys::{CONTEXT, first, unfit};
use super::{Random, Result};

/// Kind of the row.
const KIND: &str = "roots";

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
        let (own, other) = (&self.own, self.other.as_ref());
        let opener = Vault::rooted(&Roots::of(own)?, own, other)?;
        let mut row = found(&mut *db.read().await?).await?;
        if row.is_none() {
            let roots = self.before(db).await?;
            first(db, &opener, random, now, KIND, || Ok(roots.bytes())).await?;
            row = found(&mut *db.read().await?).await?;
        }
        let sealed = row.ok_or_else(unfit)?;
        let bytes = opener.open(CONTEXT, &sealed).map_err(|_| unfit())?;
        Ok(Vault::rooted(&Roots::from_bytes(&bytes)?, own, other)?)
    }

    /// Those of a database without that row: of the master key that sealed its first key.
    async fn before(&self, db: &Database) -> Result<Roots> {
        let oldest: Option<(String,)> = db
            .read()
            .await?
            .sql("SELECT sealed FROM server_key ORDER BY created_at, name LIMIT 1")
            .optional()
            .await?;
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
