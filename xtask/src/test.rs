//! Installing what the tests need, and running them.

use std::process::{Command, Stdio};

use crate::postgres::Cluster;
use crate::run::{cargo_with, debian, root, run, say};

/// Tests that measure or crash the database: they run after the others, alone.
const ALONE: &[&str] = &["p11_time", "f1_kill_9", "f5_a_crash", "f7_rolling"];
/// Tests of several replicas, which need PostgreSQL.
const REPLICAS: &str = "replicas";
/// Names the server that tests make their databases on.
const POSTGRES: &str = "TEST_POSTGRES";
/// Names the folder of that server, see `Cluster::home`.
const HOME: &str = "TEST_POSTGRES_HOME";

/// Debian's programs, each the name of its package, and the tests that need it.
const PROGRAMS: [(&str, &str); 4] = [
    ("strace", "f2_"),
    ("chromium", "explorer_ and typescript_"),
    ("zsh", "cli_"),
    ("fish", "cli_"),
];

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

/// A Python environment, the Node packages, programs of Debian's; says which of these it could not
/// install.
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
    npm("tests/official/node", "target/node")?;
    npm("sdk/nodejs", "sdk/nodejs")?;
    npm("tests/sdk/node", "tests/sdk/node")?;
    programs();
    Ok(())
}

/// Installs the Node packages of a folder into another, or into itself, as its lock file says.
fn npm(from: &str, to: &str) -> Result<(), String> {
    let (from, into) = (root().join(from), root().join(to));
    let lock = "package-lock.json";
    let installed = into.join("node_modules").join(lock);
    if same(&from.join(lock), &installed) {
        return Ok(());
    }
    std::fs::create_dir_all(&into).map_err(|error| error.to_string())?;
    if from != into {
        for file in ["package.json", lock] {
            copy(&from.join(file), &into.join(file))?;
        }
    }
    run(
        "npm",
        &["ci", "--prefix", to, "--silent", "--no-audit", "--no-fund"],
    )?;
    copy(&from.join(lock), &installed)
}

/// Installs Debian's programs that are missing; says so where it cannot.
fn programs() {
    let missing = PROGRAMS.iter().filter(|(program, _)| !present(program));
    let missing: Vec<&(&str, &str)> = missing.collect();
    if missing.is_empty() {
        return;
    }
    let packages: Vec<&str> = missing.iter().map(|(program, _)| *program).collect();
    if let Err(why) = debian(&packages) {
        for (program, tests) in missing {
            say(&format!(
                "could not install {program}, which the tests {tests} need: {why}"
            ));
        }
    }
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
