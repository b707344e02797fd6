//! `verifyUpdateEmailRequest` and `updateEmail`: prove the addresses, then change.

use cleat_api::email::{EmailChannel, UpdateEmail, UpdateEmailGrant, VerifyUpdateEmailRequest};
use cleat_api::log::EventType::UpdateUserEmail as CHANGED;
use cleat_api::{ErrorCode, PassCode, Success};
use cleat_delivery::{Medium, Notice};
use cleat_store::Tx;

use super::prove;
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Outcome, Result};
use crate::grant::{self, Purpose};
use crate::http::SignedInUser;
use crate::phone::refused;
use crate::user::{Account, email, store};
use crate::{delivery, security, session};

struct Proof {
    new: String,
    new_code: PassCode,
    old: Option<(String, PassCode)>,
    token: String,
}

/// Proves the new address and, where the pool says so, the old one; answers a one-time token.
pub async fn verify_update_email_request(
    cx: Cx,
    me: SignedInUser,
    req: VerifyUpdateEmailRequest,
) -> Result<UpdateEmailGrant> {
    let addresses = req.email_pass_code_payload;
    let new = email::parse("emailPassCodePayload.newEmail", &addresses.new_email)?;
    let old = addresses.old_email.zip(addresses.old_email_pass_code);
    let proof = Proof {
        new,
        new_code: addresses.new_email_pass_code,
        old,
        token: cx.app.random.secret(),
    };
    let update_email_token = cx
        .write((cx.clone(), me, proof), |tx, (cx, me, proof)| {
            Box::pin(async move {
                let account = attempt!(session::acting(tx, cx, me).await?);
                if let Err(refusal) = check(tx, cx, me, &account, proof).await? {
                    return refused(tx, cx, me, CHANGED, refusal).await;
                }
                grant::issue(
                    tx,
                    cx,
                    Purpose::UpdateEmail,
                    &account,
                    Some(&me.session_id),
                    &proof.token,
                    &proof.new,
                )
                .await?;
                Ok(Ok(proof.token.clone()))
            })
        })
        .await?;
    Ok(UpdateEmailGrant {
        update_email_token: update_email_token.into(),
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
    let Some(bound) = &account.email_key else {
        return Ok(Err(ErrorCode::EmailNotBound.into()));
    };
    if *bound == email::key(&proof.new) {
        return Ok(Err(ErrorCode::SameEmail.into()));
    }
    let settings = attempt!(security::settings(tx, &me.pool_id).await?);
    if settings.change_email_strategy.verify_old_email {
        let Some((old, code)) = &proof.old else {
            return Ok(Err(ErrorCode::OldEmailRequired.into()));
        };
        if email::key(old) != *bound {
            return Ok(Err(ErrorCode::OldEmailMismatch.into()));
        }
        attempt!(prove(tx, cx, me, EmailChannel::UpdateEmail, old, code).await?);
    }
    attempt!(
        prove(
            tx,
            cx,
            me,
            EmailChannel::UpdateEmail,
            &proof.new,
            &proof.new_code
        )
        .await?
    );
    let taken = store::email_taken(tx, &me.pool_id, &email::key(&proof.new)).await?;
    Ok(if taken {
        Err(ErrorCode::EmailTaken.into())
    } else {
        Ok(())
    })
}

/// Changes the e-mail address; the old address and the phone are told.
pub async fn update_email(cx: Cx, me: SignedInUser, req: UpdateEmail) -> Result<Success> {
    cx.write(
        (cx.clone(), me, req.update_email_token),
        |tx, (cx, me, token)| {
            Box::pin(async move {
                let before = attempt!(session::acting(tx, cx, me).await?);
                let granted =
                    grant::redeem(tx, cx, Purpose::UpdateEmail, &me.pool_id, token).await?;
                let granted = granted.filter(|grant| {
                    grant.user_id == me.user_id && grant.session_id.as_ref() == Some(&me.session_id)
                });
                let Some(address) = granted.map(|grant| grant.payload) else {
                    return refused(tx, cx, me, CHANGED, ErrorCode::GrantInvalid.into()).await;
                };
                if store::email_taken(tx, &me.pool_id, &email::key(&address)).await? {
                    return refused(tx, cx, me, CHANGED, ErrorCode::EmailTaken.into()).await;
                }
                let mut after = before.clone();
                after.set_email(Some(&address), true);
                after.updated_at = cx.now();
                store::update(tx, &after).await?;
                if let Some(old) = before.e164() {
                    delivery::notice(tx, cx, &me.pool_id, Medium::Sms, &old, Notice::EmailChanged)
                        .await?;
                }
                if let Some(address) = &before.email {
                    delivery::notice(
                        tx,
                        cx,
                        &me.pool_id,
                        Medium::Email,
                        address,
                        Notice::EmailChanged,
                    )
                    .await?;
                }
                let event = Event::of(CHANGED, &me.pool_id)
                    .at(&me.user_id, &me.head)
                    .app(Some(&me.app_id));
                let event = event.method("EMAIL_PASSCODE").before(&before).after(&after);
                audit::record(tx, cx, event).await?;
                Ok(Ok(Success::DONE))
            })
        },
    )
    .await
}
