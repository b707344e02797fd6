//! `deleteUsersBatch`.

use cleat_api::log::EventType;
use cleat_api::user::DeleteUsersBatch;
use cleat_api::{ErrorCode, Success};
use cleat_engine::account::{self, find_by};
use cleat_engine::audit::{self, Event, Proof};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Batch, Cx, Error, Outcome, Stop};
use cleat_store::Tx;

/// Deletes users for good, all or none; their tokens end with the commit.
pub async fn delete_users_batch(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &DeleteUsersBatch,
) -> Outcome<Success> {
    let batch = Batch::of("userIds", &req.user_ids)?;
    let kind = req
        .options
        .as_ref()
        .and_then(|options| options.user_id_type);
    for (place, id) in req.user_ids.iter().enumerate() {
        let found = find_by(tx, &pool.pool_id, id, kind).await;
        let found = found.map_err(Stop::undone)?;
        let missing = || Error::from(ErrorCode::UserNotFound).about(id);
        let account = batch.at(place, found.ok_or_else(missing))?;
        account::delete(tx, &cx.app.modules, &pool.pool_id, &account.id).await?;
        let event = Event::of(EventType::DeleteAccount, &pool.pool_id).user(&account.id);
        audit::record(tx, cx, event.method(Proof::Management)).await?;
    }
    Ok(Success::DONE)
}
