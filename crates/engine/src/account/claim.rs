//! Addresses that were claimed and never proven: they own nothing, and end when somebody proves
//! them.

use cleat_api::user::UserStatus;
use cleat_store::{Result, Tx};

use super::{Account, Contact, store};
use crate::kernel::Module;

/// Ends every way into an account but its password.
async fn end_access(tx: &mut Tx, modules: &[&Module], account: &Account, now: i64) -> Result<()> {
    for sql in modules.iter().flat_map(|module| module.access_of_user) {
        let mut query = tx.sql(*sql);
        if sql.contains("$3") {
            query = query.bind(now);
        }
        query.bind(&account.pool_id).bind(&account.id).run().await?;
    }
    Ok(())
}

/// Hands an account to who has proven the address that it claims: whoever made it is out. Returns
/// it as it is from now on.
///
/// # Errors
/// When the database refuses, or somebody else changed the account meanwhile.
pub async fn hand_over(
    tx: &mut Tx,
    modules: &[&Module],
    account: &Account,
    contact: &Contact,
    now: i64,
) -> Result<Account> {
    end_access(tx, modules, account, now).await?;
    let mut after = account.clone();
    after.forget_password();
    contact.prove(&mut after);
    after.updated_at = now;
    store::update(tx, &after).await?;
    after.revision += 1;
    after.credential_revision += 1;
    Ok(after)
}

/// Takes an address that has come to `owner` from who claims it: how that account was and is. One
/// that can be reached no other way loses all that it was signed in by.
///
/// # Errors
/// When the database refuses.
pub async fn displace(
    tx: &mut Tx,
    modules: &[&Module],
    owner: &Account,
    now: i64,
) -> Result<Option<(Account, Account)>> {
    let Some(key) = &owner.email_key else {
        return Ok(None);
    };
    let found = store::lock_claimant(tx, &owner.pool_id, key, &owner.id).await?;
    let Some(before) = found else {
        return Ok(None);
    };
    let mut after = before.clone();
    after.set_claim(None);
    after.updated_at = now;
    if after.phone.is_none() {
        end_access(tx, modules, &after, now).await?;
        after.forget_password();
        after.set_status(UserStatus::Deactivated, now);
    }
    store::update(tx, &after).await?;
    Ok(Some((before, after)))
}

/// Makes room for a claim: who has the address as a claim and has something better loses it.
///
/// # Errors
/// When the database refuses.
pub async fn make_room(tx: &mut Tx, account: &Account) -> Result<()> {
    let Some(key) = &account.claimed_email_key else {
        return Ok(());
    };
    tx.sql(
        "UPDATE account SET claimed_email = NULL, claimed_email_key = NULL, revision = revision + 1
         WHERE pool_id = $1 AND claimed_email_key = $2 AND phone IS NOT NULL AND id <> $3",
    )
    .bind(&account.pool_id)
    .bind(key)
    .bind(&account.id)
    .run()
    .await
}
