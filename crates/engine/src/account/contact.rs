//! A phone or an e-mail address: where codes go and what accounts are found by.

use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use super::{Account, email, store};
use crate::audit::Head;
use crate::kernel::{Error, Result};

/// A phone or an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// A phone.
    Phone(Phone),
    /// An e-mail address, as accounts keep it.
    Email(String),
}

impl Contact {
    /// Reads it from a payload that has one of both.
    ///
    /// # Errors
    /// The field that is wrong.
    pub fn parse(
        payload: &str,
        phone: Option<&str>,
        country_code: Option<&str>,
        address: Option<&str>,
    ) -> Result<Self> {
        match (phone, address) {
            (Some(number), None) => Self::phone(&format!("{payload}.phone"), number, country_code),
            (None, Some(address)) => Self::email(&format!("{payload}.email"), address),
            _ => Err(Error::field(
                payload,
                "exactly one of phone and email is needed",
            )),
        }
    }

    /// Reads a phone; the error names the field.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn phone(field: &str, number: &str, country_code: Option<&str>) -> Result<Self> {
        read_phone(field, number, country_code).map(Self::Phone)
    }

    /// Reads a phone for somebody who does not have it yet; the error names the field.
    ///
    /// # Errors
    /// What is wrong with it, or that no code is sent to such numbers.
    pub fn new_phone(field: &str, number: &str, country_code: Option<&str>) -> Result<Self> {
        let phone = Self::phone(field, number, country_code)?;
        phone.require_person(field)?;
        Ok(phone)
    }

    /// Refuses a phone that is valid and that no code is sent to: of no country, premium-rate and
    /// the like. Whoever has one from before keeps it.
    ///
    /// # Errors
    /// Why; it names the field.
    pub fn require_person(&self, field: &str) -> Result<()> {
        match self {
            Self::Phone(phone) => phone.person().map_err(|error| Error::field(field, error)),
            Self::Email(_) => Ok(()),
        }
    }

    /// Reads an e-mail address; the error names the field.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn email(field: &str, address: &str) -> Result<Self> {
        email::parse(field, address).map(Self::Email)
    }

    /// What codes and failures are kept by.
    pub fn key(&self) -> String {
        match self {
            Self::Phone(phone) => phone.e164(),
            Self::Email(address) => email::key(address),
        }
    }

    /// Whose it is.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn owner(&self, tx: &mut Tx, pool_id: &str) -> cleat_store::Result<Option<Account>> {
        match self {
            Self::Phone(phone) => store::by_phone(tx, pool_id, phone).await,
            Self::Email(address) => store::by_email(tx, pool_id, &email::key(address)).await,
        }
    }

    /// Who signs in by it: its owner, else who claims it and has nothing that is proven.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn holder(&self, tx: &mut Tx, pool_id: &str) -> cleat_store::Result<Option<Account>> {
        match self {
            Self::Phone(phone) => store::by_phone(tx, pool_id, phone).await,
            Self::Email(address) => store::holder_of_email(tx, pool_id, &email::key(address)).await,
        }
    }

    /// Id of its holder.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn holder_id(
        &self,
        tx: &mut Tx,
        pool_id: &str,
    ) -> cleat_store::Result<Option<String>> {
        match self {
            Self::Phone(phone) => store::id_by_phone(tx, pool_id, phone).await,
            Self::Email(address) => store::id_of_email(tx, pool_id, &email::key(address)).await,
        }
    }

    /// Its holder, and where the audit chain of that user ends.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn holder_and_head(
        &self,
        tx: &mut Tx,
        pool_id: &str,
    ) -> cleat_store::Result<Option<(Account, Head)>> {
        match self {
            Self::Phone(phone) => store::by_phone_with_head(tx, pool_id, phone).await,
            Self::Email(address) => {
                store::holder_with_head(tx, pool_id, &email::key(address)).await
            }
        }
    }

    /// Whether the account has it as a claim.
    pub fn is_claim_of(&self, account: &Account) -> bool {
        matches!(self, Self::Email(_)) && account.claimed_email_key == Some(self.key())
    }

    /// Writes it into an account, proven.
    pub fn prove(&self, account: &mut Account) {
        self.put(account, true);
    }

    /// Writes it into an account.
    pub fn put(&self, account: &mut Account, verified: bool) {
        match self {
            Self::Phone(phone) => account.set_phone(Some(phone), verified),
            Self::Email(address) => account.set_email(Some(address), verified),
        }
    }
}

/// Reads a phone; the error names the field.
///
/// # Errors
/// What is wrong with it.
pub fn read_phone(field: &str, number: &str, country_code: Option<&str>) -> Result<Phone> {
    Phone::parse(number, country_code).map_err(|error| Error::field(field, error))
}
