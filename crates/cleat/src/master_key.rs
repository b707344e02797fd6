//! `cleat master-key`.

use std::process::ExitCode;

use clap::Command;
use cleat_server::{Settings, master_key};

use crate::print::{explain, line, tell};

/// Name of the command.
pub const NAME: &str = "master-key";

/// The command line of `cleat master-key`.
pub fn command(with_settings: impl Fn(Command) -> Command) -> Command {
    let rotate = Command::new("rotate").about(
        "Seal anew, by the master key, what the other one (--other-master-key-file) has sealed; \
         servers that are given both go on meanwhile, and a run that was cut is run again",
    );
    Command::new(NAME)
        .about("The key that seals what the database must not show")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_settings(rotate))
}

/// `cleat master-key rotate`; status 1 where a value is left that no key opens.
pub async fn rotate(settings: Settings) -> Result<ExitCode, String> {
    let app = cleat_server::open_existing(settings)
        .await
        .map_err(explain)?;
    let mut anew = 0;
    let lost = master_key::rotate(&app, |one| {
        anew += one.found.other;
        if one.found != Default::default() {
            let (table, found) = (one.table, one.found);
            let (other, lost) = (found.other, found.lost);
            tell(&format!(
                "{table}: {other} sealed anew, {lost} that no key opens"
            ));
        }
    })
    .await
    .map_err(explain)?;
    line(&format!(
        "{anew} values sealed anew; none is left under the other key"
    ))?;
    if lost > 0 {
        return Err(format!(
            "{lost} values were sealed by a key that is neither of the two"
        ));
    }
    Ok(ExitCode::SUCCESS)
}
