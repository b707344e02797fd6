//! Signing in by a code, in one transaction: claim, find or create, begin.

use cleat_api::application::BasicLoginMethod;
use cleat_api::email::EmailChannel;
use cleat_api::log::EventType;
use cleat_api::passcode::SmsChannel;
use cleat_api::signin::{SignInByPassCode, SignInOptions};
use cleat_api::{ErrorCode, PassCode};
use cleat_protocol::phone::Phone;

use super::register;
use super::sign_in::{Proven, begin};
use crate::application::Application;
use crate::attempt;
use crate::audit::{self, Event};
use crate::core::{Cx, Error, Result};
use crate::passcode::{Channel, Claim, claim};
use crate::session::NewSession;
use crate::user::{Account, Draft, email, store};

/// Where a code was sent.
pub enum Target {
    /// A phone.
    Phone(Phone),
    /// An e-mail address, as typed.
    Email(String),
}

impl Target {
    /// Reads it from a payload that has one of both.
    pub fn parse(
        payload: &str,
        phone: Option<&str>,
        country_code: Option<&str>,
        address: Option<&str>,
    ) -> Result<Self> {
        match (phone, address) {
            (Some(number), None) => Phone::parse(number, country_code)
                .map(Self::Phone)
                .map_err(|error| Error::field(&format!("{payload}.phone"), error)),
            (None, Some(address)) => email::parse(&format!("{payload}.email"), address).map(Self::Email),
            _ => Err(Error::field(payload, "exactly one of phone and email is needed")),
        }
    }

    /// What codes and failures are kept by.
    pub fn key(&self) -> String {
        match self {
            Self::Phone(phone) => phone.e164(),
            Self::Email(address) => email::key(address),
        }
    }

    /// Whose it is.
    pub async fn owner(
        &self,
        tx: &mut cleat_store::Tx,
        pool_id: &str,
    ) -> cleat_store::Result<Option<Account>> {
        match self {
            Self::Phone(phone) => store::by_phone(tx, pool_id, phone).await,
            Self::Email(address) => store::by_email(tx, pool_id, &email::key(address)).await,
        }
    }

    /// Writes it into an account, proven.
    pub fn prove(&self, account: &mut Account) {
        match self {
            Self::Phone(phone) => account.set_phone(Some(phone), true),
            Self::Email(address) => account.set_email(Some(address), true),
        }
    }
}

struct Attempt {
    app: Application,
    target: Target,
    code: PassCode,
    session: NewSession,
    auto_register: bool,
}

/// Signs in by a code. Whether the account exists is told only after the code proved it.
pub async fn sign_in(
    cx: &Cx,
    app: &Application,
    given: SignInByPassCode,
    options: &SignInOptions,
    session: NewSession,
) -> Result<Account> {
    let target = Target::parse(
        "passCodePayload",
        given.phone.as_deref(),
        given.phone_country_code.as_deref(),
        given.email.as_deref(),
    )?;
    let method = match target {
        Target::Phone(_) => BasicLoginMethod::PhoneCode,
        Target::Email(_) => BasicLoginMethod::EmailCode,
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
    cx.write((cx.clone(), attempt), |tx, (cx, attempt)| {
        Box::pin(async move {
            let Attempt { app, target, code, session, auto_register } = attempt;
            let (channel, method) = match target {
                Target::Phone(_) => (Channel::Sms(SmsChannel::Login), "PHONE_CODE"),
                Target::Email(_) => (Channel::Email(EmailChannel::Login), "EMAIL_CODE"),
            };
            let owner = target.owner(tx, &app.pool_id).await?;
            let owner_id = owner.as_ref().map(|owner| owner.id.as_str());
            let key = target.key();
            let claimed = Claim {
                pool_id: &app.pool_id,
                channel,
                target: &key,
                claimant: owner_id,
                account: owner_id,
                code,
                consume: true,
            };
            if let Err(refusal) = claim(tx, cx, &claimed).await? {
                let event = Event::of(EventType::Login, &app.pool_id).app(Some(&app.id));
                let event = event.method(method).target(&key).failed(refusal.code);
                let event = match owner_id {
                    Some(id) => event.user(id),
                    None => event,
                };
                audit::record(tx, cx, event).await?;
                return Ok(Err(refusal));
            }
            let account = match owner {
                Some(owner) => {
                    let locked = store::lock(tx, &app.pool_id, &owner.id).await?;
                    let mut account = attempt!(locked.ok_or(ErrorCode::UserNotFound));
                    // The code proved possession just now.
                    target.prove(&mut account);
                    account
                }
                None if *auto_register => {
                    attempt!(register::allowed(tx, cx, &app.pool_id).await?);
                    let mut draft = Draft::new(cx, &app.pool_id, cleat_api::user::UserSourceType::Register);
                    target.prove(&mut draft.account);
                    let account = draft.finish();
                    register::insert(tx, cx, &account, Some(&app.id), method).await?;
                    account
                }
                None => {
                    let event = Event::of(EventType::Login, &app.pool_id).app(Some(&app.id));
                    let event = event.method(method).target(&key).failed(ErrorCode::UserNotFound);
                    audit::record(tx, cx, event).await?;
                    return Ok(Err(ErrorCode::UserNotFound.into()));
                }
            };
            begin(tx, cx, Proven { account, app, session, method }).await
        })
    })
    .await
}
