//! Its rows.

use cleat_api::NOUN::Noun;
use cleat_engine::kernel::Result;
use cleat_store::Tx;

/// Its tables.
pub const MIGRATIONS: &[&str] = &[];

/// The one of that id in a pool.
pub async fn by_id(tx: &mut Tx, pool_id: &str, id: &str) -> Result<Noun> {
    let found = tx.sql("SELECT id FROM NOUN WHERE pool_id = $1 AND id = $2");
    found.bind(pool_id).bind(id).one().await
}
