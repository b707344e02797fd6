//! Installing what the tests need, and running them.

use std::process::{Command, Stdio};

use crate::postgres::Cluster;
use crate::run::{cargo_with, root, run, say};

/// Tests that measure or crash the database: they run after the others, alone.
const ALONE: &[&str] = &["p11_time", "f1_kill_9", "f5_a_crash", "f7_rolling"];
/// Tests of several replicas, which need PostgreSQL.
const REPLICAS: &str = "replicas";
/// Names the server that tests make their databases on.
const POSTGRES: &str = "TEST_POSTGRES";
/// Names the folder of that server, see `Cluster::home`.
const HOME: &str = "TEST_POSTGRES_HOME";

/// Tests that need the cluster's own folder.
const OF_POSTGRES: &[&str] = &[REPLICAS, "f5_", "f7_"];

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
        let pairs = self.cluster.iter();
        pairs
            .flat_map(|(url, home)| [(POSTGRES, url.as_str()), (HOME, home.as_str())])
            .collect()
    }

    /// Arguments that leave out what this engine cannot run.
    pub fn skipped(&self) -> Vec<&'static str> {
        if self.cluster.is_some() {
            return Vec::new();
        }
        OF_POSTGRES
            .iter()
            .flat_map(|name| ["--skip", name])
            .collect()
    }

    fn all(&self) -> Result<(), String> {
        let mut rest = vec!["test", "--workspace", "--locked"];
        if self.cluster.is_some() {
            // What has no database was tested already.
            rest = vec!["test", "--package", "cleat", "--test", "it", "--locked"];
        }
        rest.push("--");
        rest.extend(self.skipped());
        for name in ALONE {
            rest.extend(["--skip", name]);
        }
        cargo_with(&rest, &self.environment())?;
        let mut alone = vec![
            "test",
            "--package",
            "cleat",
            "--test",
            "it",
            "--locked",
            "--",
        ];
        alone.extend(ALONE);
        alone.push("--test-threads=1");
        alone.extend(self.skipped());
        cargo_with(&alone, &self.environment())
    }
}

/// Installs what is missing, then runs every test: on the embedded database, then on PostgreSQL,
/// then the traces, which only a build with the feature `otel` has.
pub fn test() -> Result<(), String> {
    install()?;
    say("# the embedded database");
    Run::new(None).all()?;
    say("# PostgreSQL");
    let cluster = Cluster::start()?;
    Run::new(Some(&cluster)).all()?;
    say("# traces");
    let traced = [
        "test",
        "--package",
        "cleat",
        "--features",
        "otel",
        "--test",
        "otel",
    ];
    cargo_with(&[traced.as_slice(), &["--locked"]].concat(), &[])
}

/// A Python environment, the Node packages and Debian's strace; says what it could not install.
pub fn install() -> Result<(), String> {
    let python = root().join("target/python");
    let wanted = root().join("tests/official/python/requirements.txt");
    if !same(&wanted, &python.join("requirements.txt")) {
        run("python3", &["-m", "venv", "target/python"])?;
        let pip = python.join("bin/pip");
        run(
            pip,
            &[
                "install",
                "--quiet",
                "--requirement",
                "tests/official/python/requirements.txt",
            ],
        )?;
        copy(&wanted, &python.join("requirements.txt"))?;
    }
    let node = root().join("target/node");
    for file in ["package.json", "package-lock.json"] {
        let wanted = root().join("tests/official/node").join(file);
        if !same(&wanted, &node.join(file)) {
            std::fs::create_dir_all(&node).map_err(|error| error.to_string())?;
            for file in ["package.json", "package-lock.json"] {
                copy(
                    &root().join("tests/official/node").join(file),
                    &node.join(file),
                )?;
            }
            let quiet = ["--silent", "--no-audit", "--no-fund"];
            run(
                "npm",
                &[&["ci", "--prefix", "target/node"], quiet.as_slice()].concat(),
            )?;
            break;
        }
    }
    if !present("strace") {
        let update = run("apt-get", &["update", "-qq"]);
        if let Err(why) = update.and_then(|()| run("apt-get", &["install", "-y", "-qq", "strace"]))
        {
            say(&format!(
                "could not install strace, which the test f2_ needs: {why}"
            ));
        }
    }
    Ok(())
}

fn present(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

fn same(a: &std::path::Path, b: &std::path::Path) -> bool {
    matches!((std::fs::read(a), std::fs::read(b)), (Ok(a), Ok(b)) if a == b)
}

fn copy(from: &std::path::Path, to: &std::path::Path) -> Result<(), String> {
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{}: {error}", from.display()))
}
