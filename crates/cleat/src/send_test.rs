//! `cleat send-test`.

use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command};
use cleat_server::{Settings, Target};

use crate::pool::{self, Pool, with_pool};
use crate::print::{explain, line};

/// The command line of `cleat send-test`.
pub fn command() -> Command {
    let medium = Arg::new("medium")
        .value_name("MEDIUM")
        .required(true)
        .value_parser(["sms", "email"])
        .help("sms or email");
    let to = Arg::new("to")
        .value_name("TO")
        .required(true)
        .help("Phone number with + and country code, or e-mail address");
    let about = "Send a message with a made-up code, and print what each provider says";
    with_pool(Command::new("send-test").about(about).args([medium, to]))
}

/// Where a message goes, and the pool whose providers are tried.
pub struct Asked {
    target: Target,
    pool: Option<String>,
}

impl Asked {
    /// Reads the command line.
    ///
    /// # Errors
    /// When the number or address is none.
    pub fn read(given: &ArgMatches) -> Result<Self, String> {
        let text = |name| given.get_one::<String>(name).cloned();
        let (medium, to) = (text("medium"), text("to"));
        Ok(Self {
            target: Target::read(&medium.unwrap_or_default(), &to.unwrap_or_default())?,
            pool: pool::named(given),
        })
    }
}

/// Sends it; status 1 when nobody takes it.
pub async fn send_test(settings: Settings, asked: Asked) -> Result<ExitCode, String> {
    let Pool { app, id } = Pool::open(settings, asked.pool, false).await?;
    let said = cleat_server::send_test(&app, &id, &asked.target).await;
    let said = said.map_err(explain)?;
    if said.is_empty() {
        return Err("no provider is configured for it".into());
    }
    for said in &said {
        line(&format!("{}: {}", said.provider, said.words))?;
    }
    Ok(match said.iter().any(|said| said.taken) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
