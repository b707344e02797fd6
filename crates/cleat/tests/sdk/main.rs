//! What developers use: the samples of the documentation, the clients, the explorer, the command
//! `cleat api`. `cargo xtask test` installs what these tests need.

mod cli;
mod document;
mod explorer;
mod programs;
mod rust;
mod samples;
mod typescript;
