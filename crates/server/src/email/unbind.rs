//! `unbindEmail`: from one address to none, as long as another way in remains.

use cleat_api::ErrorCode;
use cleat_api::email::{EmailChannel, UnbindEmail};
use cleat_api::log::EventType::UnbindEmail as UNBOUND;

use super::prove;
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Result};
use crate::http::SignedInUser;
use crate::phone::refused;
use crate::session;
use crate::user::{store, ways};

/// Unbinds the e-mail address. The code goes to the user's own address; no request names it.
pub async fn unbind_email(cx: Cx, me: SignedInUser, req: UnbindEmail) -> Result<()> {
    cx.one_trip((cx.clone(), me, req.pass_code), |tx, (cx, me, code)| {
        Box::pin(async move {
            let before = attempt!(session::acting(tx, cx, me).await?);
            let Some(address) = before.email.clone() else {
                return refused(tx, cx, me, UNBOUND, ErrorCode::EmailNotBound.into()).await;
            };
            if let Err(refusal) =
                prove(tx, cx, me, EmailChannel::UnbindEmail, &address, code).await?
            {
                return refused(tx, cx, me, UNBOUND, refusal).await;
            }
            let mut after = before.clone();
            after.set_email(None, false);
            after.updated_at = cx.now();
            if let Err(refusal) = ways::keep_one(tx, cx, &before, &after).await? {
                return refused(tx, cx, me, UNBOUND, refusal).await;
            }
            store::update(tx, &after).await?;
            let event = Event::of(UNBOUND, &me.pool_id)
                .at(&me.user_id, &me.head)
                .app(Some(&me.app_id));
            let event = event.method("EMAIL_PASSCODE").before(&before).after(&after);
            audit::record(tx, cx, event).await?;
            Ok(Ok(()))
        })
    })
    .await
}
