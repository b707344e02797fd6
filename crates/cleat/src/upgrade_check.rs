//! `cleat upgrade-check`.

use std::process::ExitCode;

use clap::Command;
use cleat_server::{Settings, Upgrade};
use serde_json::json;

use crate::print::{explain, line};
use crate::shown::{as_json, pretty};

/// Name of the command.
pub const NAME: &str = "upgrade-check";

/// The command line of `cleat upgrade-check`.
pub fn command() -> Command {
    let about = "Print what the next start of this version would do to the database, and change \
                 nothing; status 1 where it could not start";
    Command::new(NAME).about(about).arg(as_json())
}

/// `cleat upgrade-check`
pub async fn upgrade_check(settings: Settings, json: bool) -> Result<ExitCode, String> {
    let upgrade = cleat_server::upgrade(&settings).await.map_err(explain)?;
    if json {
        line(&pretty(&json!(upgrade)))?;
        return Ok(ExitCode::SUCCESS);
    }
    let Upgrade {
        database,
        found,
        known,
        steps,
    } = upgrade;
    let version = env!("CARGO_PKG_VERSION");
    line(&format!(
        "{database} has schema {found}; Cleat {version} brings {known}."
    ))?;
    for step in &steps {
        for statement in &step.statements {
            line(&format!(
                "  {} {}: {statement}",
                step.migration, step.module
            ))?;
        }
    }
    line(match steps.is_empty() {
        true => "The next start changes nothing in it.",
        false => {
            "The next start applies that, under a lock. It only adds, so replicas of the version \
             before go on beside it; there is no way back but a backup."
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
