//! `bindPhone`: from no phone to one, proven by a code sent to it.

use cleat_api::ErrorCode;
use cleat_api::log::EventType::BindPhone as BOUND;
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::BindPhone;
use cleat_protocol::phone::Phone;

use super::{prove, refused};
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Result};
use crate::http::SignedInUser;
use crate::session;
use crate::user::store;

/// Binds a phone. Whether it belongs to somebody else is told only after the code proved it.
pub async fn bind_phone(cx: Cx, me: SignedInUser, req: BindPhone) -> Result<()> {
    let phone = Phone::parse(&req.phone_number, req.phone_country_code.as_deref())
        .map_err(|error| Error::field("phoneNumber", error))?;
    cx.one_trip(
        (cx.clone(), me, phone, req.pass_code),
        |tx, (cx, me, phone, code)| {
            Box::pin(async move {
                let before = attempt!(session::acting(tx, cx, me).await?);
                if before.phone.is_some() {
                    return refused(tx, cx, me, BOUND, ErrorCode::PhoneAlreadyBound.into()).await;
                }
                if let Err(refusal) = prove(tx, cx, me, SmsChannel::BindPhone, phone, code).await? {
                    return refused(tx, cx, me, BOUND, refusal).await;
                }
                if store::phone_taken(tx, &me.pool_id, phone).await? {
                    return refused(tx, cx, me, BOUND, ErrorCode::PhoneTaken.into()).await;
                }
                let mut after = before.clone();
                after.set_phone(Some(phone), true);
                after.updated_at = cx.now();
                store::update(tx, &after).await?;
                let event = Event::of(BOUND, &me.pool_id)
                    .at(&me.user_id, &me.head)
                    .app(Some(&me.app_id));
                let event = event.method("PHONE_PASSCODE").before(&before).after(&after);
                audit::record(tx, cx, event).await?;
                Ok(Ok(()))
            })
        },
    )
    .await
}
