//! `verifyUpdatePhoneRequest` and `updatePhone`: prove the numbers, then change.

use cleat_api::log::EventType::UpdateUserPhone as CHANGED;
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::{UpdatePhone, UpdatePhoneGrant, VerifyUpdatePhoneRequest};
use cleat_api::{ErrorCode, PassCode, Success};
use cleat_delivery::{Medium, Notice};
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use super::{prove, refused};
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Outcome, Result};
use crate::grant::{self, Purpose};
use crate::http::SignedInUser;
use crate::user::{Account, store};
use crate::{delivery, security, session};

struct Proof {
    new: Phone,
    new_code: PassCode,
    old: Option<(Phone, PassCode)>,
    token: String,
}

/// Proves the new number and, where the pool says so, the old one; answers a one-time token.
pub async fn verify_update_phone_request(
    cx: Cx,
    me: SignedInUser,
    req: VerifyUpdatePhoneRequest,
) -> Result<UpdatePhoneGrant> {
    let numbers = req.phone_pass_code_payload;
    let parse = |field: &str, number: &str, code: Option<&str>| {
        let field = format!("phonePassCodePayload.{field}");
        Phone::parse(number, code).map_err(|error| Error::field(&field, error))
    };
    let new = parse(
        "newPhoneNumber",
        &numbers.new_phone_number,
        numbers.new_phone_country_code.as_deref(),
    )?;
    let old = match (numbers.old_phone_number, numbers.old_phone_pass_code) {
        (Some(number), Some(code)) => Some((
            parse(
                "oldPhoneNumber",
                &number,
                numbers.old_phone_country_code.as_deref(),
            )?,
            code,
        )),
        _ => None,
    };
    let proof = Proof {
        new,
        new_code: numbers.new_phone_pass_code,
        old,
        token: cx.app.random.secret(),
    };
    let update_phone_token = cx
        .write((cx.clone(), me, proof), |tx, (cx, me, proof)| {
            Box::pin(async move {
                let account = attempt!(session::acting(tx, cx, me).await?);
                if let Err(refusal) = check(tx, cx, me, &account, proof).await? {
                    return refused(tx, cx, me, CHANGED, refusal).await;
                }
                grant::issue(
                    tx,
                    cx,
                    Purpose::UpdatePhone,
                    &account,
                    Some(&me.session_id),
                    &proof.token,
                    &proof.new.e164(),
                )
                .await?;
                Ok(Ok(proof.token.clone()))
            })
        })
        .await?;
    Ok(UpdatePhoneGrant {
        update_phone_token: update_phone_token.into(),
        token_expires_in: grant::LIFE,
    })
}

async fn check(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    account: &Account,
    proof: &Proof,
) -> Outcome<()> {
    let Some(bound) = account.phone() else {
        return Ok(Err(ErrorCode::PhoneNotBound.into()));
    };
    if bound == proof.new {
        return Ok(Err(ErrorCode::SamePhone.into()));
    }
    let settings = attempt!(security::settings(tx, &me.pool_id).await?);
    if settings.change_phone_strategy.verify_old_phone {
        let Some((old, code)) = &proof.old else {
            return Ok(Err(ErrorCode::OldPhoneRequired.into()));
        };
        if *old != bound {
            return Ok(Err(ErrorCode::OldPhoneMismatch.into()));
        }
        attempt!(prove(tx, cx, me, SmsChannel::UnbindPhone, old, code).await?);
    }
    attempt!(
        prove(
            tx,
            cx,
            me,
            SmsChannel::BindPhone,
            &proof.new,
            &proof.new_code
        )
        .await?
    );
    let taken = store::phone_taken(tx, &me.pool_id, &proof.new).await?;
    Ok(if taken {
        Err(ErrorCode::PhoneTaken.into())
    } else {
        Ok(())
    })
}

/// Changes the phone; the old number and the e-mail address are told.
pub async fn update_phone(cx: Cx, me: SignedInUser, req: UpdatePhone) -> Result<Success> {
    cx.write(
        (cx.clone(), me, req.update_phone_token),
        |tx, (cx, me, token)| {
            Box::pin(async move {
                let before = attempt!(session::acting(tx, cx, me).await?);
                let granted =
                    grant::redeem(tx, cx, Purpose::UpdatePhone, &me.pool_id, token).await?;
                let granted = granted.filter(|grant| {
                    grant.user_id == me.user_id && grant.session_id.as_ref() == Some(&me.session_id)
                });
                let phone = granted.and_then(|grant| Phone::parse(&grant.payload, None).ok());
                let Some(phone) = phone else {
                    return refused(tx, cx, me, CHANGED, ErrorCode::GrantInvalid.into()).await;
                };
                if store::phone_taken(tx, &me.pool_id, &phone).await? {
                    return refused(tx, cx, me, CHANGED, ErrorCode::PhoneTaken.into()).await;
                }
                let mut after = before.clone();
                after.set_phone(Some(&phone), true);
                after.updated_at = cx.now();
                store::update(tx, &after).await?;
                if let Some(old) = before.e164() {
                    delivery::notice(tx, cx, &me.pool_id, Medium::Sms, &old, Notice::PhoneChanged)
                        .await?;
                }
                if let Some(address) = &before.email {
                    delivery::notice(
                        tx,
                        cx,
                        &me.pool_id,
                        Medium::Email,
                        address,
                        Notice::PhoneChanged,
                    )
                    .await?;
                }
                let event = Event::of(CHANGED, &me.pool_id)
                    .at(&me.user_id, &me.head)
                    .app(Some(&me.app_id));
                let event = event.method("PHONE_PASSCODE").before(&before).after(&after);
                audit::record(tx, cx, event).await?;
                Ok(Ok(Success::DONE))
            })
        },
    )
    .await
}
