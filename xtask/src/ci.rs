//! What CI runs: `cargo xtask ci`.

use crate::run::cargo;
use crate::{commits, contract, generate, layers, policy, setup, test};

/// Format, lints, layers, policy, commits, generated files, contract, every test.
pub fn ci() -> Result<(), String> {
    cargo(&["fmt", "--all", "--check"])?;
    clippy(&["--workspace"])?;
    clippy(&["--workspace", "--features", test::TRACES])?;
    layers::layers()?;
    policy::policy()?;
    commits::commits()?;
    setup::setup()?;
    generate::generate(true)?;
    contract::contract()?;
    test::test()
}

fn clippy(what: &[&str]) -> Result<(), String> {
    let rest = ["--all-targets", "--locked", "--", "-D", "warnings"];
    cargo(&[&["clippy"], what, &rest].concat())
}
