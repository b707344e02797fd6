//! Every error that an operation declares was provoked by some test.

use std::collections::BTreeSet;
use std::path::PathBuf;

use cleat_api::ErrorCode;

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
    let (declared, never) = compare(&text);
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

/// How many errors are declared, and those that the notes of the servers do not name: errors of an
/// operation's own, then those that any operation may answer.
fn compare(notes: &str) -> (usize, Vec<String>) {
    let provoked: BTreeSet<&str> = notes.lines().collect();
    let anywhere: BTreeSet<&str> = notes
        .lines()
        .filter_map(|row| row.split(' ').nth(1))
        .collect();
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
    // A fault is no answer that was meant, an unknown path is no operation, that somebody said no at a
    // source is told on a page alone, and the console refuses other sites, and first passwords that are
    // too old, before it knows what they ask.
    let unmeant = [
        ErrorCode::ExtIdpDenied,
        ErrorCode::FirstPasswordExpired,
        ErrorCode::ForeignPage,
        ErrorCode::HttpsRequired,
        ErrorCode::Internal,
        ErrorCode::RouteNotFound,
        ErrorCode::MethodNotAllowed,
    ];
    for error in ErrorCode::ALL
        .iter()
        .filter(|error| !unmeant.contains(error))
    {
        let mut operations = cleat_api::operations().into_iter();
        if !operations.any(|operation| operation.errors.contains(error)) {
            declared += 1;
            if !anywhere.contains(error.name()) {
                never.push(format!("any operation {}", error.name()));
            }
        }
    }
    (declared, never)
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn what_is_not_noted_was_never_provoked() {
        let (declared, never) = compare("");
        assert_eq!(never.len(), declared);
        let (_, fewer) = compare("bindPhone PhoneTaken\ngetUser SignatureInvalid\n");
        let row = |row: &str| fewer.iter().any(|never| never == row);
        assert!(!row("bindPhone PhoneTaken") && row("bindPhone CodeWrong"));
        assert!(!row("any operation SignatureInvalid") && row("any operation SignatureReplayed"));
    }
}
