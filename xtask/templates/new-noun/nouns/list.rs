//! `listGadgets`

use cleat_api::gadget::{ListGadgets, Gadget};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result};

use super::store::{self, Row};

/// All of the pool, by name.
pub async fn list_gadgets(cx: Cx, pool: Management, _: ListGadgets) -> Result<Vec<Gadget>> {
    let rows = store::all(&mut *cx.scan().await?, &pool.pool_id).await?;
    Ok(rows.into_iter().map(Row::shown).collect())
}
