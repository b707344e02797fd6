//! `bindEmail`: from no address to one, proven by a code sent to it.

use cleat_api::ErrorCode;
use cleat_api::email::{BindEmail, EmailChannel};
use cleat_api::log::EventType::BindEmail as BOUND;

use super::prove;
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Result};
use crate::http::SignedInUser;
use crate::phone::refused;
use crate::session;
use crate::user::{email, store};

/// Binds an e-mail address. Whether it belongs to somebody else is told only after the code proved it.
pub async fn bind_email(cx: Cx, me: SignedInUser, req: BindEmail) -> Result<()> {
    let address = email::parse("email", &req.email)?;
    cx.one_trip(
        (cx.clone(), me, address, req.pass_code),
        |tx, (cx, me, address, code)| {
            Box::pin(async move {
                let before = attempt!(session::acting(tx, cx, me).await?);
                if before.email.is_some() {
                    return refused(tx, cx, me, BOUND, ErrorCode::EmailAlreadyBound.into()).await;
                }
                if let Err(refusal) =
                    prove(tx, cx, me, EmailChannel::BindEmail, address, code).await?
                {
                    return refused(tx, cx, me, BOUND, refusal).await;
                }
                if store::email_taken(tx, &me.pool_id, &email::key(address)).await? {
                    return refused(tx, cx, me, BOUND, ErrorCode::EmailTaken.into()).await;
                }
                let mut after = before.clone();
                after.set_email(Some(address), true);
                after.updated_at = cx.now();
                store::update(tx, &after).await?;
                let event = Event::of(BOUND, &me.pool_id)
                    .at(&me.user_id, &me.head)
                    .app(Some(&me.app_id));
                let event = event.method("EMAIL_PASSCODE").before(&before).after(&after);
                audit::record(tx, cx, event).await?;
                Ok(Ok(()))
            })
        },
    )
    .await
}
