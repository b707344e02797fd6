//! The Rust samples of the pages as one program, as the build rendered them.
#![expect(
    clippy::panic,
    clippy::print_stdout,
    reason = "samples print; the runner may stop"
)]

include!(concat!(env!("OUT_DIR"), "/samples.rs"));
