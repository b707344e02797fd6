//! What signed-in users see and unlink themselves.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{GetIdentities, Identity, UnlinkExtIdp};
use cleat_api::log::EventType;

use super::{of_user, remove};
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Result};
use crate::http::SignedInUser;
use crate::session;
use crate::user::ways;

/// `getIdentities`
pub async fn get_identities(cx: Cx, me: SignedInUser, _: GetIdentities) -> Result<Vec<Identity>> {
    of_user(&mut *cx.read().await?, &me.pool_id, &me.user_id).await
}

/// `unlinkExtIdp`
pub async fn unlink_ext_idp(cx: Cx, me: SignedInUser, req: UnlinkExtIdp) -> Result<()> {
    cx.write((cx.clone(), me, req), |tx, (cx, me, req)| {
        Box::pin(async move {
            let account = attempt!(session::acting(tx, cx, me).await?);
            if remove(tx, &account, &req.ext_idp_id, None).await? == 0 {
                return Ok(Err(ErrorCode::IdentityNotFound.into()));
            }
            if let Err(refusal) = ways::keep_one_after_unlinking(tx, cx, &account).await? {
                return Err(refusal.undo());
            }
            let event = Event::of(EventType::UpdateUserPrefile, &me.pool_id).user(&me.user_id);
            audit::record(tx, cx, event.app(Some(&me.app_id)).method("unlinkExtIdp")).await?;
            Ok(Ok(()))
        })
    })
    .await
}
