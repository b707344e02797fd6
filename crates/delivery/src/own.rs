//! What a pool has of its own besides providers: texts, and numbers for tests. It is remembered by
//! the revision of the pool's providers, which rises with every change of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cleat_protocol::seal::Vault;
use cleat_store::{Result, Tx};

use crate::test_number::TestNumber;
use crate::text::PoolTexts;

/// Pools that are remembered.
const REMEMBERED: usize = 10_000;

/// What a pool has of its own.
#[derive(Default)]
pub struct Own {
    /// Texts.
    pub texts: PoolTexts,
    /// Numbers whose codes are fixed.
    test_numbers: Vec<TestNumber>,
}

/// What is remembered of pools, with the revision it was read at.
#[derive(Default)]
pub(crate) struct OwnBook(Mutex<HashMap<String, (i64, Arc<Own>)>>);

impl Own {
    /// The fixed code of a number.
    pub fn test_code(&self, number: &str, now: i64) -> Option<&str> {
        let mut all = self.test_numbers.iter();
        let found = all.find(|one| one.number == number && one.expires_at > now);
        found.map(|one| one.code.as_str())
    }
}

impl OwnBook {
    /// What a pool has of its own at that revision, and has not ended. Revision 0 has nothing.
    pub(crate) async fn of(
        &self,
        tx: &mut Tx,
        vault: &Vault,
        (pool_id, revision): (&str, i64),
        now: i64,
    ) -> Result<Arc<Own>> {
        if revision == 0 {
            return Ok(Arc::default());
        }
        if let Some(known) = self.remembered(pool_id, revision) {
            return Ok(known);
        }
        let (test_numbers, shut) = TestNumber::of(tx, vault, pool_id, now).await?;
        let own = Arc::new(Own {
            texts: PoolTexts::of(tx, pool_id).await?,
            test_numbers,
        });
        if shut > 0 {
            // Its revision stays when they are sealed anew.
            return Ok(own);
        }
        let mut pools = self.pools();
        if pools.len() >= REMEMBERED {
            pools.clear();
        }
        pools.insert(pool_id.to_owned(), (revision, own.clone()));
        Ok(own)
    }

    fn remembered(&self, pool_id: &str, revision: i64) -> Option<Arc<Own>> {
        let pools = self.pools();
        let (at, own) = pools.get(pool_id)?;
        (*at == revision).then(|| own.clone())
    }

    fn pools(&self) -> MutexGuard<'_, HashMap<String, (i64, Arc<Own>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
