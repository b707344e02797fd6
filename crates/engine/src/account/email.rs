//! E-mail addresses as names of accounts.

use cleat_protocol::email::Email;
use cleat_store::Tx;

use crate::kernel::{Error, Result, first_time};

pub use cleat_protocol::email::{AT, key};

/// The address as accounts keep it.
///
/// # Errors
/// When it is not one; the error names the field.
pub fn parse(field: &str, text: &str) -> Result<String> {
    let email = Email::parse(text).map_err(|error| Error::field(field, error))?;
    Ok(email.address)
}

/// Columns of addresses and of their keys: those that are owned, and those that are claimed.
const ADDRESSES: [[&str; 2]; 2] = [
    ["email", "email_key"],
    ["claimed_email", "claimed_email_key"],
];

/// Gives the addresses of a database from before their one spelling, once. Of two accounts with one
/// mailbox the first gets it; the other keeps what it has, and `cleat check` tells of it.
///
/// # Errors
/// When the database refuses.
pub async fn respell(tx: &mut Tx, (): &()) -> cleat_store::Result<()> {
    if !first_time(tx, "e-mail keys").await? {
        return Ok(());
    }
    for [address, key] in ADDRESSES {
        respell_column(tx, address, key).await?;
    }
    Ok(())
}

/// Keys outside ASCII, those first that were proven or are older.
async fn respell_column(tx: &mut Tx, address: &str, key: &str) -> cleat_store::Result<()> {
    let foreign = format!(
        "SELECT pool_id, id, {address}, {key} FROM account
         WHERE {address} IS NOT NULL AND LENGTH({key}) <> OCTET_LENGTH({key})
         ORDER BY email_verified DESC, created_at, id"
    );
    let respell = format!(
        "UPDATE account SET {address} = $1, {key} = $2 WHERE pool_id = $3 AND id = $4
             AND NOT EXISTS (SELECT 1 FROM account WHERE pool_id = $3 AND {key} = $2)"
    );
    let rows: Vec<(String, String, String, String)> = tx.sql(foreign).all().await?;
    for (pool_id, id, text, old) in rows {
        let Ok(email) = Email::parse(&text) else {
            continue;
        };
        if email.key != old {
            let query = tx.sql(respell.clone()).bind(email.address).bind(email.key);
            query.bind(pool_id).bind(id).execute().await?;
        }
    }
    Ok(())
}
