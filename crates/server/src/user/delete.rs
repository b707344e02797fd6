//! `deleteUsersBatch`.

use cleat_api::Success;
use cleat_api::log::EventType;
use cleat_api::user::DeleteUsersBatch;

use super::{BATCH, find_by, store};
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Result};
use crate::http::Management;

/// Deletes users for good, all or none; their tokens end with the commit.
pub async fn delete_users_batch(
    cx: Cx,
    pool: Management,
    req: DeleteUsersBatch,
) -> Result<Success> {
    if req.user_ids.is_empty() || req.user_ids.len() > BATCH {
        return Err(Error::field("userIds", "must have 1 to 50 entries"));
    }
    let kind = req
        .options
        .as_ref()
        .and_then(|options| options.user_id_type);
    cx.write(
        (cx.clone(), pool, req, kind),
        |tx, (cx, pool, req, kind)| {
            Box::pin(async move {
                for id in &req.user_ids {
                    let account = match find_by(tx, &pool.pool_id, id, *kind).await? {
                        Ok(Some(account)) => account,
                        Ok(None) => {
                            let missing: Error = cleat_api::ErrorCode::UserNotFound.into();
                            return Err(Error {
                                detail: Some(id.clone()),
                                ..missing
                            }
                            .undo());
                        }
                        Err(refusal) => return Err(refusal.undo()),
                    };
                    store::delete(tx, &pool.pool_id, &account.id).await?;
                    let event =
                        Event::of(EventType::DeleteAccount, &pool.pool_id).user(&account.id);
                    audit::record(tx, cx, event.method("management")).await?;
                }
                Ok(Ok(Success::DONE))
            })
        },
    )
    .await
}
