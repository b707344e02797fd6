//! Running every test, on both engines.

use crate::postgres::Cluster;
use crate::provoked;
use crate::run::{cargo_with, say};
use crate::setup;

/// Tests that measure or crash the database: they run after the others, alone.
const ALONE: &[&str] = &[
    "p11_time",
    "p18_forty",
    "f1_kill_9",
    "f5_a_crash",
    "f7_rolling",
];
/// The tests through HTTP, with the workspace's features: with a package's own, cargo builds anew.
pub const IT: &[&str] = &["test", "--workspace", "--test", "it", "--locked"];
/// The feature that only a build with traces has.
pub const TRACES: &str = "cleat/otel";
/// Tests of several replicas, which need PostgreSQL.
const REPLICAS: &str = "replicas";
/// Names the server that tests make their databases on.
const POSTGRES: &str = "TEST_POSTGRES";
/// Names the folder of that server, see `Cluster::home`.
const HOME: &str = "TEST_POSTGRES_HOME";

/// A test that cannot run fails instead of being left out.
const COMPLETE: &str = "TEST_COMPLETE";

/// Tests that need PostgreSQL, or the cluster's own folder.
const OF_POSTGRES: &[&str] = &[
    REPLICAS,
    "f5_",
    "f7_",
    "commands_make_no_tables",
    "f10_a_replica",
];

/// Tests that look at pages for minutes, which are the same on each database.
const OF_PAGES: &[&str] = &["every_page_in_chromium", "explorer_of"];

/// A run of the tests on one of the engines.
pub struct Run {
    cluster: Option<(String, String)>,
}

impl Run {
    /// On PostgreSQL, or on the embedded database.
    pub fn new(cluster: Option<&Cluster>) -> Self {
        Self {
            cluster: cluster.map(|cluster| (cluster.url(), cluster.home())),
        }
    }

    /// What the tests read.
    pub fn environment(&self) -> Vec<(&str, &str)> {
        let mut pairs = vec![(COMPLETE, "1")];
        if let Some((url, home)) = &self.cluster {
            pairs.extend([(POSTGRES, url.as_str()), (HOME, home.as_str())]);
        }
        pairs
    }

    /// Arguments that leave out what this engine cannot run.
    pub fn skipped(&self) -> Vec<&'static str> {
        let skipped = match self.cluster {
            Some(_) => OF_PAGES,
            None => OF_POSTGRES,
        };
        skipped.iter().flat_map(|name| ["--skip", name]).collect()
    }

    fn all(&self) -> Result<(), String> {
        let mut rest = vec!["test", "--workspace", "--locked", "--no-fail-fast"];
        if self.cluster.is_some() {
            // What has no database was tested already.
            rest = IT.to_vec();
        }
        rest.push("--");
        rest.extend(self.skipped());
        for name in ALONE {
            rest.extend(["--skip", name]);
        }
        let first = self.cargo(&rest);
        let mut alone = IT.to_vec();
        alone.push("--");
        alone.extend(ALONE);
        alone.push("--test-threads=1");
        alone.extend(self.skipped());
        every([first, self.cargo(&alone)])
    }

    fn cargo(&self, args: &[&str]) -> Result<(), String> {
        let file = provoked::file().to_string_lossy().into_owned();
        let mut environment = self.environment();
        environment.push((provoked::VARIABLE, &file));
        cargo_with(args, &environment)
    }
}

/// Installs what is missing, then runs every test: on the embedded database, then on PostgreSQL,
/// then the traces, which only a build with the feature `otel` has. Every declared error must have
/// been provoked.
pub fn test() -> Result<(), String> {
    setup::setup()?;
    provoked::forget()?;
    every([embedded(), postgres(), traces()])?;
    provoked::check()
}

/// What failed of several, all of which were run.
fn every<const N: usize>(results: [Result<(), String>; N]) -> Result<(), String> {
    let faults: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults.join("\n")),
    }
}

fn embedded() -> Result<(), String> {
    say("# the embedded database");
    Run::new(None).all()
}

fn postgres() -> Result<(), String> {
    say("# PostgreSQL");
    let cluster = Cluster::for_tests()?;
    let result = Run::new(Some(&cluster)).all();
    result.map_err(|why| format!("{why}\nPostgreSQL's log ends:\n{}", cluster.last_lines()))
}

fn traces() -> Result<(), String> {
    say("# traces");
    let traced = ["test", "--workspace", "--test", "otel", "--locked"];
    cargo_with(&[traced.as_slice(), &["--features", TRACES]].concat(), &[])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::run::{root, sources};

    /// Crates say that they have no tests of their own, or no examples in their documentation, so
    /// that nothing is built for them: a test there would never run. Seen to fail with a test in
    /// `nouns`.
    #[test]
    fn what_is_left_out_has_no_tests() {
        let mut crates: BTreeMap<String, String> = BTreeMap::new();
        for path in sources("crates").unwrap() {
            if let Some((folder, _)) = path.split_once("/src/") {
                let text = std::fs::read_to_string(root().join(&path)).unwrap();
                crates.entry(folder.to_owned()).or_default().push_str(&text);
            }
        }
        let left_out = [
            ("\ntest = false", "#[cfg(test)]"),
            ("\ndoctest = false", "/// ```"),
        ];
        let mut without = 0;
        for (folder, text) in &crates {
            let manifest = root().join(folder).join("Cargo.toml");
            let manifest = std::fs::read_to_string(manifest).unwrap();
            for (_, what) in left_out.iter().filter(|(line, _)| manifest.contains(line)) {
                without += 1;
                assert!(!text.contains(what), "{folder}: {what}");
            }
        }
        assert!(without > 8, "{without}");
    }
}
