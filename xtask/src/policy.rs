//! Licences and advisories of the dependencies, without the network.
//!
//! The packages must have been downloaded: a build before does that.

use serde_json::Value;

use crate::run::{output, root, say};

/// Compares every package that is built with `policy.toml`.
pub fn policy() -> Result<(), String> {
    let text = std::fs::read_to_string(root().join("policy.toml")).map_err(|e| e.to_string())?;
    let policy: toml::Table = toml::from_str(&text).map_err(|error| error.to_string())?;
    let strings = |name: &str| -> Vec<String> {
        let list = policy
            .get(name)
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten();
        list.filter_map(|item| item.as_str().map(str::to_owned))
            .collect()
    };
    let (allowed, banned) = (strings("licences"), strings("banned"));
    // Packages of other platforms are not built here and need not be downloaded.
    let verbose = output("rustc", &["-vV"])?;
    let host = verbose
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or_default();
    let only = format!("--filter-platform={host}");
    let args = [
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        only.as_str(),
    ];
    let metadata = output("cargo", &args)?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|error| error.to_string())?;
    let mut faults = Vec::new();
    let mut seen = 0;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let version = package["version"].as_str().unwrap_or_default();
        let licence = package["license"]
            .as_str()
            .unwrap_or_default()
            .replace('/', " OR ");
        seen += 1;
        if !permits(&licence, &allowed) {
            faults.push(format!("{name} {version}: licence {licence:?}"));
        }
        for entry in &banned {
            let (banned, versions) = entry.split_once(' ').unwrap_or((entry, ""));
            if banned == name
                && (versions.is_empty() || older(version, versions.trim_start_matches('<')))
            {
                faults.push(format!("{name} {version}: banned, see policy.toml"));
            }
        }
    }
    say(&format!("policy: {seen} packages, {} faults", faults.len()));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

/// Whether an SPDX expression can be met with the licences allowed.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace(['(', ')'], " ");
    expression.split(" AND ").all(|all| {
        all.split(" OR ")
            .any(|one| allowed.iter().any(|allowed| allowed == one.trim()))
    })
}

/// Whether a version is older than another, number by number.
fn older(version: &str, than: &str) -> bool {
    let numbers = |text: &str| -> Vec<u64> {
        text.split(['.', '-', '+'])
            .map_while(|part| part.parse().ok())
            .collect()
    };
    numbers(version) < numbers(than)
}
