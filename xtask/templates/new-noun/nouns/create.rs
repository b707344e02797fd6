//! `createGadget`

use cleat_api::ErrorCode;
use cleat_api::gadget::{CreateGadget, Gadget};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome};
use cleat_store::Tx;

use super::store::Row;

/// Creates one whose name is free.
pub async fn create_gadget(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &CreateGadget,
) -> Outcome<Gadget> {
    if req.name.trim().is_empty() {
        return Err(Error::field("name", "must not be empty").into());
    }
    let row = Row {
        pool_id: pool.pool_id.clone(),
        id: cx.new_id(),
        name: req.name.clone(),
        created_at: cx.now(),
    };
    audit::note(tx).target(&row.id);
    if row.insert_free(tx).execute().await? == 0 {
        return Err(ErrorCode::Conflict.into());
    }
    Ok(row.shown())
}
