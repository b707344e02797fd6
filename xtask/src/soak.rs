//! The promises at length: `cargo xtask soak [--times N]`.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::postgres::Cluster;
use crate::run::{cargo_program, now, root, say};
use crate::setup;
use crate::test::{IT, Run};

/// How many times as much as CI does.
const TIMES: &str = "10";

/// Runs the long forms on both engines, one after the other, and prints a table.
pub fn soak(args: &[String]) -> Result<(), String> {
    let given = args.iter().position(|arg| arg == "--times");
    let times = given.and_then(|place| args.get(place + 1));
    let times = times.map_or(TIMES, String::as_str);
    setup::setup()?;
    let cluster = Cluster::for_tests()?;
    let mut table = Vec::new();
    let mut kept = true;
    for (engine, cluster) in [("SQLite", None), ("PostgreSQL", Some(&cluster))] {
        kept &= on_engine(engine, &Run::new(cluster), times, &mut table)?;
    }
    table.sort();
    say(&format!(
        "\n| engine | promise | {times} times what CI does |\n|---|---|---|"
    ));
    table.iter().for_each(|row| say(row));
    match kept {
        true => Ok(()),
        false => Err("a promise was broken".into()),
    }
}

/// Runs the tests on one engine and adds their figures to the table; whether all passed.
fn on_engine(
    engine: &str,
    run: &Run,
    times: &str,
    table: &mut Vec<String>,
) -> Result<bool, String> {
    let begun = now();
    let mut tests = Command::new(cargo_program())
        .args(IT)
        .args(["--", "--nocapture", "--test-threads=1"])
        .args(run.skipped())
        .envs(run.environment())
        .env("SOAK", times)
        .current_dir(root())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    for line in BufReader::new(tests.stdout.take().ok_or("no output")?).lines() {
        let line = line.map_err(|error| error.to_string())?;
        // The name of a test stands before what it prints.
        if let Some((_, figure)) = line.split_once("figure: ") {
            say(&format!("{engine}: {figure}"));
            table.push(format!("| {engine} | {figure} |"));
        } else if line.contains("FAILED") || line.starts_with("test result") {
            say(&format!("{engine}: {line}"));
        }
    }
    let status = tests.wait().map_err(|error| error.to_string())?;
    say(&format!("{engine}: {status} after {:?}", begun.elapsed()));
    Ok(status.success())
}
