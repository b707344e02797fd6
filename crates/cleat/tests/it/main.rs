//! What the server does, through its public surface: promises by subject, the rest by noun.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its expectation does"
)]

#[path = "../common/mod.rs"]
mod common;
mod harness;

mod abuse;
mod audit;
mod bad_input;
mod codes;
mod configuration;
mod cors;
mod database;
mod delivery;
mod durability;
mod failing;
mod gates;
mod management;
mod namespace;
mod official;
mod operations;
mod outages;
mod owners;
mod replicas;
mod role;
mod secrets;
mod stories;
mod tenants;
mod tokens;
