//! Users in. A user whose id is there already is left alone, so an import that was cut is run
//! again.

use cleat_api::ErrorCode;
use cleat_store::Tx;

use super::record::Record;
use cleat_engine::account::{self, claim, free, identity, store};
use cleat_engine::kernel::{App, Error, Module, Result, Stop};

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
    let new = Records {
        modules: app.modules.clone(),
        records,
        now,
    };
    let mut imported = app.db.write(new, write).await?;
    imported.refused.extend(refused);
    imported.refused.sort_by_key(|(number, _)| *number);
    Ok(imported)
}

/// Numbered users to be written, each with ids for its identities.
struct Records {
    modules: Vec<&'static Module>,
    records: Vec<(u64, Record, Vec<String>)>,
    now: i64,
}

async fn write(tx: &mut Tx, new: &Records) -> cleat_store::Result<Imported> {
    let mut imported = Imported::default();
    for (number, record, ids) in &new.records {
        match add(tx, new, record, ids).await? {
            Added::New => imported.added += 1,
            Added::Known => imported.known += 1,
            Added::Refused(error) => imported.refused.push((*number, error)),
        }
    }
    Ok(imported)
}

enum Added {
    New,
    Known,
    Refused(Error),
}

async fn add(
    tx: &mut Tx,
    new: &Records,
    record: &Record,
    ids: &[String],
) -> cleat_store::Result<Added> {
    let account = &record.account;
    if !store::insert_free(tx, account).await? {
        if store::by_id(tx, &account.pool_id, &account.id)
            .await?
            .is_some()
        {
            return Ok(Added::Known);
        }
        return match free(tx, account, None).await {
            Ok(()) => Ok(Added::Refused(ErrorCode::UserExists.into())),
            Err(Stop::Database(error)) => Err(error),
            Err(Stop::Refused(taken) | Stop::Undone(taken)) => Ok(Added::Refused(taken)),
        };
    }
    claim::displace(tx, &new.modules, account, new.now).await?;
    for (identity, id) in record.identities.iter().zip(ids) {
        if !identity::insert(tx, id, new.now, account, identity).await? {
            account::delete(tx, &new.modules, &account.pool_id, &account.id).await?;
            return Ok(Added::Refused(ErrorCode::IdentityTaken.into()));
        }
    }
    Ok(Added::New)
}
