//! `cleat simulate-traffic`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use cleat_server::{Guard, MadeUpDay, Settings};

use crate::pool::{self, Pool, with_pool};
use crate::print::{explain, line};

/// The command line of `cleat simulate-traffic`.
pub fn command() -> Command {
    let days = Arg::new("days")
        .long("days")
        .value_name("N")
        .default_value("7")
        .value_parser(value_parser!(i64).range(1..=90))
        .help("Days of recorded decisions that are made again");
    let synthetic = Arg::new("synthetic")
        .long("synthetic")
        .action(ArgAction::SetTrue)
        .conflicts_with("days")
        .help("Take a day that is made up instead; its parameters are printed");
    let day = Arg::new("day")
        .long("day")
        .value_name("FILE")
        .requires("synthetic")
        .value_parser(value_parser!(PathBuf))
        .help("Parameters of that day, as JSON; those that are absent have their defaults");
    let policy = Arg::new("policy")
        .long("policy")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("Policy, as configSmsGuard takes it; that of the pool if absent");
    let about = "Tell what the guard of SMS would let pass and refuse, and what that saves";
    let command = Command::new("simulate-traffic").about(about);
    with_pool(command.args([days, synthetic, day, policy]))
}

/// What is asked for.
pub struct Asked {
    days: i64,
    day: Option<MadeUpDay>,
    policy: Option<Guard>,
    pool: Option<String>,
}

impl Asked {
    /// Reads the command line and the files it names.
    ///
    /// # Errors
    /// When one of them cannot be read or meant.
    pub fn read(given: &ArgMatches) -> Result<Self, String> {
        let file = |name| given.get_one::<PathBuf>(name);
        let policy = file("policy").map(|path| read(path, Guard::read));
        let day = match file("day") {
            Some(path) => Some(read(path, MadeUpDay::read)?),
            None => given.get_flag("synthetic").then(MadeUpDay::default),
        };
        Ok(Self {
            days: given.get_one("days").copied().unwrap_or_default(),
            day,
            policy: policy.transpose()?,
            pool: pool::named(given),
        })
    }
}

fn read<T>(path: &Path, of: fn(&str) -> Result<T, String>) -> Result<T, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string());
    let read = text.and_then(|text| of(&text));
    read.map_err(|why| format!("{}: {why}", path.display()))
}

/// Makes the decisions, and tells what they come to.
pub async fn simulate(settings: Settings, asked: Asked) -> Result<ExitCode, String> {
    if let (Some(day), Some(policy)) = (&asked.day, &asked.policy) {
        return tell(&policy.on_day(day));
    }
    let Pool { app, id } = Pool::open(settings, asked.pool, false).await?;
    let policy = match asked.policy {
        Some(policy) => policy,
        None => Guard::of_pool(&app, &id).await.map_err(explain)?,
    };
    if let Some(day) = asked.day {
        return tell(&policy.on_day(&day));
    }
    let recorded = policy.on_recorded(&app, &id, asked.days).await;
    tell(&recorded.map_err(explain)?)
}

fn tell(lines: &[String]) -> Result<ExitCode, String> {
    for text in lines {
        line(text)?;
    }
    Ok(ExitCode::SUCCESS)
}
