//! Keys of the server that every replica shares: sealed in the database, parsed once, looked at
//! again every second.

use std::sync::{Arc, PoisonError, RwLock};

use cleat_protocol::encryption::{RsaDecrypter, Sm2Decrypter};
use cleat_protocol::jose::{Algorithm, SigningKey};
use cleat_protocol::seal::Vault;
use cleat_store::{Database, Tx, row};

use super::{Error, Random, Result};

pub(super) const CONTEXT: &str = "server key";
/// Milliseconds before a new key signs: by then every replica knows it and can verify, and a key
/// set that was kept without it is kept no longer.
pub const NOTICE: i64 = 5_000;
/// Kinds of the keys that decrypt passwords.
const PASSWORD_RSA: &str = "password RSA";
const PASSWORD_SM2: &str = "password SM2";

/// Algorithms there is a signing key for.
pub(super) const ALGORITHMS: [Algorithm; 3] =
    [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa];

/// The keys, as the database had them a moment ago.
pub struct Keys(RwLock<Arc<KeyRing>>);

impl Keys {
    /// Keeps a ring.
    pub fn new(ring: KeyRing) -> Self {
        Self(RwLock::new(Arc::new(ring)))
    }

    /// The ring.
    pub fn ring(&self) -> Arc<KeyRing> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn replace(&self, mut ring: KeyRing) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        ring.generation = kept.generation + 1;
        *kept = Arc::new(ring);
    }
}

/// The keys.
pub struct KeyRing {
    /// Keys that sign or once signed tokens, newest first.
    pub signing: Vec<SigningKey>,
    /// When each of them was made, in milliseconds.
    made_at: Vec<i64>,
    /// Key for passwords encrypted by RSA.
    pub rsa: RsaDecrypter,
    /// Key for passwords encrypted by SM2.
    pub sm2: Sm2Decrypter,
    /// When the database was last restored, in milliseconds; 0 if never. Nonces of signed calls
    /// from before are lost, so those calls are refused.
    pub restored_at: i64,
    /// Which ring of this process it is; rises whenever a key comes or goes.
    pub generation: u64,
    pub(super) state: State,
}

/// The database was sealed by another master key.
pub(super) fn unfit() -> Error {
    Error::internal("the master key does not fit the database")
}

/// What changes whenever a key comes or goes.
pub(super) type State = (i64, i64, i64);

row! {
    struct Row {
        name: String,
        kind: String,
        sealed: String,
        created_at: i64,
    }
}

impl KeyRing {
    /// Reads the keys; makes those that are missing.
    ///
    /// # Errors
    /// When the database fails or was sealed by another master key.
    pub async fn load(db: &Database, vault: &Vault, random: &Random, now: i64) -> Result<Self> {
        for algorithm in ALGORITHMS {
            let make = || SigningKey::generate(algorithm);
            first(db, vault, random, now, algorithm.name(), make).await?;
        }
        first(db, vault, random, now, PASSWORD_RSA, RsaDecrypter::generate).await?;
        let make = || Ok(random.bytes::<32>().to_vec());
        first(db, vault, random, now, PASSWORD_SM2, make).await?;
        Self::read(db, vault).await
    }

