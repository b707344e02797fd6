//! Signing in by a code, in one transaction: claim, find or create, begin.

use std::sync::Arc;

use cleat_api::application::BasicLoginMethod;
use cleat_api::email::EmailChannel;
use cleat_api::log::EventType;
use cleat_api::passcode::SmsChannel;
use cleat_api::signin::{SignInByPassCode, SignInOptions};
use cleat_api::{ErrorCode, PassCode};
use cleat_store::Error::Conflict;

use super::register;
use super::sign_in::{Proven, begin};
use crate::application::Application;
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Result};
use crate::passcode::{Channel, Claim, claim};
use crate::session::NewSession;
use crate::user::{Account, Contact, Draft, store};

struct Attempt {
    app: Arc<Application>,
    target: Contact,
    code: PassCode,
    session: NewSession,
    auto_register: bool,
}

/// Signs in by a code. Whether the account exists is told only after the code proved it.
pub async fn sign_in(
    cx: &Cx,
    app: &Arc<Application>,
    given: SignInByPassCode,
    options: &SignInOptions,
    session: NewSession,
) -> Result<Account> {
    let target = Contact::parse(
        "passCodePayload",
        given.phone.as_deref(),
        given.phone_country_code.as_deref(),
        given.email.as_deref(),
    )?;
    let method = match target {
        Contact::Phone(_) => BasicLoginMethod::PhoneCode,
        Contact::Email(_) => BasicLoginMethod::EmailCode,
    };
    if !app.allows(method) {
        return Err(ErrorCode::LoginMethodDisabled.into());
    }
    let attempt = Attempt {
        app: app.clone(),
        target,
        code: given.pass_code,
        session,
        auto_register: options.auto_register.unwrap_or_default(),
    };
    cx.one_trip((cx.clone(), attempt), |tx, (cx, attempt)| {
        Box::pin(async move {
            let Attempt {
                app,
                target,
                code,
                session,
                auto_register,
            } = attempt;
            let (channel, method) = match target {
                Contact::Phone(_) => (Channel::Sms(SmsChannel::Login), "PHONE_CODE"),
                Contact::Email(_) => (Channel::Email(EmailChannel::Login), "EMAIL_CODE"),
            };
            let owner = target.owner_and_head(tx, &app.pool_id).await?;
            let (owner, head) = owner.unzip();
            let head = head.unwrap_or_default();
            let owner_id = owner.as_ref().map(|owner| owner.id.as_str());
            let key = target.key();
            let claimed = Claim {
                pool_id: &app.pool_id,
                channel,
                target: &key,
                claimant: owner_id,
                signed_in: None,
                account: owner_id,
                code,
                consume: true,
            };
            if let Err(refusal) = claim(tx, cx, &claimed).await? {
                let event = Event::of(EventType::Login, &app.pool_id).app(Some(&app.id));
                let event = event.method(method).target(&key).failed(refusal.code);
                let event = match owner_id {
                    Some(id) => event.at(id, &head),
                    None => event,
                };
                audit::record(tx, cx, event).await?;
                return Ok(Err(refusal));
            }
            let account = match owner {
                Some(owner) => {
                    let locked = store::lock_or(tx, owner).await?;
                    let mut account = attempt!(locked.ok_or(ErrorCode::UserNotFound));
                    // The code proved possession just now.
                    target.prove(&mut account);
                    account
                }
                // A new user's rows follow each other.
                None if *auto_register && tx.is_hopeful() => return Err(Conflict),
                None if *auto_register => {
                    attempt!(register::allowed(tx, cx, &app.pool_id).await?);
                    let mut draft =
                        Draft::new(cx, &app.pool_id, cleat_api::user::UserSourceType::Register);
                    target.prove(&mut draft.account);
                    let account = draft.finish();
                    register::insert(tx, cx, &account, Some(&app.id), method).await?;
                    account
                }
                None => {
                    let event = Event::of(EventType::Login, &app.pool_id).app(Some(&app.id));
                    let event = event
                        .method(method)
                        .target(&key)
                        .failed(ErrorCode::UserNotFound);
                    audit::record(tx, cx, event).await?;
                    return Ok(Err(ErrorCode::UserNotFound.into()));
                }
            };
            begin(
                tx,
                cx,
                Proven {
                    account,
                    app,
                    session,
                    method,
                    head: &head,
                },
            )
            .await
        })
    })
    .await
}
