//! Files and folders for their owner alone, whatever the umask.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a new file that its owner alone may read and write.
///
/// # Errors
/// When there is one already, or none can be made.
pub fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder that its owner alone may enter, and those above it that are missing. One that is
/// there stays as it is.
///
/// # Errors
/// When it cannot be made, or something else is in its place.
pub fn folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Takes a file or a folder from everybody but its owner; whether others had a right to it.
///
/// # Errors
/// When it is not there, or somebody else's.
#[cfg(unix)]
pub fn take_from_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;

    let found = fs::metadata(path)?;
    let mut permissions = found.permissions();
    let mode = permissions.mode() & 0o7777;
    let own = mode & if found.is_dir() { 0o700 } else { 0o600 };
    if mode == own {
        return Ok(false);
    }
    permissions.set_mode(own);
    fs::set_permissions(path, permissions).map(|()| true)
}

/// Takes a file or a folder from everybody but its owner; here, the system's own rules do.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn take_from_others(_: &Path) -> io::Result<bool> {
    Ok(false)
}
