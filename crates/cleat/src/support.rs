//! `cleat user` and `cleat messages`: what an operator does for one person.

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use cleat_api::Value;
use cleat_server::support::{self, Name, Person};
use cleat_server::{App, Settings, kernel};

use crate::pool::{self, Pool, with_pool};
use crate::print::{explain, line};
use crate::shown::{JSON, as_json, told};

const WHO: &str = "who";
const REVEAL: &str = "reveal";
const NOBODY: &str = "there is no such user";

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
    WISHES.iter().fold(command, |command, (name, about, wish)| {
        let named = Command::new(*name).about(*about).arg(who());
        let named = match wish {
            Wish::Show => looked_at(named),
            Wish::Unlock | Wish::EndSessions => named,
        };
        command.subcommand(with_settings(with_pool(named)))
    })
}

fn who() -> Arg {
    Arg::new(WHO)
        .value_name("WHO")
        .required(true)
        .help("Phone number in any spelling (+86 where it has no country code), address, or id")
}

/// Adds how something is shown.
fn looked_at(command: Command) -> Command {
    let reveal = Arg::new(REVEAL)
        .long(REVEAL)
        .action(ArgAction::SetTrue)
        .help("Show numbers and addresses whole; the audit trail tells of it");
    command.arg(reveal).arg(as_json())
}

/// The command line of `cleat messages`.
pub fn messages_command() -> Command {
    let about = "Print the newest messages to somebody, and what each provider said";
    with_pool(looked_at(Command::new("messages").about(about).arg(who())))
}

/// What is asked for.
pub struct Asked {
    name: Name,
    pool: Option<String>,
    look: Look,
}

/// How something is shown.
struct Look {
    reveal: bool,
    json: bool,
}

impl Asked {
    /// Reads the command line.
    ///
    /// # Errors
    /// When the number or the address is none.
    pub fn read(given: &ArgMatches) -> Result<Self, String> {
        let who = given.get_one::<String>(WHO).cloned().unwrap_or_default();
        let has = |flag| matches!(given.try_get_one::<bool>(flag), Ok(Some(true)));
        Ok(Self {
            name: Name::read(&who).map_err(|why| format!("{who}: {why}"))?,
            pool: pool::named(given),
            look: Look {
                reveal: has(REVEAL),
                json: has(JSON),
            },
        })
    }

    /// Opens the database that they are in.
    async fn open(self, settings: Settings) -> Result<(Arc<App>, Person, Look), String> {
        let Pool { app, id } = Pool::open(settings, self.pool, false).await?;
        let person = Person {
            pool_id: id,
            name: self.name,
        };
        Ok((app, person, self.look))
    }
}

/// `cleat user NAME WHO`; status 1 where there is no such user.
pub async fn user(settings: Settings, wish: String, asked: Asked) -> Result<ExitCode, String> {
    let (app, person, look) = asked.open(settings).await?;
    let wish = WISHES.iter().find(|(name, ..)| *name == wish);
    let found = match wish.map(|(.., wish)| wish) {
        Some(Wish::Unlock) => done(support::unlock(app, person).await, "unlocked"),
        Some(Wish::EndSessions) => done(support::end_sessions(app, person).await, "signed out"),
        Some(Wish::Show) | None => {
            let shown = support::show(app, person, look.reveal).await;
            shown.map(|shown| shown.map(|shown| told(&shown, look.json)))
        }
    };
    let told = found.map_err(explain)?;
    line(&told.ok_or(NOBODY)?)?;
    Ok(ExitCode::SUCCESS)
}

fn done(found: kernel::Result<bool>, words: &str) -> kernel::Result<Option<String>> {
    found.map(|found| found.then(|| words.to_owned()))
}

/// `cleat messages WHO`
pub async fn messages(settings: Settings, asked: Asked) -> Result<ExitCode, String> {
    let (app, person, look) = asked.open(settings).await?;
    let days = app.settings.message_days;
    let messages = support::messages(app, person, look.reveal).await;
    let messages = messages.map_err(explain)?.ok_or(NOBODY)?;
    if look.json {
        line(&told(&Value::Array(messages), true))?;
    } else if messages.is_empty() {
        line(&format!("no message in the last {days} days"))?;
    } else {
        for message in &messages {
            line(&format!("{}\n", told(message, false)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
