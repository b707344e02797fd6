//! Which errors a run of the tests provoked. Not in a release build.

use cleat_api::{ErrorCode, Operation};

/// Notes that an operation answered an error, once each, as a line `operation error` in the file
/// that `TEST_PROVOKED` names. `cargo xtask test` compares them with the declarations.
#[cfg(debug_assertions)]
pub fn note(operation: Option<&Operation>, error: Option<ErrorCode>) {
    use std::collections::BTreeSet;
    use std::io::Write as _;
    use std::sync::{Mutex, PoisonError};

    static NOTED: Mutex<BTreeSet<(&str, &str)>> = Mutex::new(BTreeSet::new());
    let (Some(operation), Some(error)) = (operation, error) else {
        return;
    };
    let Some(path) = std::env::var_os("TEST_PROVOKED") else {
        return;
    };
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    if !noted.insert((operation.id, error.name())) {
        return;
    }
    // Other processes append to it as well: one line is one write.
    let line = format!("{} {}\n", operation.id, error.name());
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path);
    if let Err(why) = file.and_then(|mut file| file.write_all(line.as_bytes())) {
        tracing::error!(%why, "an error that was provoked is not noted");
    }
}

/// Notes nothing.
#[cfg(not(debug_assertions))]
pub fn note(_: Option<&Operation>, _: Option<ErrorCode>) {}
