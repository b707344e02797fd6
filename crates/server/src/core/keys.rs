//! Keys of the server that every replica shares: sealed in the database, parsed once.

use cleat_protocol::encryption::{RsaDecrypter, Sm2Decrypter};
use cleat_protocol::jose::{Algorithm, SigningKey};
use cleat_protocol::seal::Vault;
use cleat_store::{Database, Tx};

use super::{Error, Random, Result};

const CONTEXT: &str = "server key";

/// The keys.
pub struct KeyRing {
    /// Keys that sign tokens, one an algorithm.
    pub signing: Vec<SigningKey>,
    /// Key for passwords encrypted by RSA.
    pub rsa: RsaDecrypter,
    /// Key for passwords encrypted by SM2.
    pub sm2: Sm2Decrypter,
}

impl KeyRing {
    /// Reads the keys; makes those that are missing.
    ///
    /// # Errors
    /// When the database fails or was sealed by another master key.
    pub async fn load(db: &Database, vault: &Vault, random: &Random, now: i64) -> Result<Self> {
        let mut signing = Vec::new();
        for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
            let name = algorithm.name();
            let made = || SigningKey::generate(algorithm);
            let (id, der) = key(db, vault, random, now, name, made).await?;
            signing.push(SigningKey::from_pkcs8(&id, algorithm, &der)?);
        }
        let made = RsaDecrypter::generate;
        let (_, der) = key(db, vault, random, now, "password RSA", made).await?;
        let rsa = RsaDecrypter::from_pkcs8(&der)?;
        let made = || Ok(random.bytes::<32>().to_vec());
        let (_, bytes) = key(db, vault, random, now, "password SM2", made).await?;
        let bytes = bytes.as_slice().try_into().map_err(Error::internal)?;
        Ok(Self {
            signing,
            rsa,
            sm2: Sm2Decrypter::from_bytes(bytes)?,
        })
    }

    /// The key of that id.
    pub fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.signing.iter().find(|key| key.kid == kid)
    }

    /// The key that signs by that algorithm.
    pub fn signer(&self, algorithm: Algorithm) -> Option<&SigningKey> {
        self.signing.iter().find(|key| key.algorithm == algorithm)
    }
}

/// Id and secret part of the key of that kind; the first replica makes it for all.
async fn key(
    db: &Database,
    vault: &Vault,
    random: &Random,
    now: i64,
    kind: &'static str,
    make: impl FnOnce() -> Result<Vec<u8>, cleat_protocol::CryptoError>,
) -> Result<(String, Vec<u8>)> {
    let found = newest(&mut *db.read().await?, kind).await?;
    let (id, sealed) = match found {
        Some(found) => found,
        None => {
            let made = (random.id(now), vault.seal(CONTEXT, &make()?)?, now);
            db.write(made, move |tx, (id, sealed, now)| {
                Box::pin(async move {
                    if newest(tx, kind).await?.is_none() {
                        tx.sql("INSERT INTO server_key (name, kind, sealed, created_at) VALUES ($1, $2, $3, $4)")
                            .bind(id).bind(kind).bind(sealed).bind(*now)
                            .execute().await?;
                    }
                    newest(tx, kind).await?.ok_or(cleat_store::Error::NoRow)
                })
            })
            .await?
        }
    };
    let opened = vault.open(CONTEXT, &sealed);
    let plain = opened.map_err(|_| Error::internal("the master key does not fit the database"))?;
    Ok((id, plain))
}

async fn newest(tx: &mut Tx, kind: &'static str) -> cleat_store::Result<Option<(String, String)>> {
    tx.sql("SELECT name, sealed FROM server_key WHERE kind = $1 ORDER BY created_at DESC LIMIT 1")
        .bind(kind)
        .optional()
        .await
}
