//! `kickUsers`.

use cleat_api::Success;
use cleat_api::session::KickUsers;

use super::store;
use crate::core::{Cx, Result};
use crate::http::Management;
use crate::user;

/// Ends the sessions of a user in the applications named.
pub async fn kick_users(cx: Cx, pool: Management, req: KickUsers) -> Result<Success> {
    let kind = req
        .options
        .as_ref()
        .and_then(|options| options.user_id_type);
    let input = (cx.clone(), pool, req, kind);
    cx.write(input, |tx, (cx, pool, req, kind)| {
        Box::pin(async move {
            let id = match user::resolve(tx, &pool.pool_id, &req.user_id, *kind).await? {
                Ok(id) => id,
                Err(refusal) => return Ok(Err(refusal)),
            };
            for app_id in &req.app_ids {
                store::end_in_app(tx, &pool.pool_id, &id, app_id, cx.now()).await?;
            }
            Ok(Ok(Success::DONE))
        })
    })
    .await
}
