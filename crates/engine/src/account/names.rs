//! Names of accounts: unique in their pool.

use cleat_api::ErrorCode;
use cleat_store::Tx;

use super::spelling::spelling;
use super::{Account, Contact, store};
use crate::kernel::{Error, Outcome, Result};

/// Longest user name, external id and the like, in characters.
const LONGEST_NAME: usize = 256;

/// A name that must be unique: without surrounding space, not too long, no control or invisible
/// characters; an empty one is none.
///
/// # Errors
/// What is wrong with it; the error names the field.
pub fn valid_name(field: &str, value: Option<String>) -> Result<Option<String>> {
    match value.map(|value| spelling(&value).to_owned()) {
        Some(value) if value.is_empty() => Ok(None),
        Some(value) if value.chars().count() > LONGEST_NAME => {
            Err(Error::field(field, "is too long"))
        }
        Some(value) if value.chars().any(char::is_control) => {
            Err(Error::field(field, "has control characters"))
        }
        Some(value) if value.chars().any(is_invisible) => {
            Err(Error::field(field, "has invisible characters"))
        }
        value => Ok(value),
    }
}

/// Whether it breaks a line, turns its direction or shows nothing: two names that look alike would
/// be two users.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
    )
}

/// Refuses names that belong to another user than `except`.
///
/// # Errors
/// `PhoneTaken`, `EmailTaken`, `UsernameTaken`, `ExternalIdTaken`.
pub async fn free(tx: &mut Tx, account: &Account, except: Option<&str>) -> Outcome<()> {
    let pool_id = &account.pool_id;
    let other =
        |found: Option<Account>| found.is_some_and(|found| Some(found.id.as_str()) != except);
    if let Some(phone) = account.phone()
        && other(store::by_phone(tx, pool_id, &phone).await?)
    {
        return Err(ErrorCode::PhoneTaken.into());
    }
    if let Some(key) = &account.email_key
        && other(store::by_email(tx, pool_id, key).await?)
    {
        return Err(ErrorCode::EmailTaken.into());
    }
    if let Some(key) = &account.claimed_email_key
        && other(store::holder_of_email(tx, pool_id, key).await?)
    {
        return Err(ErrorCode::EmailTaken.into());
    }
    if let Some(name) = &account.username
        && other(store::by_username(tx, pool_id, name).await?)
    {
        return Err(ErrorCode::UsernameTaken.into());
    }
    if let Some(id) = &account.external_id
        && other(store::by_external_id(tx, pool_id, id).await?)
    {
        return Err(ErrorCode::ExternalIdTaken.into());
    }
    Ok(())
}

/// Refuses a phone or e-mail address that belongs to another user. An optimistic transaction leaves
/// it to the unique index to say so.
///
/// # Errors
/// `PhoneTaken`, `EmailTaken`.
pub async fn require_free(tx: &mut Tx, pool_id: &str, contact: &Contact) -> Outcome<()> {
    if tx.is_optimistic() || contact.owner(tx, pool_id).await?.is_none() {
        return Ok(());
    }
    Err(match contact {
        Contact::Phone(_) => ErrorCode::PhoneTaken.into(),
        Contact::Email(_) => ErrorCode::EmailTaken.into(),
    })
}
