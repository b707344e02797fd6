//! Licences and advisories of the dependencies, without the network: the list of advisories is
//! kept in the repository, dated, and the check says how old it is.
//!
//! The packages must have been downloaded: a build before does that.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::run::{output, root, say};

/// Compares every package that is built with `policy.toml`.
pub fn policy() -> Result<(), String> {
    let text = std::fs::read_to_string(root().join("policy.toml"));
    let text = text.map_err(|error| format!("policy.toml: {error}"))?;
    let policy = Policy::read(&text)?;
    let metadata = metadata()?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let packages = packages.ok_or("cargo metadata names no packages")?;
    let today = today();
    let faults = policy.all_faults(packages, today);
    say(&policy.age(today)?);
    for accepted in &policy.accepted {
        let Accepted {
            package,
            until,
            why,
        } = accepted;
        say(&format!(
            "policy: {package} is accepted until {until}: {why}"
        ));
    }
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
    known: Vec<String>,
    as_of: Date,
    accepted: Vec<Accepted>,
    unfit: Vec<String>,
}

/// An advisory that is put up with for a while.
struct Accepted {
    package: String,
    until: Date,
    why: String,
}

impl Policy {
    fn read(text: &str) -> Result<Self, String> {
        let policy: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let part = |name: &str| policy.get(name).and_then(toml::Value::as_table);
        let advisories = part("advisories").ok_or("policy.toml has no advisories")?;
        let accepted = advisories.get("accepted").and_then(toml::Value::as_array);
        let accepted = accepted.into_iter().flatten().map(|one| {
            let entry = one.as_table().ok_or("accepted is no list of tables")?;
            Ok(Accepted {
                package: word(entry, "package")?.to_owned(),
                until: date(word(entry, "until")?)?,
                why: word(entry, "why")?.to_owned(),
            })
        });
        Ok(Self {
            licences: strings(Some(&policy), "licences"),
            known: strings(Some(advisories), "known"),
            as_of: date(word(advisories, "as_of")?)?,
            accepted: accepted.collect::<Result<_, String>>()?,
            unfit: strings(part("unfit"), "packages"),
        })
    }

    /// How old the list of advisories is.
    fn age(&self, today: Date) -> Result<String, String> {
        let since = today.since(self.as_of).map_err(|error| error.to_string())?;
        Ok(format!(
            "policy: {} known advisories, compared with rustsec.org on {}, {} days ago",
            self.known.len(),
            self.as_of,
            since.get_days()
        ))
    }

    fn all_faults(&self, packages: &[Value], today: Date) -> Vec<String> {
        let mut faults = Vec::new();
        let mut needed = vec![false; self.accepted.len()];
        for package in packages {
            let name = text(package, "name");
            faults.extend(self.fault_of_licence(package));
            let Some(advisory) = self.advisory(package) else {
                continue;
            };
            let own = |one: &Accepted| one.package == name && one.until >= today;
            match self.accepted.iter().position(own) {
                Some(place) => needed
                    .iter_mut()
                    .skip(place)
                    .take(1)
                    .for_each(|it| *it = true),
                None => faults.push(format!(
                    "{name} {}: {advisory:?}, see policy.toml",
                    text(package, "version")
                )),
            }
        }
        let idle = self
            .accepted
            .iter()
            .zip(needed)
            .filter(|(_, needed)| !needed);
        faults.extend(idle.map(|(one, _)| format!("{} is accepted in vain", one.package)));
        faults
    }

    fn fault_of_licence(&self, package: &Value) -> Option<String> {
        let licence = text(package, "license").replace('/', " OR ");
        let (name, version) = (text(package, "name"), text(package, "version"));
        (!permits(&licence, &self.licences))
            .then(|| format!("{name} {version}: licence {licence:?}"))
    }

    /// The entry that a package falls under.
    fn advisory(&self, package: &Value) -> Option<&str> {
        let (name, version) = (text(package, "name"), text(package, "version"));
        let mut all = self.known.iter().chain(&self.unfit);
        let found = all.find(|entry| {
            let (banned, versions) = entry.split_once(' ').unwrap_or((entry, ""));
            let fixed = versions.trim_start_matches('<');
            banned == name && (fixed.is_empty() || older(version, fixed))
        });
        found.map(String::as_str)
    }
}

fn text<'p>(package: &'p Value, name: &str) -> &'p str {
    package
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn strings(table: Option<&toml::Table>, name: &str) -> Vec<String> {
    let list = table.and_then(|table| table.get(name)?.as_array());
    let list = list.into_iter().flatten();
    list.filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

fn word<'t>(table: &'t toml::Table, name: &str) -> Result<&'t str, String> {
    let found = table.get(name).and_then(toml::Value::as_str);
    found.ok_or_else(|| format!("policy.toml: {name} is missing"))
}

fn date(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|error| format!("policy.toml: {text}: {error}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "an advisory ages by the calendar"
)]
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const POLICY: &str = r#"
        licences = ["MIT"]
        [advisories]
        as_of = "2026-01-01"
        known = ["a <1.2.3", "b"]
        [[advisories.accepted]]
        package = "a"
        until = "2026-02-01"
        why = "no other"
        [unfit]
        packages = ["c"]
    "#;

    fn faults(package: (&str, &str), day: &str) -> Vec<String> {
        let (name, version) = package;
        let package = json!({ "name": name, "version": version, "license": "MIT" });
        let policy = Policy::read(POLICY).unwrap();
        policy.all_faults(&[package], day.parse().unwrap())
    }

    #[test]
    fn what_is_known_is_a_fault_unless_it_is_accepted() {
        assert_eq!(faults(("a", "1.2.2"), "2026-01-31"), Vec::<String>::new());
        let over = faults(("a", "1.2.2"), "2026-02-02");
        assert!(over[0].contains("a 1.2.2: \"a <1.2.3\""), "{over:?}");
        let in_vain = ["a is accepted in vain".to_owned()];
        assert_eq!(faults(("a", "1.2.3"), "2026-01-31"), in_vain);
        for package in [("b", "9.0.0"), ("c", "1.0.0")] {
            assert_eq!(faults(package, "2026-01-31").len(), 2, "{package:?}");
        }
    }

    #[test]
    fn the_list_says_how_old_it_is() {
        let policy = Policy::read(POLICY).unwrap();
        let age = policy.age("2026-03-02".parse().unwrap()).unwrap();
        assert!(age.contains("on 2026-01-01, 60 days ago"), "{age}");
        assert!(Policy::read(&POLICY.replace("as_of", "of")).is_err());
    }
}
