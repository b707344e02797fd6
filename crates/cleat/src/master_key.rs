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
         give every server both keys first, also where there is one alone; they go on meanwhile, \
         and a run that was cut is run again",
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
    let rotated = master_key::rotate(&app, |one| {
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
    let anew = values(anew);
    if rotated.lost > 0 {
        return Err(format!(
            "{anew} sealed anew; {} that neither of the two keys opens: cleat check says where",
            values(rotated.lost)
        ));
    }
    line(&format!(
        "{anew} sealed anew; none is left under the other key"
    ))?;
    if rotated.goes_on {
        tell(
            "The server that uses the data folder seals by the other key: restart it with the new key \
             as master_key, then run this again.",
        );
    }
    tell(
        "A server that ran without the new key may have sealed more by the other one: run this again \
         when every server was restarted with the new key as master_key. Keep the other key until then.",
    );
    Ok(ExitCode::SUCCESS)
}

fn values(count: u64) -> String {
    match count {
        1 => "1 value".to_owned(),
        _ => format!("{count} values"),
    }
}
