//! Networks that users signed in from, as keyed digests.

use cleat_store::{Result, Tx};

use crate::kernel::Cx;

/// Rows of networks an account may have. A network has its place by its digest, so that one
/// statement remembers it and nothing grows.
const SLOTS: u8 = 64;

/// A network as an account knows it.
pub(super) struct Network {
    pub(super) user_id: String,
    pub(super) slot: i64,
    pub(super) digest: String,
}

impl Network {
    /// The network of the request.
    pub(super) fn of(cx: &Cx, pool_id: &str, user_id: &str) -> Self {
        let digest = cx
            .app
            .vault
            .digest(&["network", pool_id, user_id, &cx.network()]);
        let first = digest.get(..2).map(|hex| u8::from_str_radix(hex, 16));
        let slot = first.and_then(|byte| byte.ok()).unwrap_or_default() % SLOTS;
        Self {
            user_id: user_id.to_owned(),
            slot: slot.into(),
            digest,
        }
    }
}

/// The network that asks for a code to a target, as a keyed digest.
pub fn of_asker(cx: &Cx, pool_id: &str, target: &str) -> String {
    let vault = &cx.app.vault;
    vault.digest(&["asker", pool_id, target, &cx.network()])
}

/// Remembers that the user signed in from this network.
///
/// # Errors
/// When the database refuses.
pub async fn remember(tx: &mut Tx, cx: &Cx, pool_id: &str, user_id: &str) -> Result<()> {
    let network = Network::of(cx, pool_id, user_id);
    tx.sql(
        "INSERT INTO known_network (pool_id, user_id, slot, network, seen_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (pool_id, user_id, slot) DO UPDATE SET network = $4, seen_at = $5",
    )
    .bind(pool_id)
    .bind(user_id)
    .bind(network.slot)
    .bind(network.digest)
    .bind(cx.now())
    .run()
    .await
}
