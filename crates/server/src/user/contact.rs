//! A phone or an e-mail address: where codes go and what accounts are found by.

use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use super::{Account, email, store};
use crate::audit::Head;
use crate::core::{Error, Result};

/// A phone or an e-mail address.
pub enum Contact {
    /// A phone.
    Phone(Phone),
    /// An e-mail address, as typed.
    Email(String),
}

impl Contact {
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
            (None, Some(address)) => {
                email::parse(&format!("{payload}.email"), address).map(Self::Email)
            }
            _ => Err(Error::field(
                payload,
                "exactly one of phone and email is needed",
            )),
        }
    }

    /// What codes and failures are kept by.
    pub fn key(&self) -> String {
        match self {
            Self::Phone(phone) => phone.e164(),
            Self::Email(address) => email::key(address),
        }
    }

    /// Id of whose it is.
    pub async fn owner_id(
        &self,
        tx: &mut Tx,
        pool_id: &str,
    ) -> cleat_store::Result<Option<String>> {
        match self {
            Self::Phone(phone) => store::id_by_phone(tx, pool_id, phone).await,
            Self::Email(address) => store::id_by_email(tx, pool_id, &email::key(address)).await,
        }
    }

    /// Whose it is, and where the audit chain of that user ends.
    pub async fn owner_and_head(
        &self,
        tx: &mut Tx,
        pool_id: &str,
    ) -> cleat_store::Result<Option<(Account, Head)>> {
        match self {
            Self::Phone(phone) => store::by_phone_with_head(tx, pool_id, phone).await,
            Self::Email(address) => {
                store::by_email_with_head(tx, pool_id, &email::key(address)).await
            }
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
