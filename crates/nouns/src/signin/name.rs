//! The names that somebody signs in by with a password.

use cleat_api::application::BasicLoginMethod;
use cleat_api::signin::SignInByPassword;
use cleat_engine::account::{Account, Contact, spelling, store};
use cleat_engine::kernel::{Error, Result};
use cleat_store::Tx;

/// A name an account is looked for by.
pub enum Name {
    Contact(Contact),
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
            return Contact::phone("passwordPayload.phone", number, None).map(Self::Contact);
        }
        if let Some(address) = &given.email {
            return Contact::email("passwordPayload.email", address).map(Self::Contact);
        }
        let name = |text: &Option<String>| text.as_deref().map(spelling).map(str::to_owned);
        let account = name(&given.account).map(Self::Account);
        Ok(account.unwrap_or_else(|| Self::Username(name(&given.username).unwrap_or_default())))
    }

    /// What failures are kept by: the one spelling of what could be meant, whether somebody has
    /// it or not.
    pub fn key(&self) -> String {
        match self {
            Self::Contact(contact) => contact.key(),
            Self::Username(name) => name.clone(),
            Self::Account(name) => Contact::phone("account", name, None)
                .or_else(|_| Contact::email("account", name))
                .map_or_else(|_| name.clone(), |contact| contact.key()),
        }
    }

    /// The account that has it, and the login method that it is found by.
    pub async fn find(
        &self,
        tx: &mut Tx,
        pool_id: &str,
    ) -> cleat_store::Result<Option<(Account, BasicLoginMethod)>> {
        match self {
            Self::Contact(contact) => by_contact(tx, pool_id, contact).await,
            Self::Username(name) => by_username(tx, pool_id, name).await,
            Self::Account(name) => {
                let phone = Contact::phone("account", name, None).ok();
                for contact in phone.into_iter().chain([Contact::Email(name.clone())]) {
                    let found = by_contact(tx, pool_id, &contact).await?;
                    if found.is_some() {
                        return Ok(found);
                    }
                }
                by_username(tx, pool_id, name).await
            }
        }
    }
}

type Found = cleat_store::Result<Option<(Account, BasicLoginMethod)>>;

async fn by_contact(tx: &mut Tx, pool_id: &str, contact: &Contact) -> Found {
    let method = match contact {
        Contact::Phone(_) => BasicLoginMethod::PhonePassword,
        Contact::Email(_) => BasicLoginMethod::EmailPassword,
    };
    let found = contact.holder(tx, pool_id).await?;
    Ok(found.map(|account| (account, method)))
}

async fn by_username(tx: &mut Tx, pool_id: &str, name: &str) -> Found {
    let found = store::by_username(tx, pool_id, name).await?;
    Ok(found.map(|account| (account, BasicLoginMethod::UsernamePassword)))
}
