//! `verifyDeleteAccountRequest` and `deleteAccount`.

use cleat_api::email::EmailChannel;
use cleat_api::log::EventType::DeleteAccount as DELETED;
use cleat_api::passcode::SmsChannel;
use cleat_api::profile::{
    DeleteAccount, DeleteAccountGrant, DeleteAccountMethod, VerifyDeleteAccountRequest,
};
use cleat_api::{ErrorCode, Success};
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Outcome, Result};
use crate::grant::{self, Purpose};
use crate::http::SignedInUser;
use crate::phone::{self, refused};
use crate::user::{Account, store};
use crate::{email, password, session, user};

/// Proves who asks; answers a one-time token bound to the session.
pub async fn verify_delete_account_request(
    cx: Cx,
    me: SignedInUser,
    req: VerifyDeleteAccountRequest,
) -> Result<DeleteAccountGrant> {
    if req.verify_method == DeleteAccountMethod::Password {
        by_password(&cx, &me, &req).await?;
    }
    let token = cx.app.random.secret();
    let token = cx
        .write((cx.clone(), me, req, token), |tx, (cx, me, req, token)| {
            Box::pin(async move {
                let account = attempt!(session::acting(tx, cx, me).await?);
                if let Err(refusal) = by_code(tx, cx, me, &account, req).await? {
                    return refused(tx, cx, me, DELETED, refusal).await;
                }
                let session_id = Some(me.session_id.as_str());
                grant::issue(
                    tx,
                    cx,
                    Purpose::DeleteAccount,
                    &account,
                    session_id,
                    token,
                    "",
                )
                .await?;
                Ok(Ok(token.clone()))
            })
        })
        .await?;
    Ok(DeleteAccountGrant {
        delete_account_token: token.into(),
        token_expires_in: grant::LIFE,
    })
}

/// A password proves it only for an account with neither phone nor e-mail.
async fn by_password(cx: &Cx, me: &SignedInUser, req: &VerifyDeleteAccountRequest) -> Result<()> {
    let given = req
        .password_payload
        .as_ref()
        .ok_or_else(|| Error::field("passwordPayload", "is missing"))?;
    let account = &me.account;
    if account.phone.is_some() || account.email.is_some() {
        return Err(ErrorCode::DeleteByPasswordRefused.into());
    }
    let plain = password::decrypt(cx, &given.password, given.password_encrypt_type)?;
    let right = password::try_password(cx, &me.pool_id, &me.user_id, Some(account), plain).await?;
    if right {
        Ok(())
    } else {
        Err(ErrorCode::InvalidCredentials.into())
    }
}

async fn by_code(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    account: &Account,
    req: &VerifyDeleteAccountRequest,
) -> Outcome<()> {
    match req.verify_method {
        DeleteAccountMethod::PhonePasscode => {
            let Some(given) = &req.phone_pass_code_payload else {
                return Ok(Err(Error::field("phonePassCodePayload", "is missing")));
            };
            let named = Phone::parse(&given.phone_number, given.phone_country_code.as_deref());
            let Some(bound) = account.phone() else {
                return Ok(Err(ErrorCode::PhoneNotBound.into()));
            };
            if named.as_ref() != Ok(&bound) {
                return Ok(Err(ErrorCode::OldPhoneMismatch.into()));
            }
            phone::prove(
                tx,
                cx,
                me,
                SmsChannel::DeleteAccount,
                &bound,
                &given.pass_code,
            )
            .await
        }
        DeleteAccountMethod::EmailPasscode => {
            let Some(given) = &req.email_pass_code_payload else {
                return Ok(Err(Error::field("emailPassCodePayload", "is missing")));
            };
            let Some(bound) = &account.email_key else {
                return Ok(Err(ErrorCode::EmailNotBound.into()));
            };
            let named = given.email.as_deref().unwrap_or(bound);
            if user::email::key(named) != *bound {
                return Ok(Err(ErrorCode::OldEmailMismatch.into()));
            }
            email::prove(
                tx,
                cx,
                me,
                EmailChannel::DeleteAccount,
                bound,
                &given.pass_code,
            )
            .await
        }
        // Proven before the transaction; nothing may have been bound since.
        DeleteAccountMethod::Password if account.phone.is_some() || account.email.is_some() => {
            Ok(Err(ErrorCode::DeleteByPasswordRefused.into()))
        }
        DeleteAccountMethod::Password => Ok(Ok(())),
    }
}

/// Deletes the account; its tokens end with the commit.
pub async fn delete_account(cx: Cx, me: SignedInUser, req: DeleteAccount) -> Result<Success> {
    cx.write(
        (cx.clone(), me, req.delete_account_token),
        |tx, (cx, me, token)| {
            Box::pin(async move {
                let account = attempt!(session::acting(tx, cx, me).await?);
                let granted =
                    grant::redeem(tx, cx, Purpose::DeleteAccount, &me.pool_id, token).await?;
                let mine = granted.is_some_and(|grant| {
                    grant.user_id == me.user_id && grant.session_id.as_ref() == Some(&me.session_id)
                });
                if !mine {
                    return refused(tx, cx, me, DELETED, ErrorCode::GrantInvalid.into()).await;
                }
                store::delete(tx, &me.pool_id, &me.user_id).await?;
                let event = Event::of(DELETED, &me.pool_id)
                    .user(&me.user_id)
                    .app(Some(&me.app_id));
                audit::record(tx, cx, event.before(&account)).await?;
                Ok(Ok(Success::DONE))
            })
        },
    )
    .await
}
