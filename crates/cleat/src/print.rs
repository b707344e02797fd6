//! What the commands print.

use std::io::{self, ErrorKind, Write as _};

use cleat_server::kernel::Error;

/// Prints a line on standard output. Whoever reads it may have seen enough: that is no fault.
pub fn line(text: &str) -> Result<(), String> {
    bytes(format!("{text}\n").as_bytes())
}

/// Prints bytes on standard output, as [`line`] does.
pub fn bytes(bytes: &[u8]) -> Result<(), String> {
    let mut output = io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// Tells the operator on standard error, if anybody listens.
pub fn tell(text: &str) {
    drop(io::stderr().write_all(format!("{text}\n").as_bytes()));
}

/// Why something could not be done.
pub fn explain(error: Error) -> String {
    match (error.cause, error.detail) {
        (Some(why), _) | (None, Some(why)) => why,
        (None, None) => error.code.name().to_owned(),
    }
}
