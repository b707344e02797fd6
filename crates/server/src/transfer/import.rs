//! Users in. A user whose id is there already is left alone, so an import that was cut is run
//! again.

use cleat_api::ErrorCode;
use cleat_store::Tx;

use super::record::Record;
use crate::core::{App, Error, Result};
use crate::ext_idp;
use crate::user::{free, store};

/// What became of some lines.
#[derive(Debug, Default)]
pub struct Imported {
    /// Users that are new.
    pub added: u64,
    /// Users that were there already.
    pub known: u64,
    /// Lines that could not be taken, by their number, and why.
    pub refused: Vec<(u64, Error)>,
}

/// Adds the users of some numbered lines in one transaction. A line that cannot be taken leaves
/// nothing.
///
/// # Errors
/// When the database fails; then none of the lines was taken.
pub async fn import(app: &App, pool_id: &str, lines: Vec<(u64, String)>) -> Result<Imported> {
    let now = app.clock.now();
    let mut refused = Vec::new();
    let mut records = Vec::new();
    for (number, line) in lines {
        match Record::parse(pool_id, &line, now) {
            Ok(record) => {
                let ids = record
                    .identities
                    .iter()
                    .map(|_| app.random.id(now))
                    .collect();
                records.push((number, record, ids));
            }
            Err(error) => refused.push((number, error)),
        }
    }
    let mut imported = app
        .db
        .write(
            records,
            move |tx, records: &Vec<(u64, Record, Vec<String>)>| {
                Box::pin(async move {
                    let mut imported = Imported::default();
                    for (number, record, ids) in records {
                        match add(tx, record, ids, now).await? {
                            Added::New => imported.added += 1,
                            Added::Known => imported.known += 1,
                            Added::Refused(error) => imported.refused.push((*number, error)),
                        }
                    }
                    Ok(imported)
                })
            },
        )
        .await?;
    imported.refused.extend(refused);
    imported.refused.sort_by_key(|(number, _)| *number);
    Ok(imported)
}

enum Added {
    New,
    Known,
    Refused(Error),
}

async fn add(tx: &mut Tx, record: &Record, ids: &[String], now: i64) -> cleat_store::Result<Added> {
    let account = &record.account;
    if !store::insert_free(tx, account).await? {
        if store::by_id(tx, &account.pool_id, &account.id)
            .await?
            .is_some()
        {
            return Ok(Added::Known);
        }
        let taken = free(tx, account, None).await?.err();
        let taken = taken.unwrap_or_else(|| ErrorCode::UserExists.into());
        return Ok(Added::Refused(taken));
    }
    for (identity, id) in record.identities.iter().zip(ids) {
        if !ext_idp::insert(tx, id, now, account, identity).await? {
            store::delete(tx, &account.pool_id, &account.id).await?;
            return Ok(Added::Refused(ErrorCode::IdentityTaken.into()));
        }
    }
    Ok(Added::New)
}
