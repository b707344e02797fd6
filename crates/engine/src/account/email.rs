//! E-mail addresses as names of accounts.

use cleat_protocol::email::Email;
use cleat_store::Tx;

use crate::kernel::{Error, Result, first_time};

pub use cleat_protocol::email::key;

/// The address as accounts keep it.
///
/// # Errors
/// When it is not one; the error names the field.
pub fn parse(field: &str, text: &str) -> Result<String> {
    let email = Email::parse(text).map_err(|error| Error::field(field, error))?;
    Ok(email.address)
}

/// Finds the keys of addresses outside ASCII, those first that were proven or are older.
const FOREIGN: &str = "SELECT pool_id, id, email, email_key FROM account
    WHERE email IS NOT NULL AND LENGTH(email_key) <> OCTET_LENGTH(email_key)
    ORDER BY email_verified DESC, created_at, id";

/// Gives the addresses of a database from before their one spelling, once. Of two accounts with one
/// mailbox the first gets it; the other keeps what it has, and `cleat check` tells of it.
///
/// # Errors
/// When the database refuses.
pub async fn respell(tx: &mut Tx, (): &()) -> cleat_store::Result<()> {
    if !first_time(tx, "e-mail keys").await? {
        return Ok(());
    }
    let rows: Vec<(String, String, String, String)> = tx.sql(FOREIGN).all().await?;
    for (pool_id, id, address, old) in rows {
        let Ok(email) = Email::parse(&address) else {
            continue;
        };
        if email.key != old {
            tx.sql(
                "UPDATE account SET email = $1, email_key = $2 WHERE pool_id = $3 AND id = $4
                     AND NOT EXISTS (SELECT 1 FROM account
                                     WHERE pool_id = $3 AND email_key = $2)",
            )
            .bind(email.address)
            .bind(email.key)
            .bind(pool_id)
            .bind(id)
            .execute()
            .await?;
        }
    }
    Ok(())
}
