//! What developers run: `cargo xtask <task>`.

#![warn(clippy::too_many_lines)]

mod bench;
mod ci;
mod commits;
mod console;
mod contract;
mod generate;
mod layers;
mod new_noun;
mod policy;
mod postgres;
mod provoked;
mod run;
mod setup;
mod soak;
mod test;

use std::process::ExitCode;

const TASKS: &str = "\
setup       install what the tests need: Python, Node and Debian packages
test        set up what is missing, then run every test, on both engines
provoked    which declared errors the last run of every test did not provoke
ci          what CI runs: format, lints, layers, policy, commits, generated files, contract, tests
new-noun    write the skeleton of a noun: new-noun NAME
commits     check the subjects and bodies of the commits that are new
layers      check that every import goes down: floors, nouns, no circles
contract    compare the declarations with the contract of the official SDKs
gen         write the generated files; with --check, only compare
bench       how fast the server is; --quick, --users N, --engine sqlite|postgres, --scenario NAME;
            --peers: what better-auth costs for the same
instructions  compare the instructions of a request with xtask/instructions.tsv; --write
soak        the promises at length; --times N (10)
policy      licences and advisories of the dependencies, offline";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next().unwrap_or_default();
    let args: Vec<String> = args.collect();
    let check = args.iter().any(|arg| arg == "--check");
    let result = match task.as_str() {
        "setup" => setup::setup(),
        "provoked" => provoked::check(),
        "test" => test::test(),
        "ci" => ci::ci(),
        "new-noun" => new_noun::new_noun(&args),
        "commits" => commits::commits(),
        "layers" => layers::layers(),
        "contract" => contract::contract(),
        "gen" => generate::generate(check),
        "bench" => bench::bench(&args),
        "instructions" => {
            bench::instructions::instructions(args.iter().any(|arg| arg == "--write"))
        }
        "soak" => soak::soak(&args),
        "policy" => policy::policy(),
        _ => Err(format!("tasks:\n{TASKS}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            run::complain(&why);
            ExitCode::FAILURE
        }
    }
}
