//! Somebody who becomes an operator.

use cleat_api::user::UserSourceType;
use cleat_api::{ErrorCode, Secret};
use cleat_store::Tx;
use serde::Deserialize;

use super::POOL;
use crate::account::{self, Account, Contact, Draft, store as accounts};
use crate::kernel::{Cx, Error, Outcome, Result};
use crate::password::{self, NewPassword};

/// Fewest characters of an operator's password.
const LEAST: usize = 15;
/// Most characters of a name.
const NAME: usize = 100;

/// A new password of an operator, hashed.
///
/// # Errors
/// The field, where it is too short; `PasswordTooWeak`.
pub(super) async fn hashed(cx: &Cx, field: &str, given: &Secret) -> Result<NewPassword> {
    let plain = given.expose();
    if plain.chars().count() < LEAST {
        let why = format_args!("must have at least {LEAST} characters");
        return Err(Error::field(field, why));
    }
    password::hash(cx, plain.to_owned()).await
}

/// Adds somebody whose contacts are free, also where two come at once.
///
/// # Errors
/// What is taken.
pub(super) async fn add(tx: &mut Tx, account: &Account) -> Outcome<()> {
    account::free(tx, account, None).await?;
    if !accounts::insert_free(tx, account).await? {
        account::free(tx, account, None).await?;
        return Err(ErrorCode::UserExists.into());
    }
    Ok(())
}

/// Somebody who becomes an operator.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// What people call them.
    pub name: String,
    /// Address that they sign in by.
    pub email: Option<String>,
    /// Number that they sign in by.
    pub phone: Option<String>,
    /// Password.
    pub password: Secret,
}

impl Person {
    /// The account, its password hashed.
    ///
    /// # Errors
    /// The field that is wrong, `PasswordTooWeak`.
    pub(super) async fn account(&self, cx: &Cx) -> Result<Account> {
        let mut draft = Draft::new(cx, POOL, UserSourceType::AdminCreated);
        draft.profile.name = Some(self.named()?.to_owned());
        let contacts = self.contacts()?;
        for contact in contacts {
            // Nothing proves it but whoever hands out the link or makes the account.
            contact.put(&mut draft.account, false);
        }
        let hashed = hashed(cx, "password", &self.password).await?;
        hashed.set(&mut draft.account, cx.now());
        Ok(draft.finish())
    }

    fn named(&self) -> Result<&str> {
        let name = self.name.trim();
        match name.chars().count() {
            0 => Err(Error::field("name", "must not be empty")),
            1..=NAME => Ok(name),
            _ => {
                let why = format_args!("must have at most {NAME} characters");
                Err(Error::field("name", why))
            }
        }
    }

    fn contacts(&self) -> Result<Vec<Contact>> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let phone = given(&self.phone);
        let phone = phone.map(|number| Contact::new_phone("phone", &number, None));
        let email = given(&self.email);
        let email = email.map(|address| Contact::email("email", address.trim()));
        let contacts: Vec<Contact> = phone.into_iter().chain(email).collect::<Result<_>>()?;
        match contacts.is_empty() {
            true => Err(Error::field("email", "is missing")),
            false => Ok(contacts),
        }
    }
}
