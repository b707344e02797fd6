//! What commands write is for their owner alone, as the database is.

use std::fs::File;
use std::io;
use std::path::Path;

use cleat_store::private;

/// Makes a new file.
///
/// # Errors
/// When there is one already, or none can be made.
pub fn new_file(path: &Path) -> io::Result<File> {
    private::new_file(path)
}

/// Makes a folder, and those above it that are missing.
///
/// # Errors
/// When it cannot be made, or something else is in its place.
pub fn folder(path: &Path) -> io::Result<()> {
    private::folder(path)
}

/// Opens a file that is there, to go on writing it.
///
/// # Errors
/// When it is not there, or somebody else's.
pub fn existing_file(path: &Path) -> io::Result<File> {
    let file = File::options().read(true).write(true).open(path)?;
    private::take_from_others(path)?;
    Ok(file)
}
