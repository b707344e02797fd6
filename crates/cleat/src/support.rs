//! `cleat user` and `cleat messages`: what an operator does for one person.

use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command};
use cleat_server::support::{self, Name, Person};
use cleat_server::{Settings, kernel};

use crate::pool::{self, Pool, with_pool};
use crate::print::{explain, line};

const WHO: &str = "who";

/// What is done for a user.
enum Wish {
    Show,
    Unlock,
    EndSessions,
}

/// Names and help of the commands under `cleat user`.
const WISHES: [(&str, &str, Wish); 3] = [
    (
        "show",
        "Print what the account holds, what keeps it from signing in, and where it is signed in",
        Wish::Show,
    ),
    (
        "unlock",
        "Forget the wrong codes and passwords that keep a user waiting",
        Wish::Unlock,
    ),
    (
        "end-sessions",
        "Sign a user out everywhere",
        Wish::EndSessions,
    ),
];

/// The command line of `cleat user`.
pub fn user_command(with_settings: impl Fn(Command) -> Command) -> Command {
    let command = Command::new("user")
        .about("Look at a user, unlock one, or sign one out")
        .subcommand_required(true)
        .arg_required_else_help(true);
    WISHES.iter().fold(command, |command, (name, about, _)| {
        let who = Arg::new(WHO)
            .value_name("WHO")
            .required(true)
            .help("Phone number with + and country code, e-mail address, or id");
        let wish = Command::new(*name).about(*about).arg(who);
        command.subcommand(with_settings(with_pool(wish)))
    })
}

/// The command line of `cleat messages`.
pub fn messages_command() -> Command {
    let number = Arg::new(WHO)
        .value_name("NUMBER")
        .required(true)
        .help("Phone number with + and country code");
    let about = "Print the newest SMS to a number, and what each provider said";
    with_pool(Command::new("messages").about(about).arg(number))
}

/// What is asked for.
pub struct Asked {
    name: Name,
    pool: Option<String>,
}

impl Asked {
    /// Reads the command line.
    ///
    /// # Errors
    /// When the number is none.
    pub fn read(given: &ArgMatches) -> Result<Self, String> {
        let who = given.get_one::<String>(WHO).cloned().unwrap_or_default();
        Ok(Self {
            name: Name::read(&who).map_err(|why| format!("{who}: {why}"))?,
            pool: pool::named(given),
        })
    }
}

/// `cleat user NAME WHO`; status 1 where there is no such user.
pub async fn user(settings: Settings, wish: String, asked: Asked) -> Result<ExitCode, String> {
    let Pool { app, id } = Pool::open(settings, asked.pool, false).await?;
    let person = Person {
        pool_id: id,
        name: asked.name,
    };
    let wish = WISHES.iter().find(|(name, ..)| *name == wish);
    let found = match wish.map(|(.., wish)| wish) {
        Some(Wish::Unlock) => done(support::unlock(app, person).await, "unlocked"),
        Some(Wish::EndSessions) => done(support::end_sessions(app, person).await, "signed out"),
        Some(Wish::Show) | None => support::show(&app, &person)
            .await
            .map(|shown| shown.map(|shown| format!("{shown:#}"))),
    };
    let told = found.map_err(explain)?;
    line(&told.ok_or("there is no such user")?)?;
    Ok(ExitCode::SUCCESS)
}

fn done(found: kernel::Result<bool>, words: &str) -> kernel::Result<Option<String>> {
    found.map(|found| found.then(|| words.to_owned()))
}

/// `cleat messages NUMBER`
pub async fn messages(settings: Settings, asked: Asked) -> Result<ExitCode, String> {
    let Name::Phone(phone) = asked.name else {
        return Err("the number must begin with + and its country code".into());
    };
    let Pool { app, id } = Pool::open(settings, asked.pool, false).await?;
    let messages = support::messages(app, &id, &phone).await.map_err(explain)?;
    for message in &messages {
        let text = serde_json::to_string_pretty(message).map_err(|error| error.to_string())?;
        line(&text)?;
    }
    if messages.is_empty() {
        line("no SMS to this number in the last two days")?;
    }
    Ok(ExitCode::SUCCESS)
}