    /// Whether there are keys, sealed by some master key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_sealed(db: &Database) -> Result<bool> {
        let mut tx = db.read().await?;
        let found = tx.sql("SELECT 1 FROM server_key LIMIT 1").finds().await?;
        Ok(found)
    }

    /// Reads the keys, and makes none.
    ///
    /// # Errors
    /// As [`KeyRing::load`], and when one is missing.
    pub async fn read(db: &Database, vault: &Vault) -> Result<Self> {
        let mut tx = db.read().await?;
        let state = state(&mut tx).await?;
        let restored: Option<(i64,)> = tx
            .sql("SELECT at FROM server_event WHERE name = 'restored'")
            .optional()
            .await?;
        let rows = rows(&mut tx).await?;
        drop(tx);
        let missing = || Error::internal("a key of the server is missing");
        let (mut signing, mut made_at, mut rsa, mut sm2) = (Vec::new(), Vec::new(), None, None);
        for row in rows {
            let opened = vault.open(CONTEXT, &row.sealed);
            let plain = opened.map_err(|_| unfit())?;
            if let Some(algorithm) = Algorithm::parse(&row.kind) {
                signing.push(SigningKey::from_pkcs8(&row.name, algorithm, &plain)?);
                made_at.push(row.created_at);
            } else if row.kind == PASSWORD_RSA {
                rsa = Some(RsaDecrypter::from_pkcs8(&plain)?);
            } else if row.kind == PASSWORD_SM2 {
                let bytes = plain.as_slice().try_into().map_err(Error::internal)?;
                sm2 = Some(Sm2Decrypter::from_bytes(bytes)?);
            }
        }
        Ok(Self {
            signing,
            made_at,
            rsa: rsa.ok_or_else(missing)?,
            sm2: sm2.ok_or_else(missing)?,
            restored_at: restored.map_or(0, |(at,)| at),
            generation: 0,
            state,
        })
    }

    /// The key of that id.
    pub fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.signing.iter().find(|key| key.kid == kid)
    }

    /// The keys that sign or once signed tokens, each with when it was made, newest first.
    pub fn made(&self) -> impl Iterator<Item = (&SigningKey, i64)> {
        self.signing.iter().zip(self.made_at.iter().copied())
    }

    /// The key that signs by that algorithm at that time: the newest that every replica knows.
    pub fn signer(&self, algorithm: Algorithm, now: i64) -> Option<&SigningKey> {
        let own = || {
            let all = self.signing.iter().zip(&self.made_at);
            all.filter(|(key, _)| key.algorithm == algorithm)
        };
        let known = own().find(|(_, made_at)| **made_at + NOTICE <= now);
        known.or_else(|| own().next_back()).map(|(key, _)| key)
    }
}

/// The keys in use, newest first.
async fn rows(tx: &mut Tx) -> cleat_store::Result<Vec<Row>> {
    let sql = format!(
        "SELECT {} FROM server_key WHERE retired_at IS NULL ORDER BY generation DESC, name",
        Row::COLUMNS
    );
    tx.sql(sql).all().await
}

/// What the keys in the database come to.
pub(super) async fn state(tx: &mut Tx) -> cleat_store::Result<State> {
    let (keys, retired, restored): (i64, i64, i64) = tx
        .sql(
            "SELECT COUNT(*), COUNT(retired_at),
                 (SELECT COALESCE(MAX(at), 0) FROM server_event WHERE name = 'restored')
             FROM server_key",
        )
        .one()
        .await?;
    Ok((keys, retired, restored))
}

/// Makes the first key of a kind, unless there is one; the first replica makes it for all.
pub(super) async fn first(
    db: &Database,
    vault: &Vault,
    random: &Random,
    now: i64,
    kind: &'static str,
    make: impl FnOnce() -> Result<Vec<u8>, cleat_protocol::CryptoError>,
) -> Result<()> {
    if exists(&mut *db.read().await?, kind).await? {
        return Ok(());
    }
    let key = NewKey {
        name: random.id(now),
        kind,
        sealed: vault.seal(CONTEXT, &make()?)?,
        created_at: now,
    };
    Ok(db.write(key, insert_first).await?)
}

/// A key to be written.
pub(super) struct NewKey {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) sealed: String,
    pub(super) created_at: i64,
}

async fn insert_first(tx: &mut Tx, key: &NewKey) -> cleat_store::Result<()> {
    if !exists(tx, key.kind).await? {
        insert(tx, key, 1).await?;
    }
    Ok(())
}

async fn exists(tx: &mut Tx, kind: &str) -> cleat_store::Result<bool> {
    tx.sql("SELECT 1 FROM server_key WHERE kind = $1 AND retired_at IS NULL LIMIT 1")
        .bind(kind)
        .finds()
        .await
}

/// Writes a key.
pub(super) async fn insert(tx: &mut Tx, key: &NewKey, generation: i64) -> cleat_store::Result<()> {
    tx.sql(
        "INSERT INTO server_key (name, kind, sealed, created_at, generation)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&key.name)
    .bind(key.kind)
    .bind(&key.sealed)
    .bind(key.created_at)
    .bind(generation)
    .run()
    .await
}
