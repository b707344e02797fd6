//! What a test needs that may not be installed.
//!
//! Plain `cargo test` leaves such a test out and says so. Under `cargo xtask test`, which installs
//! everything first, a test that cannot run fails.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Set by `cargo xtask test`: no test may be left out.
const COMPLETE: &str = "TEST_COMPLETE";

/// What was found; else what is missing and how to get it.
pub type Found<T> = Result<T, String>;

/// What a test needs; where it is missing, the test ends here and says so.
macro_rules! need {
    ($found:expr) => {
        match $found {
            Ok(found) => found,
            Err(missing) => {
                return $crate::common::skip(std::any::type_name_of_val(&|| ()), &missing)
            }
        }
    };
}
pub(crate) use need;

/// Says that a test is left out, and why; `place` is the name of a closure in it.
#[track_caller]
pub fn skip(place: &str, missing: &str) {
    let test = place.replace("::{{closure}}", "");
    let test = test
        .split_once("::")
        .map_or(test.as_str(), |(_, test)| test);
    assert!(std::env::var_os(COMPLETE).is_none(), "{test}: {missing}");
    // The harness keeps back what `println!` says in a test that passes.
    let line = format!("skipped: {test}: {missing}\n");
    drop(std::io::stderr().write_all(line.as_bytes()));
}

/// A program that answers to `--version`.
pub fn program(name: &str) -> Found<Command> {
    let mut asked = Command::new(name);
    let asked = asked.arg("--version").stdout(Stdio::null());
    let answer = asked.stderr(Stdio::null()).status();
    match answer {
        Ok(_) => Ok(Command::new(name)),
        Err(_) => Err(not_set_up(name)),
    }
}

/// The Python that has the official SDK and the tools of the tests.
pub fn python() -> Found<PathBuf> {
    let python = root().join("target/python/bin/python");
    match python.exists() {
        true => Ok(python),
        false => Err(not_set_up("Python environment")),
    }
}

/// Node, and its packages in a folder of the repository.
pub fn node(folder: &str) -> Found<(Command, PathBuf)> {
    let node = program("node")?;
    let modules = root().join(folder).join("node_modules");
    match modules.exists() {
        true => Ok((node, modules)),
        false => Err(not_set_up(&format!("Node packages in {folder}"))),
    }
}

fn not_set_up(what: &str) -> String {
    format!("no {what}, run cargo xtask setup")
}

/// The repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
