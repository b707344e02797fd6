//! What the house does with itself: `cargo xtask <task>`.

mod bench;
mod contract;
mod generate;
mod layers;
mod policy;
mod postgres;
mod run;
mod soak;
mod test;

use std::process::ExitCode;

const TASKS: &str = "\
test        install what the tests need, then run them all, on both engines
ci          what CI runs: format, lints, policy, generated files, contract, tests
layers      check that every import goes down: floors, nouns, no circles
contract    compare the declarations with the contract of the official SDKs
gen         write the generated files; with --check, only compare
bench       how fast the server is; --quick, --users N, --engine sqlite|postgres, --scenario NAME
soak        the promises at length; --times N (10)
policy      licences and advisories of the dependencies, offline";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next().unwrap_or_default();
    let args: Vec<String> = args.collect();
    let check = args.iter().any(|arg| arg == "--check");
    let result = match task.as_str() {
        "test" => test::test(),
        "ci" => ci(),
        "layers" => layers::layers(),
        "contract" => contract::contract(),
        "gen" => generate::generate(check),
        "bench" => bench::bench(&args),
        "soak" => soak::soak(&args),
        "policy" => policy::policy(),
        _ => Err(format!("tasks:\n{TASKS}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn ci() -> Result<(), String> {
    run::cargo(&["fmt", "--all", "--check"])?;
    run::cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ])?;
    let traced = [
        "clippy",
        "--package",
        "cleat",
        "--features",
        "otel",
        "--all-targets",
    ];
    run::cargo(&[traced.as_slice(), &["--locked", "--", "-D", "warnings"]].concat())?;
    layers::layers()?;
    policy::policy()?;
    test::install()?;
    generate::generate(true)?;
    contract::contract()?;
    test::test()
}
