//! Files: who may read them, and how much room there is for more.

use std::fs::File;
use std::path::{Path, PathBuf};

use cleat_engine::kernel::Settings;

use super::finding::Finding;
use crate::folder;

const ABOUT: &str = "files";
const ROOM: &str = "room";
const MIB: u64 = 1 << 20;
/// Room that is too little to go on for long, and too little to go on.
const SCARCE: [u64; 2] = [1024 * MIB, 64 * MIB];

/// The files of the server, and those that secrets were read from.
pub(super) fn examine(settings: &Settings, secrets: &[PathBuf]) -> Vec<Finding> {
    let own = folder::own_files(settings);
    let mut found: Vec<_> = own
        .iter()
        .chain(secrets)
        .filter(|path| is_open_to_others(path))
        .map(|path| {
            let finding = format!("{} can be read by other users.", path.display());
            Finding::warning(ABOUT, finding, format!("chmod go= {}", path.display()))
        })
        .collect();
    let closed = own.iter().filter(|path| {
        let opened = File::options().read(true).write(true).open(path);
        opened.is_err()
    });
    found.extend(closed.map(|path| {
        let finding = format!("{} cannot be written by this user.", path.display());
        let advice = "Run it as the user that the server runs as, or give the file to that user.";
        Finding::fault(ABOUT, finding, advice)
    }));
    if found.is_empty() {
        found.push(Finding::ok(ABOUT, "They are for their owner alone."));
    }
    found.extend(room(Path::new(&settings.data)));
    found
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    let found = std::fs::metadata(path);
    found.is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

/// The room where the data folder is, which has the database or at least the master key.
#[cfg(unix)]
fn room(folder: &Path) -> Option<Finding> {
    let found = rustix::fs::statvfs(folder).ok()?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let text = format!("{} MiB are free at {}.", free / MIB, folder.display());
    let advice = "Make room: a database that is full takes no writes.";
    Some(match SCARCE {
        [_, end] if free < end => Finding::fault(ROOM, text, advice),
        [soon, _] if free < soon => Finding::warning(ROOM, text, advice),
        _ => Finding::ok(ROOM, text),
    })
}

#[cfg(not(unix))]
fn room(_: &Path) -> Option<Finding> {
    None
}
