//! Licences and advisories of the dependencies, without the network.
//!
//! The packages must have been downloaded: a build before does that.

use serde_json::Value;

use crate::run::{output, root, say};

/// Compares every package that is built with `policy.toml`.
pub fn policy() -> Result<(), String> {
    let policy = Policy::read()?;
    let metadata = metadata()?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let packages = packages.ok_or("cargo metadata names no packages")?;
    let faults: Vec<String> = packages
        .iter()
        .flat_map(|package| policy.faults(package))
        .collect();
    say(&format!(
        "policy: {} packages, {} faults",
        packages.len(),
        faults.len()
    ));
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults.join("\n")),
    }
}

/// What `policy.toml` says.
struct Policy {
    licences: Vec<String>,
    banned: Vec<String>,
}

impl Policy {
    fn read() -> Result<Self, String> {
        let text = std::fs::read_to_string(root().join("policy.toml"));
        let text = text.map_err(|error| format!("policy.toml: {error}"))?;
        let policy: toml::Table = toml::from_str(&text).map_err(|error| error.to_string())?;
        let strings = |name: &str| -> Vec<String> {
            let list = policy.get(name).and_then(toml::Value::as_array);
            let list = list.into_iter().flatten();
            list.filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        };
        Ok(Self {
            licences: strings("licences"),
            banned: strings("banned"),
        })
    }

    /// What is wrong with a package.
    fn faults(&self, package: &Value) -> Vec<String> {
        let text = |name: &str| {
            package
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let (name, version) = (text("name"), text("version"));
        let licence = text("license").replace('/', " OR ");
        let mut faults = Vec::new();
        if !permits(&licence, &self.licences) {
            faults.push(format!("{name} {version}: licence {licence:?}"));
        }
        for entry in &self.banned {
            let (banned, versions) = entry.split_once(' ').unwrap_or((entry, ""));
            let fixed = versions.trim_start_matches('<');
            if banned == name && (fixed.is_empty() || older(version, fixed)) {
                faults.push(format!("{name} {version}: banned, see policy.toml"));
            }
        }
        faults
    }
}

/// What cargo says of every package. Those of other platforms are not built here and need not be
/// downloaded.
fn metadata() -> Result<Value, String> {
    let verbose = output("rustc", &["-vV"])?;
    let host = verbose.lines().find_map(|line| line.strip_prefix("host: "));
    let only = format!("--filter-platform={}", host.unwrap_or_default());
    let args = [
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        only.as_str(),
    ];
    let metadata = output("cargo", &args)?;
    serde_json::from_str(&metadata).map_err(|error| error.to_string())
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
