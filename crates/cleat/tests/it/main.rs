//! What the server does, through its public surface. `cargo xtask test` installs what is needed.

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
mod people;

// Promises and other things that hold for all nouns, by subject.
mod abuse;
mod audit;
mod bad_input;
mod changes;
mod codes;
mod configuration;
mod cors;
mod database;
mod delivery;
mod durability;
mod failing;
mod filters;
mod gates;
mod management;
mod namespace;
mod official;
mod operators;
mod outages;
mod owners;
mod replicas;
mod role;
mod secrets;
mod standards;
mod tenants;
mod tokens;
mod typed_clients;
mod wire;

// What each noun does.
mod access_key;
mod application;
mod email;
mod ext_idp;
mod log;
mod oidc;
mod passcode;
mod password;
mod phone;
mod profile;
mod security;
mod session;
mod signin;
mod system;
mod user;
mod user_lists;
