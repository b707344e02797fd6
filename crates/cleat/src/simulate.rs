//! `cleat simulate-traffic`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use cleat_server::guard::{Day, GuardPolicy, Outcome, Request, replay};
use cleat_server::{App, Credentials, Price, Settings};

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
    let pool = Arg::new("pool")
        .long("pool")
        .value_name("ID")
        .help("Id of the pool; the first pool if absent");
    Command::new("simulate-traffic")
        .about("Tell what the guard of SMS would let pass and refuse, and what that saves")
        .args([days, synthetic, day, policy, pool])
}

/// What is asked for.
pub struct Asked {
    days: i64,
    day: Option<Day>,
    policy: Option<GuardPolicy>,
    pool: Option<String>,
}

impl Asked {
    /// Reads the command line and the files it names.
    ///
    /// # Errors
    /// When one of them cannot be read or meant.
    pub fn read(given: &ArgMatches) -> Result<Self, String> {
        let file = |name| given.get_one::<PathBuf>(name);
        let policy = file("policy").map(|path| {
            let text = text(path)?;
            cleat_server::read_policy(&text).map_err(|why| format!("{}: {why}", path.display()))
        });
        let day = match file("day") {
            Some(path) => Some(day(path)?),
            None => given.get_flag("synthetic").then(Day::default),
        };
        Ok(Self {
            days: given.get_one("days").copied().unwrap_or_default(),
            day,
            policy: policy.transpose()?,
            pool: given.get_one("pool").cloned(),
        })
    }
}

fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn day(path: &Path) -> Result<Day, String> {
    let day = serde_json::from_str::<Day>(&text(path)?).map_err(|error| error.to_string());
    let checked = day.and_then(|day| day.check().map(|()| day));
    checked.map_err(|why| format!("{}: {why}", path.display()))
}

/// Makes the decisions, and tells what they come to.
pub async fn simulate(settings: Settings, asked: Asked) -> Result<ExitCode, String> {
    if let (Some(day), Some(policy)) = (&asked.day, &asked.policy) {
        return of_day(day, policy);
    }
    let app = cleat_server::open_existing(settings).await;
    let app = app.map_err(explain)?;
    let pool = match asked.pool {
        Some(pool) => pool,
        None => first(&app).await?,
    };
    if !cleat_server::pool_exists(&app, &pool)
        .await
        .map_err(explain)?
    {
        return Err(format!("there is no pool {pool}"));
    }
    let policy = match asked.policy {
        Some(policy) => policy,
        None => cleat_server::policy_of_pool(&app, &pool)
            .await
            .map_err(explain)?,
    };
    if let Some(day) = asked.day {
        return of_day(&day, &policy);
    }
    let traffic = cleat_server::recorded(&app, &pool, asked.days).await;
    let traffic = traffic.map_err(explain)?;
    line(&format!(
        "{} days of pool {pool}: {} requests, {} of them were refused. Real is who entered the code.",
        asked.days,
        traffic.requests.len(),
        traffic.refused,
    ))?;
    tell(&policy, traffic.requests)
}

async fn first(app: &App) -> Result<String, String> {
    let first = Credentials::first(app).await.map_err(explain)?;
    Ok(first.user_pool_id)
}

fn of_day(day: &Day, policy: &GuardPolicy) -> Result<ExitCode, String> {
    let parameters = serde_json::to_string(day).map_err(|error| error.to_string())?;
    line(&format!("a day that is made up: {parameters}"))?;
    tell(policy, day.requests())
}

fn tell(policy: &GuardPolicy, requests: Vec<Request>) -> Result<ExitCode, String> {
    for text in lines(&replay(policy, requests)) {
        line(&text)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(outcome: &Outcome) -> Vec<String> {
    let refused = outcome.requests - outcome.passed;
    let mut lines = vec![format!(
        "requests: {}, passed {}, refused {refused}",
        outcome.requests, outcome.passed
    )];
    for (reason, count) in &outcome.refused {
        lines.push(format!("  refused by {reason}: {count}"));
    }
    lines.push(format!(
        "money: saved {}, spent {}",
        Price::text(outcome.saved),
        Price::text(outcome.spent)
    ));
    lines.push(format!(
        "real users: {}, refused {} ({} %)",
        outcome.real,
        outcome.real_refused,
        percent(outcome.real_refused, outcome.real)
    ));
    lines.push(format!(
        "most messages to strangers within ten thousand numbers in an hour: {}",
        outcome.most_to_a_prefix
    ));
    lines
}

/// Hundredths of a percent, rounded up.
fn percent(part: u64, whole: u64) -> String {
    let hundredths = (part * 10_000).div_ceil(whole.max(1));
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
