//! What the next start would do to a database, before it does.

use cleat_engine::kernel::{Clock, MasterKeys, Result, SEALED_KEYS, Settings};
use cleat_store::{Error, Standing};
use serde::Serialize;

use crate::folder;
use crate::modules::{modules, schema};
use crate::unusable::unusable;

/// What the next start of this version would do to a database.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upgrade {
    /// The database.
    pub database: String,
    /// The newest migration that was applied to it.
    pub found: i64,
    /// The newest one that this version brings.
    pub known: i64,
    /// What would be applied, in this order.
    pub steps: Vec<Step>,
}

/// Statements of a migration that belong to one module.
#[derive(Debug, Serialize)]
pub struct Step {
    /// Number of the migration.
    pub migration: i64,
    /// Whose tables they are about.
    pub module: &'static str,
    /// Where each statement begins.
    pub statements: Vec<String>,
}

/// Looks at a database, and changes nothing.
///
/// # Errors
/// When there is none, it is not reached, or this version could not start with it.
pub async fn upgrade(settings: &Settings) -> Result<Upgrade> {
    let standing = standing(settings)
        .await
        .map_err(|error| unusable(settings, error))?;
    could_start(settings, &standing)?;
    Ok(Upgrade {
        database: standing.version,
        found: standing.schema,
        known: newest(),
        steps: after(standing.schema),
    })
}

/// Whether this version could start with a database as it is.
///
/// # Errors
/// Why it could not.
pub fn could_start(settings: &Settings, standing: &Standing) -> Result<()> {
    let (found, known) = (standing.schema, newest());
    if found > known {
        return Err(unusable(settings, Error::Newer { found, known }));
    }
    if settings.database_url.0.is_empty() {
        folder::is_writable(settings)?;
    }
    if let Some(server) = &standing.postgres {
        let kept = server.keeps_its_promise();
        kept.map_err(|error| unusable(settings, error))?;
        if server.read_only {
            let why = Error::Promise("it takes no writes".into());
            return Err(unusable(settings, why));
        }
    }
    has_its_key(settings, standing)
}

/// Whether the master keys of the settings open the keys of a database.
///
/// # Errors
/// When they do not, or there is none.
pub fn has_its_key(settings: &Settings, standing: &Standing) -> Result<()> {
    match folder::master_key(settings)? {
        Some(own) => {
            let other = folder::other_master_key(settings, &own)?;
            MasterKeys { own, other }.fit(&standing.asked)
        }
        None if !standing.asked.is_empty() => Err(folder::without_its_key(settings)),
        None => Ok(()),
    }
}

/// The database of the settings, as it is, with the keys of the server.
pub async fn standing(settings: &Settings) -> cleat_store::Result<Standing> {
    let url = settings.database_url.0.as_str();
    match url.is_empty() {
        true => Standing::of_sqlite(&folder::database(settings), SEALED_KEYS),
        false => {
            let clock = || Clock::system().now();
            Standing::of_postgres(url, &settings.database_ca, SEALED_KEYS, clock).await
        }
    }
}

/// The newest migration that this version brings.
pub fn newest() -> i64 {
    schema().newest()
}

fn after(found: i64) -> Vec<Step> {
    let mut steps = Vec::new();
    for module in modules() {
        let new = module.migrations.iter().filter(|part| part.number > found);
        steps.extend(new.map(|part| Step {
            migration: part.number,
            module: module.name,
            statements: beginnings(part.sql),
        }));
    }
    steps.sort_by_key(|step| step.migration);
    steps
}

/// Each statement up to its first parenthesis.
fn beginnings(sql: &str) -> Vec<String> {
    let statements = sql.split(';').map(|statement| {
        let beginning = statement.split('(').next().unwrap_or_default();
        beginning.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    statements
        .filter(|beginning| !beginning.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_applied_is_told_in_order() {
        assert!(after(newest()).is_empty());
        let all = after(0);
        assert!(all.is_sorted_by_key(|step| step.migration));
        assert_eq!(all.last().map(|step| step.migration), Some(newest()));
        let sql = "CREATE TABLE a (\n    b TEXT\n);\nALTER TABLE a\n    ADD COLUMN c TEXT;\n";
        assert_eq!(
            beginnings(sql),
            ["CREATE TABLE a", "ALTER TABLE a ADD COLUMN c TEXT"]
        );
    }
}
