//! Commits that a stranger can read: a short subject, and a body that says why.

use crate::run::{output, say};

/// A subject is shorter than this, in characters.
const LONGEST_SUBJECT: usize = 72;
/// This file: the rule holds for the commits since it came.
const RULE: &str = "xtask/src/commits.rs";

/// Checks the commits since the rule came.
pub fn commits() -> Result<(), String> {
    let came = ["log", "--diff-filter=A", "--format=%H", "--", RULE];
    let came = output("git", &came).unwrap_or_default();
    let Some(first) = came.split_whitespace().last() else {
        say("commits: no history here");
        return Ok(());
    };
    let since = format!("{first}..HEAD");
    let format = "--format=%h%x00%s%x00%b%x01";
    let log = output("git", &["log", "--no-merges", format, &since])?;
    let faults = faults(&log);
    say(&format!("commits: {} faults", faults.len()));
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults.join("\n")),
    }
}

/// What is wrong with each commit of a log.
fn faults(log: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for commit in log.split('\u{1}') {
        let mut parts = commit.trim_start().splitn(3, '\0');
        let (Some(id), Some(subject), Some(body)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let length = subject.chars().count();
        if length >= LONGEST_SUBJECT {
            faults.push(format!("{id}: the subject has {length} characters"));
        }
        if body.trim().is_empty() {
            faults.push(format!("{id}: no body says why: {subject}"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn long_subjects_and_missing_bodies_are_told() {
        let long = "x".repeat(72);
        let log = format!("a\0Short\0Why.\n\u{1}\nb\0{long}\0Why.\u{1}\nc\0Short\0\n\u{1}\n");
        let wanted = [
            "b: the subject has 72 characters",
            "c: no body says why: Short",
        ];
        assert_eq!(faults(&log), wanted);
    }
}
