//! Accounts: their rows, how they are reached and found, what they are called.

pub mod claim;
pub mod claims;
mod contact;
pub mod email;
mod find;
pub mod identity;
mod names;
mod profile;
mod row;
mod spelling;
mod standard;
pub mod store;
mod tables;

use cleat_store::Tx;

use crate::audit::note;
use crate::kernel::{Module, Outcome};

pub use contact::{Contact, read_phone};
pub use find::{find_by, resolve};
pub use names::{free, require_free, valid_name};
pub use profile::{Profile, merge_custom, profile_field};
pub use row::{Account, Draft};
pub use spelling::spelling;
pub use tables::MODULE;

/// Writes an account if it is as it was read, and notes both states for the audit row.
///
/// # Errors
/// When the database refuses, or somebody else changed the account meanwhile.
pub async fn update(tx: &mut Tx, before: &Account, after: &Account) -> Outcome<()> {
    store::update(tx, after).await?;
    note(tx).changed(before.contacts(), after.contacts());
    Ok(())
}

/// Deletes a user and everything that belongs to it. The audit trail stays.
///
/// # Errors
/// When the database refuses.
pub async fn delete(
    tx: &mut Tx,
    modules: &[&Module],
    pool_id: &str,
    id: &str,
) -> cleat_store::Result<()> {
    for sql in modules.iter().flat_map(|module| module.owned_by_user) {
        tx.sql(*sql).bind(pool_id).bind(id).run().await?;
    }
    Ok(())
}
