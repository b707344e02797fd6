//! Linking and unlinking on behalf of the pool.

use cleat_api::ext_idp::{GetUserIdentities, Identity, LinkIdentity, Provider, UnlinkIdentity};
use cleat_api::log::EventType;
use cleat_api::user::CreateIdentity;
use cleat_api::{ErrorCode, Object, Success, Value};

use super::{insert, of_user, remove};
use crate::audit::{self, Event};
use crate::core::{Cx, Result};
use crate::http::Management;
use crate::user::{self, store, ways};

/// Kind of an identity where none is given.
const KIND: &str = "openid";

/// `linkIdentity`
pub async fn link_identity(cx: Cx, pool: Management, req: LinkIdentity) -> Result<Success> {
    cx.write((cx.clone(), pool, req), |tx, (cx, pool, req)| {
        Box::pin(async move {
            let Some(account) = store::lock(tx, &pool.pool_id, &req.user_id).await? else {
                return Ok(Err(ErrorCode::UserNotFound.into()));
            };
            let identity = CreateIdentity {
                ext_idp_id: req.ext_idp_id.clone(),
                provider: Provider::default(),
                r#type: req.r#type.clone().unwrap_or_else(|| KIND.into()),
                user_id_in_idp: req.user_id_in_idp.clone(),
                user_info_in_idp: Value::Object(Object::new()),
                ..CreateIdentity::default()
            };
            if !insert(tx, &cx.new_id(), cx.now(), &account, &identity).await? {
                return Ok(Err(ErrorCode::IdentityTaken.into()));
            }
            let event = Event::of(EventType::UpdateUserPrefile, &pool.pool_id).user(&account.id);
            audit::record(tx, cx, event.method("linkIdentity")).await?;
            Ok(Ok(Success::DONE))
        })
    })
    .await
}

/// `unlinkIdentity`
pub async fn unlink_identity(cx: Cx, pool: Management, req: UnlinkIdentity) -> Result<Success> {
    cx.write((cx.clone(), pool, req), |tx, (cx, pool, req)| {
        Box::pin(async move {
            let Some(account) = store::lock(tx, &pool.pool_id, &req.user_id).await? else {
                return Ok(Err(ErrorCode::UserNotFound.into()));
            };
            if remove(tx, &account, &req.ext_idp_id, req.r#type.as_deref()).await? == 0 {
                return Ok(Err(ErrorCode::IdentityNotFound.into()));
            }
            if let Err(refusal) = ways::keep_one_after_unlinking(tx, cx, &account).await? {
                return Err(refusal.undo());
            }
            let event = Event::of(EventType::UpdateUserPrefile, &pool.pool_id).user(&account.id);
            audit::record(tx, cx, event.method("unlinkIdentity")).await?;
            Ok(Ok(Success::DONE))
        })
    })
    .await
}

/// `getUserIdentities`
pub async fn get_user_identities(
    cx: Cx,
    pool: Management,
    req: GetUserIdentities,
) -> Result<Vec<Identity>> {
    let mut tx = cx.read().await?;
    let id = user::resolve(&mut tx, &pool.pool_id, &req.user_id, req.user_id_type).await??;
    of_user(&mut tx, &pool.pool_id, &id).await
}
