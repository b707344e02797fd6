//! Signing in by a password.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::application::BasicLoginMethod;
use cleat_api::log::EventType;
use cleat_api::signin::{SignInByPassword, SignInOptions};
use cleat_protocol::phone::Phone;

use super::register;
use super::sign_in::{Proven, begin};
use crate::application::Application;
use crate::attempt;
use crate::audit::{self, Event, Head};
use crate::core::{Cx, Error, Result};
use crate::password;
use crate::session::NewSession;
use crate::user::{Account, Draft, email, store};

/// A name an account is looked for by.
enum Name {
    Phone(Phone),
    Email(String),
    Username(String),
    /// Any of them: a phone first, then an e-mail address, then a user name, so that nobody
    /// takes another's number as a user name.
    Account(String),
}

impl Name {
    fn parse(given: &SignInByPassword) -> Result<Self> {
        let named = [&given.phone, &given.email, &given.username, &given.account];
        if named.into_iter().flatten().count() != 1 {
            let why = "exactly one of phone, email, username and account is needed";
            return Err(Error::field("passwordPayload", why));
        }
        if let Some(number) = &given.phone {
            let phone = Phone::parse(number, None)
                .map_err(|error| Error::field("passwordPayload.phone", error))?;
            return Ok(Self::Phone(phone));
        }
        if let Some(address) = &given.email {
            return email::parse("passwordPayload.email", address).map(Self::Email);
        }
        let account = given.account.clone().map(Self::Account);
        Ok(account.unwrap_or_else(|| Self::Username(given.username.clone().unwrap_or_default())))
    }

    /// What failures are kept by.
    fn key(&self) -> String {
        match self {
            Self::Phone(phone) => phone.e164(),
            Self::Email(address) => email::key(address),
            Self::Username(name) | Self::Account(name) => name.clone(),
        }
    }

    async fn find(
        &self,
        tx: &mut cleat_store::Tx,
        pool_id: &str,
    ) -> cleat_store::Result<Option<(Account, BasicLoginMethod)>> {
        let by_phone = BasicLoginMethod::PhonePassword;
        let by_email = BasicLoginMethod::EmailPassword;
        let by_name = BasicLoginMethod::UsernamePassword;
        Ok(match self {
            Self::Phone(phone) => store::by_phone(tx, pool_id, phone)
                .await?
                .map(|a| (a, by_phone)),
            Self::Email(address) => store::by_email(tx, pool_id, &email::key(address))
                .await?
                .map(|a| (a, by_email)),
            Self::Username(name) => store::by_username(tx, pool_id, name)
                .await?
                .map(|a| (a, by_name)),
            Self::Account(name) => {
                if let Ok(phone) = Phone::parse(name, None)
                    && let Some(account) = store::by_phone(tx, pool_id, &phone).await?
                {
                    return Ok(Some((account, by_phone)));
                }
                if let Some(account) = store::by_email(tx, pool_id, &email::key(name)).await? {
                    return Ok(Some((account, by_email)));
                }
                store::by_username(tx, pool_id, name)
                    .await?
                    .map(|a| (a, by_name))
            }
        })
    }
}

/// Signs in by a password; an unknown name and a wrong password answer alike.
pub async fn sign_in(
    cx: &Cx,
    app: &Arc<Application>,
    given: SignInByPassword,
    options: &SignInOptions,
    session: NewSession,
) -> Result<Account> {
    let name = Name::parse(&given)?;
    let plain = password::decrypt(cx, &given.password, options.password_encrypt_type)?;
    let found = name.find(&mut *cx.read().await?, &app.pool_id).await?;
    if found.is_none() && options.auto_register.unwrap_or_default() {
        return register_by(cx, app, &name, plain, session).await;
    }
    let account = found.as_ref().map(|(account, _)| account);
    let right =
        password::try_password(cx, &app.pool_id, &name.key(), account, plain.clone()).await?;
    let allowed = found
        .as_ref()
        .is_some_and(|(_, method)| app.allows(*method));
    let refusal = match (right, allowed) {
        (true, true) => None,
        (true, false) => Some(ErrorCode::LoginMethodDisabled),
        (false, _) => Some(ErrorCode::InvalidCredentials),
    };
    let upgraded = match account {
        Some(account) if refusal.is_none() => password::upgrade(cx, plain, account).await?,
        _ => None,
    };
    let input = (
        cx.clone(),
        app.clone(),
        name.key(),
        found,
        refusal,
        session,
        upgraded,
    );
    cx.write(
        input,
        |tx, (cx, app, key, found, refusal, session, upgraded)| {
            Box::pin(async move {
                let (account, method) = match (found, refusal) {
                    (Some((account, method)), None) => (account, method),
                    (found, refusal) => {
                        let refusal = refusal.unwrap_or(ErrorCode::InvalidCredentials);
                        let event = Event::of(EventType::Login, &app.pool_id).app(Some(&app.id));
                        let event = event.method("PASSWORD").target(key).failed(refusal);
                        let event = match found {
                            Some((account, _)) => event.user(&account.id),
                            None => event,
                        };
                        audit::record(tx, cx, event).await?;
                        return Ok(Err(refusal.into()));
                    }
                };
                let locked = store::lock(tx, &app.pool_id, &account.id).await?;
                // Somebody may have changed the password while this one was being checked.
                let locked = locked.filter(|now| now.password_hash == account.password_hash);
                let mut account = attempt!(locked.ok_or(ErrorCode::InvalidCredentials));
                if upgraded.is_some() {
                    account.password_hash.clone_from(upgraded);
                }
                begin(
                    tx,
                    cx,
                    Proven {
                        account,
                        app,
                        session,
                        method: method.as_str(),
                        head: &Head::default(),
                    },
                )
                .await
            })
        },
    )
    .await
}

/// Signs an unknown user up by password and in, as `autoRegister` asks. A phone is not proven
/// by a password, so there it stays a wrong credential.
async fn register_by(
    cx: &Cx,
    app: &Arc<Application>,
    name: &Name,
    plain: String,
    session: NewSession,
) -> Result<Account> {
    let mut draft = Draft::new(cx, &app.pool_id, cleat_api::user::UserSourceType::Register);
    match name {
        Name::Email(address) => draft.account.set_email(Some(address), false),
        Name::Username(name) => draft.account.username = Some(name.clone()),
        Name::Phone(_) | Name::Account(_) => return Err(ErrorCode::InvalidCredentials.into()),
    }
    let (hash, strength) = password::hash(cx, plain).await?;
    draft.account.set_password(hash, strength, cx.now());
    let input = (cx.clone(), app.clone(), draft.finish(), session);
    cx.write(input, |tx, (cx, app, account, session)| {
        Box::pin(async move {
            attempt!(register::allowed(tx, cx, &app.pool_id).await?);
            attempt!(
                crate::user::free(tx, account, None)
                    .await?
                    .map_err(|_| ErrorCode::UserExists)
            );
            register::insert(tx, cx, account, Some(&app.id), "PASSWORD").await?;
            let account = account.clone();
            begin(
                tx,
                cx,
                Proven {
                    account,
                    app,
                    session,
                    method: "PASSWORD",
                    head: &Head::default(),
                },
            )
            .await
        })
    })
    .await
}
