//! What developers use: the samples of the documentation, the clients, the explorer, the command
//! `cleat api`. `cargo xtask test` installs what these tests need.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its expectation does"
)]

#[path = "../common/mod.rs"]
mod common;

mod cli;
mod document;
mod explorer;
mod guides;
mod paths;
mod programs;
mod rust;
mod samples;
mod signing;
mod typescript;
