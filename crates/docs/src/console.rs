//! The pages of the console, as `console/` builds them.

use crate::{File, find_in};

/// The files by name, each compressed (RFC 1952).
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/console.rs"));

/// What the pages are known by: it changes with any of them.
pub const BUILD: &str = include_str!(concat!(env!("OUT_DIR"), "/console-build.txt"));

/// The folder of the files whose names change with what is in them.
pub const ASSETS: &str = "assets/";

/// A file by its name, such as `index.html`.
pub fn file(name: &str) -> Option<File> {
    find_in(FILES, name)
}

/// The names of all files.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}
