//! Commits that a stranger can read: a short subject, and a body that says why.

use crate::run::{output, say};

/// A subject is shorter than this, in characters.
const LONGEST_SUBJECT: usize = 72;
/// How many commits are looked at where no remote says which are new.
const RECENT: &str = "--max-count=30";

/// Checks the commits that no remote has yet.
pub fn commits() -> Result<(), String> {
    let Ok(remotes) = output("git", &["for-each-ref", "refs/remotes"]) else {
        say("commits: no history here");
        return Ok(());
    };
    let format = "--format=%h%x00%s%x00%b%x01";
    let mut args = vec!["log", "--no-merges", format];
    match remotes.trim().is_empty() {
        true => args.push(RECENT),
        false => args.extend(["HEAD", "--not", "--remotes"]),
    }
    let log = output("git", &args)?;
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
