//! The promises, through the public surface. `cargo xtask test` installs what is needed.

mod harness;

mod abuse;
mod audit;
mod bad_input;
mod codes;
mod configuration;
mod durability;
mod gates;
mod management;
mod official;
mod owners;
mod secrets;
mod stories;
mod tokens;
