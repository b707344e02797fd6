//! `cleat console`.

use std::process::ExitCode;

use clap::{Arg, ArgAction, Command};
use cleat_server::Settings;

use crate::print::{explain, line};

/// Name of the command.
pub const NAME: &str = "console";
const SETUP_LINK: &str = "setup-link";
const RECOVER: &str = "recover";

/// The command line of `cleat console`.
pub fn command(with_settings: impl Fn(Command) -> Command) -> Command {
    let recover = Arg::new(RECOVER)
        .long(RECOVER)
        .action(ArgAction::SetTrue)
        .help("Make a link that adds an owner to those there are; the audit trail tells of it");
    let link = Command::new(SETUP_LINK)
        .about("Print the link that makes the first owner; it works once, for 30 minutes")
        .arg(recover);
    Command::new(NAME)
        .about("The console of operators")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_settings(link))
}

/// Whether a link to recover by is asked for.
pub fn recovers(given: &clap::ArgMatches) -> bool {
    given.get_flag(RECOVER)
}

/// `cleat console setup-link`
pub async fn setup_link(settings: Settings, recover: bool) -> Result<ExitCode, String> {
    if !cleat_server::has_console(&settings) {
        return Err("this server has no console".into());
    }
    let app = cleat_server::open_existing(settings).await;
    let app = app.map_err(explain)?;
    let link = cleat_server::setup_link(&app, recover).await;
    let link = link.map_err(explain)?;
    line(&link.ok_or("there is an owner; --recover makes a link that adds one")?)?;
    Ok(ExitCode::SUCCESS)
}
