//! `verifyResetPasswordRequest` and `resetPassword`.

use cleat_api::email::EmailChannel;
use cleat_api::log::EventType::UpdateUserPassword as CHANGED;
use cleat_api::passcode::SmsChannel;
use cleat_api::password::{
    ResetPassword, ResetPasswordGrant, ResetPasswordMethod, VerifyResetPasswordRequest,
};
use cleat_api::{ErrorCode, PassCode, Success};
use cleat_delivery::{Medium, Notice};
use cleat_protocol::phone::Phone;

use super::{decrypt, hash};
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Result};
use crate::grant::{self, Purpose};
use crate::http::Visitor;
use crate::passcode::{Channel, Claim, claim, failures};
use crate::user::{Contact, email, store};
use crate::{delivery, session};

struct Proof {
    channel: Channel,
    contact: Contact,
    code: PassCode,
    token: String,
}

/// Proves a number or address; a stranger's wrong code and an owner's answer alike.
pub async fn verify_reset_password_request(
    cx: Cx,
    from: Visitor,
    req: VerifyResetPasswordRequest,
) -> Result<ResetPasswordGrant> {
    let token = cx.app.random.secret();
    let proof = match req.verify_method {
        ResetPasswordMethod::PhonePasscode => {
            let sent = req
                .phone_pass_code_payload
                .ok_or_else(|| Error::field("phonePassCodePayload", "is missing"))?;
            let phone = Phone::parse(&sent.phone_number, sent.phone_country_code.as_deref())
                .map_err(|error| Error::field("phonePassCodePayload.phoneNumber", error))?;
            Proof {
                channel: Channel::Sms(SmsChannel::ResetPassword),
                contact: Contact::Phone(phone),
                code: sent.pass_code,
                token,
            }
        }
        ResetPasswordMethod::EmailPasscode => {
            let sent = req
                .email_pass_code_payload
                .ok_or_else(|| Error::field("emailPassCodePayload", "is missing"))?;
            let address = sent
                .email
                .ok_or_else(|| Error::field("emailPassCodePayload.email", "is missing"))?;
            let address = email::parse("emailPassCodePayload.email", &address)?;
            Proof {
                channel: Channel::Email(EmailChannel::ResetPassword),
                contact: Contact::Email(address),
                code: sent.pass_code,
                token,
            }
        }
    };
    let token = cx
        .write((cx.clone(), from, proof), |tx, (cx, from, proof)| {
            Box::pin(async move {
                let pool_id = from.pool_id.as_str();
                let target = proof.contact.key();
                let owner = proof.contact.owner_id(tx, pool_id).await?;
                let claimed = Claim {
                    pool_id,
                    channel: proof.channel,
                    target: &target,
                    claimant: owner.as_deref(),
                    signed_in: None,
                    account: owner.as_deref(),
                    code: &proof.code,
                    consume: true,
                };
                let claimed = claim(tx, cx, &claimed).await?;
                let event = Event::of(CHANGED, pool_id)
                    .app(from.app_id.as_deref())
                    .method("PASSCODE");
                match (claimed, owner) {
                    (Ok(()), Some(owner)) => {
                        let owner = store::by_id(tx, pool_id, &owner).await?;
                        let owner = attempt!(owner.ok_or(ErrorCode::CodeWrong));
                        grant::issue(
                            tx,
                            cx,
                            Purpose::ResetPassword,
                            &owner,
                            None,
                            &proof.token,
                            "",
                        )
                        .await?;
                        Ok(Ok(proof.token.clone()))
                    }
                    (Ok(()), None) => Ok(Err(ErrorCode::CodeWrong.into())),
                    (Err(refusal), owner) => {
                        let event = event.target(&target).failed(refusal.code);
                        let event = match &owner {
                            Some(owner) => event.user(owner),
                            None => event,
                        };
                        audit::record(tx, cx, event).await?;
                        Ok(Err(refusal))
                    }
                }
            })
        })
        .await?;
    Ok(ResetPasswordGrant {
        password_reset_token: token.into(),
        token_expires_in: grant::LIFE,
    })
}

/// Sets a new password. Whoever had the old one is out: all sessions end and the owner is told.
pub async fn reset_password(cx: Cx, from: Visitor, req: ResetPassword) -> Result<Success> {
    let plain = decrypt(&cx, &req.password, req.password_encrypt_type)?;
    let (hash, strength) = hash(&cx, plain).await?;
    let input = (cx.clone(), from, req.password_reset_token, hash, strength);
    cx.write(input, |tx, (cx, from, token, hash, strength)| {
        Box::pin(async move {
            let pool_id = from.pool_id.as_str();
            let granted = grant::redeem(tx, cx, Purpose::ResetPassword, pool_id, token).await?;
            let account = match granted {
                Some(grant) => store::lock(tx, pool_id, &grant.user_id).await?,
                None => None,
            };
            let Some(mut account) = account else {
                return Ok(Err(ErrorCode::GrantInvalid.into()));
            };
            account.set_password(hash.clone(), *strength, cx.now());
            account.reset_password = false;
            account.updated_at = cx.now();
            store::update(tx, &account).await?;
            session::store::end_all(tx, pool_id, &account.id, cx.now()).await?;
            failures::clear_account(tx, cx, &account).await?;
            if let Some(number) = account.e164() {
                delivery::notice(tx, cx, pool_id, Medium::Sms, &number, Notice::PasswordReset)
                    .await?;
            }
            if let Some(address) = &account.email {
                delivery::notice(
                    tx,
                    cx,
                    pool_id,
                    Medium::Email,
                    address,
                    Notice::PasswordReset,
                )
                .await?;
            }
            let event = Event::of(CHANGED, pool_id)
                .user(&account.id)
                .app(from.app_id.as_deref());
            audit::record(tx, cx, event.method("PASSCODE")).await?;
            Ok(Ok(Success::DONE))
        })
    })
    .await
}
