//! Whether the trail is whole: each link follows from the row before it, and each chain ends at
//! its head.

use std::collections::HashMap;

use cleat_protocol::seal::Vault;
use cleat_store::Tx;

use super::Entry;
use crate::kernel::Result;

/// Rows read at once.
const PAGE: i64 = 10_000;

/// Pool and name of a chain.
type Key = (String, String);

/// Rows that are not as they were written, or whose predecessor is gone.
pub async fn altered_rows(vault: &Vault, tx: &mut Tx) -> Result<Vec<String>> {
    Ok(Walk::through(vault, tx).await?.altered)
}

/// Chains that end before or behind their head.
pub async fn wrong_ends(vault: &Vault, tx: &mut Tx) -> Result<Vec<String>> {
    let walk = Walk::through(vault, tx).await?;
    let missing = walk.heads.into_iter().filter(|(_, head)| !head.found);
    let missing = missing.map(|((pool, chain), _)| format!("{pool} {chain}"));
    Ok(walk.wrong_ends.into_iter().chain(missing).collect())
}

/// Where a chain should end, and whether its row was found there.
struct End {
    seq: i64,
    link: String,
    found: bool,
}

impl End {
    fn of((pool, chain, seq, link): (String, String, i64, String)) -> (Key, Self) {
        let found = false;
        ((pool, chain), Self { seq, link, found })
    }
}

/// The trail, read from end to end.
struct Walk {
    heads: HashMap<Key, End>,
    last: Option<Entry>,
    altered: Vec<String>,
    wrong_ends: Vec<String>,
}

impl Walk {
    async fn through(vault: &Vault, tx: &mut Tx) -> Result<Self> {
        let heads: Vec<(String, String, i64, String)> = tx
            .sql("SELECT pool_id, chain, seq, link FROM audit_head")
            .all()
            .await?;
        let mut walk = Self {
            heads: heads.into_iter().map(End::of).collect(),
            last: None,
            altered: Vec::new(),
            wrong_ends: Vec::new(),
        };
        loop {
            let page = walk.next_page(tx).await?;
            if page.is_empty() {
                return Ok(walk);
            }
            page.into_iter().for_each(|entry| walk.step(vault, entry));
        }
    }

    async fn next_page(&self, tx: &mut Tx) -> Result<Vec<Entry>> {
        let (pool, chain, seq) = self.last.as_ref().map_or(("", "", 0), |entry| {
            (entry.pool_id.as_str(), entry.chain.as_str(), entry.seq)
        });
        let sql = format!(
            "{} WHERE pool_id > $1 OR (pool_id = $1 AND (chain > $2 OR (chain = $2 AND seq > $3)))
             ORDER BY pool_id, chain, seq LIMIT $4",
            Entry::SELECT
        );
        let query = tx.sql(sql).bind(pool).bind(chain).bind(seq).bind(PAGE);
        Ok(query.all().await?)
    }

    fn step(&mut self, vault: &Vault, entry: Entry) {
        let before = self.last.take();
        let before =
            before.filter(|before| before.pool_id == entry.pool_id && before.chain == entry.chain);
        let (seq, link) = before.map_or((0, String::new()), |before| (before.seq, before.link));
        let row = || format!("{} {} {}", entry.pool_id, entry.chain, entry.seq);
        if entry.seq != seq + 1 || entry.expected_link(vault, &link) != entry.link {
            self.altered.push(row());
        }
        let key = (entry.pool_id.clone(), entry.chain.clone());
        match self.heads.get_mut(&key) {
            Some(end) if entry.seq < end.seq => {}
            Some(end) if entry.seq == end.seq && entry.link == end.link => end.found = true,
            _ => self.wrong_ends.push(row()),
        }
        self.last = Some(entry);
    }
}
