//! The command line of Cleat.

mod api;
mod check;
mod configuration;
mod console;
mod credentials;
mod demo;
mod doctor;
mod injected;
mod maintain;
mod master_key;
mod pool;
mod print;
mod providers;
mod ready;
mod secret_file;
mod send_test;
mod serve;
mod shown;
mod simulate;
mod support;
mod telemetry;
mod transfer;
mod upgrade_check;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgAction, Command};
use clap_complete::Shell;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let exit = Arg::new("exit")
        .long("exit")
        .action(ArgAction::SetTrue)
        .help("End after the last step; the status is 0 only if every step did what it should");
    let shell = Arg::new("shell")
        .required(true)
        .value_parser(clap::value_parser!(Shell))
        .help("The shell");
    let mut command = Command::new("cleat")
        .version(env!("CARGO_PKG_VERSION"))
        .about("A self-hosted identity server whose heart is the phone number")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_settings(Command::new("serve").about("Serve the API")))
        .subcommand(configuration::demo_arguments(
            Command::new("demo")
                .about(
                    "Serve in development mode and walk through the life of a phone; it has a \
                     database of its own, and nothing of it stays",
                )
                .arg(exit),
        ))
        .subcommand(with_settings(
            Command::new("credentials")
                .about("Print what an SDK needs to use the first pool, as JSON"),
        ))
        .subcommand(with_settings(Command::new("check").about(
            "Verify every invariant of a database; status 1 with the rows at fault",
        )))
        .subcommand(with_settings(doctor::command()))
        .subcommand(with_settings(upgrade_check::command()))
        .subcommand(with_settings(Command::new("ready").about(
            "Ask the server of these settings whether it can serve; status 1 if it cannot",
        )))
        .subcommand(console::command(with_settings))
        .subcommand(support::user_command(with_settings))
        .subcommand(with_settings(support::messages_command()))
        .subcommand(with_settings(send_test::command()))
        .subcommand(with_settings(simulate::command()))
        .subcommand(with_settings(maintain::backup_command()))
        .subcommand(with_settings(maintain::restore_command()))
        .subcommand(with_settings(maintain::revoke_all_command()))
        .subcommand(with_settings(maintain::rotate_keys_command()))
        .subcommand(master_key::command(with_settings))
        .subcommand(with_settings(transfer::export_command()))
        .subcommand(with_settings(transfer::import_command()))
        .subcommand(api::command())
        .subcommand(
            Command::new("completions")
                .about("Print what completes the command line in a shell")
                .arg(shell),
        );
    let matches = command.clone().get_matches();
    let result = match matches.subcommand() {
        Some(("serve", given)) => run(given, serve::serve),
        Some(("demo", given)) => {
            let exit = given.get_flag("exit");
            configuration::read_demo(given)
                .and_then(|settings| block_on(demo::demo(settings, exit)))
        }
        Some(("credentials", given)) => run(given, credentials::credentials),
        Some(("check", given)) => run(given, check::check),
        Some(("ready", given)) => run(given, ready::ready),
        Some((doctor::NAME, given)) => {
            let (secrets, json) = (configuration::secret_files(given), has_json(given));
            block_on(doctor::doctor(configuration::read(given), secrets, json))
        }
        Some((upgrade_check::NAME, given)) => {
            let json = has_json(given);
            run(given, |settings| {
                upgrade_check::upgrade_check(settings, json)
            })
        }
        Some((console::NAME, given)) => console(given),
        Some(("user", given)) => user(given),
        Some(("messages", given)) => support::Asked::read(given)
            .and_then(|asked| run(given, |settings| support::messages(settings, asked))),
        Some(("send-test", given)) => send_test::Asked::read(given)
            .and_then(|asked| run(given, |settings| send_test::send_test(settings, asked))),
        Some(("simulate-traffic", given)) => simulate::Asked::read(given)
            .and_then(|asked| run(given, |settings| simulate::simulate(settings, asked))),
        Some(("backup", given)) => {
            let file = file(given);
            run(given, |settings| maintain::backup(settings, file))
        }
        Some(("restore", given)) => {
            let file = file(given);
            run(given, |settings| maintain::restore(settings, file))
        }
        Some(("revoke-all", given)) => run(given, maintain::revoke_all),
        Some(("rotate-keys", given)) => {
            let retire = given.get_flag("retire");
            run(given, move |settings| {
                maintain::rotate_keys(settings, retire)
            })
        }
        Some((master_key::NAME, given)) => match given.subcommand() {
            Some((_, given)) => run(given, master_key::rotate),
            None => Ok(ExitCode::FAILURE),
        },
        Some(("export", given)) => {
            let (pool, output, resume) = transfer::export_arguments(given);
            run(given, |settings| {
                transfer::export(settings, pool, output, resume)
            })
        }
        Some(("import", given)) => {
            let (pool, file) = transfer::import_arguments(given);
            run(given, |settings| transfer::import(settings, pool, file))
        }
        Some(("api", given)) => block_on(api::call(given.clone())),
        Some(("completions", given)) => {
            let mut text = Vec::new();
            if let Some(shell) = given.get_one::<Shell>("shell") {
                clap_complete::generate(*shell, &mut command, "cleat", &mut text);
            }
            print::bytes(&text).map(|()| ExitCode::SUCCESS)
        }
        _ => Ok(ExitCode::FAILURE),
    };
    result.unwrap_or_else(|error| {
        print::tell(&format!("cleat: {error}"));
        ExitCode::FAILURE
    })
}

/// `cleat console`
fn console(given: &clap::ArgMatches) -> Result<ExitCode, String> {
    let Some((_, given)) = given.subcommand() else {
        return Ok(ExitCode::FAILURE);
    };
    let recover = console::recovers(given);
    run(given, |settings| console::setup_link(settings, recover))
}

/// `cleat user`
fn user(given: &clap::ArgMatches) -> Result<ExitCode, String> {
    let Some((wish, given)) = given.subcommand() else {
        return Ok(ExitCode::FAILURE);
    };
    let asked = support::Asked::read(given)?;
    run(given, |settings| {
        support::user(settings, wish.to_owned(), asked)
    })
}

/// Whether JSON is asked for.
fn has_json(given: &clap::ArgMatches) -> bool {
    given.get_flag(shown::JSON)
}

/// The file that a command names.
fn file(given: &clap::ArgMatches) -> PathBuf {
    given
        .get_one::<String>("file")
        .map(PathBuf::from)
        .unwrap_or_default()
}

fn with_settings(command: Command) -> Command {
    configuration::arguments(command)
}

fn run<F, A>(given: &clap::ArgMatches, work: F) -> Result<ExitCode, String>
where
    F: FnOnce(cleat_server::Settings) -> A,
    A: Future<Output = Result<ExitCode, String>>,
{
    block_on(work(configuration::read(given)?))
}

fn block_on(work: impl Future<Output = Result<ExitCode, String>>) -> Result<ExitCode, String> {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    let result = runtime.block_on(work);
    // Nobody waits for what hangs in a thread of its own.
    runtime.shutdown_background();
    result
}
