//! The names that somebody signs in by with a password.

use cleat_api::application::BasicLoginMethod;
use cleat_api::signin::SignInByPassword;
use cleat_engine::account::{Account, email, store};
use cleat_engine::kernel::{Error, Result};
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

/// A name an account is looked for by.
pub enum Name {
    Phone(Phone),
    Email(String),
    Username(String),
    /// Any of them: a phone first, then an e-mail address, then a user name, so that nobody
    /// takes another's number as a user name.
    Account(String),
}

impl Name {
    /// Reads the one name that is given.
    ///
    /// # Errors
    /// When there is none or more than one, or it is no phone or e-mail address.
    pub fn parse(given: &SignInByPassword) -> Result<Self> {
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
    pub fn key(&self) -> String {
        match self {
            Self::Phone(phone) => phone.e164(),
            Self::Email(address) => email::key(address),
            Self::Username(name) | Self::Account(name) => name.clone(),
        }
    }

    /// The account that has it, and the login method that it is found by.
    pub async fn find(
        &self,
        tx: &mut Tx,
        pool_id: &str,
    ) -> cleat_store::Result<Option<(Account, BasicLoginMethod)>> {
        match self {
            Self::Phone(phone) => by_phone(tx, pool_id, phone).await,
            Self::Email(address) => by_email(tx, pool_id, address).await,
            Self::Username(name) => by_username(tx, pool_id, name).await,
            Self::Account(name) => {
                if let Ok(phone) = Phone::parse(name, None)
                    && let Some(found) = by_phone(tx, pool_id, &phone).await?
                {
                    return Ok(Some(found));
                }
                if let Some(found) = by_email(tx, pool_id, name).await? {
                    return Ok(Some(found));
                }
                by_username(tx, pool_id, name).await
            }
        }
    }
}

type Found = cleat_store::Result<Option<(Account, BasicLoginMethod)>>;

async fn by_phone(tx: &mut Tx, pool_id: &str, phone: &Phone) -> Found {
    let found = store::by_phone(tx, pool_id, phone).await?;
    Ok(found.map(|account| (account, BasicLoginMethod::PhonePassword)))
}

async fn by_email(tx: &mut Tx, pool_id: &str, address: &str) -> Found {
    let found = store::by_email(tx, pool_id, &email::key(address)).await?;
    Ok(found.map(|account| (account, BasicLoginMethod::EmailPassword)))
}

async fn by_username(tx: &mut Tx, pool_id: &str, name: &str) -> Found {
    let found = store::by_username(tx, pool_id, name).await?;
    Ok(found.map(|account| (account, BasicLoginMethod::UsernamePassword)))
}
