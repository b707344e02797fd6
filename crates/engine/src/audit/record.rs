//! Rows of the trail.

use cleat_protocol::seal::Vault;
use cleat_store::{Result, Tx, row};
use serde_json::Value;

use super::{Event, Head, note};
use crate::kernel::Cx;

row! {
    /// A row of the trail.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    pub struct Entry in audit (pool_id, chain, seq) {
        pub pool_id: String,
        pub chain: String,
        pub seq: i64,
        pub id: String,
        pub user_id: Option<String>,
        pub app_id: Option<String>,
        pub at: i64,
        pub event: String,
        pub success: bool,
        pub ip: String,
        pub user_agent: String,
        pub request_id: String,
        pub method: String,
        pub detail: String,
        pub link: String,
        pub operator_id: Option<String>,
        pub operation: Option<String>,
    }
}

impl Entry {
    /// The link this row must have after the row before it.
    pub fn expected_link(&self, vault: &Vault, previous: &str) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        let mut parts = vec![
            previous,
            &self.pool_id,
            &self.chain,
            &seq,
            &self.id,
            self.user_id.as_deref().unwrap_or_default(),
            self.app_id.as_deref().unwrap_or_default(),
            &at,
            &self.event,
            if self.success { "1" } else { "0" },
            &self.ip,
            &self.user_agent,
            &self.request_id,
            &self.method,
            &self.detail,
        ];
        // Rows from before there were these columns keep their link.
        let of_pool = (self.operator_id.as_deref(), self.operation.as_deref());
        if of_pool != (None, None) {
            for part in [of_pool.0, of_pool.1] {
                parts.extend([
                    if part.is_some() { "1" } else { "0" },
                    part.unwrap_or_default(),
                ]);
            }
        }
        vault.link(&parts)
    }
}

/// Chains that tries at one target are spread over, so that a storm of them waits for no single
/// end.
const SHARDS: u32 = 16;

/// Adds a row to the trail, at the end of its chain. A try at an unknown account has one of the
/// chains of what was tried, by its keyed digest.
///
/// # Errors
/// When the database refuses.
pub async fn record(tx: &mut Tx, cx: &Cx, event: Event) -> Result<()> {
    note(tx).recorded();
    record_beside(tx, cx, event).await
}

/// The same for what happens besides: the use case leaves its own row as well.
///
/// # Errors
/// When the database refuses.
pub async fn record_beside(tx: &mut Tx, cx: &Cx, mut event: Event) -> Result<()> {
    let chain = event.user_id.clone();
    let chain = chain.unwrap_or_else(|| chain_of_target(cx, event.target.as_deref()));
    let (last, previous) = match event.head.take() {
        // If another row has come since, this one's number is taken.
        Some(head) if tx.is_optimistic() => head,
        _ => end_of(tx, &event.pool_id, &chain).await?,
    };
    let mut entry = entry(cx, event, (chain, last + 1));
    entry.link = entry.expected_link(&cx.app.vault, &previous);
    entry.insert(tx).run().await?;
    tx.sql(
        "INSERT INTO audit_head (pool_id, chain, seq, link) VALUES ($1, $2, $3, $4)
         ON CONFLICT (pool_id, chain) DO UPDATE SET seq = $3, link = $4",
    )
    .bind(&entry.pool_id)
    .bind(&entry.chain)
    .bind(entry.seq)
    .bind(&entry.link)
    .run()
    .await
}

/// The row of an event at a place of its chain, not linked yet.
fn entry(cx: &Cx, event: Event, (chain, seq): (String, i64)) -> Entry {
    let actor = cx.actor.as_deref();
    let called = cx.request.operation;
    let called = called.filter(|_| actor.is_some_and(|actor| actor.is_management));
    let operator = actor.and_then(|actor| actor.operator.as_ref());
    let operation = event.command.or(called.map(|called| called.id));
    Entry {
        pool_id: event.pool_id,
        chain,
        seq,
        id: cx.new_id(),
        user_id: event.user_id,
        app_id: event.app_id,
        at: cx.now(),
        event: event.kind.to_owned(),
        success: event.error.is_none(),
        ip: cx.request.ip.clone(),
        user_agent: cx.request.user_agent.clone(),
        request_id: cx.request.id.clone(),
        method: event.method.to_owned(),
        detail: Value::Object(event.detail).to_string(),
        link: String::new(),
        operator_id: event
            .operator_id
            .or(operator.map(|operator| operator.id.clone())),
        operation: operation.map(str::to_owned),
    }
}

/// One of the chains of what was tried.
fn chain_of_target(cx: &Cx, target: Option<&str>) -> String {
    let shard = cx.request.id.bytes().map(u32::from).sum::<u32>() % SHARDS;
    let parts = [
        "audit target",
        target.unwrap_or_default(),
        &shard.to_string(),
    ];
    cx.app.vault.digest(&parts)
}

/// Where a chain ends; who is not optimistic holds the end until the commit.
async fn end_of(tx: &mut Tx, pool_id: &str, chain: &str) -> Result<Head> {
    let sql = if tx.is_optimistic() {
        "SELECT seq, link FROM audit_head WHERE pool_id = $1 AND chain = $2"
    } else {
        "UPDATE audit_head SET seq = seq WHERE pool_id = $1 AND chain = $2 RETURNING seq, link"
    };
    let head: Option<Head> = tx.sql(sql).bind(pool_id).bind(chain).optional().await?;
    Ok(head.unwrap_or_default())
}
