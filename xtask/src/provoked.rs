//! Every error that an operation declares was provoked by some test.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::run::{root, say};

/// Names the file in which a server that is tested notes what it answered.
pub const VARIABLE: &str = "TEST_PROVOKED";

/// The file of a run of all tests.
pub fn file() -> PathBuf {
    root().join("target/provoked")
}

/// Forgets what an earlier run provoked.
pub fn forget() -> Result<(), String> {
    match std::fs::remove_file(file()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// Compares what was provoked with the declarations; an error names what no test provoked.
pub fn check() -> Result<(), String> {
    let path = file();
    let text = std::fs::read_to_string(&path);
    let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
    let provoked: BTreeSet<&str> = text.lines().collect();
    let mut never = Vec::new();
    let mut declared = 0;
    for operation in cleat_api::operations() {
        for error in operation.errors {
            declared += 1;
            let row = format!("{} {}", operation.id, error.name());
            if !provoked.contains(row.as_str()) {
                never.push(row);
            }
        }
    }
    for row in &never {
        say(&format!("never provoked: {row}"));
    }
    say(&format!(
        "provoked: {} of {declared} declared errors",
        declared - never.len()
    ));
    match never.is_empty() {
        true => Ok(()),
        false => Err("a declared error that no test provokes is not known to happen".into()),
    }
}
